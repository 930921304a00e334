import { afterEach, expect, test, vi } from 'vitest';
import { askSoon, meanSpeed, paceOf, stepsFor } from './pace.ts';

afterEach(() => vi.unstubAllGlobals());

test('the first speed is that of the first question, and later ones count three tenths each', () => {
  expect(meanSpeed(0, 5, 250)).toBe(20);
  // 0.7 · 20 + 0.3 · 40 = 26.
  expect(meanSpeed(20, 10, 250)).toBeCloseTo(26, 12);
});

test('a question that took no time counts as a hundredth of a millisecond', () => {
  expect(meanSpeed(0, 3, 0)).toBe(300_000);
});

test.each([
  [0, 160, 1],
  [1, 160, 1],
  [100, 160, 16],
  [100, 500, 50],
  // 9.4 steps fit, so 9 are asked.
  [58.75, 160, 9],
  [31_250, 160, 5000],
  [31_300, 160, 5000],
  [1e9, 160, 5000],
])('at %d steps a second %d milliseconds are %i steps', (speed, milliseconds, steps) => {
  expect(stepsFor(speed, milliseconds)).toBe(steps);
});

test('a pace is 160 ms a question unless it is another, one step before it is known, and can be forgotten', () => {
  const [usual, slow] = [paceOf(), paceOf(320)];
  for (const pace of [usual, slow]) {
    expect([pace.speed(), pace.stepsAQuestion()]).toEqual([0, 1]);
    pace.learn(100, 1000);
    expect(pace.speed()).toBe(100);
  }
  expect([usual.stepsAQuestion(), slow.stepsAQuestion()]).toEqual([16, 32]);
  usual.forget();
  expect([usual.speed(), usual.stepsAQuestion()]).toEqual([0, 1]);
});

test('only after a question longer than a frame the next is asked before the next frame', () => {
  const frames: (() => void)[] = [];
  vi.stubGlobal('requestAnimationFrame', (act: () => void) => frames.push(act));
  const ask = vi.fn();
  askSoon(16, ask);
  expect(ask).not.toHaveBeenCalled();
  frames[0]?.();
  expect(ask).toHaveBeenCalledTimes(1);
  askSoon(16.5, ask);
  expect(ask).toHaveBeenCalledTimes(2);
});
