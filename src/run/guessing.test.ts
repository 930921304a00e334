import { describe, expect, test, vi } from 'vitest';
import type { Guess } from './guess.ts';
import { guessing } from './guessing.ts';
import { readLink } from './links.ts';
import type { WidgetMeta } from './meta.ts';
import { number } from './params.ts';
import { stateBeside, widgetState, type Controls, type WidgetState } from './widget-state.ts';

const knob = (initial: number) => number('knob', { min: 0, max: 10, initial, about: '' });
const guess: Guess = {
  asks: 'How high?',
  set: { a: 2 },
  shows: { a: 5 },
  answers: {
    low: { label: 'low', mark: { upright: 1 } },
    middle: { label: 'middle', mark: { upright: 5 } },
    high: { label: 'high', mark: { upright: 9 } },
  },
  right: 'middle',
  because: 'It is 5.',
  picture: 'Height',
  covers: ['Answer'],
};
const meta = { params: { a: knob(1), b: knob(3) }, presets: {}, metrics: {}, readouts: [] } as unknown as WidgetMeta;

/** A figure as a reader may have left it, and its guess. */
function figure(with_: Partial<Guess> = {}) {
  const state = widgetState('some', { ...meta, guess: { ...guess, ...with_ } }, {}, readLink('?a=7&b=8'));
  return { state, now: guessing(state, { ...guess, ...with_ }) };
}

/** Notes what a run is told; `putIn` and `takeOut` hand a state on. */
function drive(state: WidgetState) {
  const told: string[] = [];
  const controls = {
    play: (until?: number) => void told.push(`play ${until ?? ''}`),
    pause: () => void told.push('pause'),
    restart: () => void told.push('restart'),
    takeOut: () => Promise.resolve('weights' as never),
    putIn: (values: unknown, weights: unknown) => {
      told.push(`put in ${JSON.stringify(values)} ${String(weights)}`);
      return Promise.resolve();
    },
  } as unknown as Controls;
  state.controls.value = controls;
  return told;
}

test('opening sets the knobs that the question is about, and all others to where they open', async () => {
  const { state, now } = figure();
  expect(now.phase.value).toBe('closed');
  await now.open();
  expect(state.values.value).toEqual({ a: 2, b: 3 });
  expect(now.phase.value).toBe('asked');
});

test('a choice turns the knobs to what comes out and marks the guess in its picture alone', async () => {
  const { state, now } = figure();
  await now.open();
  expect(now.markIn('Height')).toBeUndefined();
  now.choose('high');
  expect(now.phase.value).toBe('answered');
  expect(state.values.value).toEqual({ a: 5, b: 3 });
  expect(now.markIn('Height')).toEqual({ mark: { upright: 9 } });
  expect(now.markIn('Answer')).toBeUndefined();
});

test('a picture that gives the answer away is covered while the question is open, and only then', async () => {
  const { now } = figure();
  expect(now.covers('Answer')).toBe(false);
  await now.open();
  expect(now.covers('Answer')).toBe(true);
  expect(now.covers('Height')).toBe(false);
  now.choose('low');
  expect(now.covers('Answer')).toBe(false);
});

test.each([
  ['before the choice', false],
  ['after it', true],
])('the way back leads to where the knobs were, %s', async (_, chooses) => {
  const { state, now } = figure();
  await now.open();
  if (chooses) now.choose('low');
  now.back();
  expect(state.values.value).toEqual({ a: 7, b: 8 });
  expect(now.phase.value).toBe('closed');
  expect(now.chosen.value).toBeUndefined();
});

test.each([
  ['while the question is open', false],
  ['after the answer', true],
])('a knob that the reader turns %s ends the guess and stays turned', async (_, chooses) => {
  const { state, now } = figure();
  await now.open();
  if (chooses) now.choose('low');
  state.set({ b: 4 });
  expect(now.phase.value).toBe('closed');
  expect(now.markIn('Height')).toBeUndefined();
  expect(state.values.value).toMatchObject({ b: 4 });
});

test('a second run ends the guess, and asks nothing itself', async () => {
  const { state, now } = figure();
  await now.open();
  state.beside.value = stateBeside(state, readLink(''));
  expect(now.phase.value).toBe('closed');
  expect(state.beside.value.link.hide).toContain('guess');
});

test('a link may leave the question out of a figure', () => {
  expect(widgetState('some', meta, {}, readLink('?hide=guess')).notices.value).toEqual([]);
});

describe('where the figure trains', () => {
  test('the run is paused for the question, starts with the choice, and answers when it is at its step', async () => {
    const { state, now } = figure({ steps: 300 });
    const told = drive(state);
    await now.open();
    expect(told).toEqual(['pause']);
    now.choose('middle');
    expect(told).toEqual(['pause', 'play 300']);
    expect(now.phase.value).toBe('awaited');
    state.report({ a: 1 }, 299);
    expect(now.phase.value).toBe('awaited');
    state.report({ a: 1 }, 300);
    expect(now.phase.value).toBe('answered');
  });

  test('a run that has come that far already answers at once, and nothing is trained', async () => {
    const { state, now } = figure({ steps: 300 });
    const told = drive(state);
    await now.open();
    state.report({ a: 1 }, 400);
    now.choose('middle');
    expect(now.phase.value).toBe('answered');
    expect(told).toEqual(['pause']);
  });

  test('the way back replays the reader’s own run to its step', async () => {
    const { state, now } = figure({ steps: 300 });
    state.report({ a: 1 }, 1200);
    const told = drive(state);
    await now.open();
    now.back();
    expect(told).toEqual(['pause', 'play 1200']);
  });

  test('without a run of their own it gives the place back to the trained beginning', async () => {
    const { state, now } = figure({ steps: 300 });
    const told = drive(state);
    await now.open();
    now.back();
    expect(told).toEqual(['pause', 'restart']);
  });

  test('a run that began with a file is taken out and put back as it was', async () => {
    const { state, now } = figure({ steps: 300 });
    state.origin.value = 500;
    state.report({ a: 1 }, 700);
    const told = drive(state);
    await now.open();
    now.back();
    await vi.waitFor(() => expect(told).toEqual(['pause', 'put in {"a":7,"b":8} weights']));
  });
});
