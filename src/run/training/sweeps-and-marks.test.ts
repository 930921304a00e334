/** Sweeps on one worker and on several; what runs leave behind: records, curves, verdicts; how much is asked at once. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import * as played from './played.fixture.ts';
import { verdicts } from '../executors.ts';
import { run as words } from '../words/figure.ts';

const { figure, last, LONGEST, ranTo, ready, restsAt, runOf, snapshot, stepsOf, told, worker, workers } = played;

beforeEach(() => {
  vi.useFakeTimers();
  played.playAnew();
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const STEPS = 100;
const settings = [{ seed: 11 }, { seed: 12 }, { seed: 13 }];
/** A sweep whose first run stands at step 0 in the figure's own worker. */
function sweeps(more: Readonly<Record<string, unknown>> = { backend: 'webgpu' }) {
  const figured = figure();
  figured.training.sweep(settings, STEPS);
  ready(more);
  snapshot(0, {}, 0);
  return figured;
}
const recorded = ({ training }: played.Figure) =>
  training.records.value.map(({ values, step }) => ({ seed: values['seed'], step }));

describe('a sweep', () => {
  test('runs one setting after another in the figure, each to its step, and leaves a record each', () => {
    const figured = sweeps();
    const { state, training } = figured;
    expect(training.sweeping.value).toEqual({ at: 0, of: 3 });
    for (const [at, { seed }] of settings.entries()) {
      expect(state.values.value.seed).toBe(seed);
      expect(worker().got.findLast(({ type }) => type === 'start')).toMatchObject({ config: { seed } });
      if (at > 0) {
        ready({ backend: 'webgpu' });
        snapshot(0);
      }
      expect(state.status.value).toBe('running');
      snapshot(STEPS);
      if (at < 2) expect(training.sweeping.value).toEqual({ at: at + 1, of: 3 });
    }
    expect(training.sweeping.value).toBeUndefined();
    expect(state.status.value).toBe('paused');
    expect(recorded(figured)).toEqual(settings.map((setting) => ({ ...setting, step: STEPS })));
    vi.advanceTimersByTime(1000);
    expect(workers).toHaveLength(1);
    expect(told().filter((type) => type === 'start')).toHaveLength(3);
  });

  test('asks no further than its step', () => {
    sweeps();
    snapshot(STEPS - 1);
    expect(last()).toMatchObject({ type: 'ask', steps: 1 });
  });

  test('that is over leaves a figure that Run takes on', () => {
    const { state, training } = figure();
    training.sweep([{ seed: 5 }], STEPS);
    ready({ backend: 'webgpu' });
    snapshot(0);
    snapshot(STEPS);
    training.play();
    snapshot(STEPS + 30);
    expect(state.status.value).toBe('running');
  });

  test('that is paused is gone on with by Run, to the same step', () => {
    const { state, training } = sweeps();
    training.pause();
    snapshot(50);
    training.play(70);
    snapshot(70);
    expect(state.status.value).toBe('running');
    snapshot(STEPS);
    expect(training.sweeping.value).toEqual({ at: 1, of: 3 });
  });

  test('that is paused and taken one step on by hand still ends its setting where the sweep says', () => {
    const { training } = sweeps();
    training.pause();
    snapshot(50);
    training.stepOnce();
    snapshot(51);
    training.play();
    snapshot(STEPS);
    expect(training.sweeping.value).toEqual({ at: 1, of: 3 });
  });

  test('ends with Reset', () => {
    const { state, training } = sweeps();
    training.restart();
    expect(training.sweeping.value).toBeUndefined();
    training.play();
    ready({ backend: 'webgpu' });
    snapshot(0);
    snapshot(STEPS);
    expect(state.status.value).toBe('running');
  });

  test('ends with a knob that is turned, and with another sweep', () => {
    const { state, training } = sweeps();
    training.sweep([{ seed: 21 }], STEPS);
    expect(training.sweeping.value).toEqual({ at: 0, of: 1 });
    expect(last()).toMatchObject({ type: 'start', config: { seed: 21 } });
    state.set({ seed: 31 });
    vi.advanceTimersByTime(250);
    expect(training.sweeping.value).toBeUndefined();
    expect(last()).toMatchObject({ type: 'start', config: { seed: 31 } });
  });

  test('begins from the seed, also in a figure that stood at a state out of a file', async () => {
    const { state, training } = figure();
    const stands = state.controls.value?.putIn({}, played.stateAt(300));
    ready();
    snapshot(300);
    await stands;
    training.sweep(settings, STEPS);
    expect(state.origin.value).toBeUndefined();
    expect(last()).not.toHaveProperty('from');
    expect(training.reached.value).toBe(0);
  });
});

