import type { Signal } from '@preact/signals';
import type { Status } from '../widget-state.ts';

/** What changes the status of a run. */
export type LifeEvent =
  /** A run is begun; its first snapshot is still to come. */
  | 'opened'
  /** Run was pressed on a run that there is. */
  | 'played'
  | 'paused'
  /** A snapshot came, and more are to follow. */
  | 'advanced'
  /** A snapshot came, and the run rests there: it was paused, or is where it was to stop. */
  | 'rested'
  /** A snapshot came, and the run is as long as it may be. */
  | 'ended'
  /** Something went wrong that a sentence tells. */
  | 'failed'
  | 'reset';

const statuses = ['idle', 'loading', 'running', 'paused', 'done', 'failed'] as const satisfies readonly Status[];
/** From every status to this one. */
const to = (next: Status) => Object.fromEntries(statuses.map((status) => [status, next])) as Record<Status, Status>;

/**
 * The status after an event, by the status before it. On its usual way a run goes
 *
 *     idle ─opened→ loading ─advanced→ running ─paused→ paused ─played→ running ─ended→ done
 *
 * and from anywhere to failed, or by a reset to idle. A snapshot, a beginning, a failure and a reset settle the status
 * whatever it was: a finished run that goes back is paused, a failed one can be begun anew. Only a pause depends on it:
 * a run that loads still loads.
 */
export const transitions: Readonly<Record<LifeEvent, Readonly<Record<Status, Status>>>> = {
  opened: to('loading'),
  played: to('running'),
  paused: { idle: 'idle', loading: 'loading', running: 'paused', paused: 'paused', done: 'done', failed: 'failed' },
  advanced: to('running'),
  rested: to('paused'),
  ended: to('done'),
  failed: to('failed'),
  reset: to('idle'),
};

/** Whether a run goes on by itself, and how far. */
export type Life = {
  readonly status: () => Status;
  readonly playing: () => boolean;
  /** The step at which it stops by itself. */
  readonly goal: () => number;
  /** Sets the goal; the longest step of the figure where none is named. */
  aim(goal?: number): void;
  /** Lets the run go on by itself from now on, or not; the status stays. */
  setPlaying(playing: boolean): void;
  happens(event: LifeEvent): void;
  /** Pauses: nothing more is asked by itself, and a run that is under way is paused. */
  pause(): void;
  /** A snapshot of step `step` is shown. Whether that is the goal, which is then left to `stop` or to a sweep. */
  stands(step: number): boolean;
  /** The run stops at its goal: it is done there if no step is left, else paused. The next goal is the longest step. */
  stop(): void;
};

export function lifeOf(status: Signal<Status>, longest: number): Life {
  let playing = false;
  let goal = longest;
  const happens = (event: LifeEvent) => void (status.value = transitions[event][status.peek()]);
  return {
    status: () => status.peek(),
    playing: () => playing,
    goal: () => goal,
    aim: (next = longest) => void (goal = next),
    setPlaying: (next) => void (playing = next),
    happens,
    pause() {
      playing = false;
      happens('paused');
    },
    stands(step) {
      if (step >= goal) return true;
      happens(playing ? 'advanced' : 'rested');
      return false;
    },
    stop() {
      playing = false;
      happens(goal >= longest ? 'ended' : 'rested');
      goal = longest;
    },
  };
}
