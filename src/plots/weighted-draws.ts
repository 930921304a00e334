import * as Plot from './plot.ts';
import { frame, type Size } from './frame.ts';
import { dashes, ink } from './meaning.ts';
import { circle } from './paths.ts';

/** A draw in the plane, its share of the sum of weights, and whether it is among the few that make most of the sum. */
export type WeightedDraw = {
  readonly source: 'prior' | 'q';
  readonly z1: number;
  readonly z2: number;
  readonly share: number;
  readonly lit: boolean;
};

/** `posterior` is the same normal along both axes; `flat` says that there is only one coordinate. */
export type WeightedDraws = {
  readonly draws: readonly WeightedDraw[];
  readonly posterior: { readonly mean: number; readonly variance: number };
  readonly flat: boolean;
};

const titles = { prior: 'from the prior', q: 'from q' } as const;
const sides = ['prior', 'q'] as const;
/** Radii in pixels: of a draw that hardly counts, and of one that is the whole sum. */
const RADII: [number, number] = [1.8, 9];
/** Room for the axis's name and below it the names of the two planes. */
const TOP = 46;
/** The share of the width between the margins that one plane has. */
const PLANE = 0.46;

/** Two planes side by side: draws that count are filled, by the area of their share, the rest are small rings. */
export function weightedDraws(size: Size, { draws, posterior, flat }: WeightedDraws): Element {
  const narrow = size.width < 420;
  const domain = reach(draws);
  const tall = upright(size, domain);
  return Plot.plot({
    ...frame(size),
    marginTop: TOP,
    fx: { domain: sides, label: null, tickFormat: (side: 'prior' | 'q') => titles[side], padding: 0.08 },
    x: { label: flat ? 'code z →' : 'first coordinate z₁ →', domain, ticks: narrow ? 3 : 5 },
    y: { label: flat ? '↑ drawn apart for sight only' : '↑ second coordinate z₂', domain: tall, ticks: 5 },
    r: { type: 'sqrt', domain: [0, 1], range: RADII },
    marks: [
      ...sides.flatMap((side) =>
        dots(
          draws.filter(({ source }) => source === side),
          ink(side === 'prior' ? 'prior' : 'inference'),
        ),
      ),
      ...[1, 2].map((deviations) => outline(posterior, deviations, flat, tall)),
      Plot.text([posterior], {
        x: 'mean',
        y: ({ mean, variance }: WeightedDraws['posterior']) => (flat ? tall[1] : mean + 2 * Math.sqrt(variance)),
        dy: flat ? 8 : -7,
        text: () => 'posterior',
        fill: ink('posterior'),
        stroke: ink('surface'),
        strokeWidth: 4,
        className: 'term-posterior',
      }),
    ],
  });
}

const RING = 1.6;

/** There are hundreds of rings, so they are one path and not an element each. */
const ringsInOne =
  (colour: string): Plot.RenderFunction =>
  (index, scales, values, dimensions, context, next) => {
    const group = next?.(index.slice(0, 0), scales, values, dimensions, context) ?? null;
    const path = context.document.createElementNS('http://www.w3.org/2000/svg', 'path');
    const at = (name: 'x' | 'y', i: number) => values[name]?.[i] as number;
    const rings = Array.from(index, (i) => circle(at('x', i), at('y', i), RING)).join('');
    const look = { d: rings, fill: 'none', stroke: colour, 'stroke-width': '1.5', 'stroke-opacity': '0.55' };
    for (const [name, value] of Object.entries(look)) path.setAttribute(name, value);
    group?.append(path);
    return group;
  };

/** One colour a mark: said once for all its dots. */
function dots(draws: readonly WeightedDraw[], colour: string) {
  const where = { fx: 'source', x: 'z1', y: 'z2', clip: true } as const;
  const disc = { r: 'share', fill: colour, fillOpacity: 0.8, stroke: ink('surface'), strokeWidth: 0.5 };
  const [unlit, lit] = [draws.filter((draw) => !draw.lit), draws.filter((draw) => draw.lit)];
  return [Plot.dot(unlit, { ...where, render: ringsInOne(colour) }), Plot.dot(lit, { ...where, ...disc })];
}

/** The circle so many posterior deviations round its mean; in one dimension the two levels there. */
function outline(
  { mean, variance }: WeightedDraws['posterior'],
  deviations: number,
  flat: boolean,
  [low, high]: [number, number],
) {
  const radius = deviations * Math.sqrt(variance);
  const style = {
    stroke: ink('posterior'),
    strokeDasharray: dashes.posterior ?? '',
    strokeWidth: 2,
    className: 'term-posterior',
  };
  if (flat) return Plot.ruleX([mean - radius, mean + radius], { ...style, y1: low, y2: high });
  const turns = Array.from({ length: 73 }, (_, i) => (2 * Math.PI * i) / 72);
  return Plot.line(turns, {
    x: (turn: number) => mean + radius * Math.cos(turn),
    y: (turn: number) => mean + radius * Math.sin(turn),
    ...style,
    clip: true,
  });
}

/** The range of the first coordinate; at least −3.5 to 3.5. */
function reach(draws: readonly WeightedDraw[]): [number, number] {
  const ends = draws.flatMap(({ z1, z2 }) => [z1, z2]);
  return [Math.min(-3.5, ...ends), Math.max(3.5, ...ends)];
}

/** The range of the second: as many units a pixel as the first has, so that circles are round, and never less of it. */
function upright(size: Size, [low, high]: readonly [number, number]): [number, number] {
  const { marginLeft = 0, marginRight = 0, marginBottom = 0 } = frame(size);
  const across = PLANE * (size.width - marginLeft - marginRight);
  const half = (Math.max(1, (size.height - TOP - marginBottom) / across) * (high - low)) / 2;
  return [(low + high) / 2 - half, (low + high) / 2 + half];
}
