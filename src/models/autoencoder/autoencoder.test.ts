import { readFileSync } from 'node:fs';
import { Matrix, SVD } from 'ml-matrix';
import { describe, expect, test } from 'vitest';
import { finish } from '#src/base/finish.ts';
import { grownDigits, splitAt, type DigitSet } from '#src/engine/data/digits.ts';
import { compiledKernels } from '#src/engine/executors/kernels.fixture.ts';
import { reference } from '#src/engine/executors/reference.ts';
import { simd } from '#src/engine/executors/simd.ts';
import type { TrainedState } from '#src/engine/experiment.ts';
import { answersToTheirOwn, next } from '../shared/runs.fixture.ts';
import type { AutoencoderConfig, AutoencoderData } from './autoencoder.ts';
import { MOST, principalComponents } from './pca.ts';
import { train } from './run.ts';

const PIXELS = 784;
const digits = grownDigits(9000);

/** The first digits to learn from, the 500 after them held out, and PCA of the former. */
function dataOf(count: number): AutoencoderData {
  const split = splitAt(digits, count);
  return { ...split, pca: finish(principalComponents(split)) };
}

const fast = simd(compiledKernels());
/** As the figure trains a linear one, but for the number of digits. */
const linear: AutoencoderConfig = {
  size: 6,
  linear: true,
  width: 128,
  lr: 1e-2,
  falls: 1000,
  batch: 128,
  seed: 1,
  heldOut: 500,
};

async function trained(config: AutoencoderConfig, data: AutoencoderData, steps = 1000) {
  const run = train(config, data, fast);
  await next(run);
  await next(run, steps);
  const found = await next(run, 'state');
  await run.return();
  return found;
}

/** One image a row, without the mean of the training images. */
const rowsOf = ({ images, count }: DigitSet, mean: readonly number[]) =>
  Matrix.from1DArray(
    count,
    PIXELS,
    Float64Array.from(images.subarray(0, count * PIXELS), (byte, i) => byte / 255 - (mean[i % PIXELS] ?? NaN)),
  );

/** Σ of all squares. */
const energy = (matrix: Matrix) => matrix.norm('frobenius') ** 2;

/** PCA by the singular values of the images themselves, with no covariance: right singular vectors are its directions. */
const data = dataOf(1600);
const grey = Matrix.from1DArray(
  1600,
  PIXELS,
  Float64Array.from(data.train.images, (byte) => byte / 255),
);
const mean = grey.mean('column');
const images = rowsOf(data.train, mean);
const heldOut = rowsOf({ ...data.heldOut, count: 500 }, mean);
const directions = new SVD(images, { computeLeftSingularVectors: false, autoTranspose: true }).rightSingularVectors;
const first = (size: number) => directions.subMatrix(0, PIXELS - 1, 0, size - 1);

/** ‖x − x̂‖² of a held-out image by PCA: what is left of it outside the subspace. */
const pcaError = (size: number) => (energy(heldOut) - energy(heldOut.mmul(first(size)))) / 500;

/** Weights of the last layer, [size, 784], out of a state: rows of 784 fill whole lines, so there are no gaps. */
function decoderOf(state: TrainedState | undefined, size: number): Matrix {
  const weights = state?.layout.findIndex(({ name }) => name.startsWith('decoder/') && !name.includes('bias')) ?? -1;
  const before = state?.layout.slice(0, weights).reduce((sum, { length }) => sum + length, 0) ?? 0;
  return Matrix.from1DArray(size, PIXELS, Array.from(state?.values.subarray(before, before + size * PIXELS) ?? []));
}

/** The largest angle between PCA’s subspace and what a decoder spans, and the share of its variance that is caught. */
function subspaces(decoder: Matrix) {
  const basis = new SVD(decoder.transpose()).leftSingularVectors.subMatrix(0, PIXELS - 1, 0, decoder.rows - 1);
  const cosine = Math.min(...new SVD(first(decoder.rows).transpose().mmul(basis)).diagonal);
  return {
    angle: (Math.acos(Math.min(1, cosine)) * 180) / Math.PI,
    captured: energy(images.mmul(basis)) / energy(images.mmul(first(decoder.rows))),
  };
}

