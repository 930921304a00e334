/**
 * What a variational autoencoder is told and shows where its evidence can be computed: points of the plane and a code of one
 * number, or Gaussian data and linear networks. Training itself is in run.ts, on whatever executor.
 */
import type { Standing } from '#src/engine/experiment.ts';
import type { Layer } from '../shared/in-the-page.ts';

export const SHAPES = ['moons', 'spiral'] as const;
export type Shape = (typeof SHAPES)[number];

export type VaeExactConfig = {
  /** Curved: a curve through points of the plane. Linear: linear networks on Gaussian data with the variances `SPECTRUM`. */
  readonly model: 'curved' | 'linear';
  /** The points that the curved model learns. */
  readonly shape: Shape;
  /** Standard deviation h of the Gaussian decoder, the same in every direction. */
  readonly h: number;
  /** The weight of the KL in what is trained; 1 trains the bound itself. */
  readonly beta: number;
  /** Numbers in the code of the linear model; that of the curved one has one. */
  readonly latent: number;
  readonly lr: number;
  /** Steps over which the learning rate falls along a cosine to 0; 0 lets it stay. */
  readonly falls: number;
  /** Points a step; every step draws new ones. */
  readonly batch: number;
  readonly seed: number;
  /** How many held-out points of the plane a snapshot is measured on. */
  readonly heldOut: number;
};

/** Variances λ of the linear model's data, along the axes, which are independent. */
export const SPECTRUM = [4, 2, 1, 0.5, 0.5] as const;

/** Both networks: tanh after all layers but the last. The encoder ends in the means of q(z|x), then its log variances. */
export type Networks = { readonly encoder: readonly Layer[]; readonly decoder: readonly Layer[] };

/** Means over the data, of held-out points or, of the linear model, of the distribution itself. Nats but for the distortion. */
export type Means = {
  /** log p(x). */
  readonly evidence: number;
  readonly elbo: number;
  /** KL(q(z|x) ‖ p(z|x)), computed on its own: evidence − ELBO only as far as all three are right. */
  readonly kl: number;
  /** KL(q(z|x) ‖ p(z)). */
  readonly rate: number;
  /** E‖x − x̂‖², x̂ being the mean of p(x|z). */
  readonly distortion: number;
  /** The largest |ELBO + KL − evidence| of a point; of the linear model, of the means. */
  readonly off: number;
  /** Whether the nodes of the quadrature resolve every posterior and every q; always so where all is a closed form. */
  readonly resolved: boolean;
};

export type VaeExactSnapshot = Standing &
  Means & {
    readonly networks: Networks;
    /** Dimensions of the code whose rate is above 0.01 nat. */
    readonly activeUnits: number;
    /** The points of the plane that it is measured on, [held-out, 2]; none of the linear model. */
    readonly points: Float32Array;
    /** E(x_i − x̂_i)² of each direction of the linear model's data; none of the curved one. */
    readonly left: Float32Array;
  };

/** Nats; below it a dimension of the code carries nothing. */
export const ACTIVE = 0.01;
