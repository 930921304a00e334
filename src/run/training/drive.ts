/** What the reader asks of a run: to go on, to pause, to take one step, to go back, to be led by hand. */
import type { Player } from '#src/engine/experiment.ts';
import type { AnyValues } from '../params.ts';
import { run as words } from '../words/figure.ts';
import { beginWith, open } from './begin.ts';
import type { Conductor } from './conductor.ts';
import { nextQuestion } from './worker-run.ts';

/** Asks the worker for what comes next by itself, if anything does. */
export function ask({ asking, inSight, life, pace, shown }: Conductor): void {
  const question = nextQuestion(asking.now(), {
    playing: life.playing(),
    goal: life.goal(),
    inSight: inSight.peek(),
    stepsAQuestion: pace.stepsAQuestion(),
    reached: shown.reached.peek(),
    offPath: (shown.snapshot.peek()?.byHand ?? 0) > 0,
  });
  if (question) asking.ask(question);
}

/** Goes on to the end, or to step `until`; of a sweep the setting under way, as far as the sweep says. */
export function play(conductor: Conductor, until?: number): void {
  const { asking, life, notices, sweeping } = conductor;
  if (!sweeping.isOn()) life.aim(until);
  notices.over();
  life.setPlaying(true);
  const { run, replayTo, step } = asking.now();
  if (run === 0) return open(conductor);
  if (replayTo === undefined && step >= life.goal()) return life.stop();
  if (replayTo === undefined) life.happens('played');
  ask(conductor);
}

export function stepOnce(conductor: Conductor): void {
  const { asking, life, sweeping } = conductor;
  life.pause();
  if (asking.now().run === 0) return play(conductor, 1);
  if (asking.isBusy()) return;
  // A sweep still knows how far its setting goes.
  if (!sweeping.isOn()) life.aim();
  asking.ask({ type: 'ask', steps: 1 });
}

/** Goes to a step that the run has been at, and no further back than where it began. */
export function seek({ asking, life, origin, shown }: Conductor, step: number): void {
  life.pause();
  asking.wish(undefined);
  const now = shown.snapshot.peek();
  if (asking.now().run === 0 || (step === now?.step && !now.byHand)) return;
  if (asking.isBusy()) return asking.wish(step);
  asking.ask({ type: 'seek', step: Math.max(origin.step(), Math.min(step, shown.reached.peek())) });
}

/** Lets one player of a game take a step alone; a run that is not begun is begun for it. */
export function move(conductor: Conductor, player: Player): void {
  const { asking, life } = conductor;
  life.pause();
  asking.wish(undefined);
  if (asking.now().run === 0) open(conductor);
  if (asking.isBusy()) asking.wish(player);
  else asking.ask({ type: 'move', player });
}

/** Runs each setting in turn for `steps` steps, leaving a record each. */
export function sweep(conductor: Conductor, settings: readonly AnyValues[], steps: number): void {
  const { arrival, notices, sweeping } = conductor;
  sweeping.end();
  notices.over();
  arrival.cancel(words.sweepBegun);
  const first = sweeping.begin(settings, steps);
  if (first) beginWith(conductor, first);
}
