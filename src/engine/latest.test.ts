import { expect, test, vi } from 'vitest';
import { latest } from './latest.ts';

test('the same arguments are counted once, others anew', () => {
  const add = vi.fn((a: { n: number }, b: number) => a.n + b);
  const kept = latest(add);
  const [one, two] = [{ n: 1 }, { n: 2 }];
  expect([kept(one, 5), kept(one, 5), kept(two, 5), kept(two, 6), kept(one, 5)]).toEqual([6, 6, 7, 8, 6]);
  expect(add).toHaveBeenCalledTimes(4);
});

test('arguments are told apart by identity, since their parts may be large', () => {
  const count = vi.fn((values: { n: number }) => values.n);
  const kept = latest(count);
  kept({ n: 1 });
  kept({ n: 1 });
  expect(count).toHaveBeenCalledTimes(2);
});

test('what the answer does not depend on may change', () => {
  const count = vi.fn(({ n }: { n: number; seed: number }) => n);
  const kept = latest(count, ({ n }) => [n]);
  expect([kept({ n: 1, seed: 1 }), kept({ n: 1, seed: 2 }), kept({ n: 2, seed: 2 })]).toEqual([1, 1, 2]);
  expect(count).toHaveBeenCalledTimes(2);
});

test('an error is not kept as an answer', () => {
  let calls = 0;
  const kept = latest((n: number) => {
    if ((calls += 1) === 1) throw new Error('not yet');
    return n;
  });
  expect(() => kept(3)).toThrow('not yet');
  expect(kept(3)).toBe(3);
});
