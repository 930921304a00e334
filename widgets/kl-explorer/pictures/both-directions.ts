import * as Plot from '#src/plots/plot.ts';
import { frame, type Size } from '#src/plots/frame.ts';
import { dashes, ink } from '#src/plots/meaning.ts';

/** Two densities at z and the integrands of both divergences, in nats per unit of z; ∞ where one has no limit. */
export type BothRow = {
  readonly z: number;
  readonly p: number;
  readonly q: number;
  readonly forward: number;
  readonly reverse: number;
};
export type Way = 'forward' | 'reverse';

const halo = { stroke: ink('surface'), strokeWidth: 4, fontSize: 12 } as const;

/** The last fit: the pictures before and after it, and the peaks of q on the way down. */
export type Fitted = {
  readonly before: readonly BothRow[];
  readonly after: readonly BothRow[];
  readonly peaks: readonly { readonly z: number; readonly q: number }[];
};

export type Densities = {
  readonly rows: readonly BothRow[];
  readonly fitted?: Fitted | undefined;
  /** A q that stays in the picture, with its name. */
  readonly kept?: { readonly rows: readonly BothRow[]; readonly name: string } | undefined;
};

/**
 * The target p (dashed, pale below) and q (solid), named at their peaks; q before the last fit, pale, with the way of its
 * peak; and a q that is kept, grey. The axes hold all of them, so that they stand still while q moves.
 */
export function targetAndFit({ rows, fitted, kept }: Densities, size: Size): Element {
  const all = [...rows, ...(fitted?.before ?? []), ...(fitted?.after ?? []), ...(kept?.rows ?? [])];
  const top = Math.max(...all.flatMap(({ p, q }) => [p, q]));
  return Plot.plot({
    ...frame(size),
    ...(kept && { marginTop: (frame(size).marginTop ?? 0) + 16 }),
    x: acrossOf(all, size),
    y: { label: 'density', domain: [0, 1.18 * top], ticks: 4 },
    marks: [
      Plot.areaY(rows, { x: 'z', y: 'p', fill: ink('prior'), fillOpacity: 0.16 }),
      Plot.ruleY([0], { stroke: ink('rule') }),
      ...(kept ? keptMarks(kept) : []),
      ...(fitted ? fittedMarks(fitted) : []),
      Plot.lineY(rows, {
        x: 'z',
        y: 'p',
        name: 'target p',
        stroke: ink('prior'),
        strokeWidth: 2,
        strokeDasharray: dashes.prior ?? '',
        className: 'term-prior',
      }),
      Plot.lineY(rows, {
        x: 'z',
        y: 'q',
        name: 'q',
        stroke: ink('inference'),
        strokeWidth: 2.25,
        className: 'term-inference',
      }),
      ...peakNames(rows, top),
    ],
  });
}

const keptMarks = ({ rows, name }: NonNullable<Densities['kept']>) => [
  Plot.lineY(rows, { x: 'z', y: 'q', name: 'kept q', stroke: ink('muted'), strokeWidth: 1.5 }),
  Plot.text([`── ${name}`], { frameAnchor: 'top-left', dy: -18, fill: ink('muted'), fontSize: 12 }),
];

const fittedMarks = ({ before, peaks }: Fitted) => [
  Plot.lineY(before, {
    x: 'z',
    y: 'q',
    name: 'q before the fit',
    stroke: ink('inference'),
    strokeOpacity: 0.45,
    strokeWidth: 1.5,
    strokeDasharray: '2 3',
  }),
  Plot.line(peaks, { x: 'z', y: 'q', stroke: ink('inference'), strokeOpacity: 0.5, strokeWidth: 1 }),
  Plot.dot(peaks, { x: 'z', y: 'q', r: 1.8, fill: ink('inference'), fillOpacity: 0.6 }),
];

const acrossOf = (rows: readonly BothRow[], { width }: Size) => ({
  label: 'z',
  domain: [Math.min(...rows.map(({ z }) => z)), Math.max(...rows.map(({ z }) => z))] as [number, number],
  ticks: width < 420 ? 5 : 9,
});

/** Both names above their peaks; side by side and at one height where the peaks nearly coincide. */
function peakNames(rows: readonly BothRow[], top: number) {
  const p = highest(rows, (row) => row.p);
  const q = highest(rows, (row) => row.q);
  const close = Math.abs(p.z - q.z) < 2.5 && Math.abs(p.p - q.q) < 0.25 * top;
  const level = Math.max(p.p, q.q);
  const sideOfP = p.z < q.z ? -1 : 1;
  const name = (row: BothRow, y: number, side: number, text: string, meaning: 'prior' | 'inference') =>
    Plot.text([row], {
      x: 'z',
      y: () => y,
      text: () => text,
      dy: -9,
      dx: close ? 14 * side : 0,
      fill: ink(meaning),
      ...halo,
      className: `term-${meaning}`,
    });
  return [
    name(p, close ? level : p.p, sideOfP, 'target p', 'prior'),
    name(q, close ? level : q.q, -sideOfP, 'q', 'inference'),
  ];
}

