import * as Plot from '#src/plots/plot.ts';
import { frame, type Size } from '#src/plots/frame.ts';
import { ink } from '#src/plots/meaning.ts';
import type { CurvePlace, Look } from '../model.ts';

type Scene = {
  /** Held-out points, x and y in turn. */
  readonly points: Float32Array;
  readonly curve: readonly CurvePlace[];
  readonly look: Pick<Look, 'x' | 'likely' | 'said'>;
};

const HALF_SIDE = 1.2;
/** Codes that are written at the curve. */
const WRITTEN = [-2, -1, 0, 1, 2];

/** The points, the curve that the decoder traces through them, and on it where posterior and q put the code of one point. */
export function curvePlane({ points, curve, look }: Scene, size: Size): Element {
  const axis = { domain: [-HALF_SIDE, HALF_SIDE], ticks: 5 };
  return Plot.plot({
    ...frame(size),
    marginTop: 10,
    marginRight: 10,
    marginLeft: 38,
    marginBottom: 38,
    x: { ...axis, label: 'x₁ →' },
    y: { ...axis, label: '↑ x₂' },
    marks: [
      Plot.dot(rowsOf(points), { x: 'x', y: 'y', r: 1.6, fill: ink('data'), fillOpacity: 0.4, clip: true }),
      ...look.likely.map((places) =>
        along(places, { stroke: ink('posterior'), strokeWidth: 9, strokeOpacity: 0.65, className: 'term-posterior' }),
      ),
      along(curve, { stroke: ink('model'), strokeWidth: 1.8, className: 'term-model' }),
      along(look.said, { stroke: ink('inference'), strokeWidth: 3.5, className: 'term-inference' }),
      ...codes(curve),
    ],
  });
}

const rowsOf = (points: Float32Array) =>
  Array.from({ length: points.length / 2 }, (_, i) => ({ x: points[2 * i] ?? NaN, y: points[2 * i + 1] ?? NaN }));

const along = (places: readonly CurvePlace[], looks: Parameters<typeof Plot.line>[1]) =>
  Plot.line(places, { x: 'x', y: 'y', clip: true, ...looks });

function codes(curve: readonly CurvePlace[]) {
  const marked = WRITTEN.flatMap((z) => {
    // Nodes lie 0.015 apart, and not every whole number is one.
    const place = curve.find((one) => Math.abs(one.z - z) < 0.008);
    return place && Math.max(Math.abs(place.x), Math.abs(place.y)) < HALF_SIDE ? [{ ...place, z }] : [];
  });
  return [
    Plot.dot(marked, { x: 'x', y: 'y', r: 2.8, fill: ink('model'), className: 'term-model' }),
    Plot.text(marked, {
      x: 'x',
      y: 'y',
      text: ({ z }: CurvePlace) => `z = ${String(z).replace('-', '−')}`,
      dy: -11,
      fill: ink('model'),
      stroke: ink('surface'),
      strokeWidth: 4,
      className: 'term-model',
    }),
  ];
}
