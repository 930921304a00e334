import * as Plot from '#src/plots/plot.ts';
import { frame, type Size } from '#src/plots/frame.ts';
import { ink } from '#src/plots/meaning.ts';
import { ellipse, path, type PlaneGaussian } from '#src/plots/paths.ts';

export type MeanFieldPlane = {
  readonly posterior: PlaneGaussian;
  readonly q: PlaneGaussian;
  /** Where q was before the last update. */
  readonly before?: PlaneGaussian | undefined;
  /** The means of q, update by update. */
  readonly way: readonly (readonly [number, number])[];
};

/** The shorter side shows this much to either side of zero. */
const HALF = 4;

/** The posterior's ellipses at one and two deviations (dotted), those of q (solid) and of q before (pale), and the way of q's mean. */
export function meanFieldPlane({ posterior, q, before, way }: MeanFieldPlane, size: Size): Element {
  const { x, y } = equalScales(size);
  const halo = { stroke: ink('surface'), strokeWidth: 4, fontSize: 12 };
  return Plot.plot({
    ...frame(size),
    x: { label: 'code z₁ →', domain: [-x, x], ticks: 5 },
    y: { label: '↑ code z₂', domain: [-y, y], ticks: 5 },
    marks: [
      ...[1, 2].map((deviations) =>
        path((scales) => ellipse(posterior, deviations, scales), {
          fill: 'none',
          stroke: ink('posterior'),
          'stroke-width': 2.5,
          'stroke-dasharray': '2 3',
          class: 'term-posterior',
        }),
      ),
      ...(before ? [1, 2] : []).map((deviations) =>
        path((scales) => ellipse(before ?? q, deviations, scales), {
          fill: 'none',
          stroke: ink('inference'),
          'stroke-opacity': 0.4,
          'stroke-width': 1.5,
          'stroke-dasharray': '2 3',
        }),
      ),
      ...[1, 2].map((deviations) =>
        path((scales) => ellipse(q, deviations, scales), {
          fill: deviations === 1 ? ink('inference') : 'none',
          'fill-opacity': 0.15,
          stroke: ink('inference'),
          'stroke-width': 2,
          class: 'term-inference',
        }),
      ),
      Plot.line(way, { stroke: ink('inference'), strokeWidth: 1, strokeOpacity: 0.8 }),
      Plot.dot(way, {
        r: 2.2,
        fill: ink('inference'),
        name: (_: unknown, updates: number) => `middle of q after ${updates} ${updates === 1 ? 'update' : 'updates'}`,
      }),
      Plot.text(['posterior'], {
        ...named(posterior.v12, -1, x, y),
        fill: ink('posterior'),
        ...halo,
        className: 'term-posterior',
      }),
      Plot.text(['q₁ q₂'], {
        ...named(posterior.v12, 1, x, y),
        fill: ink('inference'),
        ...halo,
        className: 'term-inference',
      }),
    ],
  });
}

/** Half ranges of both axes for which a unit is as long across as it is down. */
function equalScales(size: Size): { x: number; y: number } {
  const { marginLeft = 0, marginRight = 0, marginTop = 0, marginBottom = 0 } = frame(size);
  const ratio = (size.width - marginLeft - marginRight) / (size.height - marginTop - marginBottom);
  return ratio > 1 ? { x: HALF * ratio, y: HALF } : { x: HALF, y: HALF / ratio };
}

/** A name in a corner that the slanted ridge leaves free: below for −1, above for 1. */
function named(slant: number, side: 1 | -1, x: number, y: number) {
  const right = slant >= 0 === side < 0;
  return {
    x: () => (right ? 0.94 : -0.94) * x,
    y: () => side * 0.86 * y,
    textAnchor: right ? ('end' as const) : ('start' as const),
  };
}