const highest = (rows: readonly BothRow[], of: (row: BothRow) => number) =>
  rows.reduce((best, row) => (of(row) > of(best) ? row : best));

const formulas: Readonly<Record<Way, string>> = { forward: 'p log(p/q)', reverse: 'q log(q/p)' };

type Integrand = {
  readonly rows: readonly BothRow[];
  readonly way: Way;
  readonly said: string;
  readonly fitted?: Fitted | undefined;
};

const finiteOf = (nats: number) => (Number.isFinite(nats) ? nats : 0);

/**
 * One integrand as an area: filled above zero, pale with a dashed edge below. Where it is ∞ a hatched column stands
 * over the whole height. `said` is the divergence as the page prints it. Before and after the last fit the axes are the same ones.
 */
export function integrandArea({ rows, way, said, fitted }: Integrand, size: Size): Element {
  const finite = rows.map((row) => finiteOf(row[way]));
  const all = [...rows, ...(fitted?.before ?? []), ...(fitted?.after ?? [])];
  const spans = spansOf(rows, way);
  const low = Math.min(0, ...all.map((row) => finiteOf(row[way])));
  // Columns of ∞ stand on zero and need room above it.
  const high = Math.max(0.05, spans.length > 0 ? -low : 0, ...all.map((row) => finiteOf(row[way])));
  const room = high - low;
  const domain: [number, number] = [low < -0.01 * room ? low - 0.08 * room : 0, high + 0.22 * room];
  const points = rows.map(({ z }, i) => ({
    z,
    above: Math.max(0, finite[i] ?? 0),
    below: Math.min(0, finite[i] ?? 0),
  }));
  const purple = { x: 'z', y1: 0, fill: ink('kl'), stroke: ink('kl'), className: 'term-kl' } as const;
  return Plot.plot({
    ...frame(size),
    x: acrossOf(all, size),
    y: { label: 'nats per unit of z', domain, ticks: 5 },
    marks: [
      Plot.areaY(points, {
        ...purple,
        y2: 'above',
        name: formulas[way],
        tells: (_: unknown, i: number) => rows[i]?.[way] ?? 0,
        fillOpacity: 0.34,
        strokeOpacity: 0.6,
      }),
      Plot.areaY(points, { ...purple, y2: 'below', fillOpacity: 0.12, strokeDasharray: '2 2' }),
      ...endless(spans, domain),
      Plot.ruleY([0], { stroke: ink('rule') }),
      Plot.text([`${formulas[way]}: area ${said}`], {
        frameAnchor: 'top-left',
        dx: 6,
        dy: 4,
        fill: ink('kl'),
        ...halo,
        className: 'term-kl',
      }),
    ],
  });
}

/** Columns where the integrand is ∞, hatched by level strokes, with the sign in the middle of each. */
function endless(spans: readonly Span[], [low, high]: readonly [number, number]) {
  // The upper end stays free for the name of the integrand.
  const top = low + 0.86 * (high - low);
  const levels = Array.from({ length: 12 }, (_, i) => (top * (i + 0.5)) / 12);
  const strokes = spans.flatMap((span) => levels.map((y) => ({ ...span, y })));
  return [
    Plot.rectY(spans, { x1: 'from', x2: 'to', y1: 0, y2: top, fill: ink('kl'), fillOpacity: 0.16 }),
    Plot.ruleY(strokes, { x1: 'from', x2: 'to', y: 'y', stroke: ink('kl'), strokeOpacity: 0.5 }),
    Plot.text(spans, {
      x: ({ from, to }: Span) => (from + to) / 2,
      y: top / 2,
      text: () => '∞',
      fill: ink('kl'),
      ...halo,
      fontSize: 20,
      className: 'term-kl',
    }),
  ];
}

type Span = { readonly from: number; readonly to: number };

function spansOf(rows: readonly BothRow[], way: Way): Span[] {
  const spans: { from: number; to: number }[] = [];
  rows.forEach((row, i) => {
    if (row[way] !== Infinity) return;
    const last = spans.at(-1);
    if (last && rows[i - 1]?.[way] === Infinity) last.to = row.z;
    else spans.push({ from: row.z, to: row.z });
  });
  return spans;
}
