/** What runs leave behind, and whether one is replayed, each by itself. */
import { signal } from '@preact/signals';
import { describe, expect, test } from 'vitest';
import { offPath, onPath, type Curves } from './curves.ts';
import { originAt } from './origin.ts';
import { withRecord } from './records.ts';
import { replaysOnce } from './replays.ts';
import { nextRun } from './run-number.ts';

type Point = { readonly step: number; readonly said?: string };
const curves = (...steps: readonly number[]): Curves<Point> => ({ drawn: steps.map((step) => ({ step })) });
const stepsIn = ({ drawn }: Curves<Point>) => drawn.map(({ step }) => step);

describe('the curves of a run', () => {
  test('grow at their end', () => {
    expect(stepsIn(onPath(curves(0, 10), { step: 20 }))).toEqual([0, 10, 20]);
  });

  test('keep what they knew of a step that comes again, as the seed gives it the same numbers', () => {
    const known = { drawn: [{ step: 0 }, { step: 10, said: 'first' }, { step: 20 }] };
    expect(onPath(known, { step: 10, said: 'again' }).drawn).toEqual(known.drawn);
  });

  test('take a step between two others in its place', () => {
    expect(stepsIn(onPath(curves(0, 10, 20), { step: 15 }))).toEqual([0, 10, 15, 20]);
  });

  test('are thinned when they have 1200 points and grow, not before and not by a step between', () => {
    const all = (count: number) => curves(...Array.from({ length: count }, (_, at) => at));
    expect(onPath(all(1199), { step: 2000 }).drawn).toHaveLength(1200);
    expect(onPath(all(1200), { step: 2000 }).drawn).toHaveLength(601);
    expect(onPath(all(1200), { step: 0.5 }).drawn).toHaveLength(1201);
  });

  test('off the path go on from where it was left, and the path is whole again on the way back', () => {
    const left = offPath(curves(0, 10, 20, 30), { step: 15 });
    expect(stepsIn(left)).toEqual([0, 10, 15]);
    const further = offPath(left, { step: 25 });
    expect(stepsIn(further)).toEqual([0, 10, 15, 25]);
    const back = onPath(further, { step: 12 });
    expect(stepsIn(back)).toEqual([0, 10, 12, 20, 30]);
    expect(back.path).toBeUndefined();
  });
});

describe('a record', () => {
  const record = (run: number, step: number) => ({ run, step, values: {}, metrics: {} });

  test('of a run takes the place of its older one, at the end', () => {
    const records = [record(1, 10), record(2, 20)];
    expect(withRecord(records, record(1, 30))).toEqual([record(2, 20), record(1, 30)]);
  });

  test('of a run at step 0 is none, and takes the older one away', () => {
    expect(withRecord([record(1, 10), record(2, 20)], record(1, 0))).toEqual([record(2, 20)]);
  });
});

describe('a run whose worker died', () => {
  test.each([
    ['that had taken steps is replayed to its last', 30, false, 30],
    ['at step 0 is not, as there is nothing to lose', 0, false, undefined],
    ['in a sweep is not', 30, true, undefined],
  ])('%s', (_, step, sweeping, to) => {
    expect(replaysOnce().take(step, sweeping)).toBe(to);
  });

  test('is replayed once, until it is begun anew', () => {
    const replays = replaysOnce();
    replays.take(30, true);
    expect(replays.take(30, false)).toBe(30);
    expect(replays.take(30, false)).toBeUndefined();
    replays.renew();
    expect(replays.take(40, false)).toBe(40);
  });
});

test('a run begins at step 0, or at the step of the state that it began with, which the page is told', () => {
  const shown = signal<number | undefined>(undefined);
  const origin = originAt(shown);
  expect([origin.step(), origin.state(), shown.value]).toEqual([0, undefined, undefined]);
  const state = { step: 300, layout: [], values: new Float32Array() };
  origin.set(state);
  expect([origin.step(), origin.state(), shown.value]).toEqual([300, state, 300]);
  origin.set(undefined);
  expect([origin.step(), origin.state(), shown.value]).toEqual([0, undefined, undefined]);
});

test('no two runs of a page have the same number', () => {
  const numbers = Array.from({ length: 100 }, nextRun);
  expect(new Set(numbers).size).toBe(100);
  expect(Math.min(...numbers)).toBeGreaterThan(0);
});
