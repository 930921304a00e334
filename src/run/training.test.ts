/** What the conductor of a run does when its worker is slow, silent or gone; the workers here are played by the tests. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Command, Report, SnapshotReport, Wish } from '#src/worker/protocol.ts';
import { readLink } from './links.ts';
import type { WidgetMeta } from './meta.ts';
import { createTraining } from './training.ts';
import { widgetState } from './widget-state.ts';

type FakeWorker = { readonly got: Command[]; readonly say: (report: Report) => void; closed: boolean };
const workers = vi.hoisted(() => [] as FakeWorker[]);

vi.mock('#src/worker/client.ts', () => ({
  openWorker(say: (report: Report) => void) {
    const worker: FakeWorker = { got: [], say, closed: false };
    workers.push(worker);
    return {
      send: (command: Command) => void worker.got.push(command),
      close: () => void (worker.closed = true),
    };
  },
}));

beforeEach(() => {
  workers.length = 0;
  vi.stubGlobal('requestAnimationFrame', (act: () => void) => act());
});
afterEach(() => vi.unstubAllGlobals());

const meta = {
  title: 'Trial',
  question: 'Does it stand?',
  invites: '',
  trains: true,
  presets: {},
  metrics: {},
  readouts: [],
  params: {
    seed: { kind: 'number', label: 'seed', initial: 1, min: 1, max: 9999, step: 1 },
  },
} as unknown as WidgetMeta;

type Seen = { readonly step: number; readonly byHand?: number };

function figure(query = '') {
  const state = widgetState('trial', meta, {}, readLink(query));
  const training = createTraining<typeof meta.params, Seen, Seen>(state, {
    start: (run) => ({ type: 'start', run, kind: 'codes', config: {}, data: 'none' }) as unknown as Wish,
    pick: ({ snapshot }) => snapshot,
    metricsOf: ({ step }) => ({ loss: 1 / (1 + step) }),
    keep: ({ step }) => ({ step }),
  });
  return { state, training };
}

const worker = (): FakeWorker => workers.at(-1) ?? expect.fail('no worker was opened');
const last = () => worker().got.at(-1) ?? expect.fail('nothing was sent');
const runOf = () => worker().got.findLast(({ type }) => type === 'start')?.run ?? 0;
const snapshot = (step: number, more: Partial<Seen> = {}) =>
  worker().say({
    type: 'snapshot',
    run: runOf(),
    kind: 'codes',
    milliseconds: 160,
    snapshot: { step, ...more },
  } as unknown as SnapshotReport);
const ready = () => worker().say({ type: 'ready', run: runOf(), backend: 'simd', why: '' });
const die = () => worker().say({ type: 'dead', run: runOf(), message: 'The training worker stopped.' });

/** A run that plays and stands at `steps`. */
function ranTo(...steps: readonly number[]) {
  const figured = figure();
  figured.training.play();
  ready();
  for (const step of [0, ...steps]) snapshot(step);
  return figured;
}

const shown = ({ state, training }: ReturnType<typeof figure>) => ({
  step: state.step.value,
  metrics: state.metrics.value,
  snapshot: training.snapshot.value,
  history: training.history.value.map(({ step }) => step),
  reached: training.reached.value,
});

describe('when the worker dies', () => {
  test('all that the figure shows stays while a new one replays the run, and the run goes on from there', () => {
    const figured = ranTo(30, 71);
    const before = shown(figured);
    die();
    expect(shown(figured)).toEqual(before);
    expect(workers).toHaveLength(2);
    ready();
    for (const step of [0, 20, 50]) {
      snapshot(step);
      expect(shown(figured)).toEqual(before);
    }
    expect(figured.training.progress.value?.share).toBeCloseTo(50 / 71, 12);
    expect(last()).toMatchObject({ type: 'ask' });
    snapshot(71);
    expect(shown(figured)).toEqual(before);
    expect(figured.state.status.value).toBe('running');
    expect(figured.training.progress.value).toBeUndefined();
    snapshot(90);
    expect(figured.state.step.value).toBe(90);
  });

  test('and no new one comes, the figure keeps what it had and says so', () => {
    const figured = ranTo(30, 71);
    const before = shown(figured);
    die();
    die();
    expect(shown(figured)).toEqual(before);
    expect(figured.state.status.value).toBe('failed');
    expect(figured.state.notices.value.join()).toContain('The figure keeps what it had');
  });

  test('a second time on the way of the replay, what was shown first is still there', () => {
    const figured = ranTo(30, 71);
    const before = shown(figured);
    die();
    ready();
    snapshot(0);
    snapshot(40);
    die();
    expect(shown(figured)).toEqual(before);
    expect(figured.state.status.value).toBe('failed');
  });

  test('a paused run is replayed and stays paused', () => {
    const figured = ranTo(30);
    figured.training.pause();
    snapshot(35);
    die();
    ready();
    snapshot(0);
    snapshot(35);
    expect(figured.state.status.value).toBe('paused');
    expect(last()).toMatchObject({ type: 'ask', run: runOf() });
    expect(figured.state.step.value).toBe(35);
  });

  test('the step that a link asked for is still where the run stops', () => {
    const { state } = figure('?step=100');
    ready();
    snapshot(0);
    snapshot(60);
    die();
    ready();
    snapshot(0);
    snapshot(60);
    snapshot(100);
    expect(state.status.value).toBe('paused');
    expect(state.step.value).toBe(100);
  });

  test('the records keep one line for the run, not one for each worker', () => {
    const { training } = ranTo(71);
    die();
    ready();
    snapshot(0);
    snapshot(71);
    expect(training.records.value.map(({ step }) => step)).toEqual([71]);
  });

  test('what was sought meanwhile is gone to once the replay is there', () => {
    const figured = ranTo(30, 71);
    die();
    ready();
    snapshot(0);
    figured.training.seek(40);
    snapshot(50);
    expect(last()).toMatchObject({ type: 'ask' });
    snapshot(71);
    expect(last()).toMatchObject({ type: 'seek', step: 40 });
  });
});

