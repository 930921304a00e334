/**
 * What a variational autoencoder on digits is told, given and shows. Training itself is in run.ts, on whatever executor.
 */
import type { DigitSet } from '#src/engine/data/digits.ts';
import type { Standing } from '#src/engine/experiment.ts';
import { PIXELS } from '../shared/batches.ts';
import { imagesAt, oneOfEach } from '../shared/held-out.ts';
import { lostNumbers, refuseLost } from '../shared/lost.ts';
import type { VaePlane } from './plane.ts';

export type VaeConfig = {
  /** The weight of the KL in what is trained; 1 trains the bound itself. */
  readonly beta: number;
  /** Dimensions of the code z. */
  readonly latent: number;
  readonly decoder: 'bernoulli' | 'gaussian';
  /** h², the Gaussian decoder's variance of a pixel. The Bernoulli decoder has none. */
  readonly h2: number;
  /** Steps over which the weight of the KL rises linearly from 0 to β; 0 for none. */
  readonly warmup: number;
  /** Hidden units of each hidden layer. */
  readonly width: number;
  /** Hidden layers of the encoder, and of the decoder: 1 unless told. */
  readonly depth?: number;
  readonly lr: number;
  /** Images a step. */
  readonly batch: number;
  readonly seed: number;
  /** How many held-out images a snapshot is measured on. */
  readonly heldOut: number;
  /** Whether snapshots hold the plane of a code of two numbers. */
  readonly plane?: boolean;
  /** Whether snapshots hold tiles of a code of two numbers: what the decoder makes of codes on a grid. */
  readonly tiles?: boolean;
  /** The one digit that it learns and is measured on; all ten, unless said. */
  readonly only?: number;
};

/**
 * Where training stands, in nats per image, averaged over the held-out images with one fixed draw of ε for each. Images
 * are bytes, 784 for one.
 */
export type VaeSnapshot = Standing & {
  /** The weight of the KL that the next step will train with. */
  readonly weight: number;
  readonly rate: number;
  readonly distortion: number;
  /** −distortion − rate: the bound on log p(x), whatever weight is trained with. */
  readonly elbo: number;
  /** distortion + weight · rate: what is trained. */
  readonly objective: number;
  /** ‖x − x̂‖² with the mean x̂ of p(x|z) at the same z that the distortion is measured at. */
  readonly squaredError: number;
  readonly ratePerDimension: Float32Array;
  /** Dimensions whose rate is above 0.01 nat. */
  readonly activeUnits: number;
  /** Batch means at each step since the last snapshot, before that step's update; `steps` are their numbers, from 1. */
  readonly trail: Trail;
  /** Held-out images, one of each class as far as there are classes, and what the decoder makes of their mean codes μ. */
  readonly reconstructions: { readonly originals: Uint8Array; readonly means: Uint8Array; readonly count: number };
  /** Means of p(x|z) at 20 draws z from the prior, the same in every snapshot. */
  readonly samples: Uint8Array;
  /** The first two dimensions of μ for the first held-out images, count × 2; absent for a code of one dimension. */
  readonly codes?: { readonly means: Float32Array; readonly labels: Uint8Array; readonly count: number };
  /** The plane of a code of two numbers, where it was asked for. */
  readonly plane?: VaePlane;
  /** Means of p(x|z) on the grid of `placesOn(TILES)`, where they were asked for, [TILES², 784]. */
  readonly tiles?: Uint8Array;
};

export type Trail = {
  readonly steps: Float32Array;
  readonly rate: Float32Array;
  readonly distortion: Float32Array;
};

export const SAMPLES = 20;
const CODES = 200;
/** Nats; below it a dimension of the code carries nothing. */
const ACTIVE = 0.01;

/** The weight of the KL after `step` steps: a straight line from 0 to β during the warm-up (Bowman et al. 2016). */
export function weightAt({ beta, warmup }: VaeConfig, step: number): number {
  return step < warmup ? (beta * step) / warmup : beta;
}

/** Whether its snapshots have tiles: only a code of two numbers lies on a plane. */
export const hasTiles = ({ tiles, latent }: VaeConfig): boolean => tiles === true && latent === 2;

/** What every snapshot shows of the held-out images. */
export type Shown = {
  /** One image of each class, as bytes. */
  readonly originals: Uint8Array;
  /** Labels of the images whose codes are shown. */
  readonly labels: Uint8Array;
};

export function shownOf(digits: DigitSet, measured: number): Shown {
  const originals = imagesAt(digits, oneOfEach(digits));
  return { originals, labels: digits.labels.slice(0, Math.min(CODES, measured)) };
}

/** Means over the held-out images, in nats but for the squared error. */
export type Measured = {
  readonly ratePerDimension: Float32Array;
  readonly distortion: number;
  readonly squaredError: number;
  /** Means of the codes, [held-out, latent]. */
  readonly mu: Float32Array;
  /** The reconstructions, then the samples, then the tiles if there are any, as bytes. */
  readonly pictures: Uint8Array;
};

export function snapshotOf(
  config: VaeConfig,
  { originals, labels }: Shown,
  step: number,
  { ratePerDimension, distortion, squaredError, mu, pictures }: Measured,
  trail: Trail,
): VaeSnapshot {
  const rate = ratePerDimension.reduce((sum, nats) => sum + nats, 0);
  if (!Number.isFinite(rate + distortion)) throw lostNumbers(config, step);
  const weight = weightAt(config, step);
  const tilesFrom = originals.length + SAMPLES * PIXELS;
  return {
    step,
    weight,
    rate,
    distortion,
    elbo: -distortion - rate,
    objective: distortion + weight * rate,
    squaredError,
    ratePerDimension,
    activeUnits: ratePerDimension.filter((nats) => nats > ACTIVE).length,
    trail,
    reconstructions: { originals, means: pictures.slice(0, originals.length), count: originals.length / PIXELS },
    samples: pictures.slice(originals.length, tilesFrom),
    ...(hasTiles(config) && { tiles: pictures.slice(tilesFrom) }),
    ...(config.latent >= 2 && { codes: codesOf(mu, labels, config.latent) }),
  };
}

/** The trail from [rate, distortion] of each step after step `before`. */
export function trailOf(config: VaeConfig, before: number, values: Float32Array): Trail {
  refuseLost(config, before, values, 2);
  return {
    steps: Float32Array.from({ length: values.length / 2 }, (_, i) => before + 1 + i),
    rate: values.filter((_, i) => i % 2 === 0),
    distortion: values.filter((_, i) => i % 2 === 1),
  };
}

function codesOf(mu: Float32Array, labels: Uint8Array, latent: number) {
  const means = Float32Array.from({ length: labels.length * 2 }, (_, i) => mu[(i >> 1) * latent + (i % 2)] ?? 0);
  return { means, labels, count: labels.length };
}
