import * as Plot from '#src/plots/plot.ts';
import { alone, frame, type Size } from '#src/plots/frame.ts';
import { ink, type Meaning } from '#src/plots/meaning.ts';
import { panels } from '#src/plots/panels.ts';
import type { RunPoint, WeightPoint } from '../model.ts';

/** Weights up to about this lie side by side as on a linear axis, larger ones as on a logarithmic one. */
const BEND = 0.05;

type Curve = {
  readonly read: (run: WeightPoint) => number;
  readonly name: string;
  readonly meaning: Meaning;
  readonly ring?: true;
};

type Shown = {
  readonly runs: readonly RunPoint[];
  /** A sweep that was trained beforehand: rings joined by a dashed line. */
  readonly beforehand: readonly WeightPoint[];
};

/** The error of each run over the weight of its penalty; and below, shares between 0 and 1. */
export function byWeight(
  { runs, beforehand }: Shown,
  current: number | undefined,
  { width, height }: Size,
  { planted, mean }: { readonly planted: boolean; readonly mean: boolean },
  fit = alone,
): Element {
  const upper = Math.round(0.46 * height);
  const high = Math.max(10, ...[...runs, ...beforehand].map(({ error }) => error));
  const shares: readonly Curve[] = [
    mean
      ? { read: ({ mean: activity }) => activity, name: 'mean activity', meaning: 'rate' }
      : { read: ({ active }) => active, name: 'active share', meaning: 'rate' },
    ...(planted
      ? [{ read: ({ found }: WeightPoint) => found, name: 'found strokes', meaning: 'model', ring: true } as const]
      : []),
  ];
  const errors = chart(
    { width, height: upper },
    [{ read: ({ error }) => error, name: 'squared error', meaning: 'distortion' }],
    {
      runs,
      beforehand,
      current,
      label: '↑ squared error',
      domain: fit('error by weight', [0, 1.06 * high]),
      last: false,
    },
  );
  const below = chart({ width, height: height - upper }, shares, {
    runs,
    beforehand,
    current,
    label: `↑ ${shares.map(({ name }) => name).join(' (dots), ')}${planted ? ' (rings)' : ''}`,
    domain: [0, 1.05],
    last: true,
  });
  return panels([{ drawn: errors }, { drawn: below, y: upper }], { width, height });
}

type Chart = Shown & {
  readonly current: number | undefined;
  readonly label: string;
  readonly domain: readonly number[];
  /** Whether the axis of weights is written below it. */
  readonly last: boolean;
};

function chart(
  size: Size,
  curves: readonly Curve[],
  { runs, beforehand, current, label, domain, last }: Chart,
): Element {
  return Plot.plot({
    ...frame(size),
    ...(!last && { marginBottom: 20 }),
    x: {
      label: last ? 'weight of the penalty α →' : null,
      type: 'symlog',
      constant: BEND,
      domain: [0, 3],
      ticks: [0, 0.03, 0.1, 0.3, 1, 3],
      tickFormat: last ? String : () => '',
    },
    y: { label, ticks: 3, domain },
    marks: [
      ...(last ? [] : said(beforehand)),
      ...curves.flatMap(({ read, name, meaning, ring }) => [
        Plot.line(beforehand, { x: 'weight', y: read, stroke: ink('muted'), strokeDasharray: '3 3' }),
        Plot.dot(beforehand, {
          x: 'weight',
          y: read,
          name: `${name}, beforehand`,
          r: 3,
          fill: ink('surface'),
          stroke: ink('muted'),
        }),
        Plot.line(runs, { x: 'weight', y: read, stroke: ink(meaning), strokeOpacity: 0.5 }),
        Plot.dot(runs, {
          x: 'weight',
          y: read,
          name,
          r: ({ run }: RunPoint) => (run === current ? 6 : 4),
          fill: ring ? ink('surface') : ink(meaning),
          stroke: ink(meaning),
          strokeWidth: 2,
          className: `term-${meaning}`,
        }),
      ]),
    ],
  });
}

/** What the rings are, beside the last of them. */
const said = (beforehand: readonly WeightPoint[]) => [
  Plot.text(beforehand.slice(-1), {
    x: 'weight',
    y: 'error',
    text: () => 'beforehand, step 1,000',
    textAnchor: 'start',
    dx: 8,
    fill: ink('muted'),
  }),
];
