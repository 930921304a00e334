/** Models of every kind in shapes that are drawn from a seed: up to four hidden layers a network, on simd and TensorFlow.js as in plain loops. */
import { fileURLToPath } from 'node:url';
import { beforeAll, expect, test } from 'vitest';
import { openBackend } from '../backends.ts';
import { random, type Random } from '../random.ts';
import { masksOf } from '../steps/degrees.ts';
import { initialParameters } from '../steps/initial.ts';
import type { Activation, Dense, Layer, Loss, Model, Network, Pass } from '../steps/model.ts';
import { planOf, type Plan } from '../steps/plan.ts';
import { readFrom, runOn, type AsyncExecutorFactory } from './async-executor.ts';
import { programNamed, type ExecutorFactory, type Images } from './executor.ts';
import { compiledKernels } from './kernels.fixture.ts';
import { fill, inkOn, leftOut, normals, paddingOf, unpacked, type Given } from './oracle.fixture.ts';
import { reference } from './reference.ts';
import { simd } from './simd.ts';
import { stateOf } from './state.ts';
import { tfjs } from './tfjs.ts';

const binaries = fileURLToPath(new URL('../../../node_modules/@tensorflow/tfjs-backend-wasm/dist/', import.meta.url));

beforeAll(async () => {
  await openBackend('wasm', binaries);
});

const KINDS = [
  'VAE',
  'conditional VAE',
  'sparse',
  'tied',
  'denoising',
  'MADE',
  'classifier',
  'conditional GAN',
] as const;
type Kind = (typeof KINDS)[number];

/** Rows, the width of the input, and the widths of the hidden layers. */
type Shape = { readonly rows: number; readonly inputs: number; readonly hidden: readonly number[] };
type Case = Shape & { readonly kind: Kind; readonly activation: Activation };

const CLASSES = 10;
const LATENT = 5;
const IMAGES = 40;

const dense = (name: string, outputs: number, activation: Activation, more: Partial<Dense> = {}): Dense => ({
  layer: 'dense',
  name,
  outputs,
  activation,
  ...more,
});

const stack = (name: string, { hidden, activation }: Case, more: Partial<Dense> = {}): Dense[] =>
  hidden.map((outputs, i) => dense(`${name} ${i}`, outputs, activation, more));

/** What is special about a kind: its networks, and what its pass is told besides. */
type Special = { readonly networks: readonly Network[]; readonly pass?: Partial<Pass>; readonly loss?: Loss };

function specialOf(described: Case): Special {
  const { kind, inputs, hidden } = described;
  const pixels = (more: Partial<Dense> = {}) => dense('pixels', inputs, 'linear', more);
  const one = (layers: readonly Layer[]): Special => ({ networks: [{ name: 'net', inputs, layers }] });
  switch (kind) {
    case 'VAE':
    case 'conditional VAE': {
      const reads = kind === 'VAE' ? {} : { classes: CLASSES };
      const code = [dense('moments', 2 * LATENT, 'linear'), { layer: 'gaussian code', latent: LATENT } as const];
      const decoder = [...stack('decoder', described, reads), pixels()];
      return {
        networks: [
          { name: 'encoder', inputs, layers: [...stack('encoder', described, reads), ...code] },
          { name: 'decoder', inputs: LATENT, layers: decoder },
        ],
      };
    }
    case 'sparse': {
      const penalty = { layer: 'penalty', name: 'sparsity', penalty: 'KL to rho' } as const;
      return one([...stack('encoder', described), dense('code', 31, 'sigmoid'), penalty, pixels()]);
    }
    case 'tied': {
      const encoder = stack('encoder', described);
      const back = hidden.map((_, i) =>
        dense(`back ${i}`, i === 0 ? inputs : (hidden[i - 1] ?? NaN), i === 0 ? 'linear' : described.activation, {
          tied: `encoder ${i}`,
        }),
      );
      return one([...encoder, ...back.toReversed()]);
    }
    case 'denoising':
      return { ...one([...stack('encoder', described), pixels()]), pass: { corruption: 'gaussian' } };
    case 'MADE': {
      const masks = masksOf(
        [...random(2).permutation(inputs)].map((place) => place + 1),
        hidden,
      );
      const layers = [...stack('layer', described), pixels()];
      return one(layers.map((layer, i) => ({ ...layer, ...(masks[i] && { mask: masks[i] }) })));
    }
    case 'classifier':
      return { ...one([...stack('layer', described), dense('classes', CLASSES, 'linear')]), loss: { loss: 'softmax' } };
    case 'conditional GAN':
      return players(described);
  }
}

/** A generator's turn, both players reading the label. */
function players(described: Case): Special {
  const [reads, { inputs, rows }] = [{ classes: CLASSES }, described];
  const point = dense('point', inputs, 'tanh');
  const input = [{ feed: 'z', rows, through: ['generator'] }];
  return {
    networks: [
      { name: 'generator', inputs: LATENT, layers: [...stack('generator', described, reads), point] },
      { name: 'net', inputs, layers: [...stack('net', described, reads), dense('logit', 1, 'linear')] },
    ],
    pass: { input, through: ['net'], trains: ['generator'] },
    loss: { loss: 'adversarial', form: 'least squares', player: 'generator' },
  };
}