describe('when the worker is silent', () => {
  const silence = (seconds = 20) => worker().say({ type: 'silent', run: runOf(), seconds });

  test('nothing is ended: the reader is asked, and an answer takes the question back', () => {
    const figured = ranTo(30);
    silence();
    expect(worker().closed).toBe(false);
    expect(figured.training.progress.value?.what).toContain('20 seconds');
    expect(figured.state.status.value).toBe('running');
    snapshot(40);
    expect(figured.training.progress.value).toBeUndefined();
    expect(figured.state.step.value).toBe(40);
    expect(workers).toHaveLength(1);
  });

  test('a reader who stops waiting gets a new worker and the run replayed', () => {
    const figured = ranTo(30);
    silence();
    figured.training.progress.value?.giveUp?.();
    expect(workers[0]?.closed).toBe(true);
    expect(workers).toHaveLength(2);
    ready();
    snapshot(0);
    snapshot(30);
    snapshot(50);
    expect(figured.state.step.value).toBe(50);
  });

  test('Reset and Run begin with a new worker, as the old one may never answer', () => {
    const { training } = ranTo(30);
    silence();
    training.restart();
    expect(workers[0]?.closed).toBe(true);
    training.play();
    expect(workers).toHaveLength(2);
    expect(last().type).toBe('start');
  });

  test('a worker that was silent once and answered is kept at a reset', () => {
    const { training } = ranTo(30);
    silence();
    snapshot(40);
    training.restart();
    training.play();
    expect(workers).toHaveLength(1);
  });
});

test('loading has no end that anybody sets: bytes are shown for as long as they come', () => {
  const { state, training } = figure();
  training.play();
  for (let second = 1; second <= 600; second++) worker().say({ type: 'alive', run: runOf(), bytes: 50_000 * second });
  expect(training.progress.value).toMatchObject({ bytes: 30_000_000 });
  expect(state.status.value).toBe('loading');
  ready();
  snapshot(0);
  expect(state.status.value).toBe('running');
});

describe('a notice goes when it is over', () => {
  test('of a run that failed, when the next one is begun', () => {
    const { state, training } = ranTo(30);
    worker().say({ type: 'failed', run: runOf(), message: 'MNIST is not on this site.' });
    expect(state.notices.value).toEqual(['MNIST is not on this site.']);
    training.play();
    expect(state.notices.value).toEqual([]);
  });

  test('of files that were taken, not by the run that they begin, but by the next', () => {
    const { state, training } = ranTo(30);
    worker().say({ type: 'taken', run: runOf(), message: 'Read 5000 digits.' });
    expect(state.notices.value).toEqual(['Read 5000 digits.']);
    training.restart();
    expect(state.notices.value).toEqual([]);
  });

  test('of a replay, some time after it', () => {
    vi.useFakeTimers();
    const { state } = ranTo(30);
    die();
    ready();
    snapshot(0);
    vi.advanceTimersByTime(60_000);
    expect(state.notices.value.join()).toContain('replays the run to step 30');
    snapshot(30);
    vi.advanceTimersByTime(10_000);
    expect(state.notices.value).toEqual([]);
    vi.useRealTimers();
  });

  test('and what the link could not have is not the run’s to take away', () => {
    const { state, training } = figure('?abacus=1');
    expect(state.notices.value).toHaveLength(1);
    training.play();
    ready();
    snapshot(0);
    training.restart();
    expect(state.notices.value).toHaveLength(1);
  });
});

test('Run after moves by hand goes on from the step of the seed’s path, so that its steps leave marks', () => {
  const { training } = ranTo(30);
  training.move('generator');
  snapshot(30);
  expect(last()).toMatchObject({ type: 'move' });
  snapshot(30, { byHand: 1 });
  training.play();
  expect(last()).toMatchObject({ type: 'seek', step: 30 });
  snapshot(30, { byHand: 0 });
  expect(last()).toMatchObject({ type: 'ask' });
  snapshot(65);
  expect(training.history.value.map(({ step }) => step)).toEqual([0, 30, 65]);
});

test('a run out of sight is asked nothing more, and goes on when it is seen', () => {
  const { state } = ranTo(30);
  const sent = worker().got.length;
  state.inSight.value = false;
  snapshot(40);
  expect(worker().got).toHaveLength(sent);
  state.inSight.value = true;
  expect(last()).toMatchObject({ type: 'ask' });
});
