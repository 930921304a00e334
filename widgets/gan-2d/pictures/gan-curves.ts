import * as Plot from '#src/plots/plot.ts';
import { frame, type Size } from '#src/plots/frame.ts';
import { ink, type Meaning } from '#src/plots/meaning.ts';

/** One curve by step, with the band between the least and the most of what lies between two points. */
export type Curve = {
  readonly name: string;
  readonly meaning: Meaning;
  readonly dash: string;
  readonly points: readonly {
    readonly step: number;
    readonly value: number;
    readonly low: number;
    readonly high: number;
  }[];
};

/** Where theory puts a curve at the end of the game. */
export type TheoryLine = { readonly value: number; readonly name: string };

type Chart = {
  readonly curves: readonly Curve[];
  readonly theory: readonly TheoryLine[];
  readonly unit: string;
  readonly x: readonly [number, number];
  readonly y: readonly [number, number];
  /** The step that is shown elsewhere in the figure. */
  readonly now: number;
};

type Point = Curve['points'][number];

/** Curves by step with theory's lines across, each with its name at its end. What leaves the frame is cut. */
export function ganCurves({ curves, theory, unit, x, y, now }: Chart, size: Size): Element {
  const ends = spread(
    curves.flatMap(({ name, meaning, points }) => ending(points, name, meaning, y)),
    (13 * (y[1] - y[0])) / (size.height - 60),
  );
  return Plot.plot({
    ...frame(size),
    marginLeft: 44,
    marginRight: 62,
    x: { label: 'step →', domain: [...x], ticks: 4, tickFormat: short },
    y: { label: `↑ ${unit}`, domain: [...y], ticks: 5 },
    marks: [
      Plot.ruleY(theory, { y: 'value', stroke: ink('muted'), strokeDasharray: '2 3' }),
      Plot.ruleX([now], { stroke: ink('rule') }),
      ...curves.flatMap(({ name, meaning, dash, points }) => [
        Plot.areaY(points, { x: 'step', y1: 'low', y2: 'high', fill: ink(meaning), fillOpacity: 0.18, clip: true }),
        Plot.lineY(points, {
          x: 'step',
          y: 'value',
          name,
          stroke: ink(meaning),
          strokeWidth: 1.6,
          strokeDasharray: dash,
          clip: true,
        }),
      ]),
      Plot.text(theory, {
        y: 'value',
        text: 'name',
        frameAnchor: 'right',
        textAnchor: 'end',
        dx: -4,
        dy: 9,
        fill: ink('muted'),
        stroke: ink('surface'),
        strokeWidth: 4,
      }),
      Plot.text(ends, { frameAnchor: 'right', y: 'at', dx: 6, textAnchor: 'start', text: 'name', fill: 'colour' }),
    ],
  });
}

type Ending = { readonly at: number; readonly name: string; readonly colour: string };

function ending(
  points: readonly Point[],
  name: string,
  meaning: Meaning,
  [low, high]: readonly [number, number],
): Ending[] {
  const last = points.at(-1);
  return last ? [{ at: Math.min(high, Math.max(low, last.value)), name, colour: ink(meaning) }] : [];
}

/** Names that would lie on each other are pushed apart, half the way each. */
function spread(ends: readonly Ending[], least: number): readonly Ending[] {
  const [first, second] = [...ends].sort((a, b) => a.at - b.at);
  if (!first || !second) return ends;
  const missing = Math.max(0, least - (second.at - first.at)) / 2;
  return [
    { ...first, at: first.at - missing },
    { ...second, at: second.at + missing },
  ];
}

/** 0, 500, 2k, 150k. */
const short = (step: number) => (step < 1000 ? String(step) : `${Number((step / 1000).toPrecision(3))}k`);
