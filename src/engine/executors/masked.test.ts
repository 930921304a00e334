/** Masked autoencoders are autoregressive: no output sees what comes behind it, and the conditionals multiply to one p. */
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import { openBackend } from '../backends.ts';
import { random } from '../random.ts';
import { adamAt } from '../steps/adam.ts';
import { masksOf } from '../steps/degrees.ts';
import { initialParameters } from '../steps/initial.ts';
import type { Model } from '../steps/model.ts';
import { planOf } from '../steps/plan.ts';
import { strideOf } from '../steps/stages.ts';
import { readFrom, runOn, type AsyncExecutorFactory } from './async-executor.ts';
import { programNamed, type ExecutorFactory } from './executor.ts';
import { compiledKernels } from './kernels.fixture.ts';
import { leftOut, unpacked } from './oracle.fixture.ts';
import { reference } from './reference.ts';
import { simd } from './simd.ts';
import { tfjs } from './tfjs.ts';

type Open = ExecutorFactory | AsyncExecutorFactory;
const executors: readonly (readonly [string, Open])[] = [
  ['reference', reference],
  ['simd', simd(compiledKernels(), false)],
  ['simd with lists of ink', simd(compiledKernels(), true)],
  ['tfjs', tfjs],
];

const binaries = fileURLToPath(new URL('../../../node_modules/@tensorflow/tfjs-backend-wasm/dist/', import.meta.url));

beforeAll(async () => {
  await openBackend('wasm', binaries);
});

const PIXELS = 6;
const adam = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8 };
/** Pixel d is number order[d]. */
const order = [...random(5).permutation(PIXELS)].map((place) => place + 1);
/** All black and white images. In the data, pixels 3, 4 and 5 repeat 0, 1 and 2, which are fair coins. */
const all = Array.from({ length: 2 ** PIXELS }, (_, i) => Array.from({ length: PIXELS }, (__, d) => (i >> d) & 1));
const data = all.filter((x) => x.every((pixel, d) => pixel === x[d % 3]));

type Degrees = 'even' | 'drawn';

function modelOf(hidden: readonly number[], degrees: Degrees): Model {
  const masks = masksOf(order, hidden, degrees === 'drawn' ? random(7) : undefined);
  const layers = [...hidden, PIXELS].map((outputs, i) => {
    const [mask, activation] = [masks[i], i < hidden.length ? 'tanh' : 'linear'] as const;
    return { layer: 'dense', name: `layer ${i}`, outputs, activation, ...(mask && { mask }) } as const;
  });
  const net = { through: ['net'], trains: ['net'] };
  return {
    adam,
    networks: [{ name: 'net', inputs: PIXELS, layers }],
    passes: [
      { ...net, name: 'train', rows: data.length, input: 'images', loss: { loss: 'bernoulli' } },
      { ...net, name: 'read', rows: all.length, input: 'rows', trains: [] },
    ],
  };
}

/** A model after some steps of training on the data. */
async function trained(open: Open, hidden: readonly number[], degrees: Degrees, steps: number) {
  const plan = planOf(modelOf(hidden, degrees));
  const bytes = Uint8Array.from(data.flat(), (pixel) => 255 * pixel);
  const executor = await open(plan, initialParameters(plan, random(1)), { bytes, width: PIXELS });
  const losses = await runOn(executor, 'train', steps, (feed, step) => {
    feed.whole('images').set([...data.keys()]);
    feed.floats('adam').set(adamAt(step + 1, 1e-2, adam));
  });
  const logitsAt = async (rows: readonly (readonly number[])[]): Promise<number[][]> => {
    await runOn(executor, 'read', 1, (feed) =>
      rows.forEach((x, row) => feed.floats('rows').set(x, row * strideOf(PIXELS))),
    );
    const outputs = await readFrom(executor, programNamed(plan, 'read').results['outputs'] ?? { at: 0, length: 0 });
    return rows.map((_, row) => [...outputs.subarray(row * strideOf(PIXELS), row * strideOf(PIXELS) + PIXELS)]);
  };
  return { plan, executor, losses, logitsAt };
}

const softplus = (a: number) => Math.max(a, 0) + Math.log1p(Math.exp(-Math.abs(a)));

