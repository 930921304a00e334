import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import { openBackend } from '#src/engine/backends.ts';
import { readDigits } from '#src/engine/data/idx.ts';
import type { DigitSet, Split } from '#src/engine/data/digits.ts';
import { compiledKernels } from '#src/engine/executors/kernels.fixture.ts';
import { random } from '#src/engine/random.ts';
import * as tf from '#src/engine/tensors.ts';
import type { Computing } from '../kind.ts';
import experiment from './index.ts';
import { oneOfEach } from '../shared/held-out.ts';
import { next } from '../shared/runs.fixture.ts';
import { decodedBytes } from './networks.ts';
import { snapshotOf, type VaeConfig, type VaeSnapshot } from './vae.ts';

const binaries = fileURLToPath(new URL('../../../node_modules/@tensorflow/tfjs-backend-wasm/dist/', import.meta.url));

beforeAll(async () => {
  await openBackend('wasm', binaries);
});

/** Soft discs of three known factors: place across, place down, radius. The label says in which quarter they lie. */
function discs(count: number, seed: number): DigitSet {
  const source = random(seed).fork('discs');
  const images = new Uint8Array(count * 784);
  const labels = new Uint8Array(count);
  for (let i = 0; i < count; i++) {
    const [x, y, radius] = [source.between(8, 20), source.between(8, 20), source.between(2, 4)];
    labels[i] = (x > 14 ? 1 : 0) + (y > 14 ? 2 : 0);
    for (let pixel = 0; pixel < 784; pixel++) {
      const distance2 = ((pixel % 28) - x) ** 2 + (Math.floor(pixel / 28) - y) ** 2;
      images[i * 784 + pixel] = Math.round(255 * Math.exp(-distance2 / (2 * radius ** 2)));
    }
  }
  return { images, labels, count };
}

const data: Split = { train: discs(400, 1), heldOut: discs(100, 2) };

const small: VaeConfig = {
  beta: 1,
  latent: 2,
  decoder: 'bernoulli',
  h2: 0.1,
  warmup: 0,
  width: 16,
  lr: 3e-3,
  batch: 32,
  seed: 1,
  heldOut: 100,
};

/** What might be measured on held-out images: numbers that binary holds exactly, so that sums are exact. */
const measured = {
  ratePerDimension: Float32Array.of(2, 0.5, 0.015625, 0.0078125, 0),
  distortion: 96.25,
  squaredError: 12,
  mu: Float32Array.of(1, 2, 3, 4, 5),
  pictures: new Uint8Array(784),
};
const noTrail = { steps: new Float32Array(), rate: new Float32Array(), distortion: new Float32Array() };
const nothingShown = { originals: new Uint8Array(), labels: new Uint8Array() };

test('the accounts of a snapshot are those worked by hand: bound, objective and the dimensions in use', () => {
  // Half-way up the warm-up to β = 4 the KL weighs 2. The rate is 2 + ½ + 1/64 + 1/128 = 2.5234375.
  const config = { ...small, beta: 4, warmup: 20, latent: 5 };
  const shot = snapshotOf(config, nothingShown, 10, measured, noTrail);
  expect([shot.rate, shot.elbo, shot.weight]).toEqual([2.5234375, -98.7734375, 2]);
  // 96.25 + 2 · 2.5234375.
  expect(shot.objective).toBe(101.296875);
  // 1/64 = 0.0156 nats is above 0.01, 1/128 = 0.0078 is not.
  expect(shot.activeUnits).toBe(3);
});

const mnist = new URL('../../../../shared/data/', import.meta.url);
const files = ['mnist-5k-images-idx3-ubyte.gz', 'mnist-5k-labels-idx1-ubyte.gz'];
const missing = files.some((name) => !existsSync(new URL(name, mnist)));

const ways: readonly Computing[] = [{ name: 'tfjs' }, { name: 'simd', kernels: compiledKernels() }];

