import type { DigitSet, Split } from '#src/engine/data/digits.ts';
import { goalOf, type Run } from '#src/engine/experiment.ts';
import { bernoulliDistortion, gaussianDistortion, rate, squaredError } from '#src/engine/losses.ts';
import { coder, reparameterise, type Coder } from '#src/engine/nets/coder.ts';
import { random, type Random } from '#src/engine/random.ts';
import * as tf from '#src/engine/tensors.ts';
import { bytes, greys, logOddsOf, normals, PIXELS, shuffled, take } from '../shared/batches.ts';
import {
  ADAM,
  noImages,
  oneOfEach,
  SAMPLES,
  shownOf,
  snapshotOf,
  trailOf,
  weightAt,
  type Measured,
  type Shown,
  type Trail,
  type VaeConfig,
  type VaeSnapshot,
} from './vae.ts';

/** What one run trains. The trail holds [rate, distortion] of each step since the last snapshot. */
type Model = {
  readonly config: VaeConfig;
  readonly net: Coder;
  readonly optimiser: tf.Optimizer;
  readonly trail: tf.Tensor[];
};

/**
 * Trains a variational autoencoder (Kingma & Welling 2013) by TensorFlow.js and its automatic gradients: the truth that
 * the fast executors are held against, and the way where they cannot run.
 */
export async function* vaeTfjs(config: VaeConfig, data: Split): Run<VaeSnapshot> {
  if (data.train.count === 0 || data.heldOut.count === 0) throw new Error(noImages(data));
  const source = random(config.seed);
  const model = modelOf(config, data.train, source);
  const heldOut = heldOutOf(config, data.heldOut, source);
  const feed = feeder(config, data.train, source);
  try {
    for (let step = 0; ;) {
      const goal = goalOf(yield await snapshot(model, heldOut, step), step);
      if (goal < step)
        throw new Error(`TensorFlow.js keeps no past: step ${goal} lies before step ${step}. Reset and run there.`);
      for (; step < goal; step++) descend(model, step, feed(step));
    }
  } finally {
    tf.dispose([model.net.variables, heldOut.tensors, model.trail]);
    model.optimiser.dispose();
  }
}

/** The model as it begins. Its variables, its trail and its optimiser have to be given back. */
export function modelOf(config: VaeConfig, train: DigitSet, source: Random): Model {
  const { width, depth = 1, latent } = config;
  const shape = { pixels: PIXELS, width, depth, latent, logOdds: logOddsOf(train) };
  const optimiser = tf.train.adam(config.lr, ADAM.beta1, ADAM.beta2, ADAM.epsilon);
  return { config, net: coder(shape, source.fork('init')), optimiser, trail: [] };
}

/** What one step learns from: images [batch · 784] and ε [batch · latent]. */
type Fed = { readonly images: Float32Array; readonly noise: Float32Array };

/** Gives each step what it is fed; steps are asked for in their order. */
export function feeder(config: VaeConfig, train: DigitSet, source: Random): (step: number) => Fed {
  const order = shuffled(train.count, source.fork('batches'));
  const noise = source.fork('noise');
  return (step) => ({
    images: greys(train.images, take(order, config.batch)),
    noise: normals(noise.at(step), config.batch * config.latent),
  });
}

/** The negative bound, term by term, for a batch x [batch, 784] and ε [batch, latent]. */
function terms({ config, net }: Model, x: tf.Tensor2D, noise: tf.Tensor2D) {
  const code = net.encode(x); // q(z|x) = N(μ, σ²)
  const z = reparameterise(code, noise); // z = μ + σε
  const logits = net.decode(z); // p(x|z)
  return {
    code,
    logits,
    distortion: distortion(config, x, logits), // −log p(x|z), [batch]
    rate: rate(code.mu, code.logVar), // KL(q(z|x) ‖ p(z)), [batch, latent]
  };
}

function distortion({ decoder, h2 }: VaeConfig, x: tf.Tensor2D, logits: tf.Tensor2D): tf.Tensor1D {
  switch (decoder) {
    case 'bernoulli':
      return bernoulliDistortion(x, logits);
    case 'gaussian':
      return gaussianDistortion(x, tf.sigmoid(logits), h2);
  }
}

