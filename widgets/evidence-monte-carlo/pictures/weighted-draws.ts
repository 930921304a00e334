import * as Plot from '#src/plots/plot.ts';
import { acrossFrame, frame, type Size } from '#src/plots/frame.ts';
import { dashes, ink } from '#src/plots/meaning.ts';
import { panels } from '#src/plots/panels.ts';
import { circle, path } from '#src/plots/paths.ts';
import type { Attributes } from '#src/plots/svg.ts';

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
/** Radii in pixels: of a draw that hardly counts, and of one that is the whole sum. */
const RADII = [1.8, 9] as const;
const RING = 1.6;
const LAYERS = 10;
/** Room for the axis's name and below it the names of the two planes. */
const TOP = 46;
/** The share of the width between the margins that one plane has. */
const PLANE = 0.48;

/** Two planes side by side: draws that count are filled, by the area of their share, the rest are small rings. */
export function weightedDraws({ draws, posterior, flat }: WeightedDraws, size: Size): Element {
  const { marginLeft = 0, marginRight = 0 } = frame(size);
  const across = acrossOf(size);
  const domain = reach(draws);
  const tall = upright(domain, size);
  const plane = (side: 'prior' | 'q', options: Plot.PlotOptions, label: string | null) =>
    Plot.plot({
      ...frame(size),
      marginTop: TOP,
      ...options,
      x: { label, domain, ticks: size.width < 420 ? 3 : 5 },
      marks: [
        Plot.text([titles[side]], { frameAnchor: 'top', lineAnchor: 'bottom', dy: -9 }),
        ...dots(
          draws.filter(({ source }) => source === side),
          ink(side === 'prior' ? 'prior' : 'inference'),
        ),
        Plot.told(
          draws.filter(({ source }) => source === side),
          { x: 'z1', y: 'z2', name: 'share of the sum', tells: ({ share }: WeightedDraw) => share },
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
  // Heights that are for sight only have no numbers.
  const height = { domain: tall, ticks: flat ? [] : 5 };
  const upwards = flat ? '↑ drawn apart for sight only' : '↑ second coordinate z₂';
  const left = { width: marginLeft + across, marginRight: 0, y: { ...height, label: upwards } };
  const right = { width: across + marginRight, marginLeft: 0, y: { ...height, axis: null } };
  const named = flat ? 'code z →' : 'first coordinate z₁ →';
  return panels(
    [{ drawn: plane('prior', left, null) }, { drawn: plane('q', right, named), x: size.width - marginRight - across }],
    size,
  );
}

const acrossOf = (size: Size) => PLANE * acrossFrame(size);

/** There may be a thousand dots, so they are a few paths and not an element each. */
function dots(draws: readonly WeightedDraw[], colour: string) {
  const [low, high] = RADII;
  const radius = ({ share }: WeightedDraw) => Number((low + (high - low) * Math.sqrt(share)).toFixed(2));
  const some = (of: readonly WeightedDraw[], r: (draw: WeightedDraw) => number, look: Attributes) =>
    path(({ x, y }) => of.map((draw) => circle(x(draw.z1), y(draw.z2), r(draw))).join(''), look);
  const ring = { fill: 'none', stroke: colour, 'stroke-width': 1.5, 'stroke-opacity': 0.55 };
  const disc = { fill: colour, 'fill-opacity': 0.8, stroke: ink('surface'), 'stroke-width': 0.5 };
  const discs = draws.filter(({ lit }) => lit).sort((a, b) => b.share - a.share);
  // Smaller discs lie over larger ones, with an edge between them; in one path the edges would show through.
  const layers = Array.from({ length: LAYERS }, (_, layer) => discs.filter((__, i) => i % LAYERS === layer));
  return [
    some(
      draws.filter(({ lit }) => !lit),
      () => RING,
      ring,
    ),
    ...layers.map((layer) => some(layer, radius, disc)),
  ];
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
function upright([low, high]: readonly [number, number], size: Size): [number, number] {
  const { marginBottom = 0 } = frame(size);
  const half = (Math.max(1, (size.height - TOP - marginBottom) / acrossOf(size)) * (high - low)) / 2;
  return [(low + high) / 2 - half, (low + high) / 2 + half];
}
