/** A recorded run in place of the reader's own, and what must never be taken from it; the worker here is played by the tests. */
import { beforeEach, expect, test, vi } from 'vitest';
import type { Snapshot } from '#src/models/registry.ts';
import type { Command, Report } from '#src/worker/protocol.ts';
import { addressOf, asItStands } from './figure-link.ts';
import { readLink } from './links.ts';
import { widget } from './meta.ts';
import { numbersOf } from './numbers.ts';
import { number } from './params.ts';
import { turnTo } from './preset.ts';
import type { Recording } from './recording.ts';
import { conduct, PACE, trainedOn } from './trained-on.ts';
import { stateBeside, widgetState } from './widget-state.ts';

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

const meta = widget({
  title: '',
  question: '',
  caption: '',
  invites: '',
  still: '',
  lecture: '',
  settles: '',
  trains: true,
  params: {
    width: number('width', { min: 1, max: 9, initial: 4, about: '' }),
    glass: number('glass', { min: 0, max: 9, initial: 1, about: '', looks: true }),
    data: number('data', { min: 1, max: 9, initial: 1, about: '' }),
  },
  metrics: {
    seen: { label: '', unit: '', digits: 1, about: '' },
    [PACE]: { label: '', unit: '', digits: 0, about: '' },
  },
  readouts: ['seen'],
  presets: { wide: { label: '', set: { width: 9 } }, plain: { label: '', set: {} } },
});

type Values = { readonly width: number; readonly glass: number };
const settings = { code: 'dense', size: 2, lr: 0.01, batch: 10, digits: 100, seed: 1 } as const;
const way = trainedOn('codes', {
  config: ({ width }: Values & { readonly data: number }) => ({ ...settings, width }),
  data: () => 'none' as const,
  metricsOf: ({ error }, { glass }) => ({ seen: error * glass }),
  keep: ({ step }) => ({ step }),
  shownUntrained: ['data'],
});

/** A snapshot of which only its step and its error are looked at. */
const at = (step: number, error: number) => ({ step, error }) as Snapshot<'codes'>;
const recording: Recording = {
  kind: 'codes',
  snapshots: [at(0, 9), at(300, 5), at(600, 2)],
  knobs: { width: 4, data: 1 },
};

function figure(query = '', with_: Recording | undefined = recording) {
  const state = widgetState('trial', meta, {}, readLink(query), with_);
  return { state, run: conduct(state, way) };
}
const started = () => workers.at(-1)?.got.findLast(({ type }) => type === 'start')?.run ?? 0;
const answer = (step: number, error: number) =>
  workers
    .at(-1)
    ?.say({ type: 'snapshot', run: started(), milliseconds: 160, kind: 'codes', snapshot: at(step, error) });
const steps = ({ run }: Pick<ReturnType<typeof figure>, 'run'>) => run.history.value.map(({ step }) => step);

test('a figure opens on its recorded run: the last snapshot, the whole curve, a record of its own and its numbers', () => {
  const { state, run } = figure();
  expect(run.snapshot.value?.step).toBe(600);
  expect(steps({ run })).toEqual([0, 300, 600]);
  expect(run.records.value).toEqual([
    { run: 0, step: 600, values: { width: 4, glass: 1, data: 1 }, metrics: { seen: 2 } },
  ]);
  expect(state.numbers.value).toEqual({ seen: 2 });
  expect(state.beginning.value).toMatchObject({ alike: true, steps: 600 });
});

test('nothing of it counts as the reader’s own: no number, no step, no worker, no state, no link, no table', async () => {
  const { state, run } = figure();
  expect([state.metrics.value, state.step.value, state.status.value]).toEqual([{}, 0, 'idle']);
  expect(run.own.value).toBeUndefined();
  expect(run.reached.value).toBe(0);
  expect(workers).toEqual([]);
  expect(state.reported()).toEqual([]);
  const link = addressOf(state, asItStands('widgets'), { home: 'https://notes.example' });
  expect(link).not.toContain('step');
  expect(numbersOf(state, link).rows).toEqual([]);
  await expect(state.controls.value?.takeOut()).rejects.toThrow('There is nothing trained to save yet.');
});

test('no going back to its steps: it has no past', () => {
  const { run } = figure();
  run.seek(300);
  expect(workers).toEqual([]);
  expect(run.snapshot.value?.step).toBe(600);
});

test('a knob that only looks works on it', () => {
  const { state } = figure();
  state.set({ glass: 3 });
  expect(state.numbers.value).toEqual({ seen: 6 });
  expect(state.beginning.value?.alike).toBe(true);
  expect(state.metrics.value).toEqual({});
});

