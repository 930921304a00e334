/** How long a worker may be silent before the reader is asked about it, in milliseconds that the page was awake. */
export const SILENCE_MILLISECONDS = 20_000;
const TICK_MILLISECONDS = 1000;
/** A longer gap between two ticks was no waiting: the page slept, was frozen, or was busy itself. */
const LONGEST_TICK_MILLISECONDS = 2 * TICK_MILLISECONDS;

export type Clock = {
  readonly now: () => number;
  /** Whether anybody could be waiting: a page that is hidden, frozen or left is not. */
  readonly awake: () => boolean;
  /** Calls `tick` every so many milliseconds until what it returns is called. */
  readonly every: (milliseconds: number, tick: () => void) => () => void;
};

export type SilenceWatch = {
  /** An answer is waited for from now on. */
  expect(): void;
  /** Nothing is waited for any more. */
  rest(): void;
};

/**
 * Calls `onSilent` with the milliseconds waited whenever another SILENCE_MILLISECONDS have passed without an answer. Only
 * time awake is counted, tick by tick, so that a page that comes back from sleep or from the browser's cache of pages
 * hears what was answered meanwhile before it takes anybody for dead.
 */
export function silenceWatch(onSilent: (milliseconds: number) => void, clock: Clock = pageClock): SilenceWatch {
  let stop: (() => void) | undefined;
  let [waited, last] = [0, 0];
  const tick = () => {
    const now = clock.now();
    const before = waited;
    if (clock.awake()) waited += Math.min(now - last, LONGEST_TICK_MILLISECONDS);
    last = now;
    if (Math.floor(waited / SILENCE_MILLISECONDS) > Math.floor(before / SILENCE_MILLISECONDS)) onSilent(waited);
  };
  const rest = () => {
    stop?.();
    stop = undefined;
  };
  return {
    expect() {
      rest();
      [waited, last] = [0, clock.now()];
      stop = clock.every(TICK_MILLISECONDS, tick);
    },
    rest,
  };
}

const pageClock: Clock = {
  now: () => performance.now(),
  awake: () => document.visibilityState === 'visible',
  every(milliseconds, tick) {
    const timer = setInterval(tick, milliseconds);
    return () => clearInterval(timer);
  },
};
