import { describe, expect, test } from 'vitest';
import { grownDigits, splitAt } from '#src/engine/data/digits.ts';
import { compiledKernels } from '#src/engine/executors/kernels.fixture.ts';
import { reference } from '#src/engine/executors/reference.ts';
import { simd } from '#src/engine/executors/simd.ts';
import type { TrainedState } from '#src/engine/experiment.ts';
import { next } from '../shared/runs.fixture.ts';
import type { SparseConfig, SparseData } from './sparse.ts';
import { train } from './run.ts';
import { cosine, LIKENESS, plantedPictures, plantedStrokes, STROKES } from './strokes.ts';

const PIXELS = 784;
// What training reaches at the figure’s knobs is held by widgets/autoencoder-sparse/model.test.ts.

const digits: SparseData = splitAt(grownDigits(300), 200);
const strokes = plantedStrokes();
const planted: SparseData = { ...plantedPictures(strokes), strokes };

const fast = simd(compiledKernels());
async function trained(config: SparseConfig, data: SparseData, steps: number) {
  const run = train(config, data, fast);
  await next(run);
  await next(run, steps);
  const found = await next(run, 'state');
  await run.return();
  return found;
}

describe('planted strokes', () => {
  test('are 32, no two of them much alike, and every picture is made of a few', () => {
    expect(strokes).toHaveLength(STROKES);
    strokes.forEach((a, i) => {
      for (const b of strokes.slice(i + 1)) expect(cosine(a, b)).toBeLessThanOrEqual(LIKENESS);
    });
    // Two to four strokes: that many at most are needed to cover its ink.
    const { images, count } = planted.heldOut;
    expect(images).toHaveLength(count * PIXELS);
    for (let picture = 0; picture < 20; picture++) {
      const image = images.subarray(picture * PIXELS, (picture + 1) * PIXELS);
      const within = strokes.filter((stroke) => stroke.every((ink, pixel) => ink < 1 || (image[pixel] ?? 0) >= 127));
      const covered = image.every((byte, pixel) => byte === 0 || within.some((stroke) => (stroke[pixel] ?? 0) > 0));
      expect(covered).toBe(true);
      expect(within.length).toBeGreaterThanOrEqual(2);
    }
  });
});

/** Weights and biases without gaps in rows, for a width that is a multiple of four. */
function partsOf({ layout, values }: TrainedState): readonly Float32Array[] {
  let at = 0;
  return layout.map(({ length }) => values.subarray(at, (at += length)));
}

const small: SparseConfig = {
  size: 16,
  penalty: 'l1',
  weight: 0.05,
  rho: 0.2,
  tied: false,
  linear: false,
  lr: 1e-3,
  batch: 16,
  seed: 1,
  heldOut: 40,
};
const cases: readonly (readonly [string, SparseConfig, SparseData])[] = [
  ['L1 on digits', small, digits],
  ['KL on digits', { ...small, penalty: 'kl', weight: 0.5 }, digits],
  ['L1 on strokes, tied', { ...small, tied: true, linear: true }, planted],
];

describe.each(cases)('%s', (_, config, data) => {
  test('a snapshot’s numbers are those of the network whose weights it hands out', async () => {
    const { state, error, activeShare, meanActivity, deadShare, atomLength, shown } = await trained(config, data, 30);
    const [w = none, b = none, ...rest] = state ? partsOf(state) : [];
    const [v = none, c = none] = config.tied ? [none, ...rest] : rest;
    const decoder = (unit: number, pixel: number) =>
      (config.tied ? w[pixel * 16 + unit] : v[unit * PIXELS + pixel]) ?? NaN;
    const act = (sum: number) => (config.penalty === 'l1' ? Math.max(0, sum) : 1 / (1 + Math.exp(-sum)));
    const codes: number[][] = [];
    let squares = 0;
    for (let image = 0; image < 40; image++) {
      const x = Array.from(data.heldOut.images.subarray(image * PIXELS, (image + 1) * PIXELS), (byte) => byte / 255);
      const code = Array.from({ length: 16 }, (__, unit) =>
        act(x.reduce((sum, grey, pixel) => sum + grey * (w[pixel * 16 + unit] ?? NaN), b[unit] ?? NaN)),
      );
      codes.push(code);
      x.forEach((grey, pixel) => {
        const out = code.reduce((sum, value, unit) => sum + value * decoder(unit, pixel), c[pixel] ?? NaN);
        squares += (grey - (config.linear ? out : 1 / (1 + Math.exp(-out)))) ** 2;
      });
    }
    const all = codes.flat();
    const above = config.penalty === 'l1' ? 0.001 : 0.05;
    // Sums of 784 numbers in single precision, 40 images of them: a relative 1e-4 is far above their rounding.
    expect(error / (squares / 40)).toBeCloseTo(1, 4);
    expect(meanActivity / (all.reduce((sum, value) => sum + value, 0) / all.length)).toBeCloseTo(1, 4);
    // A value on the threshold may fall to either side: one of the 640 at most.
    expect(Math.abs(activeShare - all.filter((value) => value > above).length / all.length)).toBeLessThan(1.5 / 640);
    const alive = Array.from({ length: 16 }, (__, unit) => unit).filter((unit) =>
      codes.some((code) => (code[unit] ?? 0) > above),
    );
    expect(deadShare).toBeCloseTo(1 - alive.length / 16, 6);
    const lengths = alive.map((unit) =>
      Math.hypot(...Array.from({ length: PIXELS }, (__, pixel) => decoder(unit, pixel))),
    );
    expect(atomLength / (lengths.reduce((sum, length) => sum + length, 0) / lengths.length)).toBeCloseTo(1, 4);
    // The first image that is shown is the first of its class; a planted picture has class 0, as all have.
    const first = data.heldOut.labels.indexOf(0);
    shown.units.forEach((unit, at) => expect(shown.codes[at]).toBeCloseTo(codes[first]?.[unit] ?? NaN, 4));
    expect(shown.active[0]).toBe(codes[first]?.filter((value) => value > above).length);
  });

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
    expect(mine.meanActivity / other.meanActivity).toBeCloseTo(1, 4);
    await Promise.all([ours.return(), theirs.return()]);
  });

  test('too large a learning rate sends the run back to its last good state', async () => {
    const run = train({ ...config, lr: 1e38 }, data, fast);
    await next(run);
    const found = await next(run, 20);
    expect(found.lostAt).toBeGreaterThan(0);
    expect(Number.isFinite(found.error)).toBe(true);
    await run.return();
  });
});

const none = new Float32Array();