describe.each(ways)('on $name', (computing) => {
  const vae = (config: VaeConfig, digits: Split) => experiment.run(config, digits, computing);

  /** The snapshot after `steps` steps asked for at once. */
  async function trained(patch: Partial<VaeConfig>, steps: number, digits = data): Promise<VaeSnapshot> {
    const run = vae({ ...small, ...patch }, digits);
    await next(run);
    const last = await next(run, steps);
    await run.return();
    return last;
  }

  test.runIf(computing.name === 'tfjs')(
    'every tensor is given back when a run is stopped: before, at and after its start, and half-way',
    async () => {
      const before = tf.memory().numTensors;
      for (const asks of [0, 1, 2, 4]) {
        const run = vae(small, data);
        for (let i = 0; i < asks; i++) await run.next(3);
        await run.return();
        expect(tf.memory().numTensors).toBe(before);
      }
    },
  );

  test.runIf(computing.name === 'tfjs')(
    'between two asks only parameters, moments and what passes left behind are alive, however long the run',
    async () => {
      const before = tf.memory().numTensors;
      const run = vae(small, data);
      await next(run);
      // Four layers of two tensors; three vectors for the small matrices of each network and three for its large one; eight
      // results of the passes that look.
      expect(tf.memory().numTensors - before).toBe(8 + 12 + 8);
      for (const steps of [1, 7, 0, 20]) {
        await next(run, steps);
        // Training leaves behind its noise, the moments of the codes, the logits and the losses.
        expect(tf.memory().numTensors - before).toBe(8 + 12 + 8 + 4);
      }
      await run.return();
      expect(tf.memory().numTensors).toBe(before);
    },
  );

  test('a learning rate that blows up takes the run back to where its numbers were good, and says where they were lost', async () => {
    const run = vae({ ...small, lr: 1e6 }, data);
    const { rate, distortion } = await next(run);
    const back = await next(run, 30);
    expect(back.lostAt).toBeGreaterThan(0);
    expect([back.step, back.rate, back.distortion]).toEqual([0, rate, distortion]);
    await run.return();
  });

  test('a data set without images is refused in a sentence', async () => {
    const nothing = { images: new Uint8Array(), labels: new Uint8Array(), count: 0 };
    const run = vae(small, { train: nothing, heldOut: data.heldOut });
    await expect(run.next()).rejects.toThrow(
      /needs at least one image to learn from .* given 0 and 100\. Choose a data/,
    );
  });

  test('how steps are grouped into asks changes nothing, bit for bit', async () => {
    const [grouped, whole] = [vae(small, data), vae(small, data)];
    await next(grouped);
    await next(whole);
    const first = await next(grouped, 10);
    const { trail: laterTrail, ...later } = await next(grouped, 10);
    const { trail, ...last } = await next(whole, 20);
    expect(later).toEqual(last);
    expect([...first.trail.rate, ...laterTrail.rate]).toEqual([...trail.rate]);
    expect([...first.trail.steps, ...laterTrail.steps]).toEqual(Array.from({ length: 20 }, (_, i) => i + 1));
    await grouped.return();
    await whole.return();
  });

  test('a run goes back, and on again to the same future, bit for bit', async () => {
    const run = vae(small, data);
    const shots = [await next(run)];
    for (const steps of [5, 1, 9, 20]) shots.push(await next(run, steps));
    // The trail tells how a snapshot was reached, which differs.
    const strip = (shot?: VaeSnapshot) => ({ ...shot, trail: undefined });
    for (const to of [15, 0, 6, 35, 5]) {
      const then = shots.find(({ step }) => step === to);
      const again = await next(run, { to });
      expect(strip(again)).toEqual(strip(then));
    }
    // Step 17 was never stopped at; it is reached from the state kept at 15, and 35 from there.
    await next(run, { to: 17 });
    expect((await next(run, 18)).distortion).toBe(shots.at(-1)?.distortion);
    await run.return();
  });

  test('the same seed trains the same numbers, and another seed others', async () => {
    const [first, second, other] = [await trained({}, 5), await trained({}, 5), await trained({ seed: 2 }, 5)];
    expect(second).toEqual(first);
    expect(other.elbo).not.toBe(first.elbo);
    expect(other.samples).not.toEqual(first.samples);
  });

  test('two runs side by side do not disturb each other', async () => {
    const [one, two] = [vae(small, data), vae({ ...small, seed: 2 }, data)];
    await Promise.all([next(one), next(two)]);
    const [last] = await Promise.all([next(one, 5), next(two, 5)]);
    expect(last).toEqual(await trained({}, 5));
    await Promise.all([one.return(), two.return()]);
  });

  test('each dimension costs at least half the mean square of its codes, and never less than nothing', async () => {
    // KL(N(μ, σ²) ‖ N(0, 1)) = μ²/2 + (σ² − log σ² − 1)/2, and σ² − log σ² ≥ 1: equality only where σ = 1.
    const shot = await trained({ lr: 1e-2 }, 60);
    const means = shot.codes?.means ?? new Float32Array();
    expect(means).toHaveLength(200);
    for (const dimension of [0, 1]) {
      const codes = means.filter((_, i) => i % 2 === dimension);
      const half = codes.reduce((sum, mu) => sum + (mu * mu) / 2, 0) / codes.length;
      expect(half).toBeGreaterThan(0.01);
      // A hundred images in single precision: a few roundings of 2⁻²⁴ each.
      expect(shot.ratePerDimension[dimension]).toBeGreaterThan(half * (1 - 1e-5));
    }
  });

  test('with the Gaussian decoder the distortion is the squared error over 2h², and its constant', async () => {
    const shot = await trained({ beta: 3, latent: 5, decoder: 'gaussian' }, 30);
    // ‖x − x̂‖²/(2h²) + ½ D log(2πh²) with h² = 0.1; sums of single precision up to 400, each to 2⁻²⁴, over 784 pixels.
    const gaussian = shot.squaredError / 0.2 + 392 * Math.log(0.2 * Math.PI);
    expect(Math.abs(shot.distortion - gaussian)).toBeLessThan(784 * 2 ** -24 * 400);
  });

  test('the weight of the KL rises in a straight line from 0 to β and stays there', async () => {
    const run = vae({ ...small, beta: 4, warmup: 20 }, data);
    const weights = [];
    for (const steps of [0, 5, 5, 10, 5]) weights.push((await next(run, steps)).weight);
    // Steps 0, 5, 10, 20 and 25 of 20: 4 · min(1, step / 20).
    expect(weights).toEqual([0, 1, 2, 4, 4]);
    await run.return();
  });

  test('the first step of a warm-up does not feel the KL, whatever β', async () => {
    const [weak, strong] = [await trained({ beta: 0.5, warmup: 10 }, 1), await trained({ beta: 50, warmup: 10 }, 1)];
    expect(strong.distortion).toBe(weak.distortion);
    expect(strong.rate).toBe(weak.rate);
  });

  test('training raises the bound, and asking for nothing trains one step', async () => {
    const run = vae(small, data);
    const start = await next(run);
    expect(start.step).toBe(0);
    expect(start.trail.steps).toHaveLength(0);
    expect((await next(run)).step).toBe(1);
    const later = await next(run, 100);
    expect(later.step).toBe(101);
    expect(later.elbo).toBeGreaterThan(start.elbo);
    expect(later.samples).not.toEqual(start.samples);
    await run.return();
  });

  test('a snapshot shows one image of each class, twenty samples and the codes', async () => {
    const { reconstructions, samples, codes } = await trained({}, 1);
    const chosen = oneOfEach(data.heldOut);
    expect(chosen.slice(0, 4).map((i) => data.heldOut.labels[i])).toEqual([0, 1, 2, 3]);
    expect(new Set(chosen).size).toBe(10);
    const originals = chosen.flatMap((i) => [...data.heldOut.images.slice(i * 784, (i + 1) * 784)]);
    expect([...reconstructions.originals]).toEqual(originals);
    expect(reconstructions.means).toHaveLength(10 * 784);
    expect(samples).toHaveLength(20 * 784);
    expect(codes?.means).toHaveLength(100 * 2);
    expect(codes?.labels).toEqual(data.heldOut.labels);
  });

  test('a code of one dimension trains, and has no plane of codes', async () => {
    const shot = await trained({ latent: 1 }, 2);
    expect(shot.ratePerDimension).toHaveLength(1);
    expect('codes' in shot).toBe(false);
  });

  test('tiles are shown of a code of two numbers alone, from the upper left, and change nothing else', async () => {
    const plain = await trained({}, 3);
    const { tiles, ...shot } = await trained({ tiles: true }, 3);
    expect(shot).toEqual(plain);
    expect(tiles).toHaveLength(11 * 11 * 784);
    expect('tiles' in (await trained({ tiles: true, latent: 3 }, 1))).toBe(false);
    const { plane } = await trained({ tiles: true, plane: true }, 3);
    if (!tiles || !plane) throw new Error('A picture of the plane is missing.');
    // By the networks in plain loops, at codes from a table: Φ⁻¹(1/22) = −1.690622, and nothing in the middle.
    const at = (tile: number) => tiles.subarray(784 * tile, 784 * (tile + 1));
    for (const [tile, z] of [
      [0, [-1.690622, 1.690622]],
      [10, [1.690622, 1.690622]],
      [60, [0, 0]],
      [110, [-1.690622, -1.690622]],
    ] as const) {
      const grey = decodedBytes(plane.networks, z);
      // Single precision against double: at most one of 255 shades.
      at(tile).forEach((shade, pixel) => expect(Math.abs(shade - (grey[pixel] ?? NaN))).toBeLessThanOrEqual(1));
    }
  });

  test('a batch larger than the data, and fewer held-out images than asked for, do', async () => {
    const few = { train: discs(20, 1), heldOut: discs(3, 2) };
    const shot = await trained({ batch: 50, heldOut: 500 }, 2, few);
    expect(shot.reconstructions.count).toBe(3);
    expect(shot.codes?.count).toBe(3);
  });

  /**
   * Four times the loss has four times the gradient, exactly in binary; Adam divides the gradient by its own size and so
   * takes the same step, but for its ε = 1e-8. Beside root mean squares of 1e-5 and more that is 1e-3 of a step at the
   * worst, and where gradients are smaller the loss does not feel the parameter. So: 1e-3 of each number.
   */
  test('β and 2h² are one knob: the same product trains the same model, another product another', async () => {
    const gaussian = { decoder: 'gaussian', latent: 2 } as const;
    const first = await trained({ ...gaussian, beta: 1, h2: 0.125 }, 100);
    const same = await trained({ ...gaussian, beta: 0.25, h2: 0.5 }, 100);
    const other = await trained({ ...gaussian, beta: 1, h2: 0.5 }, 100);
    expect(Math.abs(same.rate / first.rate - 1)).toBeLessThan(1e-3);
    expect(Math.abs(same.squaredError / first.squaredError - 1)).toBeLessThan(1e-3);
    expect(Math.abs(other.rate / first.rate - 1)).toBeGreaterThan(1e-2);
  });

  // Both ways take the same steps (vae-parity.test.ts), so the longest runs are taken on the faster one.
  const once = test.skipIf(computing.name === 'tfjs');

  once('along a sweep of β the rate falls and the distortion rises, until every dimension has collapsed', async () => {
    const shots = [];
    for (const beta of [0.1, 1, 4, 20, 100]) shots.push(await trained({ beta, latent: 4, lr: 5e-3, width: 32 }, 300));
    for (let i = 1; i < shots.length; i++) {
      // Measured on the same images with the same ε; at these knobs neighbours lie 2.8 nats apart or more (seeds 1 and 2).
      // A code of two dimensions is full by β = 1, and its distortions below that differ by less than training's own noise.
      expect(shots[i]?.rate).toBeLessThan(shots[i - 1]?.rate ?? 0);
      expect(shots[i]?.distortion).toBeGreaterThan(shots[i - 1]?.distortion ?? Infinity);
    }
    expect(shots.at(0)?.activeUnits).toBeGreaterThan(2);
    expect(shots.at(-1)?.activeUnits).toBe(0);
    expect(Math.max(...(shots.at(-1)?.ratePerDimension ?? [1]))).toBeLessThan(0.01);
  });

  test.skipIf(missing || computing.name === 'tfjs')(
    'after 600 steps a handwritten digit costs less than 175 nats (needs ../shared/data)',
    async () => {
      const named = files.map((name) => ({ name, bytes: new Uint8Array(readFileSync(new URL(name, mnist))) }));
      const digits = await readDigits(named);
      expect([digits.train.count, digits.heldOut.count]).toEqual([4000, 1000]);
      const knobs = { width: 128, lr: 1e-3, batch: 128, heldOut: 1000 };
      const run = vae({ ...small, ...knobs }, digits);
      await next(run);
      const early = await next(run, 100);
      const late = await next(run, 500);
      await run.return();
      // An independent implementation reached 197 nats at step 100 and 171.7 at step 600; between seeds both move by some 4.
      expect(-early.elbo).toBeLessThan(210);
      expect(-late.elbo).toBeLessThan(175);
    },
  );
});
