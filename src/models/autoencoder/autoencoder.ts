/** What an autoencoder is told and given, and what it shows. Training itself is in run.ts, on whatever executor. */
import type { Split } from '#src/engine/data/digits.ts';
import type { Standing } from '#src/engine/experiment.ts';
import type { Pca } from './pca.ts';

export type AutoencoderConfig = {
  /** Numbers in the code. */
  readonly size: number;
  /** Straight from pixels to code and back; otherwise through a rectified hidden layer on either side of the code. */
  readonly linear: boolean;
  /** Units of each hidden layer, and how many of them lie on either side of the code; 1 unless told. */
  readonly width: number;
  readonly depth?: number;
  /** The decoder’s weights are the encoder’s, transposed layer by layer. A linear one then begins with orthonormal columns. */
  readonly tied?: boolean;
  readonly lr: number;
  /** Steps over which the rate falls along a cosine to 0; 0 for a rate that stays. */
  readonly falls: number;
  /** Images a step. */
  readonly batch: number;
  readonly seed: number;
  /** How many held-out images a snapshot is measured on. */
  readonly heldOut: number;
};

export type AutoencoderData = Split & { readonly pca: Pca };

export type AutoencoderSnapshot = Standing & {
  /** ‖x − x̂‖² of a held-out image, mean. */
  readonly error: number;
  /** The same of PCA with 0, 1, … 64 components, found on the same training images. */
  readonly pcaErrors: Float32Array;
  /** Numbers in the code. */
  readonly size: number;
  /** Of a linear autoencoder: the largest angle, in degrees, between what its decoder spans and PCA’s subspace. */
  readonly angle: number | undefined;
  /** Of a linear autoencoder: the variance of the training images within what it spans, over that within PCA’s subspace. */
  readonly captured: number | undefined;
  /** Of a linear autoencoder: what it has found of each principal direction. */
  readonly spectrum: Spectrum | undefined;
  /** Ten held-out images at most, what comes back of them, and what PCA brings back; bytes, 784 for each image. */
  readonly shown: { readonly originals: Uint8Array; readonly answers: Uint8Array; readonly pca: Uint8Array };
};

/** By principal direction, the first 64 by falling variance. */
export type Spectrum = {
  /** Variance of the training images along it: the eigenvalue of their covariance. */
  readonly variances: Float32Array;
  /** The squared length, 0 to 1, of what of it lies in the span of the decoder. */
  readonly found: Float32Array;
};
