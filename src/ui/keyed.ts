import type { NumberParam } from '#src/run/params.ts';

/** How many steps of a knob a key is worth. */
const STEPS: Readonly<Record<string, number>> = {
  ArrowRight: 1,
  ArrowUp: 1,
  ArrowLeft: -1,
  ArrowDown: -1,
  PageUp: 10,
  PageDown: -10,
};

/** Where a key takes a knob: arrows by its step, page keys by ten, Home and End to the ends; other keys nowhere. */
export function keyed(spec: NumberParam, value: number, key: string): number | undefined {
  if (key === 'Home') return spec.min;
  if (key === 'End') return spec.max;
  const by = STEPS[key];
  if (by === undefined) return undefined;
  const moved = spec.scale === 'log' ? value * 10 ** (by * spec.step) : value + by * spec.step;
  const clean = spec.integer ? stepped(value, moved) : Number(moved.toPrecision(spec.scale === 'log' ? 3 : 10));
  return Math.min(spec.max, Math.max(spec.min, clean));
}

/** A whole number at least one away from where it was. */
const stepped = (from: number, to: number) => (Math.round(to) === from ? from + Math.sign(to - from) : Math.round(to));