test('PCA’s errors on held-out digits are those of the singular vectors of the training digits', async () => {
  const { pcaErrors } = await trained(linear, data, 1);
  expect(pcaErrors).toHaveLength(MOST + 1);
  // Both to single precision: 7 digits.
  expect(pcaErrors[0]).toBeCloseTo(energy(heldOut) / 500, 4);
  for (const size of [1, 2, 6, 8, 31, 64]) expect(pcaErrors[size]).toBeCloseTo(pcaError(size), 4);
});

test.each([1, 2, 3])(
  'seed %i: a linear autoencoder finds PCA’s subspace of six dimensions in 1,000 steps',
  async (seed) => {
    const { error, angle, captured, state } = await trained({ ...linear, seed }, data);
    const found = subspaces(decoderOf(state, linear.size));
    expect(error).toBeLessThan(1.01 * pcaError(linear.size));
    // No autoencoder on six numbers that is linear does better on the training digits; held out, by a little chance.
    expect(error).toBeGreaterThan(0.995 * pcaError(linear.size));
    expect(found.angle).toBeLessThan(5);
    expect(found.captured).toBeGreaterThan(0.99);
    // The arc cosine near 1 keeps half of a double's digits; what is measured of weights in single precision, some six.
    expect(angle).toBeCloseTo(found.angle, 3);
    expect(captured).toBeCloseTo(found.captured, 5);
  },
);

test.each([1, 32])(
  'with a code of %i the error of a linear one is at most a hundredth above PCA’s too',
  async (size) => {
    const { error } = await trained({ ...linear, size, seed: 2 }, data);
    expect(error / pcaError(size)).toBeLessThan(1.01);
  },
);

test('with tied weights a linear autoencoder finds that subspace too, and says how much of each direction it spans', async () => {
  const { error, angle, captured, spectrum, state } = await trained({ ...linear, tied: true }, data);
  expect(error).toBeLessThan(1.01 * pcaError(linear.size));
  expect(angle).toBeLessThan(5);
  expect(captured).toBeGreaterThan(0.995);
  // One set of weights, [784, 6] with rows of eight numbers, is all that there is.
  expect(state?.layout.filter(({ name }) => !name.includes('bias'))).toHaveLength(1);
  const rows = Array.from({ length: 784 }, (_, pixel) =>
    Array.from(state?.values.subarray(pixel * 8, pixel * 8 + 6) ?? []),
  );
  const basis = new SVD(new Matrix(rows)).leftSingularVectors.subMatrix(0, PIXELS - 1, 0, 5);
  const along = first(12).transpose().mmul(basis);
  for (let direction = 0; direction < 12; direction++) {
    const length = along.getRow(direction).reduce((sum, part) => sum + part ** 2, 0);
    // Weights in single precision: some six digits.
    expect(spectrum?.found[direction]).toBeCloseTo(length, 4);
    const variance = energy(images.mmul(directions.subMatrix(0, PIXELS - 1, direction, direction))) / 1600;
    expect((spectrum?.variances[direction] ?? NaN) / variance).toBeCloseTo(1, 4);
  }
});

test('tied weights of a linear autoencoder begin as orthonormal columns', async () => {
  const run = train({ ...linear, tied: true }, data, fast);
  await next(run);
  const { state } = await next(run, 'state');
  const columns = Array.from({ length: 784 }, (_, pixel) =>
    Array.from(state?.values.subarray(pixel * 8, pixel * 8 + 6) ?? []),
  );
  const products = new Matrix(columns).transpose().mmul(new Matrix(columns));
  // Sums of 784 products of single precision.
  products
    .sub(Matrix.eye(6))
    .to1DArray()
    .forEach((left) => expect(Math.abs(left)).toBeLessThan(1e-5));
  await run.return();
});

