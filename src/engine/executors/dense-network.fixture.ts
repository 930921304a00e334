/** A network of dense layers, with or without a code, for tests that hold one executor against another. */
import { expect } from 'vitest';
import { random } from '../random.ts';
import { adamAt } from '../steps/adam.ts';
import type { Activation, Loss, Model, Pass } from '../steps/model.ts';
import { strideOf } from '../steps/stages.ts';
import type { Feed, Images } from './executor.ts';

/** A network x → hidden → outputs, or with a code of `latent` between. */
export type Case = {
  readonly rows: number;
  readonly inputs: number;
  readonly hidden: number;
  readonly latent?: number;
  readonly outputs: number;
  readonly activation: Activation;
  readonly loss: Exclude<Loss, { loss: 'adversarial' }>;
};

export const usual = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8 };

export function modelOf({ rows, inputs, hidden, latent, outputs, activation, loss }: Case): Model {
  const code = [
    { layer: 'dense', name: 'moments', outputs: 2 * (latent ?? 0), activation: 'linear' },
    { layer: 'gaussian code', latent: latent ?? 0 },
  ] as const;
  const through = { through: ['net'], rows };
  return {
    adam: usual,
    networks: [
      {
        name: 'net',
        inputs,
        layers: [
          { layer: 'dense', name: 'first', outputs: hidden, activation },
          ...(latent === undefined ? [] : code),
          { layer: 'dense', name: 'last', outputs, activation: 'linear' },
        ],
      },
    ],
    passes: [
      { name: 'train', ...through, input: 'images', loss, trains: ['net'] },
      { name: 'look', ...through, input: 'images', loss, trains: [], shows: 'sigmoid' },
      { name: 'draw', ...through, input: 'rows', trains: [], shows: activation },
    ],
  };
}

/** How many images a table has. */
export const IMAGES = 40;

/** Bytes of which three fifths are paper. */
export function imagesOf({ inputs }: Case): Images {
  const source = random(3).fork('images');
  return {
    bytes: Uint8Array.from({ length: IMAGES * inputs }, () => Math.max(0, source.below(640) - 384)),
    width: inputs,
  };
}

export function filler({ rows, inputs, latent, outputs, loss }: Case) {
  const noise = random(4).fork('noise');
  return (feed: Feed, step: number, { input, trains }: Pass): void => {
    const drawn = noise.at(step);
    if (input === 'images') feed.whole('images').set(Array.from({ length: rows }, (_, i) => (step + i * 7) % IMAGES));
    else feed.floats('rows').forEach((_, i, all) => (all[i] = i % strideOf(inputs) < inputs ? drawn.normal() : 0));
    if (trains.length > 0) feed.floats('adam').set(adamAt(step + 1, 1e-3, usual));
    if (input === 'images' && loss.loss === 'softmax')
      feed.whole('labels').set(Array.from({ length: rows }, (_, i) => (step + i * 3) % outputs));
    if (latent === undefined) return;
    feed.floats('noise').forEach((_, i, all) => (all[i] = drawn.normal()));
    feed.floats('weight')[0] = 0.7;
  };
}

export const bernoulli = { loss: 'bernoulli' } as const;
export const gaussian = { loss: 'gaussian', h2: 0.1 } as const;
export const squared = { loss: 'squared' } as const;
export const softmax = { loss: 'softmax' } as const;

/**
 * Sums of up to n = 1,000 products, rounded to 2⁻²⁴ at each addition, differ between two orders by some √n · 2⁻²⁴ = 2e-6
 * of the products' size, and WGSL allows exp and division a few roundings more; numbers are compared to the largest of
 * their field.
 */
const TOLERANCE = 2e-5;

export function worst(
  ours: Float32Array,
  theirs: Float32Array,
): { readonly difference: number; readonly largest: number } {
  let [difference, largest] = [0, 1e-7];
  theirs.forEach((value, i) => {
    largest = Math.max(largest, Math.abs(value));
    const here = Math.abs(value - (ours[i] ?? NaN));
    difference = here >= difference ? here : Number.isNaN(here) ? Infinity : difference;
  });
  return { difference, largest };
}

/** Holds every number of a field to the tolerance, compared to the largest. */
export const closeTo = (what: string, ours: Float32Array, theirs: Float32Array) => {
  const { difference, largest } = worst(ours, theirs);
  expect(difference / largest, what).toBeLessThan(TOLERANCE);
};