/** One step of Adam on distortion + weight · rate, averaged over a batch. */
export function descend(model: Model, step: number, { images, noise }: Fed): void {
  const { batch, latent } = model.config;
  const weight = weightAt(model.config, step);
  tf.tidy(() => {
    const x = tf.tensor2d(images, [batch, PIXELS]);
    const epsilon = tf.tensor2d(noise, [batch, latent]);
    const objective = () => {
      const bound = terms(model, x, epsilon);
      const distortion = tf.mean(bound.distortion);
      const rate = tf.mean(tf.sum(bound.rate, 1));
      model.trail.push(tf.keep(tf.stack([rate, distortion])));
      return tf.add<tf.Scalar>(distortion, tf.mul(weight, rate));
    };
    model.optimiser.minimize(objective, false, model.net.variables);
  });
}

/** What every snapshot of a run is measured on and shows, laid down once. */
type HeldOut = Shown & {
  readonly tensors: {
    /** [heldOut, 784] and its ε [heldOut, latent]. */
    readonly x: tf.Tensor2D;
    readonly noise: tf.Tensor2D;
    /** The images to reconstruct [≤ 10, 784] and draws z from the prior [20, latent]. */
    readonly shown: tf.Tensor2D;
    readonly prior: tf.Tensor2D;
  };
};

function heldOutOf({ latent, heldOut }: VaeConfig, digits: DigitSet, source: Random): HeldOut {
  const measured = Math.min(heldOut, digits.count);
  const first = Uint32Array.from({ length: measured }, (_, i) => i);
  const shown = greys(digits.images, oneOfEach(digits));
  return {
    tensors: {
      x: tf.tensor2d(greys(digits.images, first), [measured, PIXELS]),
      noise: tf.tensor2d(normals(source.fork('held-out'), measured * latent), [measured, latent]),
      shown: tf.tensor2d(shown, [shown.length / PIXELS, PIXELS]),
      prior: tf.tensor2d(normals(source.fork('show'), SAMPLES * latent), [SAMPLES, latent]),
    },
    ...shownOf(digits, measured),
  };
}

/** Reads back the losses of the steps since the last snapshot, and measures the held-out images. */
async function snapshot(model: Model, heldOut: HeldOut, step: number): Promise<VaeSnapshot> {
  const trail = await readTrail(model, step);
  return snapshotOf(model.config, heldOut, step, await measure(model, heldOut), trail);
}

/** The trail as numbers; it is empty afterwards. */
async function readTrail({ config, trail }: Model, step: number): Promise<Trail> {
  const before = step - trail.length;
  const values = trail.length === 0 ? new Float32Array() : await read(tf.tidy(() => tf.concat(trail)));
  tf.dispose(trail.splice(0));
  return trailOf(config, before, values);
}

/** One pass over the held-out images, and one through the decoder for the pictures. */
async function measure(model: Model, { tensors: { x, noise, shown, prior } }: HeldOut): Promise<Measured> {
  const { net } = model;
  const found = tf.tidy(() => {
    const { code, logits, ...bound } = terms(model, x, noise);
    const error = squaredError(x, tf.sigmoid(logits));
    return {
      rate: tf.mean(bound.rate, 0),
      losses: tf.stack([tf.mean(bound.distortion), tf.mean(error)]),
      mu: code.mu,
      pictures: tf.sigmoid(net.decode(tf.concat([net.encode(shown).mu, prior]))),
    };
  });
  const [ratePerDimension, losses, mu, pictures] = await Promise.all([
    read(found.rate),
    read(found.losses),
    read(found.mu),
    read(found.pictures),
  ]);
  const [distortion = NaN, squared = NaN] = losses;
  return { ratePerDimension, distortion, squaredError: squared, mu, pictures: bytes(pictures) };
}

/** The values of a tensor, which is given back also when they cannot be read. */
async function read(tensor: tf.Tensor): Promise<Float32Array> {
  try {
    return await tensor.data<'float32'>();
  } finally {
    tensor.dispose();
  }
}
