/** Trained states, out of a run and into one. */
import { batch } from '@preact/signals';
import type { TrainedState } from '#src/engine/experiment.ts';
import type { SnapshotReport } from '#src/worker/protocol.ts';
import type { AnyValues } from '../params.ts';
import { run as words } from '../words/figure.ts';
import { receive } from './answer.ts';
import type { ArrivingRun } from './arrival.ts';
import { discard } from './begin.ts';
import type { Conductor } from './conductor.ts';
import { refusalOf } from './handing-out.ts';
import { listen } from './reports.ts';
import { nextRun } from './run-number.ts';
import { begun } from './worker-run.ts';

/** Pauses, and asks the worker for the trained state; rejects with a sentence where there is none. */
export function takeOut({ asking, handing, life, shown, wire }: Conductor): Promise<TrainedState> {
  life.pause();
  const refusal = refusalOf(asking.now(), shown.snapshot.peek());
  const state = handing.ask(refusal);
  if (refusal === undefined) wire.send({ type: 'take out', run: asking.now().run });
  return state;
}

/** Starts a run from a state of an earlier one, with these knobs; the figure keeps what it has until that run stands. */
export function putIn(conductor: Conductor, values: AnyValues, from: TrainedState): Promise<void> {
  const { arrival, knobs, life, startOf, wire } = conductor;
  life.pause();
  arrival.cancel(words.otherOpened);
  wire.open();
  const wanted = knobs.with(values);
  return arrival.begin({ ...startOf(nextRun(), wanted), from }, wanted);
}

/** The run of a state stands: it takes the place of the figure's own. In one batch, so that nothing is seen half-way. */
export function takeOver(conductor: Conductor, { run, values, from, said }: ArrivingRun, report: SnapshotReport): void {
  const { asking, knobs, life, notices, origin, replays, shown, sweeping } = conductor;
  batch(() => {
    knobs.leave();
    life.pause();
    sweeping.end();
    notices.over();
    replays.renew();
    life.aim();
    discard(conductor);
    origin.set(from);
    knobs.setQuietly(values);
    asking.become(begun(run, from.step));
    shown.begin(run, from.step);
    for (const earlier of said) listen(conductor, earlier);
    receive(conductor, report);
  });
}
