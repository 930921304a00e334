/** The kernels' own exp, log and what is made of them, against double precision, over all of their range. */
import { describe, expect, test } from 'vitest';
import type { Activation, Model } from '../steps/model.ts';
import { planOf } from '../steps/plan.ts';
import { strideOf } from '../steps/stages.ts';
import { compiledKernels } from './kernels.fixture.ts';
import { simd } from './simd.ts';

const ROWS = 4001;
const xs = Float32Array.from({ length: ROWS }, (_, i) => (i - 2000) / 16);

/** One layer that changes nothing, x ↦ 1·x + 0, and what is to be seen behind it. */
const modelOf = (shows: Activation): Model => ({
  adam: { beta1: 0, beta2: 0, epsilon: 1 },
  networks: [{ name: 'same', inputs: 1, layers: [{ layer: 'dense', name: 'same', outputs: 1, activation: 'linear' }] }],
  passes: [
    { name: 'show', rows: ROWS, input: 'rows', through: ['same'], trains: [], shows },
    {
      name: 'discriminator',
      rows: ROWS,
      through: ['same'],
      trains: [],
      input: [{ feed: 'rows', rows: ROWS, through: [] }],
      loss: { loss: 'adversarial', form: 'non-saturating', player: 'discriminator' },
    },
    {
      name: 'generator',
      rows: ROWS,
      through: ['same'],
      trains: [],
      input: [{ feed: 'rows', rows: ROWS, through: [] }],
      loss: { loss: 'adversarial', form: 'minimax', player: 'generator' },
    },
  ],
});

function computed(pass: string, result: string, shows: Activation, values = xs): Float32Array {
  const plan = planOf(modelOf(shows));
  const parameters = new Float32Array(plan.parameters);
  parameters[0] = 1;
  const executor = simd(compiledKernels())(plan, parameters, { bytes: new Uint8Array(), width: 0 });
  executor.run(pass, 1, (feed) => values.forEach((x, row) => (feed.floats('rows')[row * strideOf(1)] = x)));
  const found = executor.view(plan.programs[pass]?.results[result] ?? { at: 0, length: 0 });
  return found.length === ROWS
    ? found
    : Float32Array.from({ length: ROWS }, (_, row) => found[row * strideOf(1)] ?? NaN);
}

/** The largest of |found − true| / (1 + |true|): absolute for small numbers, relative for large ones. */
function worst(found: Float32Array, truth: (x: number) => number): number {
  return Math.max(...Array.from(xs, (x, i) => Math.abs((found[i] ?? NaN) - truth(x)) / (1 + Math.abs(truth(x)))));
}

const softplus = (x: number) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));

describe('from −125 to 125', () => {
  // vector.ts promises 2⁻²² for the exponential's relative error and 2⁻²³ for the logarithm's; what is made of them rounds a few times more.
  test('sigmoid and tanh are right to 2⁻²¹', () => {
    expect(worst(computed('show', 'shown', 'sigmoid'), (x) => 1 / (1 + Math.exp(-x)))).toBeLessThan(2 ** -21);
    expect(worst(computed('show', 'shown', 'tanh'), Math.tanh)).toBeLessThan(2 ** -21);
  });

  test('softplus is right to 2⁻²¹, of a and of −a', () => {
    expect(worst(computed('discriminator', 'losses', 'linear'), (x) => softplus(-x))).toBeLessThan(2 ** -21);
    expect(worst(computed('generator', 'losses', 'linear'), (x) => -softplus(x))).toBeLessThan(2 ** -21);
  });
});

test.each(['linear', 'relu', 'leaky relu', 'tanh', 'sigmoid'] as const)(
  'what is not a number stays so behind %s',
  (shows) => {
    const shown = computed('show', 'shown', shows, new Float32Array(ROWS).fill(NaN));
    expect(shown.every(Number.isNaN)).toBe(true);
  },
);
