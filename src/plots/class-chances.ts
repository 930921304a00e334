import * as Plot from './plot.ts';
import { endsOf, frame, type Size } from './frame.ts';
import { ink, type Meaning } from './meaning.ts';

export type ChanceRow = {
  readonly along: number;
  readonly byBayes: number;
  readonly direct: number;
  readonly best: number;
};

type Curve = {
  readonly name: keyof ChanceRow;
  readonly label: string;
  readonly meaning: Meaning;
  readonly dash: string;
  readonly width: number;
};
const curves: readonly Curve[] = [
  { name: 'best', label: 'true', meaning: 'data', dash: '1 3', width: 3 },
  { name: 'byBayes', label: 'Bayes’ rule', meaning: 'model', dash: '', width: 2 },
  { name: 'direct', label: 'direct', meaning: 'inference', dash: '6 4', width: 2 },
];

/** The probability of class B along a line through both means: truth dotted, by Bayes' rule solid, fitted directly dashed. */
export function classChances(size: Size, rows: readonly ChanceRow[]): Element {
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
      ...curves.map(({ name, meaning, dash, width }) =>
        Plot.line(rows, {
          x: 'along',
          y: name,
          stroke: ink(meaning),
          strokeWidth: width,
          strokeDasharray: dash,
          className: `term-${meaning}`,
        }),
      ),
      ...curves.map(({ label, meaning, dash, width }, i) => [
        Plot.ruleY([0.9 - 0.1 * i], {
          x1: -3.9,
          x2: -3.2,
          stroke: ink(meaning),
          strokeWidth: width,
          strokeDasharray: dash,
        }),
        Plot.text([label], {
          x: -3.1,
          y: 0.9 - 0.1 * i,
          text: [label],
          textAnchor: 'start',
          fill: ink(meaning),
          fontSize: 12,
        }),
      ]),
    ],
  });
}
