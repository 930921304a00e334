/** Trained states taken out and put in; workers that die, fail or lose their numbers; other executors and files. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import * as played from './played.fixture.ts';
import { run as words } from '../words/figure.ts';

const { figure, last, LONGEST, ranTo, ready, reasonOf, restsAt, runOf, say, snapshot, stateAt } = played;
const { stepsOf, told, worker, workers } = played;

beforeEach(() => {
  vi.useFakeTimers();
  played.playAnew();
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const controlsOf = ({ state }: played.Figure) => state.controls.value ?? expect.fail('there are no controls');

describe('a trained state is taken out', () => {
  const takeOut = (figured: played.Figure) => controlsOf(figured).takeOut();

  test('of a run, which pauses for it', async () => {
    const figured = ranTo(30);
    const taken = takeOut(figured);
    expect(last()).toEqual({ type: 'take out', run: runOf() });
    expect(figured.state.status.value).toBe('paused');
    say({ type: 'state', state: stateAt(30) });
    expect(await taken).toEqual(stateAt(30));
  });

  test('never of a figure that has no run', async () => {
    expect(await reasonOf(takeOut(figure()))).toBe(words.nothingTrained);
    expect(workers).toHaveLength(0);
  });

  test('nor of a run that has shown nothing yet', async () => {
    const figured = figure();
    figured.training.play();
    ready();
    expect(await reasonOf(takeOut(figured))).toBe(words.nothingTrained);
    expect(told()).toEqual(['start']);
  });

  test('nor off the path of a game', async () => {
    const figured = restsAt(30);
    figured.training.move('generator');
    snapshot(30, { byHand: 1 });
    expect(await reasonOf(takeOut(figured))).toBe(words.offPath);
    expect(last()?.type).toBe('move');
  });

  test('nor on the way of a replay', async () => {
    const figured = ranTo(30);
    say({ type: 'dead', message: 'The training worker stopped.' });
    ready();
    snapshot(0);
    expect(await reasonOf(takeOut(figured))).toBe(words.isReplayed);
  });

  test('nor where a move by hand leads off that path before the worker comes to the question', async () => {
    const figured = restsAt(30);
    figured.training.move('generator');
    const taken = takeOut(figured);
    expect(told().slice(-2)).toEqual(['move', 'take out']);
    snapshot(30, { byHand: 1 });
    say({ type: 'state', state: undefined });
    expect(await reasonOf(taken)).toBe(words.offPath);
  });

  test('for the one who asked last', async () => {
    const figured = ranTo(30);
    const [first, second] = [takeOut(figured), takeOut(figured)];
    say({ type: 'state', state: stateAt(30) });
    expect(await reasonOf(first)).toBe(words.askedAgain);
    expect(await second).toEqual(stateAt(30));
  });

  test('and not after the run is over', async () => {
    const figured = ranTo(30);
    const taken = takeOut(figured);
    figured.training.restart();
    expect(await reasonOf(taken)).toBe(words.overBeforeTaken);
  });

  test('and one that is not awaited does no harm', () => {
    const { state } = ranTo(30);
    say({ type: 'state', state: stateAt(30) });
    expect(state.step.value).toBe(30);
  });
});

describe('a state of an earlier run', () => {
  const SAVED = 300;
  const putIn = (figured: played.Figure, values = { seed: 7 }) => controlsOf(figured).putIn(values, stateAt(SAVED));

  test('takes the place of the run once its first snapshot is there', async () => {
    const figured = ranTo(30);
    const { state, training } = figured;
    const [before, sent] = [runOf(), worker().got.length];
    const stands = putIn(figured);
    expect(last()).toMatchObject({ type: 'start', config: { seed: 7 }, from: { step: SAVED } });
    expect(state.status.value).toBe('paused');
    say({ type: 'progress', what: 'Growing digits', share: 0.5 });
    expect(training.progress.value).toMatchObject({ share: 0.5 });
    ready({ why: 'because of the state', backend: 'reference' });
    expect([state.step.value, state.values.value.seed]).toEqual([30, 1]);
    expect(training.why.value).toBe('as was asked for');
    snapshot(SAVED);
    await stands;
    expect([state.step.value, state.values.value.seed, state.origin.value]).toEqual([SAVED, 7, SAVED]);
    expect([training.why.value, state.backend.value]).toEqual(['because of the state', 'reference']);
    expect(state.status.value).toBe('paused');
    expect(training.current.value).toBe(runOf());
    expect(training.progress.value).toBeUndefined();
    expect(stepsOf(figured)).toEqual([SAVED]);
    expect(worker().got.slice(sent)).toMatchObject([{ type: 'start' }, { type: 'stop', run: before }]);
    vi.advanceTimersByTime(1000);
    expect(told().filter((type) => type === 'start')).toHaveLength(2);
  });

  test('stands in a figure that never ran, goes on from there, and back as far as itself', async () => {
    const figured = figure();
    const stands = putIn(figured);
    ready();
    snapshot(SAVED);
    await stands;
    figured.training.play();
    expect(last()).toMatchObject({ type: 'ask', steps: 1 });
    snapshot(SAVED + 9);
    expect(figured.training.reached.value).toBe(SAVED + 9);
    figured.training.seek(10);
    snapshot(SAVED + 10);
    expect(last()).toMatchObject({ type: 'seek', step: SAVED });
  });

  test('at the longest step is done, also where the run before it was to stop earlier', async () => {
    const figured = figure('?step=50');
    ready();
    snapshot(0);
    const stands = controlsOf(figured).putIn({}, stateAt(LONGEST));
    ready();
    snapshot(LONGEST);
    await stands;
    expect(figured.state.status.value).toBe('done');
  });

  test('takes the place of what the run before it said, and of a knob that was turned before', async () => {
    const figured = ranTo(30);
    say({ type: 'refused', message: 'These are no IDX files.' });
    figured.state.set({ seed: 5 });
    const stands = putIn(figured);
    ready();
    snapshot(SAVED);
    await stands;
    expect(figured.state.notices.value).toEqual([]);
    vi.advanceTimersByTime(1000);
    expect([figured.state.step.value, figured.state.status.value]).toEqual([SAVED, 'paused']);
  });

  test('tells what a failing executor was replaced by only once it stands', async () => {
    const figured = figure();
    const stands = putIn(figured);
    ready({ backend: 'webgpu' });
    say({ type: 'moved', backend: 'simd', why: 'moved', message: 'The GPU was lost.' });
    expect(figured.state.notices.value).toEqual([]);
    snapshot(SAVED);
    await stands;
    expect(figured.state.backend.value).toBe('simd');
    expect(figured.state.notices.value).toEqual(['The GPU was lost.']);
  });

  const causes: Readonly<Record<string, { readonly act: (figured: played.Figure) => void; readonly reason: string }>> =
    {
      'a failure of the worker': {
        act: () => say({ type: 'failed', message: 'These settings make another network.' }),
        reason: 'These settings make another network.',
      },
      'the end of the worker': {
        act: () => say({ type: 'dead', message: 'The training worker stopped.' }),
        reason: 'The training worker stopped.',
      },
      'a knob that is turned': { act: ({ state }) => state.set({ seed: 9 }), reason: words.knobTurned },
      Reset: { act: ({ training }) => training.restart(), reason: words.begunAnew },
      'a sweep': { act: ({ training }) => training.sweep([{ seed: 1 }], 10), reason: words.sweepBegun },
      'another state': {
        act: (figured) =>
          void controlsOf(figured)
            .putIn({}, stateAt(5))
            .catch(() => undefined),
        reason: words.otherOpened,
      },
      'the end of the figure': { act: ({ training }) => training.close(), reason: words.closed },
    };
  test.each(Object.entries(causes))('is given up at %s, with the reason', async (_, { act, reason }) => {
    const figured = figure();
    const stands = putIn(figured);
    const run = runOf();
    ready();
    act(figured);
    expect(await reasonOf(stands)).toBe(reason);
    expect(workers.flatMap(({ got }) => got)).toContainEqual({ type: 'stop', run });
    expect(figured.state.origin.value).toBeUndefined();
  });

  test('that is given up leaves the run that was there, to be gone on with', async () => {
    const figured = restsAt(30);
    const run = runOf();
    const stands = putIn(figured);
    say({ type: 'progress', what: 'Growing digits', share: 0.5 });
    say({ type: 'failed', message: 'These settings make another network.' });
    expect(await reasonOf(stands)).toContain('another network');
    expect([figured.state.step.value, figured.state.values.value.seed]).toEqual([30, 1]);
    expect(figured.training.progress.value).toBeUndefined();
    figured.training.play();
    expect(last()).toMatchObject({ type: 'ask', run });
  });

  test('is what a dead worker’s run is replayed from', async () => {
    const figured = figure();
    const stands = putIn(figured);
    ready();
    snapshot(SAVED);
    await stands;
    figured.training.play();
    snapshot(SAVED + 50);
    say({ type: 'dead', message: 'The training worker stopped.' });
    expect(last()).toMatchObject({ type: 'start', from: { step: SAVED }, config: { seed: 7 } });
    ready();
    snapshot(SAVED);
    expect(last()).toMatchObject({ type: 'ask' });
    expect(figured.training.progress.value?.share).toBeCloseTo(SAVED / (SAVED + 50), 12);
  });

  test('is what Run goes on from after a failure, and Reset leaves behind', async () => {
    const figured = figure();
    const stands = putIn(figured);
    ready();
    snapshot(SAVED);
    await stands;
    say({ type: 'failed', message: 'The GPU was lost.' });
    figured.training.play();
    expect(last()).toMatchObject({ type: 'start', from: { step: SAVED } });
    figured.training.restart();
    expect(figured.state.origin.value).toBeUndefined();
    figured.training.play();
    expect(last()).not.toHaveProperty('from');
  });

  test('ends a sweep when it stands', async () => {
    const figured = figure();
    figured.training.sweep([{ seed: 1 }, { seed: 2 }], 10);
    ready({ backend: 'webgpu' });
    snapshot(0);
    const stands = putIn(figured);
    snapshot(SAVED);
    await stands;
    expect(figured.training.sweeping.value).toBeUndefined();
    figured.training.play();
    snapshot(SAVED + 20);
    expect(figured.state.status.value).toBe('running');
  });
});

describe('a worker that fails', () => {
  test('is closed with its sentence; what was shown stays, and Run begins with a new worker', () => {
    const { state, training } = ranTo(30);
    say({ type: 'failed', message: 'This browser does not have enough memory.' });
    expect(state.status.value).toBe('failed');
    expect(state.notices.value).toEqual(['This browser does not have enough memory.']);
    expect(state.step.value).toBe(30);
    expect(training.progress.value).toBeUndefined();
    expect(worker().closed).toBe(true);
    training.play();
    expect(workers).toHaveLength(2);
    expect(state.status.value).toBe('loading');
  });

  test('and is replaced by another executor says so in passing', () => {
    const { state, training } = ranTo(30);
    say({ type: 'moved', backend: 'simd', why: 'because the GPU failed before', message: 'The GPU was lost.' });
    expect(state.backend.value).toBe('simd');
    expect(training.why.value).toBe('because the GPU failed before');
    expect(state.notices.value).toEqual(['The GPU was lost.']);
    expect(state.status.value).toBe('running');
    snapshot(40);
    vi.advanceTimersByTime(10_000);
    expect(state.notices.value).toEqual([]);
  });
});

describe('a worker that dies', () => {
  const die = () => say({ type: 'dead', message: 'The training worker stopped.' });

  test('at step 0 is not replayed: the figure says that it keeps what it had', () => {
    const { state } = ranTo();
    die();
    expect(state.status.value).toBe('failed');
    expect(state.notices.value).toEqual([words.keeps('The training worker stopped.')]);
    expect(workers).toHaveLength(1);
  });

  test('in a sweep ends the sweep', () => {
    const { state, training } = figure();
    training.sweep([{ seed: 1 }, { seed: 2 }], 100);
    ready({ backend: 'webgpu' });
    snapshot(0);
    snapshot(50);
    die();
    expect(state.status.value).toBe('failed');
    expect(training.sweeping.value).toBeUndefined();
    expect(workers).toHaveLength(1);
  });

  test('before any run changes nothing of the figure', () => {
    const { state, training } = figure();
    training.takeFiles([]);
    worker().say({ type: 'dead', run: 0, message: 'The training worker stopped.' });
    expect(state.status.value).toBe('idle');
    training.play();
    expect(workers).toHaveLength(2);
  });

  test('is replayed once for each run: one begun anew may be replayed again', () => {
    const { state, training } = ranTo(30);
    die();
    training.restart();
    training.play();
    ready();
    snapshot(0);
    snapshot(20);
    die();
    expect(state.status.value).toBe('loading');
    expect(told()).toEqual(['start']);
  });

  test('leaves the record of the run under its new number', () => {
    const { training } = ranTo(30);
    const before = runOf();
    die();
    expect(training.records.value).toEqual([]);
    ready();
    snapshot(0);
    snapshot(30);
    expect(training.records.value.map(({ step }) => step)).toEqual([30]);
    expect(training.records.value[0]?.run).not.toBe(before);
    expect(training.current.value).toBe(runOf());
  });

  test('and dies again after its replay is not replayed a second time', () => {
    const { state } = ranTo(30);
    die();
    ready();
    snapshot(0);
    snapshot(30);
    snapshot(60);
    die();
    expect(state.status.value).toBe('failed');
    expect(workers).toHaveLength(2);
  });

  test('and whose numbers are lost on the replay shows where they were good', () => {
    const { state, training } = ranTo(30, 60);
    die();
    ready();
    snapshot(0);
    snapshot(20, { lostAt: 25 });
    expect(state.status.value).toBe('failed');
    expect(state.step.value).toBe(20);
    expect(training.progress.value).toBeUndefined();
  });

  test('is replayed before anything else: a move by hand waits for it', () => {
    const { training } = ranTo(30);
    die();
    ready();
    snapshot(0);
    training.move('generator');
    const sent = worker().got.length;
    snapshot(20);
    expect(told().slice(sent)).toEqual(['ask']);
    snapshot(30);
    expect(last()?.type).toBe('move');
  });

  test('and Run during its replay says nothing new', () => {
    const { state, training } = ranTo(30);
    training.pause();
    snapshot(35);
    die();
    ready();
    snapshot(0);
    training.play();
    expect(state.status.value).toBe('loading');
    snapshot(35);
    expect(state.status.value).toBe('running');
  });

  test('and One step during its replay takes none', () => {
    const { training } = ranTo(30);
    die();
    ready();
    const sent = worker().got.length;
    training.stepOnce();
    expect(worker().got).toHaveLength(sent);
  });
});

describe('numbers that are lost', () => {
  test('end the run at its last good state, with the knob to turn, and Run goes on from there', () => {
    const { state, training } = figure('?lr=0.5');
    training.play(500);
    ready();
    snapshot(0);
    snapshot(90, { lostAt: 120 });
    expect(state.status.value).toBe('failed');
    expect(state.step.value).toBe(90);
    expect(state.notices.value).toHaveLength(1);
    for (const part of ['120', '90', 'learning rate', '0.5', '0.01'])
      expect(state.notices.value.join()).toContain(part);
    const sent = worker().got.length;
    training.play();
    expect(state.status.value).toBe('running');
    expect(state.notices.value).toEqual([]);
    expect(worker().got).toHaveLength(sent + 1);
  });

  test('in a sweep end that setting, and the next one begins', () => {
    const { state, training } = figure();
    training.sweep([{ seed: 3 }, { seed: 4 }], 100);
    ready({ backend: 'webgpu' });
    snapshot(0);
    snapshot(50, { lostAt: 60 });
    expect(state.notices.value.join()).toContain('60');
    expect(training.sweeping.value).toEqual({ at: 1, of: 2 });
    expect(last()).toMatchObject({ type: 'start', config: { seed: 4 } });
  });
});

describe('another executor', () => {
  test('is trained on by a new worker, from the beginning, as the run played', () => {
    const { state, training } = ranTo(30);
    training.trainOn('reference');
    expect(state.executor.value).toBe('reference');
    expect(workers[0]?.closed).toBe(true);
    expect(workers[0]?.got.at(-1)?.type).toBe('ask');
    expect(last()).toMatchObject({ type: 'start', executor: 'reference' });
    expect(state.status.value).toBe('loading');
    ready({ backend: 'reference' });
    snapshot(0);
    expect(last()).toMatchObject({ type: 'ask', steps: 1 });
  });

  test('chosen while the run is paused waits at step 0 for Run', () => {
    const { state, training } = restsAt(30);
    training.trainOn('reference');
    expect(state.status.value).toBe('idle');
    expect(workers).toHaveLength(1);
    training.play();
    expect(last()).toMatchObject({ type: 'start', executor: 'reference' });
  });
});

describe('files of the reader', () => {
  test('open a worker where there is none', () => {
    const { training } = figure();
    const files = [{ name: 'train-images', bytes: new Uint8Array(3) }];
    training.takeFiles(files);
    expect(last()).toEqual({ type: 'take', run: 0, files });
  });

  test('that are taken begin the run anew, playing if it played', () => {
    const { state } = ranTo(30);
    say({ type: 'taken', message: 'Read 5000 digits.' });
    expect(told().slice(-2)).toEqual(['stop', 'start']);
    expect(state.notices.value).toEqual(['Read 5000 digits.']);
  });

  test('that are taken while it is paused put it to step 0', () => {
    const { state } = restsAt(30);
    say({ type: 'taken', message: 'Read 5000 digits.' });
    expect(state.status.value).toBe('idle');
  });

  test('that are taken before the first run are told of until that begins, also when a knob is turned', () => {
    const { state, training } = figure();
    training.takeFiles([]);
    say({ type: 'taken', message: 'Read 5000 digits.' });
    state.set({ seed: 2 });
    expect([state.status.value, state.notices.value]).toEqual(['idle', ['Read 5000 digits.']]);
    training.play();
    expect(state.notices.value).toEqual([]);
  });

  test('that are refused change nothing but for the sentence', () => {
    const { state } = ranTo(30);
    const sent = worker().got.length;
    say({ type: 'refused', message: 'These are no IDX files.' });
    expect(state.notices.value).toEqual(['These are no IDX files.']);
    expect(state.status.value).toBe('running');
    expect(worker().got).toHaveLength(sent);
  });
});

test('a silence before any run is told, and goes with the next sign of life', () => {
  const { training } = figure();
  training.takeFiles([]);
  say({ type: 'silent', seconds: 20 });
  expect(training.progress.value?.what).toBe(words.silent(20));
  say({ type: 'alive', bytes: 0 });
  expect(training.progress.value).toBeUndefined();
});

test('a reader who stops waiting before any run sees nothing waited for any more', () => {
  const { state, training } = figure();
  training.takeFiles([]);
  say({ type: 'silent', seconds: 20 });
  training.progress.value?.giveUp?.();
  expect(training.progress.value).toBeUndefined();
  expect([state.status.value, worker().closed]).toEqual(['idle', true]);
});