function modelOf(described: Case): Model {
  const { networks, pass, loss = { loss: 'bernoulli' } } = specialOf(described);
  const names = networks.map(({ name }) => name);
  return {
    // With β₁ = 0 a first moment is the gradient itself.
    adam: { beta1: 0, beta2: 0.999, epsilon: 1e-8 },
    networks,
    passes: [{ name: 'train', rows: described.rows, input: 'images', through: names, loss, trains: names, ...pass }],
  };
}

function givenTo({ kind, rows, inputs }: Case): Given {
  const several = (below: number) => Array.from({ length: rows }, (_, i) => (i * 7) % below);
  return {
    images: several(IMAGES),
    rows: {
      ...(kind === 'denoising' && { corruption: normals('corruption', rows, inputs) }),
      ...(kind === 'conditional GAN' && { z: normals('z', rows, LATENT) }),
    },
    labels: ['classifier', 'conditional VAE', 'conditional GAN'].includes(kind) ? several(CLASSES) : [],
    noise: kind.includes('VAE') ? normals('noise', rows, LATENT) : [],
    numbers: {
      ...(kind.includes('VAE') && { weight: 0.7 }),
      ...(kind === 'sparse' && { 'sparsity weight': 0.3, 'sparsity rho': 0.05 }),
      ...(kind === 'denoising' && { 'corruption level': 0.3 }),
    },
  };
}

/** Multiply-adds of one step, about. */
const workOf = (plan: Plan): number =>
  (plan.programs['train']?.stages ?? []).reduce(
    (sum, stage) => sum + ('inputs' in stage && 'outputs' in stage ? stage.rows * stage.inputs * stage.outputs : 0),
    0,
  );

/** What plain loops may be asked for: a tenth of a second or so. */
const MOST = 2e7;

/** A shape that is drawn until plain loops can follow; sizes are spread evenly over their logarithms. */
function drawn(kind: Kind, at: number, source: Random): Case {
  const upTo = (most: number) => Math.ceil(most ** source.uniform());
  for (;;) {
    const hidden = Array.from({ length: 1 + (at % 4) }, () => upTo(1024));
    const activation = (['tanh', 'sigmoid', 'linear'] as const)[source.below(3)] ?? 'tanh';
    const described = { kind, rows: upTo(512), inputs: upTo(1024), hidden, activation };
    if (workOf(planOf(modelOf(described))) < MOST) return described;
  }
}

const source = random(9).fork('shapes');
const cases: readonly Case[] = [
  ...KINDS.flatMap((kind) => [0, 1, 2, 3].map((at) => drawn(kind, at, source.fork(kind).at(at)))),
  // The largest of each size, and rectified units.
  ...KINDS.map((kind): Case => ({ kind, rows: 512, inputs: 13, hidden: [11, 9, 17, 7], activation: 'tanh' })),
  { kind: 'VAE', rows: 3, inputs: 130, hidden: [1024], activation: 'relu' },
  { kind: 'tied', rows: 2, inputs: 784, hidden: [1024, 32, 31, 2], activation: 'leaky relu' },
  { kind: 'MADE', rows: 2, inputs: 100, hidden: [1024, 500], activation: 'relu' },
];

const named = ({ kind, rows, inputs, hidden, activation }: Case) =>
  `${kind}, ${rows} rows, ${[inputs, ...hidden].join(' → ')} ${activation}`;

/** The log, what the pass leaves behind, and the gradients, by name. */
async function found(
  plan: Plan,
  open: ExecutorFactory | AsyncExecutorFactory,
  images: Images,
  given: Given,
): Promise<Record<string, readonly number[]>> {
  const { pass, results, log } = programNamed(plan, 'train');
  const executor = await open(plan, initialParameters(plan, random(1)), images);
  const trail = await runOn(executor, 'train', 1, (feed) => fill(feed, pass, given));
  const state = (await readFrom(executor, stateOf(plan))).slice();
  const moments = unpacked(plan, state.subarray(plan.parameters));
  const out = leftOut(plan);
  const named: Record<string, readonly number[]> = { padding: [paddingOf(plan, state)] };
  for (const [i, name] of log.names.entries()) named[`log of ${name}`] = [trail[i] ?? NaN];
  for (const [name, field] of Object.entries(results)) named[name] = [...(await readFrom(executor, field))];
  for (const [i, matrix] of moments.entries())
    named[`gradient ${i}`] = matrix.flat().map((slope, at) => (out[i]?.[at] ? 0 : slope));
  if ('close' in executor) executor.close();
  return named;
}

/**
 * Single precision against sums in double: up to n = 1,024 products rounded at each addition err by some √n · 2⁻²⁴ = 2e-6
 * of the products' size, and up to twenty such sums follow each other. Numbers are compared to the largest of their kind.
 */
const TOLERANCE = 4e-5;

test.each(cases.map((described) => [named(described), described] as const))('%s', async (_, described) => {
  const plan = planOf(modelOf(described));
  const [images, given] = [inkOn(IMAGES, described.inputs), givenTo(described)];
  const theirs = await found(plan, reference, images, given);
  for (const open of [simd(compiledKernels(), false), simd(compiledKernels(), true), tfjs]) {
    const ours = await found(plan, open, images, given);
    for (const [name, values] of Object.entries(theirs)) {
      let [largest, worst] = [1e-7, 0];
      values.forEach((value, i) => {
        largest = Math.max(largest, Math.abs(value));
        const difference = Math.abs(value - (ours[name]?.[i] ?? NaN));
        worst = difference <= worst ? worst : difference;
      });
      expect(worst / largest, name).toBeLessThan(TOLERANCE);
    }
  }
});
