import { useSignal, type ReadonlySignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { wantsStillness } from '#src/ui/motion.ts';

/** Milliseconds from one end to the other; and where less motion is wanted, how many stops there are, and how long each is. */
const WAY = 4000;
const [STOPS, STOP] = [8, 600];

/** Goes along a path by itself: gliding, or from stop to stop where the reader wants less motion. */
export function useWalk(at: (t: number) => void): {
  readonly walking: ReadonlySignal<boolean>;
  readonly toggle: (from: number) => void;
} {
  const walking = useSignal(false);
  const stop = useRef<() => void>(() => undefined);
  const end = () => {
    stop.current();
    walking.value = false;
  };
  useEffect(() => () => stop.current(), []);
  const to = (t: number) => {
    at(Math.min(1, Math.round(t * 100) / 100));
    if (t >= 1) end();
  };
  const toggle = (from: number) => {
    if (walking.peek()) return end();
    walking.value = true;
    const begin = from >= 1 ? 0 : from;
    stop.current = wantsStillness() ? hopping(begin, to) : gliding(begin, to);
  };
  return { walking, toggle };
}

function gliding(from: number, to: (t: number) => void): () => void {
  const began = performance.now();
  let frame = requestAnimationFrame(function next(now) {
    frame = requestAnimationFrame(next);
    to(from + (now - began) / WAY);
  });
  return () => cancelAnimationFrame(frame);
}

function hopping(from: number, to: (t: number) => void): () => void {
  let t = from;
  const timer = setInterval(() => to((t += 1 / STOPS)), STOP);
  return () => clearInterval(timer);
}
