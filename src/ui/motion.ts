/**
 * Motion that explains: a picture on its way from what it showed to what the knobs now say. Knobs, numbers, tables and the
 * sentence for the ears are at the goal at once; only what reads `shown` is on the way.
 */
import { computed, signal, type ReadonlySignal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';

/** Whether the reader has asked for less motion: then everything stands where it ends. */
export const wantsStillness = (): boolean => matchMedia('(prefers-reduced-motion: reduce)').matches;

/** Calls back at each frame with the time in milliseconds until told to stop; returns the way to stop. */
export type Frames = (each: (now: number) => void) => () => void;
export type Clock = { readonly frames: Frames; readonly still: () => boolean };

const pageClock: Clock = {
  frames: (each) => {
    let frame = requestAnimationFrame(function next(now) {
      frame = requestAnimationFrame(next);
      each(now);
    });
    return () => cancelAnimationFrame(frame);
  },
  still: wantsStillness,
};

/** What a picture shows at a share of the way, from 0 at the start to 1 at the goal. */
export type Way<T> = (share: number) => T;

export type Glide<T> = {
  /** The goal, or where the picture is on the way to it. */
  readonly shown: ReadonlySignal<T>;
  /** What stood there before the last change that was gone along; nothing once anything else has changed. */
  readonly ghost: ReadonlySignal<T | undefined>;
  /**
   * Makes the change, which moves the goal at once, and lets the picture follow along the way that `between` gives. A glide
   * still under way ends at its own goal first. Where nothing changes there is no glide.
   */
  go: (change: () => void, between?: (from: T, to: T) => Way<T>) => void;
  stop: () => void;
};

type Told<T> = {
  readonly goal: ReadonlySignal<T>;
  readonly between: (from: T, to: T) => Way<T>;
  readonly milliseconds?: number;
  readonly clock?: Clock;
};

/** Long enough to see what moves, short enough not to be waited for. */
const MILLISECONDS = 400;

/** Slow at both ends: 3s² − 2s³. */
export const eased = (share: number): number => share * share * (3 - 2 * share);

/**
 * A glide towards `goal`, whose value has to be a new one whenever the picture is to change. Anything but `go` that changes
 * the goal, such as a knob that is turned, ends the glide: the picture is at the new goal with the next frame.
 */
export function glide<T>({ goal, between, milliseconds = MILLISECONDS, clock = pageClock }: Told<T>): Glide<T> {
  const last = signal<{ readonly from: T; readonly to: T; readonly way: Way<T> } | undefined>(undefined);
  const share = signal(1);
  let rest: (() => void) | undefined;
  const stop = () => {
    rest?.();
    rest = undefined;
    share.value = 1;
  };
  const current = computed(() => (last.value?.to === goal.value ? last.value : undefined));
  const start = () => {
    let began: number | undefined;
    share.value = 0;
    rest = clock.frames((now) => {
      began ??= now;
      if (now - began >= milliseconds || !current.peek()) return stop();
      share.value = (now - began) / milliseconds;
    });
  };
  return {
    shown: computed(() => {
      const now = current.value;
      return now && share.value < 1 ? now.way(eased(share.value)) : goal.value;
    }),
    ghost: computed(() => current.value?.from),
    go: (change, along = between) => {
      stop();
      const from = goal.peek();
      change();
      const to = goal.peek();
      if (from === to) return;
      last.value = { from, to, way: along(from, to) };
      if (!clock.still()) start();
    },
    stop,
  };
}

/** A glide for as long as the component is on the page; the goal and the way are taken from its first rendering. */
export function useGlide<T>(told: () => Told<T>): Glide<T> {
  const made = useMemo(() => glide(told()), []);
  useEffect(() => made.stop, [made]);
  return made;
}
