import { scaleLinear } from 'd3-scale';
import * as Plot from '#src/plots/plot.ts';
import { frame, type Size } from '#src/plots/frame.ts';
import { ink } from '#src/plots/meaning.ts';
import { edges, inRows, middles, rowNames } from '#src/plots/rows.ts';

/** A bar from one partial sum to the next, in nats; `term` is the name that the formula's term carries. */
export type TermBar = { readonly term: string; readonly label: string; readonly from: number; readonly to: number };

/** A chain of signed bars, one line each, that ends in the sum: gains filled, losses hollow and dashed. */
export function klTerms(bars: readonly TermBar[], size: Size): Element {
  const style = { ...frame(size), marginLeft: 78, marginRight: 58 };
  const across = size.width - style.marginLeft - style.marginRight;
  const ends = bars.flatMap(({ from, to }) => [from, to]);
  const reach = scaleLinear([Math.min(0, ...ends), Math.max(0, ...ends)], [0, 1]);
  return Plot.plot({
    ...style,
    x: { label: 'nats', domain: reach.nice().domain(), ticks: across < 120 ? 2 : 4 },
    y: inRows(bars.length, PADDING),
    marks: [
      rowNames(bars.map(({ label }) => label)),
      ...bars.flatMap(marksOf),
      Plot.link(bars.slice(0, -1), {
        x1: 'to',
        x2: 'to',
        y1: middles(),
        y2: middles(1),
        stroke: ink('muted'),
        strokeDasharray: '1 3',
      }),
      Plot.ruleX([0], { stroke: ink('muted') }),
    ],
  });
}

const PADDING = 0.3;

function marksOf(bar: TermBar, i: number) {
  const change = bar.to - bar.from;
  const loss = change < 0;
  const fill = { fill: ink('kl'), fillOpacity: loss ? 0.12 : bar.term === 'kl' ? 1 : 0.55 };
  const edge = { stroke: ink('kl'), strokeDasharray: loss ? '3 2' : '' };
  return [
    Plot.rect([bar], {
      x1: 'from',
      x2: 'to',
      ...edges(PADDING, i),
      ...fill,
      ...edge,
      className: `term-${bar.term}`,
      name: bar.label,
    }),
    Plot.text([bar], {
      x: Math.max(bar.from, bar.to),
      y: middles(i),
      text: () => signed(change, bar.term !== 'kl'),
      textAnchor: 'start',
      dx: 5,
      fill: ink('kl'),
      fontVariant: 'tabular-nums',
      fontWeight: bar.term === 'kl' ? 'bold' : 'normal',
      className: `term-${bar.term}`,
    }),
  ];
}

/** Four decimals with a real minus sign, and a plus where a change is meant. */
function signed(amount: number, withPlus: boolean): string {
  const digits = Math.abs(amount).toFixed(4);
  if (Number(digits) === 0) return digits;
  return amount < 0 ? `−${digits}` : `${withPlus ? '+' : ''}${digits}`;
}
