import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { atRest } from './at-rest.ts';

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }));
afterEach(() => void vi.useRealTimers());

test('what is asked for again and again is done once, when the asking has stopped for so long', () => {
  const act = vi.fn();
  const rest = atRest(act, 200, 2000);
  for (let at = 0; at < 1000; at += 100) {
    rest.ask();
    vi.advanceTimersByTime(100);
  }
  expect(act).not.toHaveBeenCalled();
  vi.advanceTimersByTime(100);
  expect(act).toHaveBeenCalledTimes(1);
  vi.advanceTimersByTime(10_000);
  expect(act).toHaveBeenCalledTimes(1);
});

test('asking that never stops puts it off no longer than the limit', () => {
  const act = vi.fn();
  const rest = atRest(act, 200, 2000);
  for (let at = 0; at <= 1900; at += 100) {
    rest.ask();
    vi.advanceTimersByTime(100);
  }
  expect(act).toHaveBeenCalledTimes(1);
});

test('in a hurry it is done at once, and only if it waits', () => {
  const act = vi.fn();
  const rest = atRest(act, 200, 2000);
  rest.hurry();
  expect(act).not.toHaveBeenCalled();
  rest.ask();
  rest.hurry();
  expect(act).toHaveBeenCalledTimes(1);
  rest.ask();
  rest.stop();
  vi.advanceTimersByTime(10_000);
  expect(act).toHaveBeenCalledTimes(1);
});
