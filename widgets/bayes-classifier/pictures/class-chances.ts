import * as Plot from '#src/plots/plot.ts';
import { endsOf, frame, type Size } from '#src/plots/frame.ts';
import { ink, type Meaning } from '#src/plots/meaning.ts';

export type ChanceRow = {
  readonly along: number;
  readonly byBayes: number;
  readonly direct: number;
  readonly best: number;
};

/** What each way to p(y|x) is called and how it is drawn, as a curve here and as a border in the plane. */
export const ways = {
  byBayes: { name: 'Bayes’ rule', meaning: 'model', dash: '' },
  direct: { name: 'direct', meaning: 'inference', dash: '6 4' },
  best: { name: 'true', meaning: 'data', dash: '1 3' },
} as const satisfies Readonly<Record<Exclude<keyof ChanceRow, 'along'>, Way>>;

type Way = { readonly name: string; readonly meaning: Meaning; readonly dash: string };

const curves = [
  { of: 'best', width: 3 },
  { of: 'byBayes', width: 2 },
  { of: 'direct', width: 2 },
] as const;

/** The probability of class B along a line through both means: truth dotted, by Bayes' rule solid, fitted directly dashed. */
export function classChances(rows: readonly ChanceRow[], size: Size): Element {
  return Plot.plot({
    ...frame(size),
    x: {
      label: 'place on the line through both means →',
      domain: endsOf(rows, ({ along }) => along),
      ticks: 7,
    },
    y: { label: '↑ p(y = B | x)', domain: [0, 1.04], ticks: [0, 0.5, 1] },
    marks: [
      Plot.ruleY([0.5], { stroke: ink('rule') }),
      ...curves.map(({ of, width }) =>
        Plot.line(rows, {
          x: 'along',
          y: of,
          name: ways[of].name,
          ...stroked(of, width),
          className: `term-${ways[of].meaning}`,
        }),
      ),
      ...curves.map(({ of, width }, i) => [
        Plot.ruleY([0.9 - 0.1 * i], { x1: -3.9, x2: -3.2, ...stroked(of, width) }),
        Plot.text([ways[of].name], {
          x: -3.1,
          y: 0.9 - 0.1 * i,
          text: [ways[of].name],
          textAnchor: 'start',
          fill: ink(ways[of].meaning),
          fontSize: 12,
        }),
      ]),
    ],
  });
}

const stroked = (of: keyof typeof ways, width: number) => ({
  stroke: ink(ways[of].meaning),
  strokeWidth: width,
  strokeDasharray: ways[of].dash,
});
