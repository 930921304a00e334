import * as Plot from '#src/plots/plot.ts';
import { endsOf, frame, type Size } from '#src/plots/frame.ts';
import { ink } from '#src/plots/meaning.ts';

export type MarginalRow = { readonly z: number; readonly posterior: number; readonly factor: number };

/** The true marginal of one code (dotted) and the factor that stands for it (solid). */
export function marginalAndFactor(rows: readonly MarginalRow[], size: Size): Element {
  const top = 1.2 * Math.max(...rows.map(({ posterior, factor }) => Math.max(posterior, factor)));
  const halo = { stroke: ink('surface'), strokeWidth: 4, fontSize: 12, textAnchor: 'start' as const, dx: 6 };
  const side = (name: 'posterior' | 'factor', share: number) => {
    const peak = Math.max(...rows.map((row) => row[name]));
    return [...rows].reverse().find((row) => row[name] >= share * peak);
  };
  const label = (name: 'posterior' | 'factor', text: string, share: number) => {
    const place = side(name, share);
    return Plot.text(place ? [place] : [], {
      x: 'z',
      y: name,
      text: () => text,
      fill: ink(name === 'posterior' ? 'posterior' : 'inference'),
      ...halo,
    });
  };
  return Plot.plot({
    ...frame(size),
    x: { label: 'code z₁ →', domain: endsOf(rows, ({ z }) => z), ticks: 5 },
    y: { label: '↑ density', domain: [0, top], ticks: 4 },
    marks: [
      Plot.ruleY([0], { stroke: ink('rule') }),
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
      label('factor', 'q₁(z₁)', 0.8),
      label('posterior', 'true marginal', 0.35),
    ],
  });
}
