/** What is particular to TensorFlow.js as an executor: its tensors, its backends, and what it says of errors. */
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import { openBackend } from '../backends.ts';
import { LibraryError } from '../fault.ts';
import { random } from '../random.ts';
import { adamAt } from '../steps/adam.ts';
import { initialParameters } from '../steps/initial.ts';
import type { Model, Pass } from '../steps/model.ts';
import { planOf, type Field } from '../steps/plan.ts';
import * as tf from '../tensors.ts';
import type { Feed } from './executor.ts';
import { compiledKernels } from './kernels.fixture.ts';
import { autoencoders, autoregressive, conditional, convolutional, type Case } from './models.fixture.ts';
import { fill } from './oracle.fixture.ts';
import { reference } from './reference.ts';
import { simd } from './simd.ts';
import { stateOf } from './state.ts';
import { tfjs } from './tfjs.ts';

const binaries = fileURLToPath(new URL('../../../node_modules/@tensorflow/tfjs-backend-wasm/dist/', import.meta.url));

/** One model of each kind, with the smooth units that leave no step to chance. */
const named = (cases: readonly Case[], name: string): Case => {
  const found = cases.find((described) => described.name.startsWith(name));
  if (!found) throw new Error(`There is no model “${name}”.`);
  return found;
};
const described = [
  named(conditional, 'conditional VAE, 5 rows, 12 → 12 sigmoid'),
  named(autoencoders, 'tied, penalised and conditional, 5 rows'),
  named(autoencoders, 'denoising, gaussian, 5 rows'),
  named(autoregressive, 'MADE, 5 rows'),
  named(convolutional, 'pictures of 3 × 3 × 1, 4 rows'),
  named(convolutional, 'pictures of 4 × 4 × 1, 2 rows'),
];
const adam = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8 };
const LR = 1e-3;

describe.each(['cpu', 'wasm'] as const)('on the backend %s', (backend) => {
  beforeAll(async () => {
    expect((await openBackend(backend, binaries)).name).toBe(backend);
  });

  test.each(described.map((one) => [one.name, one] as const))(
    'seven steps of Adam end where those of plain loops end: %s',
    async (_, { model, pass, images, given }) => {
      const plan = planOf({ ...model, adam });
      const begun = initialParameters(plan, random(1));
      const feed = (slot: Feed, step: number) => {
        fill(slot, plan.programs[pass]?.pass ?? ({} as Pass), given);
        slot.floats('adam').set(adamAt(step + 1, LR, adam));
      };
      const [plain, ours] = [reference(plan, begun, images), await tfjs(plan, begun, images)];
      const [theirs, mine] = [plain.run(pass, 7, feed), await ours.run(pass, 7, feed)];
      expect(mine).toHaveLength(theirs.length);
      // Sums of a dozen products in single precision, on losses of some tens.
      theirs.forEach((loss, i) => expect(Math.abs((mine[i] ?? NaN) / loss - 1)).toBeLessThan(1e-5));
      const state = await ours.read(stateOf(plan));
      // Adam moves a parameter by the step size whatever its gradient: a hundredth of one of the seven steps.
      plain
        .view({ at: 0, length: plan.parameters })
        .forEach((value, i) => expect(Math.abs(value - (state[i] ?? NaN))).toBeLessThan(LR / 100));
      ours.close();
    },
  );
});

