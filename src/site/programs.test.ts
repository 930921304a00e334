/** The programs that figures show in TensorFlow.js, run as readers run them: against the package that they install. */
import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { grownDigits } from '#src/engine/data/digits.ts';
import * as game from '#widgets/gan-2d/code/tfjs.ts';
import * as digitsGame from '#widgets/gan-digits/code/tfjs.ts';
import * as codes from '#widgets/latent-codes/code/tfjs.ts';
import * as vae from '#widgets/vae-tradeoff/code/tfjs.ts';

const digits = grownDigits(600);
const images = Float32Array.from(digits.images, (byte) => byte / 255);

let before = 0;
beforeEach(async () => {
  await tf.setBackend('cpu');
  before = tf.memory().numTensors;
});

let held: { variables: readonly tf.Variable[]; adams: readonly tf.Optimizer[] } = { variables: [], adams: [] };
afterEach(() => {
  tf.dispose([...held.variables]);
  for (const adam of held.adams) adam.dispose();
  expect(tf.memory().numTensors, 'the program gave every other tensor back').toBe(before);
});

/** The numbers of a report behind these words. */
const said = (lines: readonly string[], words: string) =>
  lines.map((line) => Number(new RegExp(`${words} (-?[\\d.]+)`).exec(line)?.[1]));

test.each(['bernoulli', 'gaussian'] as const)('the autoencoder with a %s decoder learns', async (decoder) => {
  const lines: string[] = [];
  const knobs = { ...vae.usual, latent: 2, decoder, width: 16, depth: 2, batch: 10, lr: 3e-3, warmup: 5 };
  const net = await vae.train(images, knobs, 25, (line) => lines.push(line));
  held = { variables: vae.variables(net), adams: [net.adam] };
  expect(said(lines, 'step')).toEqual([0, 25]);
  const [first = NaN, last = NaN] = said(lines, 'ELBO');
  expect(last).toBeGreaterThan(first);
});

test.each(['one-hot', 'scaled', 'dense'] as const)('the decoder of %s codes learns', async (code) => {
  const lines: string[] = [];
  const [x, labels] = [images.slice(0, 100 * 784), digits.labels.slice(0, 100)];
  const leans = Float32Array.from(labels, (_, i) => i % 7);
  const knobs = { ...codes.usual, code, width: 16, batch: 20 };
  const model = await codes.train(x, labels, leans, knobs, 30, (line) => lines.push(line));
  held = { variables: codes.variables(model), adams: [model.adam] };
  const [first = NaN, last = NaN] = said(lines, 'error');
  expect(last).toBeLessThan(first);
});

test.each([
  ['minimax', 'none'],
  ['non-saturating', 'packing'],
  ['least-squares', 'batch-statistics'],
  ['wasserstein', 'instance-noise'],
] as const)('the game in the plane with loss %s and remedy %s trains a discriminator', async (loss, remedy) => {
  const lines: string[] = [];
  const knobs = { ...game.usual, loss, remedy, kd: 3, width: 8, batch: 16, lrg: 1e-5, lrd: 5e-3 };
  const players = await game.train(game.ring(256), knobs, 15, (line) => lines.push(line));
  const both = [players.generator, players.discriminator];
  held = { variables: both.flatMap(({ variables }) => variables), adams: both.map(({ adam }) => adam) };
  // A generator that hardly moves lets the discriminator's loss fall.
  const [first = NaN, last = NaN] = said(lines, 'loss of D');
  expect(last).toBeLessThan(first);
});

test.each([
  [false, 'none'],
  [true, 'packing'],
  [false, 'batch-statistics'],
  [true, 'instance-noise'],
] as const)('the game of digits (conditional: %s, remedy %s) trains a discriminator', async (conditional, remedy) => {
  const lines: string[] = [];
  const knobs = { ...digitsGame.usual, conditional, remedy, kd: 4, width: 16, batch: 20, lrd: 1e-3, lrg: 1e-5 };
  const players = await digitsGame.train(images, digits.labels, knobs, 12, (line) => lines.push(line));
  const both = [players.generator, players.discriminator];
  held = { variables: both.flatMap(digitsGame.variables), adams: both.map(({ adam }) => adam) };
  const [first = NaN, last = NaN] = said(lines, 'loss of D');
  expect(last).toBeLessThan(first);
});
