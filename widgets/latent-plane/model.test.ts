import { Matrix, QrDecomposition } from 'ml-matrix';
import { beforeAll, describe, expect, test } from 'vitest';
import { FACTORS, GROWN, grownDigits, splitAt } from '#src/engine/data/digits.ts';
import { compiledKernels } from '#src/engine/executors/kernels.fixture.ts';
import vae from '#src/models/vae/index.ts';
import { gridCodes, GRID, roundTripShare } from '#src/models/vae/plane.ts';
import type { VaeSnapshot } from '#src/models/vae/vae.ts';
import { initialValues } from '#src/run/params.ts';
import { drawingOf } from '#src/run/drawing.ts';
import { HELD_OUT, meta, PAD_SIDE } from './meta.ts';
import {
  codeAt,
  configOf,
  directionsOf,
  heldOutImage,
  imageOfDrawing,
  meanOf,
  metricsAt,
  nearestDigit,
  pathAt,
  planeBefore,
  planeIn,
  shareOf,
  traceOf,
  type Plane,
} from './model.ts';
import { elboOf } from './trained/measured.ts';
import { trained } from './trained/plane.ts';

const initial = initialValues(meta.params);
const data = splitAt(grownDigits(GROWN.train + HELD_OUT), GROWN.train);
const computing = { name: 'simd', kernels: compiledKernels() } as const;

/** A run's snapshot after `steps` steps, with these knobs. */
async function after(steps: number, knobs: Partial<typeof initial> = {}): Promise<VaeSnapshot> {
  const run = vae.run(configOf({ ...initial, ...knobs }), data, computing);
  await run.next();
  const { value } = await run.next(steps);
  await run.return();
  if (!value) throw new Error('The run ended before its snapshot.');
  return value;
}

describe('the plane trained beforehand', () => {
  let plane: Plane;
  beforeAll(() => {
    plane = planeBefore(trained);
  });

  test('has the ELBO that is told, by the definition, on the 500 digits held out', () => {
    // The same sums in the same order; only exp and log of another machine differ, in their last bits.
    const { elbo, rate } = elboOf(plane.networks, data.heldOut, 1);
    expect(elbo).toBeCloseTo(trained.numbers.elbo, 6);
    expect(rate).toBeCloseTo(trained.numbers.rate, 6);
  });

  test('finds at least nine in ten of its decoded digits again, as many as are told', async () => {
    const { encodeAll } = await import('#src/models/vae/networks.ts');
    const share = roundTripShare({ returned: encodeAll(plane.networks, plane.grid) });
    expect(share).toBe(trained.numbers.roundTrip);
    expect(share).toBeGreaterThanOrEqual(0.9);
  });

  test('comes from the run that the figure’s own knobs name', async () => {
    expect((await after(trained.early.step)).elbo).toBe(trained.early.elbo);
  });

  test('keeps of each held-out digit its label, its factors and its code, to a thousandth', () => {
    expect(plane.labels).toEqual(data.heldOut.labels);
    const slants = Array.from({ length: 500 }, (_, i) => data.heldOut.factors?.[i * FACTORS.length] ?? NaN);
    slants.forEach((slant, i) => expect(Math.abs((plane.factors[3 * i] ?? NaN) - slant)).toBeLessThan(0.00051));
    for (const which of [0, 17, 499])
      expect(heldOutImage(plane, which, undefined)).toEqual(data.heldOut.images.slice(which * 784, (which + 1) * 784));
  });

  test('tells the slant of all ten digits poorly: less than half of its variance, and of thickness next to nothing', () => {
    const [slant, thickness] = directionsOf(plane);
    expect(slant?.r2).toBeLessThan(0.5);
    expect(thickness?.r2).toBeLessThan(0.1);
  });

  test('takes less than a tenth of a megabyte', async () => {
    const [{ readFileSync }, { brotliCompressSync }] = await Promise.all([import('node:fs'), import('node:zlib')]);
    const file = readFileSync(new URL('./trained/plane.ts', import.meta.url));
    expect(brotliCompressSync(file).length).toBeLessThanOrEqual(100_000);
  });
});

describe.each([1, 2, 3])('runs of seed %d', (seed) => {
  test('with β = 2 find at least nine in ten decoded digits again within two standard deviations after 600 steps', async () => {
    expect(metricsAt(await after(600, { seed }))['round-trip-share']).toBeGreaterThanOrEqual(0.9);
  });

  test('on eights alone tell slant by a straight line: R² ≥ 0.6 after 300 steps with β = 1', async () => {
    const snapshot = await after(300, { seed, learns: 'd8', beta: 1 });
    expect(snapshot.plane?.labels.every((label) => label === 8)).toBe(true);
    expect(metricsAt(snapshot)['slant-r2']).toBeGreaterThanOrEqual(0.6);
  });
});

