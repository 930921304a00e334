/** What a snapshot does to the figure, and what is asked next. */
import { batch } from '@preact/signals';
import type { SnapshotReport } from '#src/worker/protocol.ts';
import { run as words } from '../words/figure.ts';
import { beginWith } from './begin.ts';
import type { Conductor } from './conductor.ts';
import { ask, move, seek } from './drive.ts';
import { askSoon } from './pace.ts';
import type { Seen } from './shown.ts';

/** Takes a snapshot in. On the way of a replay only how far it is is shown. */
export function receive(conductor: Conductor, report: SnapshotReport): void {
  const { asking, life, pace, progress, shown } = conductor;
  const seen = shown.see(report);
  if (!seen) return;
  const { step, lostAt } = seen.now;
  const steps = step - asking.now().step;
  asking.answered(step, lostAt);
  const { replayTo } = asking.now();
  if (steps > 0 && (replayTo !== undefined || life.playing())) pace.learn(steps, report.milliseconds);
  if (replayTo !== undefined) progress.value = { what: words.replaying(replayTo), share: step / replayTo };
  else batch(() => show(conductor, seen));
  goOn(conductor, report.milliseconds);
}

/** What was wished meanwhile comes first, but not before a replay is where it was to come. */
function goOn(conductor: Conductor, milliseconds: number): void {
  const { wish, replayTo } = conductor.asking.now();
  if (wish === undefined || replayTo !== undefined) askSoon(milliseconds, () => ask(conductor));
  else if (typeof wish === 'number') seek(conductor, wish);
  else move(conductor, wish);
}

function show(conductor: Conductor, { now, metricsAt, show: put }: Seen): void {
  const { asking, knobs, life, notices, pace, progress, records } = conductor;
  const { run } = asking.now();
  notices.settle();
  progress.value = undefined;
  const metrics = metricsAt(pace.speed());
  put(run, metrics);
  // Off the path that its seed names a run leaves no record.
  if (!now.byHand) records.keep({ run, values: knobs.values(), metrics, step: now.step });
  if (now.lostAt !== undefined) numbersLost(conductor, now.lostAt, now.step);
  else if (life.stands(now.step)) arrive(conductor);
}

/** At its goal a run stops, and a sweep goes on with its next setting. */
function arrive(conductor: Conductor): void {
  const { life, sweeping } = conductor;
  if (!sweeping.isOn()) return life.stop();
  life.setPlaying(false);
  const next = sweeping.next();
  if (next) beginWith(conductor, next);
}

/** Numbers were lost and the run is back where they were good: it stops there, and can be asked to go on. */
function numbersLost(conductor: Conductor, lostAt: number, step: number): void {
  const { blame, life, notices, sweeping } = conductor;
  notices.say(blame(lostAt, step));
  if (sweeping.isOn()) return arrive(conductor);
  life.setPlaying(false);
  life.aim();
  life.happens('failed');
}
