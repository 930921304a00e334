/**
 * The same autoencoder twice, from the same weights on the same batches: once plain, once with the noise and the KL of a
 * variational one. What is told, learned from and shown; training itself is in run.ts, on whatever executor.
 */
import type { Split } from '#src/engine/data/digits.ts';
import type { PretrainedClassifier } from '#src/engine/data/pretrained-classifier.ts';
import type { Standing } from '#src/engine/experiment.ts';

export type AeOrVaeConfig = {
  /** Numbers in the code. */
  readonly latent: number;
  /** Units of the hidden layer on either side. */
  readonly width: number;
  readonly lr: number;
  /** Images a step, the same for both. */
  readonly batch: number;
  readonly seed: number;
};

/** Digits, and the classifier that reads what is made. */
export type AeOrVaeData = Split & { readonly classifier: PretrainedClassifier };

/** The autoencoder with codes drawn from N(0, I), the variational one with the same, the autoencoder with its own Gaussian. */
export const COLUMNS = ['ae', 'vae', 'own'] as const;
export type Column = (typeof COLUMNS)[number];

/** Digits that are made to be judged, and digits that they are compared with. */
export const JUDGED = 1000;
/** How many of them are shown. */
export const SAMPLES = 12;
/** Codes that are shown, of held-out digits and of the prior. */
export const CODES = 300;
export const PRIOR_CODES = 120;

/** What is made from one kind of code. */
export type Made = {
  /** Fréchet distance to held-out digits in the features of the pretrained classifier. */
  readonly frechet: number;
  /** Share of the pictures that the classifier reads with a confidence above 0.9. */
  readonly sure: number;
  /** The first pictures as bytes, [SAMPLES, 784]. */
  readonly samples: Uint8Array;
};

/** Where one encoder puts digits. */
export type Codes = {
  /** Codes of held-out digits in the direction that they have along the two axes of most variance, at their true distance from 0, [CODES, 2]. */
  readonly at: Float32Array;
  /** Root mean variance of a number of the code. */
  readonly deviation: number;
  /** Share of them that lie as near to the origin as 99 of 100 draws from the prior. */
  readonly near: number;
};

/** Reading 3,000 pictures takes as long as some hundred steps of training, so it is done at every hundredth step. */
export const EVERY = 100;

export type AeOrVaeSnapshot = Standing & {
  /** The step that everything here is of: the last multiple of `EVERY`, or where a run from a saved state began. */
  readonly at: number;
  readonly made: Readonly<Record<Column, Made>>;
  readonly codes: Readonly<Record<'ae' | 'vae', Codes>>;
  /** The classes of the digits whose codes are shown. */
  readonly labels: Uint8Array;
  /** Draws from N(0, I), the same in every snapshot and at their true distance from 0 too, [PRIOR_CODES, 2]. */
  readonly prior: Float32Array;
  /** The same measures of digits from the training set: what is to be reached. */
  readonly real: Pick<Made, 'frechet' | 'sure'>;
};

/** What is seen at a step. */
export type Station = Omit<AeOrVaeSnapshot, keyof Standing>;

/** Above this probability of its best class a picture is read surely. */
export const SURE = 0.9;
