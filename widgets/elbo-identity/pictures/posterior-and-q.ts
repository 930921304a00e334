import * as Plot from '#src/plots/plot.ts';
import { frame, type Size } from '#src/plots/frame.ts';
import { dashes, ink, type Meaning } from '#src/plots/meaning.ts';

export type CurvePoint = { readonly z: number; readonly height: number };
export type CurveName = 'prior' | 'likelihood' | 'posterior' | 'inference';
export type Curves = Readonly<Record<CurveName, readonly CurvePoint[]>>;

type Drawn = {
  readonly name: CurveName;
  readonly label: string;
  readonly meaning: Meaning;
  readonly dash: string;
  readonly width: number;
};

const drawn: readonly Drawn[] = [
  { name: 'prior', label: 'prior p(z)', meaning: 'prior', dash: dashes.prior ?? '', width: 1.5 },
  { name: 'likelihood', label: 'p(x|z), scaled', meaning: 'model', dash: '9 3 2 3', width: 1.5 },
  { name: 'posterior', label: 'posterior', meaning: 'posterior', dash: dashes.posterior ?? '', width: 3 },
  { name: 'inference', label: 'q(z)', meaning: 'inference', dash: dashes.inference ?? '', width: 2 },
];

/** Prior, likelihood (scaled by the caller), posterior and q over the latent z, each named at its curve. */
export function posteriorAndQ(curves: Curves, size: Size): Element {
  const style = frame(size);
  const zs = curves.prior.map(({ z }) => z);
  const x = { label: 'z (latent) →', domain: [Math.min(...zs), Math.max(...zs)] as const };
  const top = 1.12 * Math.max(...Object.values(curves).flatMap((curve) => curve.map(({ height }) => height)));
  const y = { label: '↑ density', domain: [0, top] as const, ticks: 4 };
  return Plot.plot({
    ...style,
    x: { ...x, domain: [...x.domain], ticks: size.width < 420 ? 5 : 9 },
    y: { ...y, domain: [...y.domain] },
    marks: [
      Plot.ruleY([0], { stroke: ink('rule') }),
      ...drawn.map((curve) => line(curve, curves[curve.name])),
      ...names(curves, x.domain, top, size),
    ],
  });
}

const line = ({ label, meaning, dash, width }: Drawn, points: readonly CurvePoint[]) =>
  Plot.line(points, {
    x: 'z',
    y: 'height',
    name: label,
    stroke: ink(meaning),
    strokeWidth: width,
    strokeDasharray: dash,
    className: `term-${meaning}`,
  });

type Name = { readonly curve: Drawn; readonly side: -1 | 1; readonly x: number; y: number };

/** A name on the flank of each curve: on the left of those that peak farther left, on the right of the others, kept apart by a line's height. */
function names(curves: Curves, domain: readonly [number, number], top: number, size: Size) {
  const { marginLeft = 0, marginRight = 0, marginTop = 0, marginBottom = 0 } = frame(size);
  const across = size.width - marginLeft - marginRight;
  const down = size.height - marginTop - marginBottom;
  const toX = (z: number) => marginLeft + ((z - domain[0]) / (domain[1] - domain[0])) * across;
  const toY = (height: number) => marginTop + (1 - height / top) * down;
  const peaks = drawn.map((curve) => peakOf(curves[curve.name]).z);
  const middle = [...peaks].sort((a, b) => a - b);
  const split = ((middle[1] ?? 0) + (middle[2] ?? 0)) / 2;
  const placed = drawn.map((curve, index): Name => {
    const side = (peaks[index] ?? 0) < split || (split === peaks[index] && index % 2 === 0) ? -1 : 1;
    const at = flank(curves[curve.name], side);
    // A curve falls outwards: a little higher its name is clear of it.
    return { curve, side, x: toX(at.z) + 3 * side, y: toY(at.height) - 8 };
  });
  return spread(placed, marginTop + 6, size.width).map((name) => text(name, size.width));
}

const peakOf = (points: readonly CurvePoint[]) =>
  points.reduce((best, point) => (point.height > best.height ? point : best));

/** Where a curve has fallen to seven tenths of its peak on one side; its highest point where it never does. */
function flank(points: readonly CurvePoint[], side: -1 | 1): CurvePoint {
  const peak = peakOf(points);
  const beyond = points.filter(({ z }) => (z - peak.z) * side > 0);
  const ordered = side > 0 ? beyond : [...beyond].reverse();
  return ordered.find(({ height }) => height < 0.7 * peak.height) ?? ordered[Math.floor(ordered.length / 2)] ?? peak;
}

/** From top to bottom, each at least 15 pixels below those before that it would stand over. */
function spread(names: readonly Name[], top: number, width: number): readonly Name[] {
  const ordered = [...names].sort((a, b) => a.y - b.y);
  for (const [at, name] of ordered.entries()) {
    const over = ordered.slice(0, at).filter((other) => meet(spanOf(other, width), spanOf(name, width)));
    name.y = Math.max(name.y, top, ...over.map(({ y }) => y + 15));
  }
  return ordered;
}

const meet = (a: readonly [number, number], b: readonly [number, number]) => a[0] < b[1] + 4 && b[0] < a[1] + 4;

/** About how wide a name is, in pixels at 12. */
const widthOf = (label: string) => 6.2 * label.length;

/** Where a name begins on the right of its curve, or ends on the left of it. */
function placeOf({ curve, side, x }: Name, width: number): number {
  const room = widthOf(curve.label) + 8;
  return side > 0 ? Math.min(x + 6, width - room) : Math.max(x - 6, 50 + room);
}

function spanOf(name: Name, width: number): readonly [number, number] {
  const [at, long] = [placeOf(name, width), widthOf(name.curve.label)];
  return name.side > 0 ? [at, at + long] : [at - long, at];
}

function text(name: Name, width: number) {
  const { curve, side, y } = name;
  const at = placeOf(name, width);
  return Plot.text([curve.label], {
    frameAnchor: 'top-left',
    text: (label: string) => label,
    dx: at - (frame({ width, height: 0 }).marginLeft ?? 0),
    dy: y - (frame({ width, height: 0 }).marginTop ?? 0) - 6,
    textAnchor: side > 0 ? 'start' : 'end',
    fill: ink(curve.meaning),
    stroke: ink('surface'),
    strokeWidth: 4,
    className: `term-${curve.meaning}`,
  });
}
