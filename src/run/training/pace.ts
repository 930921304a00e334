/** How many steps the worker is asked for at once, so that it is kept busy and the pictures move. */

/** Time that a question to the worker should take, in milliseconds, where a figure does not say. */
const MILLISECONDS_A_QUESTION = 160;
/** After a question that took longer than a frame the next one need not wait for one. */
const MILLISECONDS_A_FRAME = 16;
/** Fast executors take thousands of small steps in that time; a bound keeps a misjudged speed from freezing the figure. */
const MOST_STEPS_A_QUESTION = 5000;

/** The mean speed so far, 0 where nothing is known; the newest question counts three tenths in it. */
export function meanSpeed(known: number, steps: number, milliseconds: number): number {
  const now = (1000 * steps) / Math.max(milliseconds, 0.01);
  return known === 0 ? now : 0.7 * known + 0.3 * now;
}

/** Steps that take about `milliseconds` at this many steps a second: one at least, 5000 at most. */
export const stepsFor = (speed: number, milliseconds: number): number =>
  Math.min(MOST_STEPS_A_QUESTION, Math.max(1, Math.round((speed * milliseconds) / 1000)));

/** Asks at once after a long question, and with the next frame after a short one. */
export function askSoon(milliseconds: number, ask: () => void): void {
  if (milliseconds > MILLISECONDS_A_FRAME) ask();
  else requestAnimationFrame(ask);
}

export type Pace = {
  /** Steps a second; 0 where none is known. */
  readonly speed: () => number;
  readonly stepsAQuestion: () => number;
  /** Records how long a request for `steps` steps took. */
  learn(steps: number, milliseconds: number): void;
  /** What was learnt holds no longer: something else computes. */
  forget(): void;
};

export function paceOf(millisecondsAQuestion = MILLISECONDS_A_QUESTION): Pace {
  let speed = 0;
  return {
    speed: () => speed,
    stepsAQuestion: () => stepsFor(speed, millisecondsAQuestion),
    learn: (steps, milliseconds) => void (speed = meanSpeed(speed, steps, milliseconds)),
    forget: () => void (speed = 0),
  };
}
