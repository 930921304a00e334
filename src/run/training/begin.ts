/** How a run begins, fails and is over. */
import { batch } from '@preact/signals';
import type { AnyValues } from '../params.ts';
import { run as words } from '../words/figure.ts';
import type { Conductor } from './conductor.ts';
import { nextRun } from './run-number.ts';
import { begun, NO_RUN } from './worker-run.ts';

/** Forgets the worker's side of the run; what the page shows stays. */
export function discard({ asking, handing, wire }: Conductor): void {
  const { run } = asking.now();
  asking.become(NO_RUN);
  handing.refuse(words.overBeforeTaken);
  wire.endRun(run);
}

/**
 * Opens a fresh run with the knobs as they stand; its first report is the snapshot of step 0, or of the step of the file
 * that it began with. Nothing is shown of one that is to replay another, until it is at step `replayTo`.
 */
export function open(conductor: Conductor, replayTo?: number): void {
  const { asking, life, origin, progress, shown, startOf, wire } = conductor;
  discard(conductor);
  wire.open();
  const run = nextRun();
  batch(() => {
    asking.become(begun(run, origin.step(), replayTo));
    if (replayTo === undefined) shown.begin(run, origin.step());
    life.happens('opened');
    progress.value = { what: words.starting };
  });
  const from = origin.state();
  wire.send({ ...startOf(run, {}), ...(from && { from }) });
}

/** From the seed again. In one batch: what a state out of a file has reached never counts as the seed's. */
const openAfresh = (conductor: Conductor) =>
  batch(() => {
    conductor.origin.set(undefined);
    open(conductor);
  });

/** Plays one setting of a sweep from its seed. */
export function beginWith(conductor: Conductor, setting: AnyValues): void {
  const { knobs, life, sweeping } = conductor;
  knobs.setQuietly(setting);
  life.aim(sweeping.steps());
  life.setPlaying(true);
  openAfresh(conductor);
}

/** Back to step 0 with the knobs as they stand; `keepPlaying` starts a run that played anew. */
export function restart(conductor: Conductor, keepPlaying = false): void {
  const { arrival, life, notices, replays, sweeping } = conductor;
  const again = keepPlaying && life.playing();
  notices.over();
  replays.renew();
  sweeping.end();
  arrival.cancel(words.begunAnew);
  life.aim();
  life.setPlaying(again);
  if (again) openAfresh(conductor);
  else putBack(conductor);
}

function putBack(conductor: Conductor): void {
  const { life, origin, progress, shown } = conductor;
  discard(conductor);
  batch(() => {
    origin.set(undefined);
    shown.clear();
    progress.value = undefined;
    life.happens('reset');
  });
}

/** Ends the run with a sentence; what the page shows stays. */
export function fail(conductor: Conductor, message: string): void {
  const { life, notices, progress, sweeping } = conductor;
  life.setPlaying(false);
  batch(() => {
    sweeping.end();
    progress.value = undefined;
    life.happens('failed');
    notices.say(message);
  });
  discard(conductor);
}

/** A knob on which training depends was turned: the same link always shows the same figure, so the run starts anew. */
export function turned(conductor: Conductor): void {
  const { arrival, knobs, life } = conductor;
  arrival.cancel(words.knobTurned);
  if (life.status() === 'idle') return;
  if (life.playing()) knobs.whenSettled(() => restart(conductor, true));
  else restart(conductor);
}
