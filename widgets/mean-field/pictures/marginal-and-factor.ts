import * as Plot from '#src/plots/plot.ts';
import { endsOf, frame, type Size } from '#src/plots/frame.ts';
import { ink } from '#src/plots/meaning.ts';

export type MarginalRow = { readonly z: number; readonly posterior: number; readonly factor: number };

type Curve = 'posterior' | 'factor';

type Marginal = {
  readonly rows: readonly MarginalRow[];
  /** The factor before its last update, if that is to be seen. */
  readonly before: readonly MarginalRow[];
};

/** The true marginal of one code (dotted), the factor that stands for it (solid), and what that was before (pale). */
export function marginalAndFactor({ rows, before }: Marginal, size: Size): Element {
  const top = 1.2 * Math.max(...[...rows, ...before].map(({ posterior, factor }) => Math.max(posterior, factor)));
  const peakOf = (name: Curve) => rows.reduce((best, row) => (row[name] > best[name] ? row : best));
  // Each name on the flank that looks away from the other curve, which would run through it.
  const leans = peakOf('factor').z >= peakOf('posterior').z ? 1 : -1;
  const label = (name: Curve, text: string, share: number, side: number) => {
    const peak = peakOf(name);
    const ordered = side > 0 ? rows.toReversed() : rows;
    const place = ordered.find((row) => row[name] >= share * peak[name]);
    return Plot.text(place ? [place] : [], {
      x: 'z',
      y: name,
      text: () => text,
      textAnchor: side > 0 ? 'start' : 'end',
      dx: 6 * side,
      fill: ink(name === 'posterior' ? 'posterior' : 'inference'),
      stroke: ink('surface'),
      strokeWidth: 4,
      fontSize: 12,
    });
  };
  return Plot.plot({
    ...frame(size),
    x: { label: 'code z₁ →', domain: endsOf(rows, ({ z }) => z), ticks: 5 },
    y: { label: '↑ density', domain: [0, top], ticks: 4 },
    marks: [
      Plot.ruleY([0], { stroke: ink('rule') }),
      Plot.line(before, {
        x: 'z',
        y: 'factor',
        stroke: ink('inference'),
        strokeOpacity: 0.4,
        strokeWidth: 1.5,
        strokeDasharray: '2 3',
      }),
      Plot.line(rows, {
        x: 'z',
        y: 'posterior',
        name: 'true marginal',
        stroke: ink('posterior'),
        strokeWidth: 3,
        strokeDasharray: '2 3',
        className: 'term-posterior',
      }),
      Plot.line(rows, {
        x: 'z',
        y: 'factor',
        name: 'q₁(z₁)',
        stroke: ink('inference'),
        strokeWidth: 2,
        className: 'term-inference',
      }),
      label('factor', 'q₁(z₁)', 0.8, leans),
      label('posterior', 'true marginal', 0.35, -leans),
    ],
  });
}
