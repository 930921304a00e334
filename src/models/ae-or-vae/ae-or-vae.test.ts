import { expect, test } from 'vitest';
import { grownDigits, splitAt } from '#src/engine/data/digits.ts';
import { loadPretrainedClassifier, type PretrainedClassifier } from '#src/engine/data/pretrained-classifier.ts';
import { compiledKernels } from '#src/engine/executors/kernels.fixture.ts';
import { reference } from '#src/engine/executors/reference.ts';
import { simd } from '#src/engine/executors/simd.ts';
import { frechetBetween, momentsOf } from '#src/engine/maths/frechet-distance.ts';
import { random } from '#src/engine/random.ts';
import { normals } from '../shared/batches.ts';
import { vaeFast } from '../vae/run.ts';
import { next } from '../shared/runs.fixture.ts';
import type { AeOrVaeConfig, AeOrVaeData, AeOrVaeSnapshot } from './ae-or-vae.ts';
import { deviationOf, drawnFrom, inPlane, priorInPlane, shareNear, shareSure } from './measures.ts';
import { train } from './run.ts';

const fast = simd(compiledKernels());
const pretrained = await loadPretrainedClassifier();

/** Says of every picture how grey it is, in two features, and is never sure: the real one takes its time. */
const quick: PretrainedClassifier = {
  accuracy: pretrained.accuracy,
  read: (greys) => {
    const count = greys.length / 784;
    const sum = (row: number, from: number) =>
      greys.subarray(row * 784 + from, row * 784 + from + 392).reduce((all, grey) => all + grey, 0);
    const values = Float32Array.from({ length: 2 * count }, (_, i) => sum(i >> 1, 392 * (i % 2)));
    return { probabilities: new Float32Array(10 * count).fill(0.1), features: { values, width: 2 } };
  },
};

const small: AeOrVaeConfig = { latent: 3, width: 16, lr: 1e-3, batch: 16, seed: 2 };
const few: AeOrVaeData = { ...splitAt(grownDigits(120), 100), classifier: quick };

test('code of 8, 1,000 steps: the VAE is nearer to digits from N(0, I), the autoencoder from its own Gaussian', async () => {
  // An independent PyTorch program, two seeds: Fréchet 397 against 809, sure 0.233 against 0.026, its own Gaussian 189 against
  // 248, the codes’ deviation 4.2 against 1.3. Here with the project’s own classifier, whose features have another unit.
  const data = { ...splitAt(grownDigits(3500), 2500), classifier: pretrained };
  const run = train({ latent: 8, width: 128, lr: 1e-3, batch: 128, seed: 1 }, data, fast);
  await next(run);
  const { made, codes, at } = await next(run, 1000);
  expect(at).toBe(1000);
  expect(made.vae.frechet).toBeLessThan(0.65 * made.ae.frechet);
  expect(made.own.frechet).toBeLessThan(made.vae.frechet);
  expect(made.vae.sure).toBeGreaterThan(0);
  expect(made.vae.sure).toBeGreaterThanOrEqual(4 * made.ae.sure);
  expect(codes.ae.deviation).toBeGreaterThan(3);
  expect(codes.vae.deviation).toBeLessThan(1.5);
  // The hole: no held-out digit has its code where 99 of 100 draws of the prior lie, within √20.09 = 4.48 (χ² of 8).
  expect(codes.ae.near).toBe(0);
  expect(codes.vae.near).toBeGreaterThan(0.85);
  await run.return();
});

test('both begin at the same weights, and the variational one is that of the kind of its own', async () => {
  const split = { train: few.train, heldOut: few.heldOut };
  const config = { ...small, beta: 1, decoder: 'bernoulli', h2: 0.1, warmup: 0, heldOut: 20 } as const;
  const [ours, theirs] = [train(small, few, fast), vaeFast(config, split, fast)];
  const begun = await next(ours);
  await theirs.next();
  expect(begun.made.ae).toEqual(begun.made.vae);
  await next(ours, 12);
  await theirs.next(12);
  const state = (await next(ours, 'state')).state ?? expect.fail('there was no state');
  const alone = (await theirs.next('state')).value?.state ?? expect.fail('there was no state');
  const lengths = state.layout.reduce((sum, { length }) => sum + length, 0);
  const own = alone.layout.reduce((sum, { length }) => sum + length, 0);
  expect(lengths).toBe(2 * own);
  expect(state.values.slice(own, 2 * own)).toEqual(alone.values.slice(0, own));
  expect(state.values.slice(0, own)).not.toEqual(alone.values.slice(0, own));
  await Promise.all([ours.return(), theirs.return()]);
});

/** Everything but which step the run is at. */
const seenIn = (snapshot: AeOrVaeSnapshot) => ({ ...snapshot, step: undefined });

test('what is seen is that of the last hundred, however a step is reached', async () => {
  const run = train(small, few, fast);
  await next(run);
  const step = async (to: number) => {
    return seenIn(await next(run, { to }));
  };
  const hundred = await step(100);
  expect(hundred.at).toBe(100);
  expect(await step(130)).toEqual(hundred);
  const two = await step(250);
  expect(two.at).toBe(200);
  expect(two.made).not.toEqual(hundred.made);
  expect(await step(199)).toEqual(hundred);
  const other = train(small, few, fast);
  await next(other);
  expect(seenIn(await next(other, { to: 210 }))).toEqual(two);
  await Promise.all([run.return(), other.return()]);
});

