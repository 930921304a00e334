/**
 * Points of the plane with a code of one number: evidence and posterior by the trapezoid rule over z, so that the gap below
 * the evidence is known and not bounded. In double precision and plain loops, for worker and page alike.
 */
import { klToStandardNormal, logNormal, logTwoPi } from '#src/engine/maths/gaussian.ts';
import { evenNodes, type EvenNodes } from '#src/engine/maths/quadrature.ts';
import { linear, type Layer } from '../shared/in-the-page.ts';
import type { Means, Networks } from './vae-exact.ts';

export type Point = readonly [number, number];

/** 801 codes from −6 to 6, 0.015 apart. Beyond them the prior has 2e-9 of its mass. */
export const NODES: EvenNodes = evenNodes(-6, 6, 800);

/** Means of p(x|z) at the nodes, x and y in turn: the curve that the decoder traces through the plane. */
export type Curve = { readonly nodes: EvenNodes; readonly at: Float64Array; readonly logPrior: Float64Array };

/** q(z|x) of a point, a normal over z. */
export type Guess = { readonly mean: number; readonly sd: number };

/** What a chain of layers makes of its input: tanh after all but the last. */
export function through(layers: readonly Layer[], input: ArrayLike<number>): Float64Array {
  return layers.reduce<Float64Array>((values, layer, i) => {
    const sums = linear(layer, values);
    return i < layers.length - 1 ? sums.map(Math.tanh) : sums;
  }, Float64Array.from(input));
}

export function traced({ decoder }: Pick<Networks, 'decoder'>, nodes: EvenNodes = NODES): Curve {
  const at = new Float64Array(2 * nodes.at.length);
  nodes.at.forEach((z, k) => at.set(through(decoder, [z]), 2 * k));
  return { nodes, at, logPrior: nodes.at.map((z) => logNormal(z, 0, 1)) };
}

export function guessAt({ encoder }: Pick<Networks, 'encoder'>, x: Point): Guess {
  const [mean = NaN, logVariance = NaN] = through(encoder, x);
  return { mean, sd: Math.exp(logVariance / 2) };
}

/** log p(x|z) at each node, of the Gaussian decoder with standard deviation h. */
function likelihoods({ at, nodes }: Curve, h: number, [x, y]: Point): Float64Array {
  const logs = new Float64Array(nodes.at.length);
  const [scale, constant] = [1 / (2 * h * h), logTwoPi + 2 * Math.log(h)];
  for (let k = 0; k < logs.length; k++) {
    const [across, up] = [x - (at[2 * k] ?? NaN), y - (at[2 * k + 1] ?? NaN)];
    logs[k] = -scale * (across * across + up * up) - constant;
  }
  return logs;
}

/** log p(z|x) at each node, log p(x), and how far off log p(x) is with every second node. */
export type Exact = { readonly logPosterior: Float64Array; readonly evidence: number; readonly halved: number };

/** exp of anything smaller adds nothing to a sum that has a 1 in it. */
const NOTHING = -40;

/** By Bayes' rule, from log p(x|z) at the nodes. The ends, where the prior has nothing left, are not halved. */
function exactFrom({ nodes, logPrior }: Curve, logLikelihood: Float64Array): Exact {
  const logs = new Float64Array(logPrior.length);
  let top = -Infinity;
  for (let k = 0; k < logs.length; k++) {
    const log = (logLikelihood[k] ?? NaN) + (logPrior[k] ?? NaN);
    logs[k] = log;
    if (log > top) top = log;
  }
  const sums = [0, 0] as [even: number, odd: number];
  for (let k = 0; k < logs.length; k++) {
    const below = (logs[k] ?? NaN) - top;
    if (below > NOTHING) sums[k & 1] = (sums[k & 1] ?? NaN) + Math.exp(below);
  }
  const [even, odd] = sums;
  const evidence = top + Math.log((even + odd) * nodes.width);
  for (let k = 0; k < logs.length; k++) logs[k] = (logs[k] ?? NaN) - evidence;
  return { logPosterior: logs, evidence, halved: Math.abs(Math.log((2 * even) / (even + odd))) };
}

export const exactAt = (curve: Curve, h: number, x: Point): Exact => exactFrom(curve, likelihoods(curve, h, x));

/** What a point contributes to the means, and how far off its evidence is with every second node. */
export type Parts = Omit<Means, 'off' | 'resolved'> & Pick<Exact, 'halved'>;

/** Beyond eight standard deviations q has less than 2e-15 of its mass. */
const REACH = 8;

/**
 * The three sides of log p(x) = ELBO + KL(q ‖ p(z|x)): the evidence by quadrature over p(x, z), the KL by quadrature over q,
 * and the ELBO from the expected log likelihood and the closed form of the rate.
 */
export function partsAt(curve: Curve, h: number, x: Point, { mean, sd }: Guess): Parts {
  const { at, width } = curve.nodes;
  const logLikelihood = likelihoods(curve, h, x);
  const { logPosterior, evidence, halved } = exactFrom(curve, logLikelihood);
  const [low = NaN] = at;
  const first = Math.max(0, Math.ceil((mean - REACH * sd - low) / width));
  const last = Math.min(at.length - 1, Math.floor((mean + REACH * sd - low) / width));
  const constant = Math.log(sd) + logTwoPi / 2;
  let [reconstruction, kl] = [0, 0];
  for (let k = first; k <= last; k++) {
    const away = ((at[k] ?? NaN) - mean) / sd;
    const logQ = -0.5 * away * away - constant;
    const mass = Math.exp(logQ) * width;
    reconstruction += mass * (logLikelihood[k] ?? NaN);
    kl += mass * (logQ - (logPosterior[k] ?? NaN));
  }
  const rate = klToStandardNormal(mean, sd).total;
  const distortion = -2 * h * h * (reconstruction + logTwoPi + 2 * Math.log(h));
  return { evidence, rate, elbo: reconstruction - rate, kl, distortion, halved };
}

/** Halving the number of nodes about squares the error, so below this it is at most some 1e-4 with all of them. */
const HALVED = 0.01;
/** Nats at a point. */
const TOLERANCE = 1e-3;

/** Means over points, [count, 2]. */
export function meansOver(networks: Networks, h: number, points: Float32Array): Means {
  const curve = traced(networks);
  const count = points.length / 2;
  const sums = { evidence: 0, elbo: 0, kl: 0, rate: 0, distortion: 0 };
  let [off, halved] = [0, 0];
  for (let i = 0; i < count; i++) {
    const x: Point = [points[2 * i] ?? NaN, points[2 * i + 1] ?? NaN];
    const parts = partsAt(curve, h, x, guessAt(networks, x));
    for (const name of NAMES) sums[name] += parts[name] / count;
    off = Math.max(off, Math.abs(parts.elbo + parts.kl - parts.evidence));
    halved = Math.max(halved, parts.halved);
  }
  return { ...sums, off, resolved: off <= TOLERANCE && halved <= HALVED };
}

const NAMES = ['evidence', 'elbo', 'kl', 'rate', 'distortion'] as const;
