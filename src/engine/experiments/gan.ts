/**
 * What a GAN on points in the plane is told and shows; what its executors share. Training itself is in gan-fast.ts, and
 * in gan-tfjs.ts with TensorFlow.js.
 */
import type { Player } from '../experiment.ts';

export const PLANE_SETS = ['ring', 'grid', 'moons', 'spiral', 'pinwheel', 'circles', 'drawing'] as const;
export type PlaneSet = (typeof PLANE_SETS)[number];

export type GanLoss = 'minimax' | 'non-saturating' | 'least-squares' | 'wasserstein';
export type Remedy = 'none' | 'packing' | 'batch-statistics' | 'instance-noise';

export type GanConfig = {
  readonly seed: number;
  readonly data: PlaneSet;
  /** Cells of the reader's drawing, 16 × 16 from the upper left, row by row, four to a hex digit; '' for none. */
  readonly drawing: string;
  readonly loss: GanLoss;
  /** Steps of the discriminator before each step of the generator. */
  readonly kd: number;
  /** Adam's step sizes of the discriminator and of the generator. */
  readonly lrd: number;
  readonly lrg: number;
  /** Dimensions of the latent z ~ N(0, I), from 1 to 8. */
  readonly noise: number;
  /** Units of a hidden layer, and hidden layers, of each player. */
  readonly width: number;
  readonly depth: number;
  /** Real points a discriminator step, and fake ones a step of either player. */
  readonly batch: number;
  readonly remedy: Remedy;
};

/** Half the side of the square that is looked at, [−1.6, 1.6]²; the data lie about [−1, 1]². */
export const HALF_SIDE = 1.6;
/** D is shown at the middles of so many cells a side. */
export const FIELD = 48;
/** Lines of the latent grid a side are one more. */
export const WARP = 12;
export const SHOWN_REALS = 512;
export const SHOWN_FAKES = 512;
export const ARROWS = 64;

/** Where the game stands. Points are pairs (x, y); every snapshot of a run shows the same z's and the same real points. */
export type GanSnapshot = {
  /** Iterations done: kd steps of the discriminator and one of the generator. */
  readonly step: number;
  /**
   * Steps of one player asked for by hand since the run left the path that its seed names; 0 on that path. Seeking a
   * step or starting anew goes back to the path; iterations after a step by hand do not.
   */
  readonly byHand: number;
  /** Who moved last; nobody at step 0. */
  readonly moved: Player | undefined;
  /** Points of the data, [512, 2]. */
  readonly real: Float32Array;
  /** G(z), [512, 2]. */
  readonly fakes: Float32Array;
  /**
   * D at the middles of 48 × 48 cells of the square [−1.6, 1.6]², row by row from the upper left (y falls from row to
   * row): σ(logit) for minimax and non-saturating, D's plain output for least squares (wanted 1 on reals, 0 on fakes)
   * and for Wasserstein (a critic without scale).
   */
  readonly field: Float32Array;
  /** What to colour as “fake” and as “real”: [0, 1] except for Wasserstein, there the least and the largest of the field. */
  readonly fieldRange: readonly [number, number];
  /**
   * [64, 4]: x, y of the first 64 fakes and −∂ℓ/∂x, −∂ℓ/∂y of the generator's actual loss ℓ at that one fake (nats or the
   * loss's own unit, per unit of length), unscaled: the view chooses one factor for all.
   */
  readonly arrows: Float32Array;
  /**
   * G's image of a grid of z: its first two dimensions at the Gaussian quantiles of (i + ½)/13, the others 0; point
   * (row, column) at 2·(row·warpColumns + column). A latent of one dimension has one row.
   */
  readonly warp: Float32Array;
  readonly warpRows: number;
  readonly warpColumns: number;
  /** Both players' losses in the iterations since the last snapshot, each before its own last update; steps from 1. */
  readonly trail: GanTrail;
  /** Both players' losses and the mean of D (as in `field`) on the same real points and z's in every snapshot. */
  readonly dLoss: number;
  readonly gLoss: number;
  readonly dReal: number;
  readonly dFake: number;
  /** Modes that the generator reaches, and how many there are. */
  readonly modesCovered: number;
  readonly modes: number;
  /** Share of the generator's points within 3σ of a mode. */
  readonly goodShare: number;
  /** Jensen–Shannon divergence between data and generator in nats, 0 … log 2. */
  readonly jsd: number;
};

export type GanTrail = { readonly steps: Float32Array; readonly dLoss: Float32Array; readonly gLoss: Float32Array };
