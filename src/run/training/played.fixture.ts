/** A figure that trains, with a conductor of its own and workers that the test plays. */
import { vi } from 'vitest';
import type { Standing, TrainedState } from '#src/engine/experiment.ts';
import type { Command, Report, SnapshotReport, Wish } from '#src/worker/protocol.ts';
import { readLink } from '../links.ts';
import type { WidgetMeta } from '../meta.ts';
import { number } from '../params.ts';
import { createTraining } from '../training.ts';
import { widgetState } from '../widget-state.ts';

type PlayedWorker = { readonly got: Command[]; readonly say: (report: Report) => void; closed: boolean };

/** Every worker that was opened, oldest first. */
export const workers: PlayedWorker[] = [];

vi.mock('#src/worker/client.ts', () => ({
  openWorker(say: (report: Report) => void) {
    const worker: PlayedWorker = { got: [], say, closed: false };
    workers.push(worker);
    return {
      send: (command: Command) => void worker.got.push(command),
      close: () => void (worker.closed = true),
    };
  },
}));

/** The longest run of the figure, in steps. */
export const LONGEST = 1000;

const params = {
  lr: number('learning rate', { min: 0.001, max: 1, initial: 0.01, scale: 'log', about: '' }),
  seed: number('seed', { min: 1, max: 9999, initial: 1, integer: true, about: '' }),
  zoom: number('zoom', { min: 1, max: 10, initial: 1, about: '', looks: true }),
};

/** What a conductor reads of a description. */
const meta = { trains: true, longest: LONGEST, params, presets: {}, metrics: {} } as unknown as WidgetMeta<
  typeof params
>;

/** A figure as a link opens it; a snapshot's loss is 1 / (1 + step), and its speed is among the metrics. */
export function figure(query = '', more: { readonly pace?: number } = {}) {
  const state = widgetState('trial', meta, {}, readLink(query, '', LONGEST));
  const training = createTraining<typeof params, Standing, Pick<Standing, 'step'>>(state, {
    start: (run, { lr, seed }) =>
      ({ type: 'start', run, kind: 'codes', config: { lr, seed }, data: 'none' }) as unknown as Wish,
    pick: ({ kind, snapshot }) => (kind === 'codes' ? snapshot : undefined),
    metricsOf: ({ step }, speed) => ({ loss: 1 / (1 + step), speed }),
    keep: ({ step }) => ({ step }),
    ...more,
  });
  return { state, training };
}
export type Figure = ReturnType<typeof figure>;

export const worker = (at = -1): PlayedWorker => {
  const found = workers.at(at);
  if (!found) throw new Error('No worker was opened.');
  return found;
};
/** What the newest worker was told last. */
export const last = (): Command | undefined => worker().got.at(-1);
export const told = (at = -1) => worker(at).got.map(({ type }) => type);
const lastStart = ({ got }: PlayedWorker) => got.findLast((command) => command.type === 'start');
export const runOf = (at = -1): number => lastStart(worker(at))?.run ?? 0;

/** A report of the run that the worker was told last to start. */
export const say = (report: { readonly type: Report['type'] } & Readonly<Record<string, unknown>>, at = -1): void =>
  worker(at).say({ run: runOf(at), ...report } as unknown as Report);
export const ready = (more: Readonly<Record<string, unknown>> = {}, at = -1): void =>
  say({ type: 'ready', backend: 'simd', why: 'as was asked for', ...more }, at);

type Shown = Partial<Standing> & { readonly milliseconds?: number; readonly kind?: string };
export function snapshot(step: number, { milliseconds = 160, kind = 'codes', ...more }: Shown = {}, at = -1): void {
  say({ type: 'snapshot', kind, milliseconds, snapshot: { step, ...more } }, at);
}
export const reportOf = (step: number): SnapshotReport =>
  ({ type: 'snapshot', run: 0, kind: 'codes', milliseconds: 160, snapshot: { step } }) as unknown as SnapshotReport;

/** A figure whose run plays and stands at the last of these steps, with a question in flight. */
export function ranTo(...steps: readonly number[]): Figure {
  const figured = figure();
  figured.training.play();
  ready();
  for (const step of [0, ...steps]) snapshot(step);
  return figured;
}

/** The same, paused and with nothing in flight. */
export function restsAt(...steps: readonly number[]): Figure {
  const figured = ranTo(...steps.slice(0, -1));
  figured.training.pause();
  snapshot(steps.at(-1) ?? 0);
  return figured;
}

export const stateAt = (step: number): TrainedState => ({ step, layout: [], values: new Float32Array() });
/** What a promise was rejected with. */
export const reasonOf = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => 'It came about.',
    (error: unknown) => (error as Error).message,
  );
export const stepsOf = ({ training }: Figure) => training.history.value.map(({ step }) => step);

/** Before each test: no workers, frames that come at once, three cores. */
export function playAnew(): void {
  workers.length = 0;
  vi.stubGlobal('requestAnimationFrame', (act: () => void) => act());
  vi.stubGlobal('navigator', { hardwareConcurrency: 3 });
}
