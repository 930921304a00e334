/** What each report of the worker does. */
import type { ExecutorName, Report } from '#src/worker/protocol.ts';
import { rememberVerdict } from '../executors.ts';
import type { Lane } from '../sweep.ts';
import { waitingFor, type Waiting } from '../waiting.ts';
import { run as words } from '../words/figure.ts';
import { receive } from './answer.ts';
import { fail, open, restart } from './begin.ts';
import type { Conductor } from './conductor.ts';
import { nextRun } from './run-number.ts';

/** What computes on the GPU, by the name that its badge shows. */
const ON_GPU: readonly ExecutorName[] = ['webgpu', 'tfjs-webgpu', 'webgl'];

type Of<Type extends Report['type']> = Extract<Report, { readonly type: Type }>;

/** Hears a report. Of a run that is over nothing is heard, but the end of the worker and what became of files always is. */
export function listen(conductor: Conductor, report: Report): void {
  const { arrival, asking } = conductor;
  if (report.type === 'taken' || report.type === 'refused') return filesHeard(conductor, report);
  if (report.type === 'dead') {
    arrival.cancel(report.message);
    return workerGone(conductor, report);
  }
  if (arrival.hear(report) || report.run !== asking.now().run) return;
  hear(conductor, report);
}

function hear(conductor: Conductor, report: Exclude<Report, Of<'taken' | 'refused' | 'dead'>>): void {
  switch (report.type) {
    case 'progress':
    case 'alive':
    case 'silent':
      return wait(conductor, report);
    case 'ready':
      return makeReady(conductor, report);
    case 'moved':
      return moveOn(conductor, report);
    case 'snapshot':
      return receive(conductor, report);
    case 'state':
      return conductor.handing.give(report.state);
    case 'failed':
      conductor.wire.close();
      return fail(conductor, report.message);
    default:
      report satisfies never;
  }
}

/** Says what is waited for. A reader who waits no longer for a silent worker takes it for dead. */
export function wait(conductor: Conductor, report: Waiting): void {
  const { asking, progress, wire } = conductor;
  progress.value = waitingFor(progress.peek(), report, () => {
    wire.close();
    listen(conductor, { type: 'dead', run: asking.now().run, message: words.gaveUp });
  });
}

function makeReady(conductor: Conductor, { backend, why, verdict }: Of<'ready'>): void {
  conductor.backend.value = backend;
  conductor.why.value = why;
  if (verdict) rememberVerdict(verdict);
  // Small steps of our own run here. Runs on one GPU only wait for each other.
  if (!ON_GPU.some((name) => name === backend)) conductor.sweeping.openLanes(laneOf(conductor));
}

/** What a worker beside the figure's starts and leaves behind. */
const laneOf = ({ knobs, notices, records, shown, startOf }: Conductor): Lane => ({
  start: (setting) => startOf(nextRun(), setting),
  onDone(report, setting) {
    const seen = shown.see(report);
    if (!seen) return;
    const { now, metricsAt } = seen;
    records.keep({ run: report.run, values: knobs.with(setting), metrics: metricsAt(0), step: now.step });
  },
  onFailed: (message) => notices.say(message),
});

function moveOn({ backend, notices, why }: Conductor, report: Of<'moved'>): void {
  backend.value = report.backend;
  why.value = report.why;
  notices.say(report.message, 'passing');
}

/**
 * The worker is gone. Its run is replayed to where it was, or else has failed; what the figure shows stays until the
 * replay is there, or for good if no new worker comes.
 */
function workerGone(conductor: Conductor, { message }: Of<'dead'>): void {
  const { asking, notices, progress, records, replays, shown, sweeping, wire } = conductor;
  wire.close();
  const { run } = asking.now();
  if (run === 0) return void (progress.value = undefined);
  const step = replays.take(shown.snapshot.peek()?.step ?? 0, sweeping.isOn());
  if (step === undefined) return fail(conductor, words.keeps(message));
  notices.say(words.replays(message, step), 'passing');
  records.drop(run);
  open(conductor, step);
}

/** Files of the reader were taken in place of MNIST, and the figure turns to them; or they could not be read. */
function filesHeard(conductor: Conductor, { type, message }: Of<'taken' | 'refused'>): void {
  if (type === 'taken') {
    conductor.knobs.setQuietly({ data: 'mnist' });
    restart(conductor, true);
  }
  conductor.notices.say(message);
}
