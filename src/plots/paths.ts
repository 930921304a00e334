import type * as Plot from '@observablehq/plot';
import { make, type Attributes } from './svg.ts';

/** Marks of one SVG path each, for what would otherwise be hundreds of elements. */

export type Scale = (value: number) => number;
export type Scales = { readonly x: Scale; readonly y: Scale };

/** A mark whose outline `draw` writes in pixels, once Plot knows its scales; the plot needs domains of its own. */
export const path =
  (draw: (scales: Scales) => string, attributes: Attributes): Plot.RenderFunction =>
  (_index, scales) =>
    make('path', { d: draw(scales as unknown as Scales), ...attributes });

/** The outline of a circle, in pixels. */
export const circle = (x: number, y: number, r: number): string =>
  `M${(x - r).toFixed(1)},${y.toFixed(1)}a${r},${r},0,1,0,${2 * r},0a${r},${r},0,1,0,${-2 * r},0`;

/** A Gaussian over the plane: mean and the three numbers of its covariance. */
export type PlaneGaussian = {
  readonly mean: readonly [number, number];
  readonly v11: number;
  readonly v12: number;
  readonly v22: number;
};

const TURNS = 48;

/** The outline of the ellipse `deviations` standard deviations from the mean, by the lower triangular root of the covariance. */
export function ellipse({ mean, v11, v12, v22 }: PlaneGaussian, deviations: number, { x, y }: Scales): string {
  const root = Math.sqrt(v11);
  const below = v12 / root;
  const rest = Math.sqrt(Math.max(0, v22 - below ** 2));
  const points = Array.from({ length: TURNS + 1 }, (_, i) => {
    const angle = (2 * Math.PI * i) / TURNS;
    const [c, s] = [deviations * Math.cos(angle), deviations * Math.sin(angle)];
    return `${x(mean[0] + root * c).toFixed(1)},${y(mean[1] + below * c + rest * s).toFixed(1)}`;
  });
  return `M${points.join('L')}`;
}