test('R² of a direction is that of fifty fits by QR, each without the digit that it is judged on', async () => {
  const plane = planeIn(await after(60, { learns: 'd1' }));
  if (!plane) throw new Error('A run of this figure has a plane.');
  const count = plane.labels.length;
  const all = Array.from({ length: count }, (_, i) => i);
  const slant = (i: number) => plane.factors[3 * i] ?? NaN;
  let [errors, spread] = [0, 0];
  for (const out of all) {
    const others = all.filter((i) => i !== out);
    // Two rows more for the penalty, λ = 0.1.
    const design = [...others.map((i) => [1, ...meanOf(plane, i)]), [0, Math.sqrt(0.1), 0], [0, 0, Math.sqrt(0.1)]];
    const targets = [...others.map(slant), 0, 0];
    const fit = new QrDecomposition(new Matrix(design)).solve(Matrix.columnVector(targets)).to1DArray();
    const [c = NaN, w1 = NaN, w2 = NaN] = fit;
    const [z1, z2] = meanOf(plane, out);
    errors += (slant(out) - c - w1 * z1 - w2 * z2) ** 2;
    spread += (slant(out) - others.reduce((sum, i) => sum + slant(i), 0) / others.length) ** 2;
  }
  // Codes of single precision; fifty rows: rounding is far below the ninth decimal.
  expect(directionsOf(plane)[0]?.r2).toBeCloseTo(1 - errors / spread, 9);
});

test('numbers go by their names', async () => {
  const snapshot = await after(5);
  const metrics = metricsAt(snapshot);
  expect([...Object.keys(metrics), 'steps-per-second'].sort()).toEqual(Object.keys(meta.metrics).sort());
  expect(metrics.elbo).toBe(snapshot.elbo);
  expect(metrics.rate).toBe(snapshot.rate);
  expect(traceOf(snapshot)).toEqual({ step: 5, elbo: snapshot.elbo });
});

test('knobs go to the engine under their own names', () => {
  expect(configOf({ beta: 3, lr: 0.01, seed: 9, learns: 'd4' })).toMatchObject({ beta: 3, lr: 0.01, seed: 9, only: 4 });
  expect(configOf({ beta: 3, lr: 0.01, seed: 9, learns: 'all' })).not.toHaveProperty('only');
});

describe('places on the plane', () => {
  test('are shares of the prior: half lies below 0, and 0.8413 below 1', () => {
    expect(shareOf(0)).toBe(0.5);
    // Φ(1) = 0.841344746068543 (Abramowitz and Stegun, table 26.1).
    expect(shareOf(1)).toBeCloseTo(0.841344746068543, 12);
    expect(codeAt(0.841344746068543)).toBe(1);
  });

  test('end three deviations out, also for a pointer beyond the square', () => {
    expect([codeAt(-0.2), codeAt(0), codeAt(1), codeAt(7)]).toEqual([-3, -3, 3, 3]);
  });

  test('of the grid are the middles of fifteen equal shares', () => {
    expect(gridCodes).toHaveLength(GRID);
    gridCodes.forEach((z, i) => expect(shareOf(z)).toBeCloseTo((i + 0.5) / 15, 12));
  });
});

test('a path begins at the code of a, ends at that of b, and is half-way at their mean', () => {
  const plane = planeBefore(trained);
  const ends = { a: 3, b: 9 };
  expect(pathAt(plane, ends, 0)).toEqual(meanOf(plane, 3));
  expect(pathAt(plane, ends, 1)).toEqual(meanOf(plane, 9));
  const [x, y] = pathAt(plane, ends, 0.5);
  expect(x).toBeCloseTo((meanOf(plane, 3)[0] + meanOf(plane, 9)[0]) / 2, 12);
  expect(y).toBeCloseTo((meanOf(plane, 3)[1] + meanOf(plane, 9)[1]) / 2, 12);
  // A press on a code takes the digit that has it.
  expect(nearestDigit(plane, meanOf(plane, 42))).toBe(42);
});

test('a drawing reaches the encoder 20 pixels high with its centre of mass in the middle, wherever it was drawn', () => {
  const bar = (left: number, top: number) =>
    imageOfDrawing(
      drawingOf(
        Array.from({ length: PAD_SIDE ** 2 }, (_, cell) => {
          const [x, y] = [cell % PAD_SIDE, Math.floor(cell / PAD_SIDE)];
          return x >= left && x < left + 2 && y >= top && y < top + 8;
        }),
      ),
    );
  const image = bar(2, 1);
  // A half of a grey level is rounded either way, as the last bit of its place has it.
  bar(9, 5)?.forEach((byte, pixel) => expect(Math.abs(byte - (image?.[pixel] ?? NaN))).toBeLessThanOrEqual(1));
  const ink = Array.from(image ?? []);
  const whole = ink.reduce((sum, byte) => sum + byte, 0);
  const mean = (place: (pixel: number) => number) =>
    ink.reduce((sum, byte, pixel) => sum + byte * (place(pixel) + 0.5), 0) / whole;
  expect(mean((pixel) => pixel % 28)).toBeCloseTo(14, 1);
  expect(mean((pixel) => Math.floor(pixel / 28))).toBeCloseTo(14, 1);
  // Eight cells are 20 pixels, 2.5 each: the bar is 5 by 20, its soft edges keep that much ink.
  expect(whole / 255).toBeCloseTo(100, 0);
  expect(imageOfDrawing('')).toBeUndefined();
});
