import * as Plot from '#src/plots/plot.ts';
import { grouped } from '#src/base/language.ts';
import { frame, type Size } from '#src/plots/frame.ts';
import { ink, type Meaning } from '#src/plots/meaning.ts';

/** The estimate from the first n samples and its standard error. */
export type EstimateRow = { readonly n: number; readonly mean: number; readonly error: number };

/** A value that the estimate may or may not agree with; its label stands above or below its line. */
export type Claim = {
  readonly value: number;
  readonly label: string;
  readonly meaning: Meaning;
  readonly dash: string;
  readonly place: 'above' | 'below';
};

/** The running mean with its band of two standard errors to either side, and the claims as level lines across it. */
export function runningEstimate(
  { trace, claims }: { trace: readonly EstimateRow[]; claims: readonly Claim[] },
  size: Size,
): Element {
  const last = trace.at(-1) ?? { n: 10, mean: 0, error: 0 };
  const most = Math.max(10, last.n);
  const low = (row: EstimateRow) => row.mean - 2 * row.error;
  const high = (row: EstimateRow) => row.mean + 2 * row.error;
  const band = { fill: ink('kl'), fillOpacity: 0.22, clip: true } as const;
  return Plot.plot({
    ...frame(size),
    // Half of the widest number on the axis, 100,000.
    marginRight: 26,
    x: {
      type: 'log',
      domain: [5, most],
      label: 'samples n',
      ticks: tens(most),
      tickFormat: grouped,
    },
    y: { domain: reach(last, claims), label: 'KL estimate, nats', ticks: 5 },
    marks: [
      Plot.areaY(trace, {
        x: 'n',
        y1: low,
        y2: high,
        name: 'standard error',
        tells: ({ error }: EstimateRow) => error,
        ...band,
      }),
      Plot.lineY(trace, { x: 'n', y: 'mean', name: 'estimate', stroke: ink('kl'), strokeWidth: 1.25, clip: true }),
      ...claims.flatMap((claim) => claimMarks(claim, most, trace)),
      Plot.ruleX([last], { x: 'n', y1: low, y2: high, stroke: ink('kl'), strokeWidth: 2 }),
      Plot.dot([last], { x: 'n', y: 'mean', r: 3.5, fill: ink('kl') }),
    ],
  });
}

/** The part of the samples above or below which a name stands. */
const UNDER_NAME = 0.04;

/** A name stands clear of its line and of the band where that lies around it. */
function levelOf({ value, place }: Claim, trace: readonly EstimateRow[]): number {
  const last = trace.at(-1)?.n ?? 0;
  const near = trace.filter(({ n, mean, error }) => n >= UNDER_NAME * last && Math.abs(mean - value) <= 4 * error);
  return place === 'above'
    ? Math.max(value, ...near.map(({ mean, error }) => mean + 2 * error))
    : Math.min(value, ...near.map(({ mean, error }) => mean - 2 * error));
}

function claimMarks(claim: Claim, most: number, trace: readonly EstimateRow[]) {
  const { value, label, meaning, dash, place } = claim;
  const name = `term-${meaning}`;
  return [
    Plot.ruleY([value], { stroke: ink(meaning), strokeWidth: 2, strokeDasharray: dash, className: name }),
    Plot.text([value], {
      x: most,
      y: () => levelOf(claim, trace),
      text: () => label,
      textAnchor: 'end',
      dx: -8,
      dy: place === 'above' ? -9 : 10,
      fill: ink(meaning),
      stroke: ink('surface'),
      strokeWidth: 4,
      className: name,
    }),
  ];
}

/** Powers of ten, with both ends where they stand clear of them. */
function tens(most: number): number[] {
  const powers = [10, 100, 1000, 10_000, 100_000].filter((n) => n <= most);
  return [...(most < 100 ? [5] : []), ...powers, ...(most > 2.5 * (powers.at(-1) ?? 1) ? [most] : [])];
}

/** From below the lowest to above the highest of zero, the claims and the last band; a band of no width still has room. */
function reach(last: EstimateRow, claims: readonly Claim[]): [number, number] {
  const values = [0, last.mean - 3 * last.error, last.mean + 3 * last.error, ...claims.map((claim) => claim.value)];
  const [from, to] = [Math.min(...values), Math.max(...values)];
  const room = to - from > 1e-9 ? (to - from) * 0.2 : 0.5;
  return [from < 0 || to - from < 1e-9 ? from - room : from, to + room];
}
