/** What a denoiser is told and shows: one of points in the plane, or one of digits. Training itself is in plane.ts and digits.ts. */
import type { PlaneSet } from '#src/engine/data/plane.ts';
import type { Standing } from '#src/engine/experiment.ts';
import type { Corruption } from '#src/engine/steps/model.ts';
import type { Layer } from '../shared/in-the-page.ts';

type Common = {
  /** Standard deviation of Gaussian noise, or the share of pixels that other noise replaces. */
  readonly level: number;
  readonly lr: number;
  /** Steps over which the rate falls along a cosine to 0; 0 for a rate that stays. */
  readonly falls: number;
  /** Points or images a step. */
  readonly batch: number;
  readonly seed: number;
};

/** The sets whose density is known before anybody draws. */
export type KnownSet = Exclude<PlaneSet, 'drawing'>;

export type PlaneConfig = Common & {
  readonly on: 'plane';
  readonly shape: KnownSet;
  /** r(x) = x + Wx + b, without hidden layers. */
  readonly linear: boolean;
  /** Sines and cosines of so many octaves, from π on, that the net reads beside each coordinate. A linear one reads none. */
  readonly octaves: number;
};

export type DigitsConfig = Common & {
  readonly on: 'digits';
  readonly noise: Noise;
  /** Hidden units. */
  readonly width: number;
  /** How many held-out images a snapshot is measured on. */
  readonly heldOut: number;
};

export type Noise = 'gaussian' | 'masking' | 'salt-and-pepper';
export const corruptions: Readonly<Record<Noise, Corruption>> = {
  gaussian: 'gaussian',
  masking: 'masking',
  'salt-and-pepper': 'salt and pepper',
};

export type DenoiserConfig = PlaneConfig | DigitsConfig;

/** The net of a plane: it reads features of a noisy point (field.ts) and answers with the way to the clean one. */
export type PlaneNet = { readonly octaves: number; readonly layers: readonly Layer[] };

export type PlaneSnapshot = Standing & {
  readonly on: 'plane';
  /** ‖x − r(x̃)‖² of a noisy point, mean over those that are measured. */
  readonly error: number;
  /** √(Σ‖r(x̃) − x̃ − σ²∇log p‖² / Σ‖σ²∇log p‖²) over noisy points. */
  readonly fieldError: number;
  /** The mean cosine between r(x̃) − x̃ and ∇log p over noisy points. */
  readonly fieldCosine: number;
  readonly net: PlaneNet;
};

export type DigitsSnapshot = Standing & {
  readonly on: 'digits';
  /** ‖x − x̂‖² of a held-out image, mean. */
  readonly error: number;
  /** Peak signal-to-noise ratio in dB of held-out images, mean over images: as they come in, as they come out, and by the median filter. */
  readonly psnrNoisy: number;
  readonly psnrRestored: number;
  readonly psnrMedian: number;
  /** Ten held-out images at most, each in four ways: bytes, 784 for each image. */
  readonly shown: Readonly<Record<Way, Uint8Array>>;
};

export const WAYS = ['clean', 'noisy', 'restored', 'median'] as const;
export type Way = (typeof WAYS)[number];

export type DenoiserSnapshot = PlaneSnapshot | DigitsSnapshot;