describe('a sweep on several cores', () => {
  test('opens a worker for each further core once small steps of our own run here', () => {
    const figured = sweeps({});
    expect(workers).toHaveLength(3);
    expect(worker(1).got).toMatchObject([{ type: 'start', config: { seed: 12 }, executor: 'auto', verdicts: [] }]);
    expect(worker(2).got).toMatchObject([{ type: 'start', config: { seed: 13 } }]);
    expect(figured.state.values.value.seed).toBe(11);
  });

  test('opens no more workers than there are settings', () => {
    const { training } = figure();
    training.sweep(settings.slice(0, 2), STEPS);
    ready();
    expect(workers).toHaveLength(2);
  });

  test.each([
    ['on a GPU, where runs only wait for each other', { backend: 'webgpu' }],
    ['on a GPU by way of TensorFlow.js’s WebGPU', { backend: 'tfjs-webgpu' }],
    ['on a GPU by way of WebGL', { backend: 'webgl' }],
  ])('opens none %s', (_, more) => {
    sweeps(more);
    expect(workers).toHaveLength(1);
  });

  test('opens them once, not with each setting', async () => {
    const { training } = figure();
    training.sweep(
      [11, 12, 13, 14, 15, 16].map((seed) => ({ seed })),
      STEPS,
    );
    ready();
    snapshot(STEPS, {}, 0);
    ready({}, 0);
    await vi.advanceTimersByTimeAsync(0);
    expect(worker(0).got.at(-1)).toMatchObject({ type: 'start', config: { seed: 14 } });
    expect(workers).toHaveLength(3);
  });

  test('records what each of them came to, and is over with the last', async () => {
    const figured = sweeps({});
    for (const at of [1, 2]) {
      snapshot(0, {}, at);
      expect(worker(at).got.at(-1)).toMatchObject({ type: 'ask', steps: STEPS });
      snapshot(STEPS, {}, at);
      await vi.advanceTimersByTimeAsync(0);
    }
    expect(figured.training.sweeping.value).toEqual({ at: 2, of: 3 });
    expect([worker(1).closed, worker(2).closed]).toEqual([true, true]);
    snapshot(STEPS, {}, 0);
    expect(figured.training.sweeping.value).toBeUndefined();
    expect(figured.state.status.value).toBe('paused');
    expect(recorded(figured)).toEqual([
      { seed: 12, step: STEPS },
      { seed: 13, step: STEPS },
      { seed: 11, step: STEPS },
    ]);
    // Runs aside have no pace of the figure's.
    expect(figured.training.records.value[0]?.metrics).toEqual({ loss: 1 / (1 + STEPS), speed: 0 });
  });

  test('goes on without a worker that fails, and says so', async () => {
    const figured = sweeps({});
    snapshot(50, { lostAt: 60 }, 1);
    await vi.advanceTimersByTimeAsync(0);
    expect(figured.state.notices.value).toEqual([words.leftOut(60)]);
    expect(figured.training.sweeping.value).toEqual({ at: 1, of: 3 });
    expect(worker(1).closed).toBe(true);
  });

  test('waits for the others where the figure’s own run is the first to be done, and is then paused', async () => {
    const { state, training } = sweeps({});
    snapshot(STEPS, {}, 0);
    expect(training.sweeping.value).toEqual({ at: 1, of: 3 });
    for (const at of [1, 2]) {
      snapshot(STEPS, {}, at);
      await vi.advanceTimersByTimeAsync(0);
    }
    expect(training.sweeping.value).toBeUndefined();
    expect(state.status.value).toBe('paused');
  });

  test('closes them all at Reset, and what they still say is not recorded', async () => {
    const figured = sweeps({});
    figured.training.restart();
    expect([worker(1).closed, worker(2).closed]).toEqual([true, true]);
    snapshot(STEPS, {}, 1);
    await vi.advanceTimersByTimeAsync(0);
    expect(figured.training.sweeping.value).toBeUndefined();
    expect(figured.state.notices.value).toEqual([]);
  });

  test('closes them with the figure', () => {
    sweeps({}).training.close();
    expect(workers.every(({ closed }) => closed)).toBe(true);
  });
});

describe('records', () => {
  test('keep one line for each run that took a step, newest last, with its knobs and numbers', () => {
    const { state, training } = ranTo(30, 60);
    training.restart();
    state.set({ seed: 2 });
    training.play();
    ready();
    snapshot(0);
    expect(training.records.value).toHaveLength(1);
    snapshot(10);
    expect(training.records.value).toMatchObject([
      { values: { seed: 1, lr: 0.01, zoom: 1 }, step: 60, metrics: { loss: 1 / 61 } },
      { values: { seed: 2 }, step: 10, run: runOf() },
    ]);
  });

  test('of a run that goes back to step 0 are gone', () => {
    const { training } = restsAt(30);
    training.seek(0);
    snapshot(0);
    expect(training.records.value).toEqual([]);
  });

  test('that are cleared leave that of the present run', () => {
    const { training } = ranTo(30);
    training.restart();
    training.play();
    ready();
    snapshot(0);
    snapshot(20);
    training.clearRecords();
    expect(training.records.value.map(({ run, step }) => ({ run, step }))).toEqual([{ run: runOf(), step: 20 }]);
  });
});