test('back at a step the weights are what they were, to the bit', async () => {
  const run = train(small, few, fast);
  await next(run);
  await next(run, 7);
  const there = await next(run, 'state');
  await next(run, 9);
  await next(run, { to: 7 });
  expect((await next(run, 'state')).state).toEqual(there.state);
  await run.return();
});

test('a run from a saved state sees what is there, and says of which step it is', async () => {
  const run = train(small, few, fast);
  await next(run);
  await next(run, 150);
  const { state } = await next(run, 'state');
  const other = train(small, few, fast, state);
  expect((await next(other)).at).toBe(150);
  expect((await next(other, 60)).at).toBe(200);
  await Promise.all([run.return(), other.return()]);
});

test('SIMD and plain loops see the same after ten steps', async () => {
  const [ours, theirs] = await Promise.all(
    [fast, reference].map(async (open) => {
      const run = train(small, few, open);
      await next(run);
      await next(run, 10);
      // The weights of step 10 are those that a run begins to look at.
      const { state } = await next(run, 'state');
      await run.return();
      return state?.values ?? expect.fail('there was no state');
    }),
  );
  // A step moves a weight by 1e-3 at most: a hundredth of one.
  ours?.forEach((value, i) => expect(Math.abs(value - (theirs?.[i] ?? NaN))).toBeLessThan(1e-5));
});

test('too large a learning rate sends the run back to its last good state', async () => {
  const run = train({ ...small, lr: 1e30 }, few, fast);
  await next(run);
  const found = await next(run, 20);
  expect(found.lostAt).toBeGreaterThan(0);
  expect(Number.isFinite(found.made.ae.frechet)).toBe(true);
  await run.return();
});

test('draws from a Gaussian have its mean and covariance, also where a direction has no variance', () => {
  const mean = Float64Array.of(1, -2, 0.5);
  const covariance = Float64Array.of(4, 1, 0, 1, 2, 0, 0, 0, 0);
  const drawn = drawnFrom({ mean, covariance }, normals(random(3), 3 * 20_000));
  const found = momentsOf({ values: drawn, width: 3 });
  // Four standard errors at n = 20,000: 0.057 of a mean of deviation 2, 0.16 of a variance of 4.
  found.mean.forEach((value, i) => expect(Math.abs(value - (mean[i] ?? NaN))).toBeLessThan(0.06));
  found.covariance.forEach((value, i) => expect(Math.abs(value - (covariance[i] ?? NaN))).toBeLessThan(0.17));
  expect(frechetBetween(found, { mean, covariance })).toBeLessThan(0.02);
});

test('a code is shown at its true distance from the origin, in its direction along the axes of most variance', () => {
  // Two numbers of variances 9 and 1, and one that is always 5: no axis to show, but a distance.
  const source = random(4);
  const codes = Float32Array.from({ length: 3000 }, (_, i) => [3 * source.normal(), 5, source.normal()][i % 3] ?? NaN);
  const moments = momentsOf({ values: codes, width: 3 });
  const shown = inPlane(codes, moments);
  expect(shown).toHaveLength(2000);
  for (const row of [0, 7, 500]) {
    const [a = NaN, b = NaN, c = NaN] = codes.subarray(3 * row, 3 * row + 3);
    const [x = NaN, y = NaN] = shown.subarray(2 * row, 2 * row + 2);
    expect(Math.hypot(x, y)).toBeCloseTo(Math.hypot(a, b, c), 4);
    // Axes have a sign of their own, and with 1,000 codes they are off by some hundredths.
    expect(Math.abs(Math.abs(y / x) - Math.abs(c / a))).toBeLessThan(0.1 * (1 + Math.abs(c / a)));
  }
  expect(deviationOf(moments)).toBeCloseTo(Math.sqrt((9 + 1 + 0) / 3), 1);
});

test('a code of one number lies on a line, one of two keeps its place but for a turn, and draws keep their distance', () => {
  const one = Float32Array.of(1, -2, 3);
  expect([...inPlane(one, momentsOf({ values: one, width: 1 }))].map(Math.abs)).toEqual([1, 0, 2, 0, 3, 0]);
  expect([...priorInPlane(Float32Array.of(0.5, -1), 1)]).toEqual([0.5, 0, -1, 0]);
  expect([...priorInPlane(Float32Array.of(3, 4), 2)]).toEqual([3, 4]);
  const [x = NaN, y = NaN] = priorInPlane(Float32Array.of(3, 4, 12), 3);
  expect(Math.hypot(x, y)).toBeCloseTo(13, 5);
  expect(x / y).toBeCloseTo(3 / 4, 5);
});

test('a picture is read surely above nine tenths', () => {
  const row = (best: number) => [best, ...Array.from({ length: 9 }, () => (1 - best) / 9)];
  expect(shareSure(Float32Array.from([...row(0.95), ...row(0.85), ...row(0.91), ...row(0.3)]))).toBe(0.5);
});

test('a code is near where its norm is within that of 99 of 100 draws', () => {
  // Norms 1 … 100 of the draws: 99 is the last to count.
  const prior = Float32Array.from({ length: 200 }, (_, i) => (i % 2 === 0 ? i / 2 + 1 : 0));
  expect(shareNear(Float32Array.of(0, 99, -99.5, 0, 60, 70, 100, 0), prior, 2)).toBe(0.5);
});
