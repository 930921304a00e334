/**
 * What a decoder driven by a code is told and shows. Training itself is in run.ts, on whatever executor.
 */
import { finish } from '#src/base/finish.ts';
import { FACTORS, growDigits, type DigitSet } from '#src/engine/data/digits.ts';
import type { Standing } from '#src/engine/experiment.ts';
import { PIXELS } from '../shared/batches.ts';
import { lostNumbers, refuseLost } from '../shared/lost.ts';

export type CodesConfig = {
  /**
   * What the decoder is told of a digit. One-hot: its class. Scaled: the one of its class is replaced by a number for how
   * far this digit leans. Dense: numbers that an encoder, trained with the decoder, finds.
   */
  readonly code: 'one-hot' | 'scaled' | 'dense';
  /** Numbers in a dense code; the others have one for each class. */
  readonly size: number;
  /** Hidden units of the decoder, and of the encoder of a dense code. */
  readonly width: number;
  readonly lr: number;
  /** Images a step. */
  readonly batch: number;
  /** How many grown digits are learnt, and measured. */
  readonly digits: number;
  readonly seed: number;
};

/** Where training stands, averaged over the digits that are learnt: the question is whether a code can bring them back. */
export type CodesSnapshot = Standing & {
  /** −log p(x|z) of a digit, in nats. */
  readonly error: number;
  /** ‖x − x̂‖² of a digit. */
  readonly squaredError: number;
  /** The least error, in nats, of any decoder that is told the class and nothing else. */
  readonly floor: number;
  /** Numbers in a code. */
  readonly size: number;
  /** The code of each digit, [count, size]. */
  readonly codes: Float32Array;
  readonly digits: LeaningDigits;
  readonly decoder: DecoderWeights;
  /** Mean error of each step's batch since the last snapshot, before that step's update; steps from 1. */
  readonly trail: { readonly steps: Float32Array; readonly errors: Float32Array };
};

/** Digits, and how far each of them leans to the right, in degrees: its slant and its turn together. */
export type LeaningDigits = Pick<DigitSet, 'images' | 'labels' | 'count'> & { readonly leans: Float32Array };

/** σ(relu(z W₁ + b₁) W₂ + b₂), without gaps: W₁ [size, width], W₂ [width, 784]. */
export type DecoderWeights = {
  readonly width: number;
  readonly hidden: Float32Array;
  readonly hiddenBias: Float32Array;
  readonly out: Float32Array;
  readonly outBias: Float32Array;
};

export const CLASSES = 10;
/** The seed of the digits that every figure learns; the first hundred are the same however many there are. */
const GROWN_SEED = 1;
/** The number in the place of the class, for the digit of the class that leans least and for the one that leans most. */
const SCALE = { least: 0.5, most: 1.5 } as const;

export const sizeOf = ({ code, size }: Pick<CodesConfig, 'code' | 'size'>): number =>
  code === 'dense' ? size : CLASSES;

/** Grows the digits, and yields the share done on the way. */
export function* growingDigits(count: number): Generator<number, LeaningDigits & DigitSet> {
  const grown = yield* growDigits({ count, seed: GROWN_SEED });
  return { ...grown, leans: leansOf(grown) };
}

export const digitsOf = ({ digits }: Pick<CodesConfig, 'digits'>): LeaningDigits & DigitSet =>
  finish(growingDigits(digits));

function leansOf({ count, factors }: DigitSet): Float32Array {
  const factor = (digit: number, name: (typeof FACTORS)[number]) =>
    factors?.[digit * FACTORS.length + FACTORS.indexOf(name)] ?? NaN;
  return Float32Array.from(
    { length: count },
    (_, digit) => (Math.atan(factor(digit, 'slant')) * 180) / Math.PI + factor(digit, 'rotation'),
  );
}

/** The codes that are given and not learnt, [count, 10]: one-hot, or scaled within each class from 0.5 to 1.5. */
export function givenCodes(code: 'one-hot' | 'scaled', { labels, leans, count }: LeaningDigits): Float32Array {
  const codes = new Float32Array(count * CLASSES);
  const ranges = Array.from({ length: CLASSES }, (_, digit) => rangeOf(leans.filter((_, i) => labels[i] === digit)));
  labels.forEach((label, i) => {
    const { least = 0, most = 0 } = ranges[label] ?? {};
    const share = most > least ? ((leans[i] ?? 0) - least) / (most - least) : 0.5;
    codes[i * CLASSES + label] = code === 'one-hot' ? 1 : SCALE.least + share * (SCALE.most - SCALE.least);
  });
  return codes;
}

const rangeOf = (values: Float32Array) => ({ least: Math.min(...values), most: Math.max(...values) });

/**
 * The mean over digits of Σ H(m), with m the mean image of the digit's class and H the entropy of a coin. A decoder that
 * is told the class says one x̂ for the whole class; Σ −x log x̂ − (1 − x) log(1 − x̂) is linear in x, so its mean over the
 * class is the cross-entropy of m and x̂, which is least, and the entropy of m, at x̂ = m.
 */
export function floorOf(digits: Pick<LeaningDigits, 'images' | 'labels' | 'count'>): number {
  const classes = Array.from({ length: CLASSES }, (_, digit) => classMean(digits, digit));
  const nats = classes.map(({ mean, count }) => count * mean.reduce((sum, grey) => sum + entropy(grey), 0));
  return nats.reduce((sum, part) => sum + part, 0) / digits.count;
}

const entropy = (p: number) => (p > 0 && p < 1 ? -p * Math.log(p) - (1 - p) * Math.log1p(-p) : 0);

/** The mean image of a class, 784 grey values, and how many digits it has. */
export function classMean({ images, labels }: Pick<LeaningDigits, 'images' | 'labels'>, digit: number) {
  const sums = new Float64Array(PIXELS);
  let count = 0;
  labels.forEach((label, i) => {
    if (label !== digit) return;
    count++;
    for (let pixel = 0; pixel < PIXELS; pixel++) sums[pixel] = (sums[pixel] ?? 0) + (images[i * PIXELS + pixel] ?? 0);
  });
  return { mean: sums.map((sum) => sum / (255 * Math.max(1, count))), count };
}

/** What an executor finds at a snapshot: −log p(x|z) of each digit, x̂ [count, 784], and what the snapshot shows. */
export type Measured = Pick<CodesSnapshot, 'codes' | 'decoder'> & {
  readonly losses: Float32Array;
  readonly means: Float32Array;
};

export function snapshotOf(
  config: CodesConfig,
  { images, labels, leans, count }: LeaningDigits,
  floor: number,
  step: number,
  { losses, means, codes, decoder }: Measured,
  errors: Float32Array,
): CodesSnapshot {
  let squares = 0;
  for (let i = 0; i < count * PIXELS; i++) squares += ((means[i] ?? NaN) - (images[i] ?? NaN) / 255) ** 2;
  const error = losses.reduce((sum, nats) => sum + nats, 0) / count;
  const before = step - errors.length;
  refuseLost(config, before, errors);
  if (!Number.isFinite(error + squares)) throw lostNumbers(config, step);
  return {
    step,
    error,
    floor,
    codes,
    decoder,
    size: sizeOf(config),
    squaredError: squares / count,
    digits: { images, labels, leans, count },
    trail: { steps: Float32Array.from(errors, (_, i) => before + 1 + i), errors },
  };
}
