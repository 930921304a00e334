import * as Plot from '#src/plots/plot.ts';
import { frame, type Size } from '#src/plots/frame.ts';
import { ink } from '#src/plots/meaning.ts';

/** What two alterations of one digit cost. */
export type CostPair = { readonly digit: number; readonly erased: number; readonly shifted: number };

/** Room below zero, so that what costs nothing does not stand on the axis. */
const AIR = 0.06;
/** Pixels that a numeral takes. */
const NUMERAL = { width: 8, height: 11 } as const;

/** Numerals that stand clear of each other, and the pairs whose numeral would lie on one of them; pixels for each unit of cost. */
export function apart(pairs: readonly CostPair[], pixels: { readonly across: number; readonly down: number }) {
  const numerals: CostPair[] = [];
  const dots: CostPair[] = [];
  const lieTogether = (a: CostPair, b: CostPair) =>
    Math.abs(a.erased - b.erased) * pixels.across < NUMERAL.width &&
    Math.abs(a.shifted - b.shifted) * pixels.down < NUMERAL.height;
  for (const pair of pairs) (numerals.some((other) => lieTogether(other, pair)) ? dots : numerals).push(pair);
  return { numerals, dots };
}

/** Each digit as its own numeral at (cost of the gap, cost of the shift), and the line on which both are equal, named where it leaves the frame. */
export function costPairs(pairs: readonly CostPair[], size: Size): Element {
  const most = 1.08 * Math.max(1, ...pairs.map(({ shifted }) => shifted));
  const widest = 1.08 * Math.max(1, ...pairs.map(({ erased }) => erased));
  const end = Math.min(most, widest);
  const { numerals, dots } = apart(pairs, { across: size.width / widest, down: size.height / most });
  return Plot.plot({
    ...frame(size),
    marginTop: 34,
    marginRight: 42,
    x: { label: 'cost of the missing part →', domain: [-AIR * widest, widest], ticks: 5 },
    y: { label: '↑ cost of the shift', domain: [-AIR * most, most], ticks: 5 },
    marks: [
      Plot.link([end], {
        x1: 0,
        y1: 0,
        x2: (x: number) => x,
        y2: (x: number) => x,
        stroke: ink('muted'),
        strokeDasharray: '5 3',
      }),
      Plot.text([end], {
        x: (x: number) => x,
        y: (x: number) => x,
        text: () => 'equal',
        ...(most <= widest ? { dy: -7 } : { textAnchor: 'start', dx: 5 }),
        fill: ink('muted'),
      }),
      Plot.told(pairs, { x: 'erased', y: 'shifted', name: ({ digit }: CostPair) => `a ${digit}` }),
      // Where many digits cost about the same a numeral of each would be a smear: the first one there stands for them, and the
      // others are dots.
      Plot.dot(dots, { x: 'erased', y: 'shifted', r: 1.6, fill: ink('distortion'), fillOpacity: 0.55 }),
      Plot.text(numerals, {
        x: 'erased',
        y: 'shifted',
        text: ({ digit }: CostPair) => String(digit),
        fill: ink('distortion'),
        stroke: ink('surface'),
        strokeWidth: 3,
        fontSize: 11,
      }),
    ],
  });
}
