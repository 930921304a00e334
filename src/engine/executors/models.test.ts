/** The models of the course on every executor, against automatic gradients and finite differences in double precision. */
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import { openBackend } from '../backends.ts';
import { random } from '../random.ts';
import { initialParameters } from '../steps/initial.ts';
import type { Dense, Layer, Pass } from '../steps/model.ts';
import { planOf } from '../steps/plan.ts';
import { readFrom, runOn, type AsyncExecutorFactory } from './async-executor.ts';
import { drawFrom, programNamed, type ExecutorFactory } from './executor.ts';
import { compiledKernels } from './kernels.fixture.ts';
import { autoencoders, autoregressive, conditional, convolutional, wide, type Case } from './models.fixture.ts';
import { fill, leftOut, paddingOf, slopes, unpacked } from './oracle.fixture.ts';
import { truth } from './oracle-tfjs.fixture.ts';
import { reference } from './reference.ts';
import { simd } from './simd.ts';
import { stateOf } from './state.ts';
import { tfjs } from './tfjs.ts';

const binaries = fileURLToPath(new URL('../../../node_modules/@tensorflow/tfjs-backend-wasm/dist/', import.meta.url));
const kernels = compiledKernels();
type Open = ExecutorFactory | AsyncExecutorFactory;
const executors: readonly (readonly [string, Open])[] = [
  ['reference', reference],
  ['simd', simd(kernels, false)],
  ['simd with lists of ink', simd(kernels, true)],
  ['tfjs', tfjs],
];

beforeAll(async () => {
  await openBackend('wasm', binaries);
});

const planned = ({ model, pass }: Case) => {
  const plan = planOf(model);
  return { plan, ...programNamed(plan, pass), values: initialParameters(plan, random(1)) };
};

/** The log by name, and the gradients in the order of `unpacked`, as an executor finds them. */
async function found(described: Case, open: Open) {
  const { plan, pass, log, values } = planned(described);
  const executor = await open(plan, values, described.images);
  const trail = await runOn(executor, described.pass, 1, (feed) => fill(feed, pass, described.given));
  const out = leftOut(plan);
  const state = (await readFrom(executor, stateOf(plan))).slice();
  if ('close' in executor) executor.close();
  const moments = state.subarray(plan.parameters, 2 * plan.parameters);
  return {
    log: Object.fromEntries(log.names.map((name, i) => [name, trail[i] ?? NaN])),
    gradients: unpacked(plan, moments).map((matrix, i) =>
      // What is left out may keep a moment, which moves nothing; the weight itself is looked at below.
      matrix.flat().map((slope, at) => (out[i]?.[at] ? 0 : slope)),
    ),
    masked: unpacked(plan, state).flatMap((matrix, i) => matrix.flat().filter((__, at) => out[i]?.[at])),
    padding: paddingOf(plan, state),
  };
}

/**
 * Sums of up to n = 1,000 products, rounded to 2⁻²⁴ at each addition, differ between two orders by some √n · 2⁻²⁴ = 2e-6
 * of the products' size, and a handful of them follow each other; entries are compared to the largest of their tensor.
 */
const TOLERANCE = 2e-5;

function expectClose(actual: readonly number[] | undefined, expected: readonly number[]): void {
  expect(actual?.length).toBe(expected.length);
  const largest = Math.max(1e-7, ...expected.map(Math.abs));
  const differences = expected.map((value, i) => Math.abs((actual?.[i] ?? NaN) - value));
  expect(Math.max(0, ...differences) / largest).toBeLessThan(TOLERANCE);
}

const table = [conditional, autoencoders, autoregressive, convolutional]
  .flat()
  .map((described) => [described.name, described] as const);
const isSmall = (described: Case) => planned(described).pass.rows <= 5 && planOf(described.model).parameters < 700;

describe.each(executors)('on %s', (_, open) => {
  test.each(table)('losses and gradients are those of automatic differentiation: %s', async (__, described) => {
    const { plan, pass, values } = planned(described);
    const ours = await found(described, open);
    const theirs = truth(plan, pass, described.images, described.given, values);
    expect(Object.keys(ours.log).sort()).toEqual(Object.keys(theirs.log).sort());
    for (const [name, value] of Object.entries(theirs.log)) expectClose([ours.log[name] ?? NaN], [value]);
    theirs.gradients.forEach((gradient, i) => expectClose(ours.gradients[i], gradient));
    expect(ours.padding).toBe(0);
    expect(ours.masked.every((weight) => weight === 0)).toBe(true);
  });
});

test('patches that are laid out line by line make what plain loops make', async () => {
  const [ours, theirs] = [await found(wide, simd(kernels)), await found(wide, reference)];
  for (const [name, value] of Object.entries(theirs.log)) expectClose([ours.log[name] ?? NaN], [value]);
  theirs.gradients.forEach((gradient, i) => expectClose(ours.gradients[i], gradient));
});

/**
 * Central differences with h = 1e-4 miss a derivative by h² f‴ / 6, some 1e-8, plus rounding 1e-16 · 10 / h = 1e-11; single
 * precision is the larger part. No rectified unit of these lies within h of its kink.
 */