describe('in WebAssembly', () => {
  beforeAll(async () => {
    await openBackend('wasm', binaries);
  });
  const { model, pass, images, given } = named(conditional, 'conditional GAN, generator, 5 and 7');
  const plan = planOf({ ...model, adam });
  const begun = initialParameters(plan, random(1));
  const feed = (slot: Feed, step: number) => {
    fill(slot, plan.programs[pass]?.pass ?? ({} as Pass), given);
    slot.floats('adam').set(adamAt(step + 1, LR, adam));
  };
  const points: Field = plan.programs[pass]?.results['points'] ?? { at: 0, length: 0 };

  test('however many steps are taken the same tensors are alive, and none after it is closed', async () => {
    const before = tf.memory().numTensors;
    const executor = await tfjs(plan, begun, images);
    await executor.run(pass, 1, feed);
    const alive = tf.memory().numTensors;
    for (const steps of [1, 2, 50, 0]) {
      await executor.run([pass, pass], steps, feed);
      expect(tf.memory().numTensors).toBe(alive);
    }
    executor.close();
    expect(tf.memory().numTensors).toBe(before);
  });

  test('a step that ends in an error leaves no tensor behind, and the error is marked as TensorFlow.js’s', async () => {
    const executor = await tfjs(plan, begun, images);
    await executor.run(pass, 1, feed);
    const alive = tf.memory().numTensors;
    // Nobody gives a real model such a feed; the plan has checked its sizes.
    const broken = executor.run(pass, 1, () => {
      throw new Error('Error in matMul: inner shapes do not match.');
    });
    await expect(broken).rejects.toBeInstanceOf(LibraryError);
    expect(tf.memory().numTensors).toBe(alive);
    executor.close();
  });

  test('a state comes back as it was put in, padding and all, and any stretch of it can be read and written', async () => {
    const executor = await tfjs(plan, begun, images);
    const whole = Float32Array.from({ length: 3 * plan.parameters }, (_, i) => i / 64);
    executor.write(stateOf(plan), whole);
    expect(await executor.read(stateOf(plan))).toEqual(whole);
    for (const [at, length] of [
      [0, 1],
      [plan.parameters - 3, 9],
      [2 * plan.parameters + 5, 40],
    ] as const) {
      expect(await executor.read({ at, length })).toEqual(whole.slice(at, at + length));
      const other = new Float32Array(length).fill(-1);
      executor.write({ at, length }, other);
      whole.set(other, at);
      expect(await executor.read(stateOf(plan))).toEqual(whole);
    }
    executor.close();
  });

  test('what is written is what the next step begins with', async () => {
    const [one, other] = [await tfjs(plan, begun, images), await tfjs(plan, new Float32Array(plan.parameters), images)];
    await one.run(pass, 3, feed);
    other.write(stateOf(plan), await one.read(stateOf(plan)));
    const [mine, his] = [await one.run(pass, 2, feed), await other.run(pass, 2, feed)];
    expect(mine).toEqual(his);
    expect(await one.read(stateOf(plan))).toEqual(await other.read(stateOf(plan)));
    one.close();
    other.close();
  });

  test('a result is all zeros before the first step, and a field that is not a result is refused with a sentence', async () => {
    const executor = await tfjs(plan, begun, images);
    expect((await executor.read(points)).every((value) => value === 0)).toBe(true);
    await executor.run(pass, 1, feed);
    expect((await executor.read(points)).some((value) => value !== 0)).toBe(true);
    await expect(executor.read({ at: plan.size - 1, length: 1 })).rejects.toThrow(
      'Only parameters, their moments and results',
    );
    expect(() => executor.write(points, new Float32Array(points.length))).toThrow('Only parameters and their moments');
    expect(() => executor.write({ at: 0, length: 2 }, new Float32Array(3))).toThrow('room for 2 numbers and 3 came');
    executor.close();
  });

  test('passes that no stage computes are planned, and only executors of stages refuse them, in a sentence', () => {
    const fake = { feed: 'noise', rows: 4, through: ['net'] };
    const layer = { layer: 'dense', name: 'only', outputs: 1, activation: 'linear' } as const;
    const game = (form: 'wasserstein' | 'minimax', reals: number, slopePenalty?: number): Model => ({
      adam,
      networks: [{ name: 'net', inputs: 1, layers: [layer] }],
      passes: [
        {
          name: 'play',
          rows: reals + 4,
          input: [{ feed: 'real', rows: reals, through: [] }, fake],
          through: ['net'],
          loss: { loss: 'adversarial', form, player: 'discriminator', ...(slopePenalty && { slopePenalty }) },
          trains: ['net'],
        },
      ],
    });
    for (const [planned, why] of [
      [planOf(game('wasserstein', 4)), 'stages have no term for it'],
      [planOf(game('minimax', 4, 0.1)), 'stages take first ones'],
    ] as const)
      for (const open of [reference, simd(compiledKernels())])
        expect(() => open(planned, initialParameters(planned, random(1)), images)).toThrow(why);
    expect(() => planOf(game('wasserstein', 3, 0.1))).toThrow(
      'The pass “play” holds a slope between 3 real rows and 4 fake ones: have as many of both.',
    );
  });
});
