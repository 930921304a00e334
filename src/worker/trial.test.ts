/** How fast a run proves in its trial, by a clock that the test moves. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Ask, Run } from '#src/engine/experiment.ts';
import { paceOf } from './trial.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance', 'setTimeout', 'clearTimeout'] });
});
afterEach(() => {
  vi.useRealTimers();
});

/** A run whose steps take `milliseconds` each, and what it was asked. */
function runOf(milliseconds: number, endsAfter = Infinity) {
  const asked: Ask[] = [];
  const over = vi.fn();
  async function* steps(): Run<undefined> {
    try {
      for (let turn = 0; turn < endsAfter; turn++) {
        const ask = yield undefined;
        await Promise.resolve();
        asked.push(ask ?? 1);
        vi.advanceTimersByTime(milliseconds * Number(ask));
      }
    } finally {
      over();
    }
  }
  return { run: steps(), asked, over };
}

test.each([0.1, 1, 7, 90])('a run of %d ms a step takes as many steps a second, and is over then', async (step) => {
  const { run, over } = runOf(step);
  const turns = vi.fn();
  expect(await paceOf(run, turns)).toBeCloseTo(1000 / step, 6);
  expect(over).toHaveBeenCalledTimes(1);
  expect(turns.mock.calls.length).toBeGreaterThanOrEqual(2);
});

test('each question is at most eight times as long as the one before, until one takes half of the 200 ms', async () => {
  const { run, asked } = runOf(0.5);
  await paceOf(run, () => undefined);
  // 64 steps take 32 ms; 8 · 64 would take longer than 200 ms, so 400 are asked.
  expect(asked).toEqual([1, 8, 64, 400]);
});

test('after a question of 5000 steps or more none is asked, however little time it took', async () => {
  const { run, asked } = runOf(0.001);
  await paceOf(run, () => undefined);
  expect(asked).toEqual([1, 8, 64, 512, 4096, 32_768]);
});

test('a run that breaks off has no speed', async () => {
  expect(await paceOf(runOf(1, 2).run, () => undefined)).toBe(0);
});

test('a run that throws has no speed', async () => {
  const broken = (async function* (): Run<undefined> {
    await Promise.resolve();
    throw new Error('No shader compiles here.');
  })();
  expect(await paceOf(broken, () => undefined)).toBe(0);
});

test('a run that keeps the reader waiting for more than six seconds has no speed', async () => {
  const stuck = (async function* (): Run<undefined> {
    await new Promise(() => undefined);
    yield undefined;
  })();
  const pace = paceOf(stuck, () => undefined);
  let known: number | undefined;
  void pace.then((found) => (known = found));
  await vi.advanceTimersByTimeAsync(5999);
  expect(known).toBeUndefined();
  await vi.advanceTimersByTimeAsync(1);
  expect(known).toBe(0);
});