test('the curves of a long run keep its beginning and its end, and at most 1200 points', () => {
  const figured = figure();
  figured.training.play();
  ready();
  for (let step = 0; step < 1200; step++) snapshot(step / 2);
  expect(stepsOf(figured)).toHaveLength(1200);
  snapshot(600);
  const steps = stepsOf(figured);
  // Of 1200 every other one stays, and the new one comes behind them.
  expect(steps).toHaveLength(601);
  expect([steps[0], steps[1], steps.at(-2), steps.at(-1)]).toEqual([0, 1, 599, 600]);
});

test('a step between two that are known finds its place among them', () => {
  const figured = restsAt(30, 60);
  figured.training.seek(45);
  snapshot(45);
  expect(stepsOf(figured)).toEqual([0, 30, 45, 60]);
});

describe('what is asked at once', () => {
  const asked = () => {
    const command = last();
    return command?.type === 'ask' ? command.steps : undefined;
  };
  const plays = (more: { readonly pace?: number } = {}) => {
    const figured = figure('', more);
    figured.training.play();
    ready();
    snapshot(0);
    return figured;
  };

  test('is as many steps as take 160 ms, by a mean in which the newest counts three tenths', () => {
    const { state } = plays();
    expect(asked()).toBe(1);
    // 10 steps in 100 ms are 100 a second: 16 in 160 ms.
    snapshot(10, { milliseconds: 100 });
    expect(state.metrics.value['speed']).toBeCloseTo(100, 9);
    expect(asked()).toBe(16);
    // 20 in 50 ms are 400 a second, so 0.7 · 100 + 0.3 · 400 = 190 a second: 30.4 in 160 ms.
    snapshot(30, { milliseconds: 50 });
    expect(state.metrics.value['speed']).toBeCloseTo(190, 9);
    expect(asked()).toBe(30);
  });

  test('follows the figure’s own milliseconds where it has some', () => {
    plays({ pace: 500 });
    snapshot(10, { milliseconds: 100 });
    expect(asked()).toBe(50);
  });

  test('is one step at least', () => {
    plays();
    snapshot(1, { milliseconds: 60_000 });
    expect(asked()).toBe(1);
  });

  test('is no more than is left of the run, also where no time passed', () => {
    const { state } = plays();
    snapshot(1, { milliseconds: 0 });
    // No time counts as a hundredth of a millisecond.
    expect(state.metrics.value['speed']).toBe(100_000);
    expect(asked()).toBe(LONGEST - 1);
  });

  test('waits for a frame after a short question, and for none after a long one', () => {
    const frames: (() => void)[] = [];
    vi.stubGlobal('requestAnimationFrame', (act: () => void) => frames.push(act));
    plays();
    expect(told()).toEqual(['start', 'ask']);
    snapshot(3, { milliseconds: 16 });
    expect(told()).toEqual(['start', 'ask']);
    frames.shift()?.();
    expect(told()).toEqual(['start', 'ask', 'ask']);
    snapshot(6, { milliseconds: 17 });
    expect(told()).toEqual(['start', 'ask', 'ask', 'ask']);
    expect(frames).toHaveLength(0);
  });

  test('is learnt anew on another executor', () => {
    const { state, training } = plays();
    snapshot(200, { milliseconds: 100 });
    training.trainOn('reference');
    ready();
    snapshot(0);
    expect(asked()).toBe(1);
    snapshot(10, { milliseconds: 100 });
    expect(state.metrics.value['speed']).toBeCloseTo(100, 9);
  });

  test('is not learnt from single steps or the way back', () => {
    const { state, training } = plays();
    snapshot(100, { milliseconds: 100 });
    training.pause();
    snapshot(200, { milliseconds: 1 });
    training.seek(50);
    snapshot(50, { milliseconds: 1 });
    expect(state.metrics.value['speed']).toBeCloseTo(1000, 9);
  });
});

test('what a race of executors found is remembered for the next run', () => {
  const kept = new Map<string, string>();
  vi.stubGlobal('sessionStorage', {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
  });
  const { training } = figure();
  training.play();
  const verdict = { size: 'codes 14', webgpu: 100, simd: 900 };
  ready({ verdict });
  expect(verdicts()).toEqual([verdict]);
  training.restart();
  training.play();
  expect(last()).toMatchObject({ type: 'start', verdicts: [verdict] });
});
