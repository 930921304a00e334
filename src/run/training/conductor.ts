import type { ReadonlySignal, Signal } from '@preact/signals';
import type { Start } from '#src/worker/protocol.ts';
import type { AnyValues } from '../params.ts';
import type { RunNotices } from '../run-notices.ts';
import type { Progress } from '../waiting.ts';
import type { Arrival } from './arrival.ts';
import type { HandingOut } from './handing-out.ts';
import type { Knobs } from './knobs.ts';
import type { Life } from './life.ts';
import type { Origin } from './origin.ts';
import type { Pace } from './pace.ts';
import type { Records } from './records.ts';
import type { Replays } from './replays.ts';
import type { ShownRun } from './shown.ts';
import type { Sweeping } from './sweeping.ts';
import type { Wire } from './wire.ts';
import type { Asking } from './worker-run.ts';

/**
 * The parts of a figure's conductor. Each keeps its own state behind a few functions; what concerns several of them is a
 * function of the whole, in begin.ts, drive.ts, answer.ts, reports.ts and states.ts.
 */
export type Conductor = {
  /** Whether the run goes on by itself, and how far. */
  readonly life: Life;
  /** The worker. */
  readonly wire: Wire;
  /** The run as the worker has it, and what it is asked. */
  readonly asking: Asking;
  /** How much is asked at once. */
  readonly pace: Pace;
  /** The run as the page shows it. */
  readonly shown: ShownRun;
  readonly records: Records;
  readonly sweeping: Sweeping;
  readonly knobs: Knobs;
  /** Where the run began, and a state of an earlier one on its way in or out. */
  readonly origin: Origin;
  readonly arrival: Arrival;
  readonly handing: HandingOut;
  /** Whether a dead worker's run is replayed. */
  readonly replays: Replays;
  readonly notices: RunNotices;
  readonly progress: Signal<Progress | undefined>;
  /** What trains, as the worker says it. */
  readonly backend: Signal<string>;
  readonly why: Signal<string>;
  readonly inSight: ReadonlySignal<boolean>;
  /** The command that starts a run from its seed, with the knobs as they stand but for these. */
  readonly startOf: (run: number, patch: AnyValues) => Start;
  /** What to say of numbers that were lost. */
  readonly blame: (lostAt: number, step: number) => string;
};
