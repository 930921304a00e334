import { describe, expect, test } from 'vitest';
import { grownDigits, splitAt } from '#src/engine/data/digits.ts';
import { densityAt, drawPlane, planeSet, type Mixture } from '#src/engine/data/plane.ts';
import { compiledKernels } from '#src/engine/executors/kernels.fixture.ts';
import type { ExecutorFactory } from '#src/engine/executors/executor.ts';
import { reference } from '#src/engine/executors/reference.ts';
import { simd } from '#src/engine/executors/simd.ts';
import type { Run } from '#src/engine/experiment.ts';
import { medianFilter } from '#src/engine/maths/median-filter.ts';
import { psnr } from '#src/engine/maths/psnr.ts';
import { random } from '#src/engine/random.ts';
import { answersToTheirOwn, next } from '../shared/runs.fixture.ts';
import type { DenoiserSnapshot, DigitsConfig, DigitsSnapshot, Noise, PlaneConfig, PlaneNet } from './denoiser.ts';
import { trainDigits } from './digits.ts';
import { read, sent } from './field.ts';
import { compared, trainPlane } from './plane.ts';
import recorder from './recorder.ts';

const PIXELS = 784;
const fast = simd(compiledKernels());

async function after<S extends DenoiserSnapshot>(run: Run<S>, steps: number): Promise<S> {
  await next(run);
  const found = steps > 0 ? await next(run, steps) : await next(run, 'state');
  await run.return();
  return found;
}

