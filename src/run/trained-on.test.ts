/** What a figure says of the kind that it trains, and what becomes of that; the worker here is played by the tests. */
import { beforeEach, expect, test, vi } from 'vitest';
import type { Snapshot } from '#src/models/registry.ts';
import type { Command, Report, SnapshotReport } from '#src/worker/protocol.ts';
import { readLink } from './links.ts';
import { widget } from './meta.ts';
import { number } from './params.ts';
import { conduct, PACE, trainedOn } from './trained-on.ts';
import { widgetState } from './widget-state.ts';

type FakeWorker = { readonly got: Command[]; readonly say: (report: Report) => void };
const workers = vi.hoisted(() => [] as FakeWorker[]);
vi.mock('#src/worker/client.ts', () => ({
  openWorker(say: (report: Report) => void) {
    const got: Command[] = [];
    workers.push({ got, say });
    return { send: (command: Command) => void got.push(command), close: () => undefined };
  },
}));
beforeEach(() => {
  workers.length = 0;
  vi.stubGlobal('requestAnimationFrame', (act: () => void) => act());
});

const knob = (looks: boolean) => number('knob', { min: 0, max: 9, initial: 1, about: '', looks });
const described = (looks: boolean) =>
  widget({
    title: '',
    question: '',
    invites: '',
    caption: '',
    still: '',
    lecture: '',
    settles: '',
    trains: true,
    params: { width: number('width', { min: 1, max: 9, initial: 4, about: '' }), glass: knob(looks) },
    metrics: {
      seen: { label: '', unit: '', digits: 1, about: '' },
      [PACE]: { label: '', unit: '', digits: 0, about: '' },
    },
    readouts: ['seen'],
    presets: {},
  });

const settings = { code: 'dense', size: 2, lr: 0.01, batch: 10, digits: 100, seed: 1 } as const;
const way = trainedOn('codes', {
  config: ({ width }: { readonly width: number; readonly glass: number }) => ({ ...settings, width }),
  data: () => 'none' as const,
  metricsOf: ({ error }, { glass }) => ({ seen: error * glass }),
  keep: ({ step }) => ({ step }),
});

/** A snapshot of which only its step and its error are looked at. */
const at = (step: number, error: number) => ({ step, error }) as Snapshot<'codes'>;
const report = (run: number, snapshot: Snapshot<'codes'>): SnapshotReport => ({
  type: 'snapshot',
  run,
  milliseconds: 160,
  kind: 'codes',
  snapshot,
});

function standing(looks: boolean) {
  const state = widgetState('trial', described(looks), {}, readLink(''));
  const run = conduct(state, way);
  run.stepOnce();
  const [worker] = workers;
  const started = worker?.got.find(({ type }) => type === 'start')?.run ?? 0;
  worker?.say(report(started, at(0, 5)));
  return { state, run };
}

test('the wish names the kind, and has the settings and the source that the figure says for its knobs', () => {
  expect(way.start(3, { width: 6, glass: 1 })).toEqual({
    type: 'start',
    run: 3,
    kind: 'codes',
    data: 'none',
    config: { ...settings, width: 6 },
  });
});

test('a snapshot of the figure’s kind is its own, and one of another kind is not', () => {
  const seen = at(2, 5);
  expect(way.pick(report(1, seen))).toBe(seen);
  expect(way.pick({ ...report(1, seen), kind: 'gan' } as unknown as SnapshotReport)).toBeUndefined();
});

test('the numbers of a snapshot are told with the pace of the run', () => {
  const { state } = standing(false);
  expect(state.metrics.value).toEqual({ seen: 5, [PACE]: 0 });
});

test('a knob that only looks changes the numbers of the snapshot that stands, and not the snapshot', () => {
  const { state, run } = standing(true);
  const before = run.snapshot.value;
  state.set({ glass: 3 });
  expect(state.metrics.value).toEqual({ seen: 15, [PACE]: 0 });
  expect(state.step.value).toBe(0);
  expect(run.snapshot.value).toBe(before);
});

test('once the run is closed, such a knob tells nothing more', () => {
  const { state, run } = standing(true);
  run.close();
  state.set({ glass: 3 });
  expect(state.metrics.value).toEqual({ seen: 5, [PACE]: 0 });
});

test('a knob that trains anew leaves no number of the old run', () => {
  const { state, run } = standing(true);
  run.pause();
  state.set({ width: 5 });
  expect(state.metrics.value).toEqual({});
});
