import * as Plot from '#src/plots/plot.ts';
import { acrossFrame, frame, type Size } from '#src/plots/frame.ts';
import { dashes, ink, type Meaning } from '#src/plots/meaning.ts';

/** Curves over the coins p; `scaled` is the likelihood with area 1, `relative` with height 1. */
export type BeliefRow = {
  readonly p: number;
  readonly relative: number;
  readonly scaled: number;
  readonly prior: number;
  readonly posterior: number;
};

export type Beliefs = {
  readonly rows: readonly BeliefRow[];
  /** Whether p has a prior; without one there is only a likelihood to show. */
  readonly withPrior: boolean;
  readonly interval: { readonly low: number; readonly high: number };
  /** The posterior's mean, or the peak of the likelihood. */
  readonly middle: number;
  /** The same curves before the last throw; empty where there was none. */
  readonly before?: readonly BeliefRow[];
  /** A belief that stays in the picture, with its name: a posterior, or a likelihood where there was no prior. */
  readonly kept?:
    { readonly rows: readonly BeliefRow[]; readonly withPrior: boolean; readonly name: string } | undefined;
};

type Curve = {
  readonly of: Exclude<keyof BeliefRow, 'p'>;
  readonly meaning: Meaning;
  readonly name: string;
  readonly piece: string;
};

const BAYES: readonly Curve[] = [
  { of: 'scaled', meaning: 'model', name: 'likelihood, area 1', piece: '——' },
  { of: 'prior', meaning: 'prior', name: 'prior', piece: '– –' },
  { of: 'posterior', meaning: 'posterior', name: 'posterior', piece: '···' },
];
const PLAIN: readonly Curve[] = [{ of: 'relative', meaning: 'model', name: 'likelihood, height 1', piece: '——' }];

const halo = { stroke: ink('surface'), strokeWidth: 4, fontSize: 12 } as const;

/**
 * With a prior: prior (grey, dashed), likelihood (blue), posterior (gold, dotted). Without: the likelihood. Under the axis line the
 * 95 % interval as a bar with its ends in numbers. Names stand in a row above the curves, each with a piece of its line.
 * What the last throw has changed stays as a pale line, and what the reader keeps as a grey one.
 */
export function coinBeliefs({ rows, withPrior, interval, middle, before = [], kept }: Beliefs, size: Size): Element {
  const curves = withPrior ? BAYES : PLAIN;
  const top = withPrior ? topOf([...rows, ...before, ...(kept?.rows ?? [])]) : 1;
  const shown = withPrior ? 'posterior' : 'relative';
  const lines = curves.length + (kept ? 1 : 0);
  const meaning = withPrior ? 'posterior' : 'data';
  return Plot.plot({
    ...frame(size),
    marginTop: 12 + 16 * lines,
    x: { label: 'probability of heads p', domain: [0, 1], ticks: 5 },
    y: {
      label: withPrior ? 'density per unit of p' : 'L(p|k)/L(k/n|k)',
      domain: [-0.18 * top, top],
      ticks: 4,
      tickFormat: fromZero,
    },
    marks: [
      Plot.ruleY([0], { stroke: ink('rule') }),
      ...(kept ? keptMarks(kept, shown, top, lines) : []),
      Plot.lineY(before, {
        x: 'p',
        y: (row: BeliefRow) => Math.min(row[shown], 1.04 * top),
        stroke: ink(withPrior ? 'posterior' : 'model'),
        strokeOpacity: 0.45,
        strokeDasharray: '2 3',
      }),
      ...curves.map((curve) => line(rows, curve, top)),
      ...curves.map((curve, at) => named(curve, at, curves.length)),
      ...span(interval, middle, -0.125 * top, meaning),
      ...endsSaid(interval, -0.125 * top, meaning, acrossFrame(size)),
    ],
  });
}

/** Of what is kept, the curve that has the scale of this picture: a density, or a likelihood over its highest value. */
const keptMarks = (
  { rows, withPrior, name }: NonNullable<Beliefs['kept']>,
  shown: 'posterior' | 'relative',
  top: number,
  lines: number,
) => {
  const of = shown === 'posterior' && !withPrior ? 'scaled' : shown;
  return [
    Plot.lineY(rows, {
      x: 'p',
      y: (row: BeliefRow) => Math.min(row[of], 1.04 * top),
      name: 'kept',
      tells: (row: BeliefRow) => row[of],
      stroke: ink('muted'),
      strokeWidth: 1.75,
    }),
    Plot.text([`── ${name}`], { frameAnchor: 'top-right', dy: -16 * lines, fill: ink('muted'), fontSize: 12 }),
  ];
};

const fromZero = (y: number) => (y < 0 ? '' : String(y));

/** A little over the highest curve; densities that are infinite at an end are cut off where they leave the others behind. */
function topOf(rows: readonly BeliefRow[]): number {
  const inside = rows.filter(({ p }) => p >= 0.02 && p <= 0.98);
  return 1.08 * Math.max(...inside.flatMap(({ prior, posterior, scaled }) => [prior, posterior, scaled]), 1);
}

const line = (rows: readonly BeliefRow[], { of, meaning, name }: Curve, top: number) =>
  Plot.lineY(rows, {
    x: 'p',
    y: (row: BeliefRow) => Math.min(row[of], 1.04 * top),
    name,
    tells: (row: BeliefRow) => row[of],
    stroke: ink(meaning),
    strokeWidth: meaning === 'posterior' ? 2.75 : 2,
    strokeDasharray: dashes[meaning] ?? '',
    className: `term-${meaning}`,
  });

/** A name in the margin above the frame, with a piece of its line drawn in letters. */
const named = ({ meaning, name, piece }: Curve, at: number, count: number) =>
  Plot.text([name], {
    frameAnchor: 'top-right',
    dy: -16 * (count - at),
    text: () => `${piece} ${name}`,
    fill: ink(meaning),
    ...halo,
  });

/** An interval as a bar below the curves, its middle a dot. */
const span = ({ low, high }: Beliefs['interval'], middle: number, y: number, meaning: Meaning) => [
  Plot.link([0], {
    x1: low,
    x2: high,
    y1: y,
    y2: y,
    stroke: ink(meaning),
    strokeWidth: 3,
    className: `term-${meaning}`,
  }),
  Plot.dot([middle], { x: middle, y, r: 4, fill: ink('surface'), stroke: ink(meaning), strokeWidth: 2 }),
];

/** Pixels that one number takes beside the bar, and both with the word between them. */
const [ONE, BOTH] = [36, 86];

/** The interval's ends in numbers: each at its own end where both have room, else both at one end, else above the bar. */
function endsSaid({ low, high }: Beliefs['interval'], y: number, meaning: Meaning, across: number) {
  const [first, last] = [low.toFixed(2), high.toFixed(2)];
  const [before, after] = [low * across, (1 - high) * across];
  const both = `${first} to ${last}`;
  const look = { y, fill: ink(meaning), ...halo };
  const left = (text: string) => Plot.text([text], { ...look, x: () => low, dx: -7, textAnchor: 'end' });
  const right = (text: string) => Plot.text([text], { ...look, x: () => high, dx: 7, textAnchor: 'start' });
  if (Math.min(before, after) >= ONE) return [left(first), right(last)];
  if (after >= BOTH) return [right(both)];
  if (before >= BOTH) return [left(both)];
  return [Plot.text([both], { ...look, x: () => (low + high) / 2, dy: -10 })];
}
