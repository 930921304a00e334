import * as Plot from '#src/plots/plot.ts';
import { frame, type Size } from '#src/plots/frame.ts';
import { dashes, ink, type Meaning } from '#src/plots/meaning.ts';

/** A bin from `from` to `to` around z: its density and the best one's, log q, and what log q would be at a maximum. */
export type ClimbingBin = {
  readonly from: number;
  readonly to: number;
  readonly z: number;
  readonly q: number;
  readonly best: number;
  readonly logQ: number;
  readonly fitted: number;
};
type Span = readonly [number, number];

const halo = { stroke: ink('surface'), strokeWidth: 4, fontSize: 12 } as const;

/** A name in the upper right corner, on line `line` from the top. */
const corner = (text: string, meaning: Meaning, line: number) =>
  Plot.text([text], {
    frameAnchor: 'top-right',
    dx: -4,
    dy: 4 + 16 * line,
    fill: ink(meaning),
    ...halo,
    className: `term-${meaning}`,
  });

/** The bins of q as filled steps, and the best curve of all as a dotted line over them. */
export function climbingBins(bins: readonly ClimbingBin[], [from, to]: Span, size: Size): Element {
  const top = 1.25 * Math.max(...bins.map(({ best }) => best), ...bins.map(({ q }) => q));
  return Plot.plot({
    ...frame(size),
    x: { label: 'z', domain: [from, to], ticks: size.width < 420 ? 5 : 9 },
    y: { label: 'density', domain: [0, top], ticks: 4 },
    marks: [
      Plot.rectY(bins, {
        x1: 'from',
        x2: 'to',
        y: 'q',
        fill: ink('inference'),
        fillOpacity: 0.3,
        className: 'term-inference',
      }),
      Plot.lineY(bins, { x: 'z', y: 'q', name: 'q', curve: 'step', stroke: ink('inference'), strokeWidth: 1.25 }),
      Plot.lineY(bins, {
        x: 'z',
        y: 'best',
        name: 'the best of all',
        stroke: ink('posterior'),
        strokeWidth: 2.5,
        strokeDasharray: dashes.posterior ?? '',
        className: 'term-posterior',
      }),
      Plot.ruleY([0], { stroke: ink('rule') }),
      corner('▮ bins of q', 'inference', 0),
      corner('··· the best of all', 'posterior', 1),
    ],
  });
}

/** How far below the highest log density a bin is still drawn, in nats: below, it has no weight to speak of. */
const DEPTH = 14;

/** log q of each bin as a point, and the level, line or parabola (for the ELBO the joint) that fits them under q. */
export function logOfBins(bins: readonly ClimbingBin[], [from, to]: Span, size: Size): Element {
  const high = Math.max(...bins.map(({ logQ }) => logQ), ...bins.map(({ fitted }) => fitted));
  const low = Math.max(high - DEPTH, Math.min(...bins.flatMap(({ logQ, fitted }) => [logQ, fitted])));
  const room = Math.max(1, high - low);
  const inside = bins.filter(({ logQ }) => logQ >= low - 0.1 * room);
  return Plot.plot({
    ...frame(size),
    x: { label: 'z', domain: [from, to], ticks: size.width < 420 ? 5 : 9 },
    y: { label: 'log density, nats', domain: [low - 0.1 * room, high + 0.3 * room], ticks: 5 },
    marks: [
      Plot.lineY(bins, {
        x: 'z',
        y: 'fitted',
        name: 'fitted',
        stroke: ink('muted'),
        strokeWidth: 2,
        strokeDasharray: '6 4',
        clip: true,
        className: 'term-muted',
      }),
      Plot.told(inside, { x: 'z', y: 'logQ', name: 'log q', tells: ({ logQ }: ClimbingBin) => logQ }),
      Plot.dot(inside, { x: 'z', y: 'logQ', r: 1.6, fill: ink('inference'), className: 'term-inference' }),
      corner('• log q of each bin', 'inference', 0),
      corner('– – fitted by multipliers', 'muted', 1),
    ],
  });
}

/** The functional after each step, and the closed form that it cannot pass. */
export function climb(
  {
    trail,
    best,
    name,
    said,
  }: {
    readonly trail: readonly { readonly step: number; readonly value: number }[];
    readonly best: number;
    readonly name: string;
    readonly said: string;
  },
  size: Size,
): Element {
  const low = Math.min(...trail.map(({ value }) => value));
  const room = Math.max(0.02, best - low);
  const last = trail.slice(-1);
  return Plot.plot({
    ...frame(size),
    x: { label: 'steps t', domain: [0, Math.max(10, trail.length - 1) * 1.03], ticks: 5, tickFormat: 'd' },
    y: { label: `${name}, nats`, domain: [best - 1.12 * room, best + 0.25 * room], ticks: 5 },
    marks: [
      Plot.ruleY([best], { stroke: ink('evidence'), strokeWidth: 2.5, className: 'term-evidence' }),
      Plot.lineY(trail, {
        x: 'step',
        y: 'value',
        name,
        stroke: ink('elbo'),
        strokeDasharray: dashes.elbo ?? '',
        className: 'term-elbo',
      }),
      Plot.dot(trail.length <= 25 ? trail : last, {
        x: 'step',
        y: 'value',
        r: 3,
        fill: ink('surface'),
        stroke: ink('elbo'),
        strokeWidth: 1.5,
        className: 'term-elbo',
      }),
      Plot.dot(last, { x: 'step', y: 'value', r: 4, fill: ink('elbo') }),
      Plot.text([`closed form ${said}`], {
        frameAnchor: 'top-right',
        dx: -4,
        dy: 2,
        fill: ink('evidence'),
        fontWeight: 'bold',
        ...halo,
        className: 'term-evidence',
      }),
    ],
  });
}