describe('in the plane', () => {
  /** As the figure opens, but trained for 1,500 steps instead of 4,000. */
  const config: PlaneConfig = {
    on: 'plane',
    shape: 'moons',
    linear: false,
    octaves: 3,
    level: 0.1,
    lr: 3e-3,
    falls: 1500,
    batch: 128,
    seed: 1,
  };

  /** σ²∇log p of the noisy data by central differences of the density, whose Gaussians are wider by the noise. */
  function slope(clean: Mixture, level: number, x: number, y: number): [number, number] {
    const noisy = { ...clean, sigma: Math.hypot(clean.sigma, level) };
    const h = 1e-5;
    const log = (dx: number, dy: number) => Math.log(densityAt(noisy, x + dx, y + dy));
    const scale = level ** 2 / (2 * h);
    return [scale * (log(h, 0) - log(-h, 0)), scale * (log(0, h) - log(0, -h))];
  }

  /** How a net's field agrees with that at noisy points of our own. */
  function measuredHere(net: PlaneNet, { shape, level }: PlaneConfig) {
    const [clean, source] = [planeSet(shape), random(77)];
    const points = drawPlane(clean, 2000, source).map((value) => value + level * source.normal());
    const at = (field: (x: number, y: number) => readonly [number, number]) =>
      Float32Array.from({ length: 2000 }, (_, i) => i).reduce((all, i) => {
        all.set(field(points[2 * i] ?? NaN, points[2 * i + 1] ?? NaN), 2 * i);
        return all;
      }, new Float32Array(4000));
    return compared(
      at((x, y) => sent(net, x, y)),
      at((x, y) => slope(clean, level, x, y)),
    );
  }

  test.each((['ring', 'moons', 'spiral'] as const).flatMap((shape) => [1, 2, 3].map((seed) => [shape, seed] as const)))(
    '%s, seed %i: what the network adds to a noisy point is σ²∇log p within 0.15 of its size, and its direction agrees',
    async (shape, seed) => {
      const told = { ...config, shape, seed };
      const { net, fieldError, fieldCosine } = await after(trainPlane(told, fast), 1500);
      const own = measuredHere(net, told);
      for (const { fieldError: error, fieldCosine: cosine } of [own, { fieldError, fieldCosine }]) {
        expect(error).toBeLessThan(0.15);
        expect(cosine).toBeGreaterThan(0.9);
      }
      // Each is a mean over 2,000 points; their spread between such sets is about a tenth of the error.
      expect(Math.abs(fieldError - own.fieldError)).toBeLessThan(0.03);
      expect(Math.abs(fieldCosine - own.fieldCosine)).toBeLessThan(0.03);
    },
  );

  test('without sines the arms of the spiral are too fine: the error is more than twice as large', async () => {
    const { fieldError } = await after(trainPlane({ ...config, shape: 'spiral', octaves: 0 }, fast), 1500);
    expect(fieldError).toBeGreaterThan(0.3);
  });

  /** Covariance [xx, xy, yy] of a mixture: that of its means, and σ² on the diagonal. */
  function covarianceOf({ sigma, components }: Mixture): [number, number, number] {
    const mean = (of: (at: Mixture['components'][number]) => number) =>
      components.reduce((sum, at) => sum + of(at), 0) / components.length;
    const [mx, my] = [mean(({ x }) => x), mean(({ y }) => y)];
    return [
      mean(({ x }) => (x - mx) ** 2) + sigma ** 2,
      mean(({ x, y }) => (x - mx) * (y - my)),
      mean(({ y }) => (y - my) ** 2) + sigma ** 2,
    ];
  }

  test.each([1, 2, 3])(
    'seed %i: a linear network ends within a hundredth of the Wiener filter’s error',
    async (seed) => {
      const told = { ...config, linear: true, level: 0.4, lr: 1e-2, falls: 800, seed };
      const { net } = await after(trainPlane(told, fast), 800);
      const [xx, xy, yy] = covarianceOf(planeSet('moons'));
      const v = told.level ** 2;
      const [[b1, b2], [c1, c2], [d1, d2]] = [sent(net, 0, 0), sent(net, 1, 0), sent(net, 0, 1)];
      // r(x̃) = A x̃ + b with A = I + W; its error is tr((A − I) C (A − I)ᵀ) + σ² tr(A Aᵀ) + ‖b‖², as the moons’ mean is 0.
      const rows = [
        [c1 - b1, d1 - b1],
        [c2 - b2, d2 - b2],
      ];
      const error = rows.reduce(
        (sum, [p = NaN, q = NaN], i) => {
          const [full, also] = i === 0 ? [p + 1, q] : [p, q + 1];
          return sum + p * p * xx + 2 * p * q * xy + q * q * yy + v * (full * full + also * also);
        },
        b1 ** 2 + b2 ** 2,
      );
      // The Wiener filter leaves λσ²/(λ + σ²) along each eigenvector of C; the sum is σ² tr(C (C + σ²)⁻¹).
      const [a, d] = [xx + v, yy + v];
      const wiener = (v * (xx * d - xy * xy + (yy * a - xy * xy))) / (a * d - xy * xy);
      expect(error / wiener).toBeGreaterThanOrEqual(1);
      expect(error / wiener).toBeLessThan(1.01);
    },
  );

  test('fields are compared by relative error and by angle', () => {
    // Off by (0, 1) and (1, 0) of lengths 1 and 2: √(2/5); cosines of 45° and of the angle of (3, 0) to (2, 0).
    const found = compared(Float32Array.of(1, 1, 3, 0), Float32Array.of(1, 0, 2, 0));
    expect(found.fieldError).toBeCloseTo(Math.sqrt(2 / 5), 12);
    expect(found.fieldCosine).toBeCloseTo((Math.SQRT1_2 + 1) / 2, 12);
  });

  test('the network reads the coordinates, and their sines and cosines in rising octaves', () => {
    const row = new Float32Array(10);
    read(0.5, 1 / 6, 2, row);
    const third = Math.sqrt(3) / 2;
    const expected = [0.5, 1 / 6, 1, 0, 0.5, third, 0, -1, third, 0.5];
    expected.forEach((value, i) => expect(row[i]).toBeCloseTo(value, 6));
  });

  runsLikeAnyOther(
    () => ({ ...config, batch: 16 }),
    (told, open) => trainPlane(told, open),
  );
});

