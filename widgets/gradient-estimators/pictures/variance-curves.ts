import * as Plot from '#src/plots/plot.ts';
import { endsOf, frame, type Size } from '#src/plots/frame.ts';
import { ink } from '#src/plots/meaning.ts';

export type VarianceRow = { readonly mu: number; readonly path: number; readonly score: number };

/** Variances below this are under the picture's lower edge. */
const FLOOR = 1e-3;
/** The share of the height that is kept free at the top for the names. */
const NAMES = 0.13;

/** The variances of one draw over the mean of q on a logarithmic axis: path derivative solid, score function dashed. */
export function varianceCurves(rows: readonly VarianceRow[], mu: number, size: Size): Element {
  const domain = upright(rows);
  const tens = Array.from({ length: 12 }, (_, i) => 10 ** (i - 3)).filter(
    (ten) => ten >= domain[0] && ten <= domain[1],
  );
  const said = { stroke: ink('surface'), strokeWidth: 4, fontSize: 12 };
  const ofPath = { ...said, fill: ink('model'), className: 'term-model' };
  const named = (text: string) => Plot.text([text], { ...ofPath, frameAnchor: 'top-left', dx: 6 });
  const nothing = Plot.text(['path derivative: 0'], { ...ofPath, frameAnchor: 'bottom-right', dx: -6, dy: -6 });
  return Plot.plot({
    ...frame(size),
    x: { label: 'mean of q, μ →', domain: endsOf(rows, ({ mu }) => mu), ticks: 7 },
    y: { label: '↑ variance of one draw', type: 'log', domain, ticks: tens, tickFormat: String },
    marks: [
      Plot.ruleX([mu], { stroke: ink('data'), strokeWidth: 1.25, strokeDasharray: '1 3' }),
      curve(rows, ({ path }) => path, { name: 'path', stroke: ink('model'), className: 'term-model' }),
      curve(rows, ({ score }) => score, {
        name: 'score',
        stroke: ink('inference'),
        strokeDasharray: '6 4',
        className: 'term-inference',
      }),
      rows.every(({ path }) => path === 0) ? nothing : named('path, solid'),
      Plot.text(['score, dashed'], {
        ...said,
        fill: ink('inference'),
        frameAnchor: 'top-right',
        dx: -6,
        className: 'term-inference',
      }),
    ],
  });
}

/** From under the least variance that is to be seen to over the greatest, with room for the names. */
function upright(rows: readonly VarianceRow[]): [number, number] {
  const seen = rows.flatMap(({ path, score }) => [path, score]).filter((variance) => variance > FLOOR);
  const [low, high] = [Math.min(1, ...seen) / 2, Math.max(2 * FLOOR, ...seen)];
  return [low, low * (high / low) ** (1 / (1 - NAMES))];
}

/** A variance of zero has no place on a logarithmic axis: there the curve is parted. */
const curve = (
  rows: readonly VarianceRow[],
  of: (row: VarianceRow) => number,
  look: Plot.LineOptions & { readonly name: string },
) =>
  Plot.line(rows, {
    x: 'mu',
    y: (row: VarianceRow) => (of(row) > 0 ? of(row) : NaN),
    tells: of,
    strokeWidth: 2.25,
    clip: true,
    ...look,
  });