test('Run leaves it standing until its own first snapshot is there, which then takes its place', () => {
  const { state, run } = figure();
  run.play();
  expect(state.status.value).toBe('loading');
  expect(run.snapshot.value?.step).toBe(600);
  answer(0, 8);
  expect(run.snapshot.value?.step).toBe(0);
  expect(steps({ run })).toEqual([0]);
  expect(state.beginning.value).toBeUndefined();
  expect(state.numbers.value).toEqual({ seen: 8, [PACE]: 0 });
  expect(run.records.value).toEqual([]);
});

test('a run that begins anew shows no flicker of it, and a reset brings it back', () => {
  const { state, run } = figure();
  run.play();
  answer(0, 8);
  answer(20, 7);
  run.trainOn('simd');
  expect(state.status.value).toBe('loading');
  expect(run.snapshot.value).toBeUndefined();
  answer(0, 8);
  run.restart();
  run.pause();
  run.restart();
  expect(run.snapshot.value?.step).toBe(600);
});

test('another knob leaves it, drawn with the knobs that it was trained with, and says so', () => {
  const { state, run } = figure();
  state.set({ width: 7, glass: 2 });
  expect(run.snapshot.value?.step).toBe(600);
  expect(state.beginning.value?.alike).toBe(false);
  expect(state.seen.value).toEqual({ width: 4, glass: 2, data: 1 });
  expect(state.values.value).toEqual({ width: 7, glass: 2, data: 1 });
  run.play();
  answer(0, 8);
  expect(state.seen.value).toEqual({ width: 7, glass: 2, data: 1 });
});

test('a knob whose setting shows untrained takes it away, and brings it back', () => {
  const { state, run } = figure();
  state.set({ data: 2 });
  expect([run.snapshot.value, state.beginning.value]).toEqual([undefined, undefined]);
  expect(steps({ run })).toEqual([]);
  state.set({ data: 1 });
  expect(run.snapshot.value?.step).toBe(600);
});

test.each([['?step=20'], ['?step=20&width=7'], ['?play=1']])('a link with %s shows none of it on its way', (query) => {
  const { run, state } = figure(query);
  expect(state.status.value).toBe('loading');
  expect(run.snapshot.value).toBeUndefined();
});

test('a link with other knobs opens on it, marked as what it is', () => {
  const { state } = figure('?width=7');
  expect(state.beginning.value?.alike).toBe(false);
});

test('a run beside opens on it too', () => {
  const { state } = figure();
  const beside = stateBeside(state, readLink('?width=7'));
  const run = conduct(beside, way);
  expect(run.snapshot.value?.step).toBe(600);
  expect(beside.beginning.value?.alike).toBe(false);
});

test('a figure without one, or with one of another kind of model, opens blank as before', () => {
  const other = { ...recording, kind: 'vae' } as unknown as Recording;
  for (const with_ of [undefined, other]) {
    const state = widgetState('trial', meta, {}, readLink(''), with_);
    const run = conduct(state, way);
    expect([run.snapshot.value, run.history.value, state.beginning.value]).toEqual([undefined, [], undefined]);
  }
});

test('once the run is closed, nothing of it follows the knobs', () => {
  const { state, run } = figure();
  run.close();
  state.set({ width: 7 });
  expect(state.beginning.value?.alike).toBe(true);
});

test('a preset that nothing is trained for starts its run; one that the recording shows does not', () => {
  const { state } = figure();
  turnTo(state, meta.presets.plain.set);
  expect(state.status.value).toBe('idle');
  turnTo(state, meta.presets.wide.set);
  expect(state.status.value).toBe('loading');
  expect(workers[0]?.got.find(({ type }) => type === 'start')).toMatchObject({ config: { width: 9 } });
});

test('a preset that only looks starts no run, whether anything is trained or not', () => {
  for (const recorded of [recording, undefined]) {
    const state = widgetState('trial', meta, {}, readLink(''), recorded);
    conduct(state, way);
    turnTo(state, { glass: 5 });
    expect([state.status.value, state.values.value['glass']]).toEqual(['idle', 5]);
  }
});

test('a preset that looks and also changes what is trained starts its run', () => {
  const { state } = figure();
  turnTo(state, { glass: 5, width: 9 });
  expect(state.status.value).toBe('loading');
});

test('a preset at whose very settings a run is paused leaves it as it is', () => {
  const { state, run } = figure('?width=9');
  run.stepOnce();
  answer(0, 8);
  answer(1, 7);
  run.pause();
  turnTo(state, meta.presets.wide.set);
  expect([state.status.value, state.step.value]).toEqual(['paused', 1]);
});

test('a preset turns the knobs of a figure that answers at once, and starts nothing', () => {
  const state = widgetState('trial', { ...meta, trains: false }, {}, readLink(''));
  turnTo(state, meta.presets.wide.set);
  expect(state.values.value['width']).toBe(9);
  expect(workers).toEqual([]);
});