describe('on digits', () => {
  const all = grownDigits(3000);
  const data = splitAt(all, 2500);
  /** 320 steps of 64 images, a tenth of what 1,000 of the figure’s see. */
  const config: DigitsConfig = {
    on: 'digits',
    noise: 'gaussian',
    level: 0.3,
    width: 256,
    lr: 3e-3,
    falls: 320,
    batch: 64,
    seed: 1,
    heldOut: 500,
  };
  const known = new Map<string, Promise<DigitsSnapshot>>();
  /** What 320 steps come to, trained once. */
  function restoredWith(noise: Noise, level: number, seed: number): Promise<DigitsSnapshot> {
    const name = `${noise} ${level} ${seed}`;
    const found = known.get(name) ?? after(trainDigits({ ...config, noise, level, seed }, data, fast), 320);
    known.set(name, found);
    return found;
  }

  test.each([1, 2, 3])(
    'seed %i: Gaussian noise of 0.3 is restored to 19.5 dB, and half-masked digits to 17',
    async (seed) => {
      const gaussian = await restoredWith('gaussian', 0.3, seed);
      expect(gaussian.psnrRestored).toBeGreaterThan(19.5);
      expect(gaussian.psnrRestored).toBeGreaterThan(gaussian.psnrMedian + 1.5);
      // 19.5 dB are 9 in squared distance, and two digits are some 100 apart.
      expect(answersToTheirOwn(gaussian.shown.clean, gaussian.shown.restored)).toBe(10);
      const masked = await restoredWith('masking', 0.5, seed);
      expect(masked.psnrRestored).toBeGreaterThan(17);
      expect(masked.psnrRestored).toBeGreaterThan(masked.psnrNoisy + 3);
      // Of nine pixels, most of them white, the median is white: the filter loses what is left.
      expect(masked.psnrMedian).toBeLessThan(masked.psnrNoisy);
    },
  );

  test('the median filter is at its best against salt and pepper: it gains 8 dB, and the network leads by less than against other noise', async () => {
    const salted = await restoredWith('salt-and-pepper', 0.2, 1);
    const gaussian = await restoredWith('gaussian', 0.3, 1);
    expect(salted.psnrMedian - salted.psnrNoisy).toBeGreaterThan(8);
    expect(gaussian.psnrMedian - gaussian.psnrNoisy).toBeLessThan(5);
    expect(salted.psnrRestored - salted.psnrMedian).toBeLessThan(1);
    expect(gaussian.psnrRestored - gaussian.psnrMedian).toBeGreaterThan(1.5);
  });

  /** Decibels of held-out images, averaged, where each has the mean squared error that its pixels are expected to have. */
  const expectedPsnr = (squares: (grey: number) => number) =>
    Array.from({ length: 500 }, (_, image) => {
      const pixels = Array.from(
        data.heldOut.images.subarray(image * PIXELS, (image + 1) * PIXELS),
        (byte) => byte / 255,
      );
      return -10 * Math.log10(pixels.reduce((sum, grey) => sum + squares(grey), 0) / PIXELS);
    }).reduce((sum, decibels) => sum + decibels, 0) / 500;

  test.each([
    ['masking', (grey: number) => 0.5 * grey ** 2],
    ['salt-and-pepper', (grey: number) => 0.25 * grey ** 2 + 0.25 * (1 - grey) ** 2],
  ] as const)('%s of half of the pixels makes the error that it must', async (noise, squares) => {
    const { psnrNoisy } = await after(trainDigits({ ...config, noise, level: 0.5 }, data, fast), 0);
    // An image’s error is spread by about a tenth, so 0.45 dB: four standard errors among 500 are 0.08, and Jensen adds 0.02.
    expect(Math.abs(psnrNoisy - expectedPsnr(squares))).toBeLessThan(0.1);
  });

  test('without noise all decibels are those of the images that are shown', async () => {
    const few = { ...data, heldOut: splitAt(grownDigits(10), 0).heldOut };
    const found = await after(trainDigits({ ...config, level: 0, heldOut: 10 }, few, fast), 20);
    const of = (all: ArrayLike<number>, image: number) => Array.from(all).slice(image * PIXELS, (image + 1) * PIXELS);
    const meanOver = (decibels: (clean: number[], image: number) => number) =>
      Array.from({ length: 10 }, (_, i) => decibels(of(found.shown.clean, i), i)).reduce((sum, one) => sum + one) / 10;
    expect(found.psnrNoisy).toBe(Infinity);
    expect(found.shown.noisy).toEqual(found.shown.clean);
    // Bytes round a grey value by 1/510 at most, some 1e-6 of the mean squared error: a thousandth of what is left, 0.01 dB.
    expect(found.psnrRestored).toBeCloseTo(
      meanOver((clean, i) => psnr(of(found.shown.restored, i), clean, 255)),
      1,
    );
    expect(found.psnrMedian).toBeCloseTo(
      meanOver((clean) => psnr(medianFilter(clean, 28), clean, 255)),
      6,
    );
    found.shown.median.forEach((byte, at) =>
      expect(byte).toBe(medianFilter(of(found.shown.clean, Math.floor(at / PIXELS)), 28)[at % PIXELS]),
    );
  });

  runsLikeAnyOther(
    () => ({ ...config, width: 12, batch: 16, heldOut: 40, noise: 'salt-and-pepper' as const }),
    (told, open) => trainDigits(told, data, open),
  );
});