describe.each(executors)('on %s, hidden layers', (_, open) => {
  test.each([
    [[17], 'even'],
    [[17, 13], 'even'],
    [[9, 11, 13], 'even'],
    [[17, 13], 'drawn'],
  ] as const)('%j, degrees %s: an autoregressive model before and after training', async (hidden, degrees) => {
    for (const steps of [0, 200]) {
      const { plan, executor, losses, logitsAt } = await trained(open, hidden, degrees, steps);

      // The Jacobian is strictly triangular in the order: what comes behind, or the pixel itself, leaves every bit alone.
      const point = Array.from({ length: PIXELS }, (__, d) => 0.1 * d - 0.2);
      const moved = point.map((__, d) => point.map((value, i) => (i === d ? value + 0.5 : value)));
      const [here, ...there] = await logitsAt([point, ...moved]);
      there.forEach((logits, d) =>
        logits.forEach((logit, o) => {
          const [moves, before] = [logit !== here?.[o], (order[d] ?? NaN) < (order[o] ?? NaN)];
          // Degrees that are drawn may leave out some of what an output could see.
          if (degrees === 'even' || !before) expect(moves, `output ${o} after input ${d} moved`).toBe(before);
        }),
      );

      // The conditionals are the factors of one distribution: over all 2⁶ images p sums to 1.
      const nats = (await logitsAt(all)).map((logits, row) =>
        logits.reduce((sum, a, d) => sum + softplus(a) - (all[row]?.[d] ?? NaN) * a, 0),
      );
      const total = nats.reduce((sum, value) => sum + Math.exp(-value), 0);
      // Logits are right to some 1e-6 of themselves; six conditionals of 64 images.
      expect(total).toBeCloseTo(1, 5);

      // Three fair coins have 3 log 2 = 2.079 nats, and no model does better on average.
      const last = losses.at(-1);
      if (last !== undefined) expect(last).toBeGreaterThan(3 * Math.LN2 - 1e-4);
      if (last !== undefined && degrees === 'even') expect(last).toBeLessThan(3 * Math.LN2 + 0.1);

      const out = leftOut(plan);
      const parameters = unpacked(plan, await readFrom(executor, { at: 0, length: plan.parameters }));
      const masked = parameters.flatMap((matrix, i) => matrix.flat().filter((__, at) => out[i]?.[at]));
      expect(masked.length).toBeGreaterThan(0);
      expect(masked.every((weight) => weight === 0)).toBe(true);
    }
  });
});

test.each(['even', 'drawn'] as const)(
  '%s degrees: the seed decides, and every hidden unit sees an input',
  (degrees) => {
    const of = (seed: number) => masksOf(order, [40, 50], degrees === 'drawn' ? random(seed) : undefined);
    expect(of(7)).toEqual(of(7));
    if (degrees === 'drawn') expect(of(8)).not.toEqual(of(7));
    const sizes = of(7).map(({ from, to }) => [from.length, to.length]);
    expect(sizes.flat()).toEqual([PIXELS, 40, 40, 50, 50, PIXELS]);
    for (const { from, to } of of(7).slice(0, -1)) {
      expect(to.every((degree) => from.some((below) => below <= degree))).toBe(true);
      expect(to.every((degree) => degree >= 1 && degree < PIXELS)).toBe(true);
    }
  },
);

test('degrees spread evenly over more inputs than units reach the last', () => {
  const many = Array.from({ length: 784 }, (_, d) => d + 1);
  const [mask] = masksOf(many, [500]);
  expect(mask?.to[0]).toBe(1);
  // The last of 500 units begins the last of 500 equal parts of 783: 1 + ⌊499 · 783 / 500⌋.
  expect(mask?.to.at(-1)).toBe(782);
});

test('a mask of other sizes than its layer ends in a sentence', () => {
  const [mask] = masksOf(order, [5]);
  const layer = { layer: 'dense', name: 'first', outputs: 4, activation: 'linear', ...(mask && { mask }) } as const;
  const planned = () => planOf({ adam, networks: [{ name: 'net', inputs: PIXELS, layers: [layer] }], passes: [] });
  expect(planned).toThrow('“first” is 6 → 4, and its mask 6 → 5: make them one.');
});
