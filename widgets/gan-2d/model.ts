import type { GanConfig, GanSnapshot } from '#src/engine/experiments/gan.ts';
import type { ParamValues } from '#src/run/params.ts';
import type { Metrics } from '#src/run/widget-state.ts';
import type { meta } from './meta.ts';

type Values = ParamValues<typeof meta.params>;

/** The engine's configuration: its names are the knobs'. */
export const configOf = (values: Values): GanConfig => values;

/** The numbers of the figure at one snapshot, under the names that links, exercises and tests use. */
export const metricsAt = (
  { modesCovered, goodShare, jsd, dLoss, gLoss, dReal, dFake }: GanSnapshot,
  stepsPerSecond: number,
): Metrics => ({
  'modes-covered': modesCovered,
  'good-share': goodShare,
  jsd,
  'd-loss': dLoss,
  'g-loss': gLoss,
  'd-real': dReal,
  'd-fake': dFake,
  'steps-per-second': stepsPerSecond,
});

/** A collapsed generator covers at most this share of the modes: 3 of 8, 9 of 25. */
const COLLAPSED = 3 / 8;
export const isCollapsed = (modesCovered: number, modes: number): boolean => modesCovered <= COLLAPSED * modes;

/** A share found in a sample, with the ends of its interval. */
export type Share = { readonly share: number; readonly low: number; readonly high: number };

/** The standard normal's 97.5 % point: what lies within is 95 %. */
const Z = 1.959964;

/**
 * Wilson's 95 % interval (1927, J. Am. Stat. Assoc. 22) for the chance behind `count` of `of`: the chances p at which
 * count/of lies within z standard errors √(p(1−p)/of). It stays in 0 … 1 also at none and at all.
 */
export function chanceOf(count: number, of: number): Share {
  if (of === 0) return { share: NaN, low: 0, high: 1 };
  const share = count / of;
  const spread = Z ** 2 / of;
  const middle = (share + spread / 2) / (1 + spread);
  const reach = (Z * Math.sqrt((share * (1 - share)) / of + spread / (4 * of))) / (1 + spread);
  // At none and at all one end is exact, and rounding must not hide it.
  return { share, low: count === 0 ? 0 : middle - reach, high: count === of ? 1 : middle + reach };
}

/** The chance of collapse, from modes covered by runs of the same settings with different seeds. */
export const collapseOf = (modesCovered: readonly number[], modes: number): Share =>
  chanceOf(modesCovered.filter((covered) => isCollapsed(covered, modes)).length, modesCovered.length);