/** What every run keeps to, whatever it trains. */
function runsLikeAnyOther<Config extends { readonly lr: number }>(
  configOf: () => Config,
  train: (config: Config, open: ExecutorFactory) => Run<DenoiserSnapshot>,
): void {
  test('a run that goes back is where it was, to the bit', async () => {
    const run = train(configOf(), fast);
    await next(run);
    const there = await next(run, 7);
    await next(run, 9);
    expect(await next(run, { to: 7 })).toEqual(there);
    await run.return();
  });

  test('after 10 steps SIMD and plain loops say the same', async () => {
    const [mine, other] = await Promise.all([fast, reference].map((open) => after(train(configOf(), open), 10)));
    // Sums of up to 784 numbers in single precision: 1e-4 of the number is far above their rounding.
    expect((mine?.error ?? NaN) / (other?.error ?? NaN)).toBeCloseTo(1, 4);
  });

  test('too large a learning rate sends the run back to its last good state', async () => {
    const run = train({ ...configOf(), lr: 1e38 }, fast);
    await next(run);
    const found = await next(run, 20);
    expect(found.lostAt).toBeGreaterThan(0);
    expect(Number.isFinite(found.error)).toBe(true);
    await run.return();
  });

  test('a recording shows the same to the last letter of its numbers', async () => {
    const run = train(configOf(), fast);
    const snapshots = [await next(run), await next(run, 3)];
    await run.return();
    const written = recorder.write({} as never, snapshots);
    const finish = () => Promise.reject(new Error('Nothing is left to be done.'));
    const back = await recorder.read(JSON.parse(JSON.stringify(written)) as typeof written, finish);
    expect(back.map(({ step }) => step)).toEqual([0, 3]);
    expectNear(back.at(-1), snapshots.at(-1));
  });
}

/** Numbers within 5e-8 of themselves, weights within half of a step of 7,224 over at most 2.5, bytes within 2. */
function expectNear(back: unknown, given: unknown): void {
  if (typeof given === 'number') expect(Number(back) / given || 1).toBeCloseTo(1, 6);
  else if (ArrayBuffer.isView(given)) {
    const [values, others] = [given, back] as unknown as [ArrayLike<number>, ArrayLike<number>];
    expect(others.length).toBe(values.length);
    const room = given instanceof Uint8Array ? 2 : 2e-4;
    for (let i = 0; i < values.length; i++)
      expect(Math.abs((values[i] ?? NaN) - (others[i] ?? NaN))).toBeLessThanOrEqual(room);
  } else if (typeof given === 'object' && given !== null)
    for (const [name, value] of Object.entries(given)) expectNear((back as Record<string, unknown>)[name], value);
  else expect(back).toBe(given);
}
