import { expect, test } from 'vitest';
import { SILENCE_MILLISECONDS, silenceWatch, type Clock } from './silence.ts';

/** A page whose time passes by hand: its timers run every second, but not while it is frozen. */
function page() {
  let [now, awake] = [0, true];
  const ticks = new Set<() => void>();
  const clock: Clock = {
    now: () => now,
    awake: () => awake,
    every(_, tick) {
      ticks.add(tick);
      return () => ticks.delete(tick);
    },
  };
  const asked: number[] = [];
  const pass = (seconds: number) => {
    for (let second = 0; second < seconds; second++) {
      now += 1000;
      for (const tick of [...ticks]) tick();
    }
  };
  return {
    asked,
    pass,
    watch: silenceWatch((milliseconds) => asked.push(milliseconds), clock),
    freeze: (seconds: number) => void (now += 1000 * seconds),
    hide: () => (awake = false),
    show: () => (awake = true),
    timers: () => ticks.size,
  };
}

const LIMIT = SILENCE_MILLISECONDS / 1000;

test('after so many seconds awake without an answer the reader is asked, and again after as many', () => {
  const { watch, pass, asked } = page();
  watch.expect();
  pass(LIMIT - 1);
  expect(asked).toEqual([]);
  pass(1);
  expect(asked).toEqual([SILENCE_MILLISECONDS]);
  pass(LIMIT);
  expect(asked).toEqual([SILENCE_MILLISECONDS, 2 * SILENCE_MILLISECONDS]);
});

test('each answer begins the count anew, and none is counted when nothing is waited for', () => {
  const { watch, pass, asked, timers } = page();
  watch.expect();
  pass(LIMIT - 1);
  watch.expect();
  pass(LIMIT - 1);
  watch.rest();
  pass(5 * LIMIT);
  expect(asked).toEqual([]);
  expect(timers()).toBe(0);
});

test.each([25, 3600])('%i seconds in the cache of pages, frozen or asleep are no silence of the worker', (seconds) => {
  const { watch, pass, freeze, asked } = page();
  watch.expect();
  pass(10);
  freeze(seconds);
  // The tick that was due comes before the worker's answer is heard.
  pass(1);
  expect(asked).toEqual([]);
  // Of the sleep two seconds count at most: 10 + 2 and the rest of the twenty.
  pass(LIMIT - 13);
  expect(asked).toEqual([]);
  pass(1);
  expect(asked).toHaveLength(1);
});

test('many short sleeps are as harmless as a long one', () => {
  const { watch, pass, freeze, asked } = page();
  watch.expect();
  for (let nap = 0; nap < 5; nap++) {
    freeze(30);
    pass(1);
  }
  expect(asked).toEqual([]);
});

test('a hidden page waits for nobody, though its timers run', () => {
  const { watch, pass, hide, show, asked } = page();
  watch.expect();
  hide();
  pass(10 * LIMIT);
  show();
  pass(LIMIT - 1);
  expect(asked).toEqual([]);
  pass(1);
  expect(asked).toHaveLength(1);
});
