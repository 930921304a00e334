import { LANGUAGE } from '#src/base/language.ts';
import * as Plot from '#src/plots/plot.ts';
import { frame, type Size } from '#src/plots/frame.ts';
import { ink } from '#src/plots/meaning.ts';

/** One contestant's pace in one contest. */
export type RaceBar = {
  readonly contest: string;
  readonly contestant: string;
  readonly stepsPerSecond: number;
  /** Whether its numbers agree with the oracle's; a bar that does not is hollow and says so. */
  readonly right: boolean;
  readonly first: boolean;
};

/** Height of a bar with the space around it, and of a contest's heading. */
const BAR = 20;
const HEADING = 30;

export const raceHeight = (bars: readonly RaceBar[]): number =>
  60 + bars.length * BAR + new Set(bars.map(({ contest }) => contest)).size * HEADING;

/** Steps a second on a logarithmic scale, a bar for each contestant, contest under contest, the fastest in full colour. */
export function raceBars(bars: readonly RaceBar[], size: Size): Element {
  const paces = bars.map(({ stepsPerSecond }) => stepsPerSecond);
  const [low, high] = [Math.min(1, ...paces) / 2, Math.max(10, ...paces)];
  const rows = rowsOf(bars);
  const bar = { y: (row: Row) => row.at, height: BAR };
  return Plot.plot({
    ...frame(size),
    marginTop: 8,
    marginLeft: 92,
    x: { type: 'log', label: 'steps a second →', domain: [low, high * 12], ticks: 4, tickFormat: '~s' },
    y: { axis: null, domain: [0, Math.max(1, ...rows.map(({ at }) => at)) + 0.6] },
    marks: [
      Plot.ruleX([low], { stroke: ink('rule') }),
      Plot.rect(rows.filter(isBar), {
        x1: low,
        x2: 'stepsPerSecond',
        y1: (row: Row) => row.at - 0.36,
        y2: (row: Row) => row.at + 0.36,
        fill: (row: Row & RaceBar) => (row.right ? ink(row.first ? 'model' : 'muted') : 'none'),
        stroke: (row: Row & RaceBar) => ink(row.first ? 'model' : 'muted'),
      }),
      ...names(rows, bar.y),
    ],
  });
}

type Row = { readonly at: number } & (RaceBar | { readonly heading: string });

const isBar = (row: Row): row is { readonly at: number } & RaceBar => 'contestant' in row;

/** Headings and bars from top to bottom, in units of a bar. */
function rowsOf(bars: readonly RaceBar[]): readonly Row[] {
  const rows: Row[] = [];
  let at = 0;
  for (const contest of new Set(bars.map((bar) => bar.contest))) {
    at += HEADING / BAR;
    rows.push({ at, heading: contest });
    for (const bar of bars.filter((each) => each.contest === contest)) rows.push({ ...bar, at: ++at });
  }
  const deepest = at + 0.6;
  return rows.map((row) => ({ ...row, at: deepest - row.at }));
}

function names(rows: readonly Row[], y: (row: Row) => number) {
  const bars = rows.filter(isBar);
  const side = { frameAnchor: 'left' as const, dx: -8, textAnchor: 'end' as const, y };
  return [
    Plot.text(
      rows.filter((row) => !isBar(row)),
      { ...side, dx: -88, textAnchor: 'start', fontWeight: 'bold', text: 'heading', fill: ink('data') },
    ),
    Plot.text(bars, { ...side, text: 'contestant', fill: ink('data') }),
    Plot.text(bars, {
      x: 'stepsPerSecond',
      y,
      dx: 6,
      textAnchor: 'start',
      fill: ink('data'),
      text: ({ stepsPerSecond, right }: RaceBar) => `${pace(stepsPerSecond)}${right ? '' : ', wrong numbers'}`,
    }),
  ];
}

/** Three figures are enough for a pace. */
export const pace = (stepsPerSecond: number): string =>
  Number(stepsPerSecond.toPrecision(3)).toLocaleString(LANGUAGE, { maximumSignificantDigits: 3 });
