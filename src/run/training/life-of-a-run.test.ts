/** How a run begins, pauses, goes on and ends; how it goes back; what its knobs do to it. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import * as played from './played.fixture.ts';
import { run as words } from '../words/figure.ts';

const { figure, last, LONGEST, ranTo, ready, restsAt, runOf, say, snapshot, stepsOf, told, worker, workers } = played;

beforeEach(() => {
  vi.useFakeTimers();
  played.playAnew();
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe('a run begins', () => {
  test('idle, without a worker', () => {
    const { state, training } = figure();
    expect(workers).toHaveLength(0);
    expect(state.status.value).toBe('idle');
    expect(training.snapshot.value).toBeUndefined();
  });

  test('at Run: it loads until its first snapshot is there, and then it is asked for one step', () => {
    const { state, training } = figure();
    training.play();
    expect(state.status.value).toBe('loading');
    expect(training.progress.value).toEqual({ what: words.starting });
    expect(worker().got).toMatchObject([
      { type: 'start', config: { lr: 0.01, seed: 1 }, executor: 'auto', verdicts: [] },
    ]);
    expect(last()).not.toHaveProperty('from');
    ready();
    expect(state.backend.value).toBe('simd');
    expect(training.why.value).toBe('as was asked for');
    expect(state.status.value).toBe('loading');
    snapshot(0);
    expect(state.status.value).toBe('running');
    expect(training.progress.value).toBeUndefined();
    expect(training.current.value).toBe(runOf());
    expect(last()).toEqual({ type: 'ask', run: runOf(), steps: 1 });
  });

  test('by itself where the link says so', () => {
    figure('?play=1');
    expect(told()).toEqual(['start']);
  });

  test('by itself where the link names a step, and pauses there', () => {
    const { state } = figure('?step=40');
    ready();
    snapshot(0);
    snapshot(40);
    expect(state.status.value).toBe('paused');
    expect(last()?.type).toBe('ask');
    expect(told().filter((type) => type === 'ask')).toHaveLength(1);
  });

  test('not at a link that names step 0', () => {
    figure('?step=0');
    expect(workers).toHaveLength(0);
  });

  test('and what prepares it is told: what is done, how much of it, what has come of the line', () => {
    const { training } = figure();
    training.play();
    say({ type: 'progress', what: 'Growing digits', share: 0.25 });
    expect(training.progress.value).toEqual({ what: 'Growing digits', share: 0.25 });
    say({ type: 'alive', bytes: 500 });
    expect(training.progress.value).toMatchObject({ bytes: 500 });
  });

  test('and a report of a run that is over is not heard', () => {
    const { state, training } = figure();
    training.play();
    const old = runOf();
    training.restart();
    training.play();
    worker().say({ type: 'ready', run: old, backend: 'webgpu', why: 'old' });
    worker().say({ type: 'failed', run: old, message: 'old' });
    expect(training.why.value).toBe('');
    expect(state.status.value).toBe('loading');
  });

  test('and a snapshot of another kind of model is not shown', () => {
    const { training } = figure();
    training.play();
    snapshot(0, { kind: 'vae' });
    expect(training.snapshot.value).toBeUndefined();
  });
});

describe('Pause', () => {
  test('while it loads: the first snapshot is shown, and no step is asked for', () => {
    const { state, training } = figure();
    training.play();
    training.pause();
    expect(state.status.value).toBe('loading');
    ready();
    snapshot(0);
    expect(state.status.value).toBe('paused');
    expect(told()).toEqual(['start']);
  });

  test('while a question is in flight: its answer is shown, and nothing more is asked', () => {
    const { state, training } = ranTo(30);
    training.pause();
    expect(state.status.value).toBe('paused');
    const sent = worker().got.length;
    snapshot(35);
    expect(state.step.value).toBe(35);
    expect(state.status.value).toBe('paused');
    expect(worker().got).toHaveLength(sent);
  });

  test('and Run before the answer is there ask the worker nothing twice', () => {
    const { state, training } = ranTo(30);
    training.pause();
    const sent = worker().got.length;
    training.play();
    expect(state.status.value).toBe('running');
    expect(worker().got).toHaveLength(sent);
    snapshot(35);
    expect(worker().got).toHaveLength(sent + 1);
  });

  test('where nothing runs changes nothing', () => {
    const { state, training } = figure();
    training.pause();
    expect(state.status.value).toBe('idle');
    expect(workers).toHaveLength(0);
  });
});

describe('Run', () => {
  test('after a pause goes on with the same run', () => {
    const { state, training } = restsAt(30);
    const run = runOf();
    training.play();
    expect(state.status.value).toBe('running');
    expect(last()).toMatchObject({ type: 'ask', run });
  });

  test('until a step asks no further than that and pauses there; the next Run goes on to the end', () => {
    const { state, training } = restsAt(30, 60);
    training.play(62);
    expect(last()).toMatchObject({ type: 'ask', steps: 2 });
    snapshot(62);
    expect(state.status.value).toBe('paused');
    training.play();
    snapshot(63);
    expect(state.status.value).toBe('running');
  });

  test('of which the first snapshot is not there yet says at once that it runs', () => {
    const { state, training } = figure();
    training.play();
    training.play();
    expect(state.status.value).toBe('running');
    expect(told()).toEqual(['start']);
  });

  test('is done at the longest step, and asks nothing more', () => {
    const { state } = ranTo(30, LONGEST - 1);
    expect(last()).toMatchObject({ type: 'ask', steps: 1 });
    const sent = worker().got.length;
    snapshot(LONGEST);
    expect(state.status.value).toBe('done');
    expect(worker().got).toHaveLength(sent);
  });

  test('that is done stays done at another Run, and one beyond the step it is to come to stays paused', () => {
    const { state, training } = ranTo(30, LONGEST);
    const sent = worker().got.length;
    training.play();
    expect(state.status.value).toBe('done');
    training.seek(50);
    snapshot(50);
    training.play(40);
    expect(state.status.value).toBe('paused');
    expect(worker().got).toHaveLength(sent + 1);
  });

  test('out of sight starts, but takes no step until it is seen', () => {
    const { state, training } = figure();
    state.inSight.value = false;
    training.play();
    ready();
    snapshot(0);
    expect(told()).toEqual(['start']);
    state.inSight.value = true;
    expect(told()).toEqual(['start', 'ask']);
  });

  test('that comes into sight while it is paused stays as it is', () => {
    const { state } = restsAt(30);
    const sent = worker().got.length;
    state.inSight.value = false;
    state.inSight.value = true;
    expect(worker().got).toHaveLength(sent);
  });
});

describe('One step', () => {
  test('from the beginning starts the run and pauses at step 1', () => {
    const { state, training } = figure();
    training.stepOnce();
    ready();
    snapshot(0);
    expect(last()).toMatchObject({ type: 'ask', steps: 1 });
    snapshot(1);
    expect(state.status.value).toBe('paused');
  });

  test('of a paused run is one question of one step', () => {
    const { state, training } = restsAt(30, 60);
    training.stepOnce();
    expect(last()).toEqual({ type: 'ask', run: runOf(), steps: 1 });
    snapshot(61);
    expect(state.status.value).toBe('paused');
    expect(last()).toEqual({ type: 'ask', run: runOf(), steps: 1 });
  });

  test('of a run with a question in flight only pauses it', () => {
    const { state, training } = ranTo(30);
    const sent = worker().got.length;
    training.stepOnce();
    expect(state.status.value).toBe('paused');
    expect(worker().got).toHaveLength(sent);
  });

  test('twice before the answer is one step', () => {
    const { training } = restsAt(30);
    training.stepOnce();
    const sent = worker().got.length;
    training.stepOnce();
    expect(worker().got).toHaveLength(sent);
  });

  test('to the step at which Run was to stop pauses there as Run would, and the next one goes further', () => {
    const { state, training } = figure();
    training.play(50);
    ready();
    snapshot(0);
    training.pause();
    snapshot(49);
    for (const step of [50, 51]) {
      training.stepOnce();
      expect(last()).toMatchObject({ type: 'ask', steps: 1 });
      snapshot(step);
      expect(state.status.value).toBe('paused');
    }
  });
});

describe('Reset', () => {
  test('of a run stops it in the worker and shows nothing of it but its record', () => {
    const figured = ranTo(30);
    const { state, training } = figured;
    const run = runOf();
    training.restart();
    expect(last()).toEqual({ type: 'stop', run });
    expect(state.status.value).toBe('idle');
    expect(state.step.value).toBe(0);
    expect(state.metrics.value).toEqual({});
    expect(training.snapshot.value).toBeUndefined();
    expect(stepsOf(figured)).toEqual([]);
    expect(training.reached.value).toBe(0);
    expect(training.progress.value).toBeUndefined();
    expect(training.records.value.map(({ step }) => step)).toEqual([30]);
    expect(workers).toHaveLength(1);
  });

  test('and Run begin with the same worker and another number', () => {
    const { training } = ranTo(30);
    const run = runOf();
    training.restart();
    training.play();
    expect(told()).toEqual(['start', 'ask', 'ask', 'stop', 'start']);
    expect(runOf()).toBeGreaterThan(run);
  });

  test('of a figure that never ran tells nobody', () => {
    const { training } = figure();
    training.restart();
    expect(workers).toHaveLength(0);
  });
});

describe('going back', () => {
  test('pauses and asks for the step', () => {
    const { state, training } = restsAt(30, 60);
    training.seek(30);
    expect(last()).toEqual({ type: 'seek', run: runOf(), step: 30 });
    expect(state.status.value).toBe('paused');
    snapshot(30);
    expect(state.step.value).toBe(30);
    expect(training.reached.value).toBe(60);
  });

  test('of what is sought while a question is in flight only the newest is asked', () => {
    const { training } = ranTo(30, 60);
    const sent = worker().got.length;
    training.seek(50);
    training.seek(40);
    training.seek(20);
    expect(worker().got).toHaveLength(sent);
    snapshot(65);
    expect(worker().got.slice(sent)).toEqual([{ type: 'seek', run: runOf(), step: 20 }]);
  });

  test('to the step that is shown takes back what was sought before, and asks nothing', () => {
    const { training } = ranTo(30, 60);
    training.seek(20);
    const sent = worker().got.length;
    training.seek(60);
    snapshot(65);
    expect(worker().got).toHaveLength(sent);
  });

  test('goes no further than the run has been', () => {
    const { training } = restsAt(30, 60);
    training.seek(500);
    expect(last()).toMatchObject({ type: 'seek', step: 60 });
  });

  test('goes to step 0, also when that is sought while a question is in flight', () => {
    const { training } = ranTo(30);
    training.seek(0);
    snapshot(40);
    expect(last()).toMatchObject({ type: 'seek', step: 0 });
  });

  test('where nothing has run asks nothing', () => {
    const { training } = figure();
    training.seek(10);
    expect(workers).toHaveLength(0);
  });

  test('and Run go on from there, with each step once in the curves', () => {
    const figured = restsAt(30, 60);
    figured.training.seek(30);
    snapshot(30);
    figured.training.play();
    for (const step of [45, 60, 75]) snapshot(step);
    expect(stepsOf(figured)).toEqual([0, 30, 45, 60, 75]);
    expect(figured.training.reached.value).toBe(75);
  });
});

describe('a move by hand', () => {
  test('of a run that is not begun begins it and is made when it stands', () => {
    const { state, training } = figure();
    training.move('discriminator');
    expect(told()).toEqual(['start']);
    ready();
    snapshot(0);
    expect(last()).toEqual({ type: 'move', run: runOf(), player: 'discriminator' });
    expect(state.status.value).toBe('paused');
  });

  test('while a question is in flight waits, and the newest wish wins', () => {
    const { training } = ranTo(30);
    training.seek(10);
    training.move('generator');
    snapshot(40);
    expect(last()).toEqual({ type: 'move', run: runOf(), player: 'generator' });
  });

  test('leaves no record, no furthest step, and curves of its own from where it left', () => {
    const figured = restsAt(30, 60);
    figured.training.seek(30);
    snapshot(30);
    const records = figured.training.records.value;
    figured.training.move('generator');
    snapshot(30, { byHand: 1 });
    expect(stepsOf(figured)).toEqual([0, 30]);
    expect(figured.training.records.value).toBe(records);
    expect(figured.training.reached.value).toBe(60);
  });

  test('is left by seeking the very step it stands at, and then the curves of the path are whole again', () => {
    const figured = restsAt(30, 60);
    figured.training.seek(30);
    snapshot(30);
    figured.training.move('generator');
    snapshot(30, { byHand: 1 });
    figured.training.seek(30);
    expect(last()).toEqual({ type: 'seek', run: runOf(), step: 30 });
    snapshot(30);
    expect(stepsOf(figured)).toEqual([0, 30, 60]);
  });
});

describe('a knob that is turned', () => {
  test('before the first run begins nothing, and the run is begun with it', () => {
    const { state, training } = figure();
    state.set({ seed: 2 });
    vi.advanceTimersByTime(1000);
    expect(workers).toHaveLength(0);
    training.play();
    expect(last()).toMatchObject({ type: 'start', config: { seed: 2 } });
  });

  test('while the run is paused puts the figure back to step 0, and nothing is trained', () => {
    const { state } = restsAt(30);
    state.set({ seed: 2 });
    expect(state.status.value).toBe('idle');
    expect(last()?.type).toBe('stop');
    vi.advanceTimersByTime(1000);
    expect(last()?.type).toBe('stop');
  });

  test('while it runs begins it anew once the knob has rested', () => {
    const { state } = ranTo(30);
    state.set({ seed: 2 });
    vi.advanceTimersByTime(200);
    state.set({ seed: 3 });
    vi.advanceTimersByTime(249);
    expect(told().filter((type) => type === 'start')).toHaveLength(1);
    expect(state.status.value).toBe('running');
    vi.advanceTimersByTime(1);
    expect(told().slice(-2)).toEqual(['stop', 'start']);
    expect(last()).toMatchObject({ config: { seed: 3 } });
    expect(state.status.value).toBe('loading');
    vi.advanceTimersByTime(1000);
    expect(told().filter((type) => type === 'start')).toHaveLength(2);
  });

  test('while it loads begins it anew too', () => {
    const { state, training } = figure();
    training.play();
    state.set({ seed: 2 });
    vi.advanceTimersByTime(250);
    expect(told()).toEqual(['start', 'stop', 'start']);
  });

  test('and a pause before it has rested leave a figure at step 0', () => {
    const { state, training } = ranTo(30);
    state.set({ seed: 2 });
    training.pause();
    vi.advanceTimersByTime(250);
    expect(state.status.value).toBe('idle');
    expect(last()?.type).toBe('stop');
  });

  test('at the end of the run puts the figure back to step 0', () => {
    const { state } = ranTo(LONGEST);
    state.set({ seed: 2 });
    expect(state.status.value).toBe('idle');
  });

  test('after a failure takes the failure away', () => {
    const { state } = ranTo(30);
    say({ type: 'failed', message: 'MNIST is not on this site.' });
    state.set({ seed: 2 });
    expect(state.status.value).toBe('idle');
    expect(state.notices.value).toEqual([]);
  });

  test('and only looks changes nothing of the run', () => {
    const { state } = ranTo(30);
    const sent = worker().got.length;
    state.set({ zoom: 3 });
    vi.advanceTimersByTime(1000);
    expect(worker().got).toHaveLength(sent);
    expect(state.step.value).toBe(30);
  });

  test('together with one that only looks starts the run anew', () => {
    const { state } = restsAt(30);
    state.set({ zoom: 3, seed: 2 });
    expect(state.status.value).toBe('idle');
  });

  test('to where it stands is not turned', () => {
    const { state } = restsAt(30);
    state.set({ seed: 1 });
    expect(state.step.value).toBe(30);
  });
});

describe('a figure that is closed', () => {
  test('stops its run and its worker, and is moved by nothing more', () => {
    const { state, training } = ranTo(30);
    training.close();
    expect(last()?.type).toBe('stop');
    expect(worker().closed).toBe(true);
    state.set({ seed: 2 });
    state.inSight.value = false;
    state.inSight.value = true;
    vi.advanceTimersByTime(1000);
    expect(workers).toHaveLength(1);
    expect(last()?.type).toBe('stop');
    expect(state.step.value).toBe(30);
  });

  test('while a turned knob rests begins nothing anew', () => {
    const { state, training } = ranTo(30);
    state.set({ seed: 2 });
    training.close();
    vi.advanceTimersByTime(1000);
    expect(last()?.type).toBe('stop');
    expect(workers).toHaveLength(1);
  });
});

test('those outside drive the run by the same controls', () => {
  const { state } = figure();
  const controls = state.controls.value ?? expect.fail('there are no controls');
  controls.play(7);
  ready();
  snapshot(0);
  controls.pause();
  snapshot(1);
  expect(state.status.value).toBe('paused');
  controls.stepOnce();
  snapshot(2);
  controls.restart();
  expect(state.status.value).toBe('idle');
});