describe('on as many digits as the figure has', () => {
  const all = dataOf(8000);
  const rectified = { ...linear, linear: false, lr: 3e-3 };

  test.each([1, 2, 3])('seed %i: with hidden layers a code of 8 leaves at most 0.80 of PCA’s error', async (seed) => {
    const { error, pcaErrors, angle, captured } = await trained({ ...rectified, size: 8, seed }, all);
    expect(error / (pcaErrors[8] ?? NaN)).toBeLessThan(0.8);
    // Lecture 6 prints both errors of the first seed, which is the figure's.
    const said = `${error.toFixed(1)} against ${(pcaErrors[8] ?? NaN).toFixed(1)} after 1,000 steps`;
    if (seed === 1) expect(readFileSync('content/lectures/06-autoencoders.mdx', 'utf8')).toContain(said);
    expect([angle, captured]).toEqual([undefined, undefined]);
  });

  test('with a code of 64 PCA still wins after 1,000 steps against hidden layers, and a linear one is within 1 %', async () => {
    const { error, pcaErrors } = await trained({ ...rectified, size: 64 }, all);
    expect(error).toBeGreaterThan(1.1 * (pcaErrors[64] ?? NaN));
    const straight = await trained({ ...linear, size: 64 }, all);
    expect(straight.error / (pcaErrors[64] ?? NaN)).toBeLessThan(1.01);
    // 7 in squared distance is left of a digit, and two digits are some 100 apart.
    const { originals, answers, pca } = straight.shown;
    expect([answersToTheirOwn(originals, answers), answersToTheirOwn(originals, pca)]).toEqual([10, 10]);
  });
});

describe.each([
  { linear: true },
  { linear: false },
  { linear: true, tied: true },
  { linear: false, tied: true, depth: 2 },
  { linear: false, depth: 3 },
])('an autoencoder %o', (own) => {
  const config = { ...linear, ...own, size: 3, width: 12, lr: 1e-3, batch: 16, heldOut: 40 };

  test('a run that goes back is where it was, to the bit', async () => {
    const run = train(config, data, fast);
    await next(run);
    const there = await next(run, 7);
    await next(run, 9);
    expect(await next(run, { to: 7 })).toEqual(there);
    await run.return();
  });

  test('after 10 steps SIMD and plain loops say the same', async () => {
    const [ours, theirs] = [train(config, data, fast), train(config, data, reference)];
    await next(ours);
    await next(theirs);
    const [mine, other] = [await next(ours, 10), await next(theirs, 10)];
    // Sums of 784 numbers in single precision: 1e-4 of the number is far above their rounding.
    expect(mine.error / other.error).toBeCloseTo(1, 4);
    // A grey value on the border of two bytes may fall to either side.
    mine.shown.answers.forEach((byte, i) => expect(Math.abs(byte - (other.shown.answers[i] ?? NaN))).toBeLessThan(2));
    await Promise.all([ours.return(), theirs.return()]);
  });

  test('too large a learning rate sends the run back to its last good state', async () => {
    const run = train({ ...config, lr: 1e30 }, data, fast);
    await next(run);
    const found = await next(run, 20);
    expect(found.lostAt).toBeGreaterThan(0);
    expect(Number.isFinite(found.error)).toBe(true);
    await run.return();
  });
});

test('a linear code begins with mean 0, so that the error begins near that of the mean image', async () => {
  const run = train({ ...linear, size: 64 }, data, fast);
  const { error } = await next(run);
  // Weights within 1/√784 and 1/8: x̂ − mean is W₂W₁ (x − mean), of variance 784 · 64 / (3 · 784 · 3 · 64) = 1/9 of ‖x − mean‖²/784 a pixel.
  expect(error / pcaErrorOfNone()).toBeGreaterThan(1);
  expect(error / pcaErrorOfNone()).toBeLessThan(1.3);
  await run.return();
});

const pcaErrorOfNone = () => energy(heldOut) / 500;
