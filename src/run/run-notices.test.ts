import { signal } from '@preact/signals';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { runNotices } from './run-notices.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

test('what a run said goes when it is over, and what others said stays', () => {
  const notices = signal<readonly string[]>([]);
  const run = runNotices(notices);
  run.say('The run failed.');
  notices.value = [...notices.value, 'The link was odd.'];
  run.over();
  expect(notices.value).toEqual(['The link was odd.']);
});

test('a passing notice goes ten seconds after all is well again, and not before', () => {
  const notices = signal<readonly string[]>([]);
  const run = runNotices(notices);
  run.say('A new worker replays the run.', 'passing');
  vi.advanceTimersByTime(60_000);
  expect(notices.value).toHaveLength(1);
  run.settle();
  vi.advanceTimersByTime(9_000);
  run.settle();
  expect(notices.value).toHaveLength(1);
  vi.advanceTimersByTime(1_000);
  expect(notices.value).toEqual([]);
});

test('a notice that asks for something stays until that is done', () => {
  const notices = signal<readonly string[]>([]);
  const run = runNotices(notices);
  run.say('The numbers were lost. Lower the learning rate.');
  run.settle();
  vi.advanceTimersByTime(3_600_000);
  expect(notices.value).toHaveLength(1);
});

test('a newer notice is not taken away by the timer of an older one', () => {
  const notices = signal<readonly string[]>([]);
  const run = runNotices(notices);
  run.say('The GPU was lost.', 'passing');
  run.settle();
  run.say('The run failed.');
  vi.advanceTimersByTime(60_000);
  expect(notices.value).toEqual(['The run failed.']);
});
