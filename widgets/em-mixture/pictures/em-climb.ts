import { scaleLinear } from 'd3-scale';
import { evidenceAndElbo } from '#src/plots/bound.ts';
import * as Plot from '#src/plots/plot.ts';
import { frame, type Size } from '#src/plots/frame.ts';
import { ink } from '#src/plots/meaning.ts';

/** Where evidence and ELBO stood after a half-step, in nats. */
export type Stair = {
  readonly at: number;
  readonly step: 'start' | 'E' | 'M';
  readonly evidence: number;
  readonly elbo: number;
};

/** Up to so many half-steps each is drawn for itself; of a longer climb the course is what matters. */
const MOST_STEPS = 10;

const isLong = (stairs: readonly Stair[]) => stairs.length > MOST_STEPS + 1;

/** The staircase of EM: an E step lifts the ELBO to the evidence, an M step lifts both. The band between them is the gap. */
export function emClimb(stairs: readonly Stair[], size: Size): Element {
  const [low, high] = rangeOf(stairs);
  const last = Math.max(4, stairs.at(-1)?.at ?? 0);
  const marked = isLong(stairs) ? stairs.slice(-1) : stairs;
  return Plot.plot({
    ...frame(size),
    marginTop: 40,
    marginLeft: roomFor([low, high]),
    x: { label: 'half-steps t →', domain: [0, last], ticks: Math.min(last, 6), tickFormat: 'd' },
    y: { label: '↑ nats', domain: [low, high], ticks: NATS_TICKS },
    marks: [
      ...(isLong(stairs) ? [] : steps(stairs, [low, high])),
      ...evidenceAndElbo(stairs, 'at'),
      ...dots(marked, low),
      ...names(stairs, low),
    ],
  });
}

/** About how many numbers an axis of nats has. */
export const NATS_TICKS = 4;
/** Pixels of a digit or a minus sign, of a comma or a point, and of the tick with air on both sides. */
const [BROAD, NARROW, TICK] = [7, 4, 14];

/** The left margin that the numbers on an axis of nats need: those of a spread near zero go into the millions. */
export function roomFor(domain: readonly [number, number]): number {
  const scale = scaleLinear().domain(domain);
  const written = scale.ticks(NATS_TICKS).map(scale.tickFormat(NATS_TICKS));
  const widths = written.map((words) => Array.from(words, (sign) => (/[.,]/.test(sign) ? NARROW : BROAD)));
  return Math.max(56, ...widths.map((signs) => TICK + signs.reduce((sum, width) => sum + width, 0)));
}

/** Which step each stretch was: E stretches on a darker ground, a letter above each. */
function steps(stairs: readonly Stair[], [low, high]: readonly [number, number]) {
  const taken = stairs.slice(1);
  return [
    Plot.rect(
      taken.filter(({ step }) => step === 'E'),
      {
        x1: ({ at }: Stair) => at - 1,
        x2: 'at',
        y1: low,
        y2: high,
        fill: ink('rule'),
        fillOpacity: 0.45,
      },
    ),
    Plot.text(taken, { x: ({ at }: Stair) => at - 0.5, y: () => high, dy: -7, text: 'step', fill: ink('muted') }),
  ];
}

const dots = (stairs: readonly Stair[], low: number) => [
  Plot.dot(
    stairs.filter(({ evidence }) => evidence >= low),
    {
      x: 'at',
      y: 'evidence',
      symbol: 'square',
      r: 2.8,
      fill: ink('evidence'),
      className: 'term-evidence',
    },
  ),
  Plot.dot(
    stairs.filter(({ elbo }) => elbo >= low),
    {
      x: 'at',
      y: 'elbo',
      r: 3.6,
      fill: ink('surface'),
      stroke: ink('elbo'),
      strokeWidth: 1.8,
      className: 'term-elbo',
    },
  ),
];

/** The signs explained above the frame, and what lies below its range. */
function names(stairs: readonly Stair[], low: number) {
  const corner = { frameAnchor: 'top-right' as const, dy: -26, textAnchor: 'end' as const };
  const below = stairs.some(({ elbo }) => elbo < low) ? ['↓ earlier half-steps lie below'] : [];
  return [
    Plot.text(['■ evidence'], {
      ...corner,
      dx: -56,
      fill: ink('evidence'),
      fontWeight: 'bold',
      className: 'term-evidence',
    }),
    Plot.text(['○ ELBO'], { ...corner, fill: ink('elbo'), className: 'term-elbo' }),
    Plot.text(below, {
      frameAnchor: 'bottom-right',
      dx: -6,
      dy: -6,
      textAnchor: 'end',
      fill: ink('muted'),
      stroke: ink('surface'),
      strokeWidth: 4,
    }),
  ];
}

/** The vertical range follows this many last points, so that small steps after a big one can be seen; */
const IN_RANGE = 5;
/** of a long climb it leaves out the first round alone, which lifts more than all that come after. */
const FIRST_ROUND = 2;

function rangeOf(stairs: readonly Stair[]): [number, number] {
  const last = isLong(stairs) ? stairs.slice(FIRST_ROUND) : stairs.slice(-IN_RANGE);
  const low = Math.min(
    ...last.map(({ elbo, evidence, step }) => (step === 'start' && last.length > 1 ? evidence : elbo)),
  );
  const high = Math.max(...last.map(({ evidence }) => evidence));
  // Of numbers in the hundred thousands no thousandths are worth an axis.
  const pad = Math.max(0.002, 1e-5 * Math.abs(high), 0.1 * (high - low));
  // Room for the remark on what lies below.
  return [low - (stairs.length > last.length ? 2.4 : 1) * pad, high + pad];
}
