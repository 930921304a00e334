/** Does something once nothing has asked for it for a while. */
export type AtRest = {
  /** Asks for it, and puts off what was asked for before. */
  ask(): void;
  /** Does now what waits, if anything does. */
  hurry(): void;
  stop(): void;
};

/** `quiet` milliseconds after the last request, or `longest` after the first one if they never end. */
export function atRest(act: () => void, quiet: number, longest: number): AtRest {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let first = 0;
  const stop = () => {
    clearTimeout(timer);
    timer = undefined;
  };
  const done = () => {
    stop();
    act();
  };
  return {
    ask() {
      const now = performance.now();
      if (timer === undefined) first = now;
      clearTimeout(timer);
      timer = setTimeout(done, Math.max(0, Math.min(quiet, first + longest - now)));
    },
    hurry() {
      if (timer !== undefined) done();
    },
    stop,
  };
}
