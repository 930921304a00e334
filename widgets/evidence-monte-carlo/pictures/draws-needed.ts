import * as Plot from '#src/plots/plot.ts';
import { frame, type Size } from '#src/plots/frame.ts';
import { dashes, ink } from '#src/plots/meaning.ts';

/** Powers of ten in the number of draws needed in d dimensions; infinite where no number is enough. */
export type NeedRow = { readonly d: number; readonly prior: number; readonly q: number };

export type Needs = { readonly rows: readonly NeedRow[]; readonly d: number; readonly drawn: number };

const halo = { stroke: ink('surface'), strokeWidth: 4 } as const;
/** The dimension over which the level of what was drawn has its name: clear of where both lines begin and end. */
const NAMED_AT = 7;

/** Draws needed against the dimension on a logarithmic axis, with what has been drawn as a level line. */
export function drawsNeeded({ rows, d, drawn }: Needs, size: Size): Element {
  const last = rows.at(-1) ?? { d: 1, prior: 1, q: 1 };
  const hopeless = !Number.isFinite(last.q);
  const top = Math.max(5, last.prior, hopeless ? 0 : last.q) * 1.12;
  const here = rows.filter((row) => row.d === d);
  return Plot.plot({
    ...frame(size),
    x: { label: 'dimension J →', domain: [1, last.d], ticks: size.width < 420 ? 5 : 10 },
    y: {
      label: '↑ draws for 10 %, as powers of ten',
      domain: [0, top],
      ticks: 6,
      tickFormat: powerOfTen,
    },
    marks: [
      ...level(Math.log10(drawn)),
      ...line(rows, 'prior'),
      ...(hopeless ? [impossible()] : line(rows, 'q')),
      ...(hopeless ? [] : [Plot.dot(here, { x: 'd', y: 'q', r: 4, symbol: 'square', fill: ink('inference') })]),
      Plot.dot(here, { x: 'd', y: 'prior', r: 4, fill: ink('prior') }),
    ],
  });
}

/** What has been drawn. */
const level = (power: number) => [
  Plot.ruleY([power], { stroke: ink('muted'), strokeDasharray: '1 4', strokeWidth: 1.5 }),
  Plot.text([power], {
    x: NAMED_AT,
    y: (at: number) => at,
    dy: -7,
    text: () => 'drawn',
    fill: ink('muted'),
    ...halo,
  }),
];

/** One source's line with its name at the right end. */
function line(rows: readonly NeedRow[], source: 'prior' | 'q') {
  const meaning = source === 'prior' ? 'prior' : 'inference';
  const stroke = { stroke: ink(meaning), strokeWidth: 2, strokeDasharray: dashes[meaning] ?? '' };
  const place = source === 'prior' ? { dx: -12, dy: -4 } : { dx: -4, dy: -9 };
  const className = `term-${meaning}`;
  return [
    Plot.line(rows, {
      x: 'd',
      y: source,
      name: source,
      tells: (row: NeedRow) => `10^${row[source].toFixed(1)}`,
      ...stroke,
      className,
    }),
    Plot.text(rows.slice(-1), {
      x: 'd',
      y: source,
      ...place,
      text: () => source,
      textAnchor: 'end',
      fill: ink(meaning),
      ...halo,
      className,
    }),
  ];
}

const impossible = () =>
  Plot.text(['q: no number is enough'], {
    frameAnchor: 'bottom-right',
    dx: -4,
    dy: -6,
    fill: ink('inference'),
    ...halo,
    className: 'term-inference',
  });

const digits = '⁰¹²³⁴⁵⁶⁷⁸⁹';
const raised = (power: number) =>
  Array.from(String(Math.round(power)), (digit) => digits[Number(digit)] ?? '').join('');
const powerOfTen = (power: number) => `10${raised(power)}`;
