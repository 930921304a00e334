import { LANGUAGE } from '#src/base/language.ts';
import * as Plot from '#src/plots/plot.ts';
import { frame, type Size } from '#src/plots/frame.ts';
import { ink } from '#src/plots/meaning.ts';
import { inRows, middles, rowNames } from '#src/plots/rows.ts';

/** What a sample of one family costs, in draws that wait for one another. */
export type FamilyCost = {
  readonly name: string;
  readonly kind: 'exact' | 'approximate' | 'implicit';
  readonly draws: number;
  readonly here: boolean;
};

/** Exact densities are full marks, approximate ones half-pale, implicit ones hollow; shapes differ too. */
const MARKS = {
  exact: { symbol: 'circle', opacity: 1 },
  approximate: { symbol: 'diamond', opacity: 0.45 },
  implicit: { symbol: 'square', opacity: 0 },
} as const;

const NARROW = 460;

/** A line for each family on a logarithmic axis; those under the open node in blue with their number, the others grey. */
export function drawsInARow(costs: readonly FamilyCost[], size: Size): Element {
  const narrow = size.width < NARROW;
  const last = Math.max(...costs.map(({ draws }) => draws));
  return Plot.plot({
    ...frame(size),
    marginLeft: narrow ? 16 : 196,
    marginRight: 66,
    marginTop: 8,
    x: {
      type: 'log',
      label: 'draws in a row for one sample',
      domain: [1, Math.max(10, last)],
      ticks: 4,
      tickFormat: ',',
    },
    y: inRows(costs.length),
    marks: [
      Plot.ruleX([1], { stroke: ink('rule') }),
      narrow ? nameAbove(costs) : rowNames(costs.map(({ name }) => name)),
      ...costs.flatMap(marksOf),
    ],
  });
}

const halo = { stroke: ink('surface'), strokeWidth: 4 } as const;

/** Where the axis has no room for names they stand on their lines. */
const nameAbove = (costs: readonly FamilyCost[]) =>
  Plot.text(costs, {
    x: 1,
    y: middles(),
    text: 'name',
    textAnchor: 'start',
    dx: 9,
    dy: -11,
    fill: ink('data'),
    ...halo,
  });

function marksOf(cost: FamilyCost, i: number) {
  const { symbol, opacity } = MARKS[cost.kind];
  const colour = ink(cost.here ? 'model' : 'muted');
  const at = { x: 'draws', y: middles(i) } as const;
  return [
    Plot.ruleY([cost], { y: at.y, x1: 1, x2: 'draws', stroke: colour, strokeWidth: cost.here ? 2.5 : 1.25 }),
    Plot.dot([cost], { ...at, symbol, r: 5.5, fill: ink('surface'), name: cost.name, tells: () => cost.draws }),
    Plot.dot([cost], { ...at, symbol, r: 5.5, fill: colour, fillOpacity: opacity, stroke: colour, strokeWidth: 1.5 }),
    Plot.text([cost], {
      ...at,
      text: () => cost.draws.toLocaleString(LANGUAGE),
      textAnchor: 'start',
      dx: 10,
      fill: colour,
      fontWeight: cost.here ? 'bold' : 'normal',
      ...halo,
    }),
  ];
}