test.each(table.filter(([, described]) => isSmall(described)))(
  'gradients are the slopes of the objective, by finite differences in double precision: %s',
  async (_, described) => {
    const { plan, pass, values } = planned(described);
    const expected = slopes(plan, pass, described.images, described.given, values);
    for (const [, open] of executors)
      (await found(described, open)).gradients.forEach((gradient, i) => expectClose(gradient, expected[i] ?? []));
  },
);

test.each(executors)(
  'on %s corruption that is drawn is the corruption that its stream would have fed',
  async (_, open) => {
    for (const described of autoencoders.filter(({ name }) => name.startsWith('denoising'))) {
      const { plan, pass, log, values } = planned(described);
      const { corruption, rows } = pass;
      const width = described.images.width;
      const source = random(8).fork('corruption');
      const [law, numbers] = [corruption === 'gaussian' ? 'normal' : 'uniform', source.at(3)] as const;
      const corrupt = Array.from({ length: rows }, () => Array.from({ length: width }, () => numbers[law]()));
      const given = { ...described.given, rows: { corruption: corrupt } };
      const executor = await open(plan, values, described.images);
      const fed = await runOn(executor, described.pass, 1, (feed) => fill(feed, pass, given));
      const passes = plan.model.passes.map((one) => ({ ...one, draws: { corruption: law } }));
      const drawing = planOf({ ...plan.model, passes });
      const other = await open(drawing, values, described.images);
      const drawn = await runOn(other, described.pass, 1, (feed) => {
        fill(feed, pass, { ...given, rows: {} });
        drawFrom(feed, 'corruption', source, 3);
      });
      expect(log.names).toContain('distortion');
      expect(drawn).toEqual(fed);
    }
  },
);

test('corruption drawn from another law than its own ends in a sentence', () => {
  const described = autoencoders.find(({ name }) => name.startsWith('denoising, masking'));
  if (!described) throw new Error('No model masks its input.');
  const passes = described.model.passes.map((pass) => ({ ...pass, draws: { corruption: 'normal' as const } }));
  expect(() => planOf({ ...described.model, passes })).toThrow(
    'draws its masking corruption from “normal”, not “uniform”.',
  );
});

describe('a description that cannot be computed ends in a sentence:', () => {
  const adam = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8 };
  const dense = (name: string, outputs: number, more: Partial<Dense> = {}): Dense => ({
    layer: 'dense',
    name,
    outputs,
    activation: 'linear',
    ...more,
  });
  const planOfLayers = (layers: readonly Layer[], more: Partial<Pass> = {}) =>
    planOf({
      adam,
      networks: [{ name: 'net', inputs: 6, layers }],
      passes: [
        {
          name: 'train',
          rows: 4,
          input: 'images',
          through: ['net'],
          trains: ['net'],
          loss: { loss: 'bernoulli' },
          ...more,
        },
      ],
    });
  const penalty = { layer: 'penalty', name: 'sparsity', penalty: 'KL to rho' } as const;

  test('a layer tied to none, to two, or to one of other sizes', () => {
    expect(() => planOfLayers([dense('a', 6, { tied: 'b' })])).toThrow('there are 0 layers so named, not one');
    const twice = [dense('a', 6), dense('a', 6), dense('b', 6, { tied: 'a' })];
    expect(() => planOfLayers(twice)).toThrow('there are 2 layers so named, not one');
    const other = [dense('a', 3), dense('b', 5, { tied: 'a' })];
    expect(() => planOfLayers(other)).toThrow('“b” (3 → 5) is tied to “a” (6 → 3): one must turn the other round.');
  });

  test('pictures of other sizes than the rows that come in, kernels that find no place, and factors that are not whole', () => {
    const reads = { height: 2, width: 3, channels: 1 };
    const convolution = {
      layer: 'convolution',
      name: 'a',
      reads,
      outputs: 1,
      kernel: 3,
      stride: 1,
      padding: 1,
      activation: 'linear',
    } as const;
    expect(() => planOfLayers([{ ...convolution, reads: { ...reads, channels: 2 } }])).toThrow(
      '“a” reads pictures of 2 × 3 × 2, and rows of 6 come in.',
    );
    expect(() => planOfLayers([{ ...convolution, padding: 0 }])).toThrow('“a” leaves no picture');
    const transposed = { ...convolution, layer: 'transposed convolution', extra: 1 } as const;
    expect(() => planOfLayers([transposed])).toThrow('“a” leaves no picture');
    const resize = { layer: 'resize', reads, factor: 1.5, method: 'nearest' } as const;
    expect(() => planOfLayers([resize])).toThrow('by a whole factor of at least 1, and not by 1.5.');
    expect(() => planOfLayers([{ ...resize, reads: { ...reads, width: 2 } }])).toThrow('and rows of 6 come in.');
  });

  test('a penalty before any layer, or on means that are no probabilities', () => {
    expect(() => planOfLayers([penalty, dense('a', 6)])).toThrow('needs a layer before it');
    expect(() => planOfLayers([dense('a', 6), penalty, dense('b', 6)])).toThrow('must be dense and sigmoid');
  });
});
