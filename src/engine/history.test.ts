import fc from 'fast-check';
import { expect, test } from 'vitest';
import { history } from './history.ts';

const state = (value: number) => new Float32Array(256).fill(value);

test('the latest state at or before a step is found, as it was when it was put down', () => {
  const past = history();
  const live = state(1);
  past.keep(0, live);
  live.fill(2);
  past.keep(7, live);
  expect(past.at(6)).toEqual({ step: 0, state: state(1) });
  expect(past.at(7)).toEqual({ step: 7, state: state(2) });
  expect(past.at(-1)).toBeUndefined();
});

test('whatever the steps, the room is never overrun, the first state stays, and gaps stay even', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 300 }), (gaps) => {
      const room = 16 * 1024;
      const past = history(room);
      let step = 0;
      past.keep(0, state(0));
      for (const gap of gaps) past.keep((step += gap), state(step));
      const steps = past.steps();
      expect(steps.length * 1024).toBeLessThanOrEqual(room);
      expect(steps[0]).toBe(0);
      // A state is dropped only if another stands nearer than the spacing s, and there are more than 8 apart by s or
      // more (half of the 16 that fit), so a step is never further than 2 s + one ask from a state before it.
      const widest = Math.max(...steps.map((at, i) => (steps[i + 1] ?? step) - at));
      expect(widest).toBeLessThanOrEqual(Math.max(60, step / 3 + 120));
    }),
  );
});
