import type { DigitSet } from '../data/digits.ts';
import type { Run } from '../experiment.ts';
import { bernoulliDistortion, gaussianDistortion, rate, squaredError } from '../losses.ts';
import { coder, reparameterise, type Coder } from '../nets/coder.ts';
import { random, type Random } from '../random.ts';
import * as tf from '../tensors.ts';
import { bytes, greys, logOddsOf, normals, PIXELS, shuffled, take } from './batches.ts';

export type VaeConfig = {
  /** The weight of the KL in what is trained; 1 trains the bound itself. */
  readonly beta: number;
  /** Dimensions of the code z. */
  readonly latent: number;
  readonly decoder: 'bernoulli' | 'gaussian';
  /** h², the Gaussian decoder's variance of a pixel. The Bernoulli decoder has none. */
  readonly h2: number;
  /** Steps over which the weight of the KL rises linearly from 0 to β; 0 for none. */
  readonly warmup: number;
  /** Hidden units of the encoder, and of the decoder. */
  readonly width: number;
  readonly lr: number;
  /** Images a step. */
  readonly batch: number;
  readonly seed: number;
  /** How many held-out images a snapshot is measured on. */
  readonly heldOut: number;
};

/** Digits to train on, and digits that training never sees. */
export type VaeData = { readonly train: DigitSet; readonly heldOut: DigitSet };

/**
 * Where training stands, in nats per image, averaged over the held-out images with one fixed draw of ε for each. Images
 * are bytes, 784 for one.
 */
export type VaeSnapshot = {
  readonly step: number;
  /** The weight of the KL that the next step will train with. */
  readonly weight: number;
  readonly rate: number;
  readonly distortion: number;
  /** −distortion − rate: the bound on log p(x), whatever weight is trained with. */
  readonly elbo: number;
  /** distortion + weight · rate: what is trained. */
  readonly objective: number;
  /** ‖x − x̂‖² with the mean x̂ of p(x|z) at the same z that the distortion is measured at. */
  readonly squaredError: number;
  readonly ratePerDimension: Float32Array;
  /** Dimensions whose rate is above 0.01 nat. */
  readonly activeUnits: number;
  /** Batch means at each step since the last snapshot, before that step's update; `steps` are their numbers, from 1. */
  readonly trail: { readonly steps: Float32Array; readonly rate: Float32Array; readonly distortion: Float32Array };
  /** Held-out images, one of each class as far as there are classes, and what the decoder makes of their mean codes μ. */
  readonly reconstructions: { readonly originals: Uint8Array; readonly means: Uint8Array; readonly count: number };
  /** Means of p(x|z) at 20 draws z from the prior, the same in every snapshot. */
  readonly samples: Uint8Array;
  /** The first two dimensions of μ for the first held-out images, count × 2; absent for a code of one dimension. */
  readonly codes?: { readonly means: Float32Array; readonly labels: Uint8Array; readonly count: number };
};

const SHOWN = 10;
const SAMPLES = 20;
const CODES = 200;
/** Nats; below it a dimension of the code carries nothing. */
const ACTIVE = 0.01;

/** What one run trains. The trail holds [rate, distortion] of each step since the last snapshot. */
type Model = {
  readonly config: VaeConfig;
  readonly net: Coder;
  readonly optimiser: tf.Optimizer;
  readonly trail: tf.Tensor[];
};

/** Trains a variational autoencoder (Kingma & Welling 2013) on digits. It goes on for as long as it is asked. */
export async function* vae(config: VaeConfig, data: VaeData): Run<VaeSnapshot> {
  if (data.train.count === 0 || data.heldOut.count === 0) throw new Error(noImages(data));
  const source = random(config.seed);
  const net = coder(
    { pixels: PIXELS, width: config.width, latent: config.latent, logOdds: logOddsOf(data.train) },
    source.fork('init'),
  );
  const model = { config, net, optimiser: tf.train.adam(config.lr, 0.9, 0.999, 1e-8), trail: [] };
  const judge = heldOutOf(config, data.heldOut, source);
  const order = shuffled(data.train.count, source.fork('batches'));
  const noise = source.fork('noise');
  try {
    for (let step = 0; ;) {
      const asked = (yield await snapshot(model, judge, step)) ?? 1;
      for (const end = step + asked; step < end; step++) {
        descend(model, step, greys(data.train.images, take(order, config.batch)), noise.at(step));
      }
    }
  } finally {
    tf.dispose([net.variables, judge.tensors, model.trail]);
    model.optimiser.dispose();
  }
}

/** The weight of the KL after `step` steps: a straight line from 0 to β during the warm-up (Bowman et al. 2016). */
function weightAt({ beta, warmup }: VaeConfig, step: number): number {
  return step < warmup ? (beta * step) / warmup : beta;
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

/** One step of Adam on distortion + weight · rate, averaged over a batch of images [batch · 784]. */
function descend(model: Model, step: number, images: Float32Array, noise: Random): void {
  const { batch, latent } = model.config;
  const weight = weightAt(model.config, step);
  tf.tidy(() => {
    const x = tf.tensor2d(images, [batch, PIXELS]);
    const epsilon = tf.tensor2d(normals(noise, batch * latent), [batch, latent]);
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
type HeldOut = {
  readonly tensors: {
    /** [heldOut, 784] and its ε [heldOut, latent]. */
    readonly x: tf.Tensor2D;
    readonly noise: tf.Tensor2D;
    /** The images to reconstruct [≤ 10, 784] and draws z from the prior [20, latent]. */
    readonly shown: tf.Tensor2D;
    readonly prior: tf.Tensor2D;
  };
  readonly originals: Uint8Array;
  /** Labels of the images whose codes are shown. */
  readonly labels: Uint8Array;
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
    originals: bytes(shown),
    labels: digits.labels.slice(0, Math.min(CODES, measured)),
  };
}

/** Indices of ten images: the first of each class in the classes' order, then the first of the rest. */
export function oneOfEach({ labels, count }: DigitSet): number[] {
  const all = Array.from({ length: count }, (_, i) => i);
  const firsts = all.filter((i) => labels.indexOf(labels[i] ?? 0) === i);
  const rest = all.filter((i) => labels.indexOf(labels[i] ?? 0) !== i);
  firsts.sort((a, b) => (labels[a] ?? 0) - (labels[b] ?? 0));
  return [...firsts, ...rest].slice(0, SHOWN);
}

/** Reads back the losses of the steps since the last snapshot, and measures the held-out images. */
async function snapshot(model: Model, judge: HeldOut, step: number): Promise<VaeSnapshot> {
  const { config } = model;
  const trail = await readTrail(model, step);
  const found = await measure(model, judge);
  const total = found.ratePerDimension.reduce((sum, nats) => sum + nats, 0);
  if (!Number.isFinite(total + found.distortion)) throw lostNumbers(config, step);
  const weight = weightAt(config, step);
  const { originals } = judge;
  return {
    step,
    weight,
    rate: total,
    distortion: found.distortion,
    elbo: -found.distortion - total,
    objective: found.distortion + weight * total,
    squaredError: found.squaredError,
    ratePerDimension: found.ratePerDimension,
    activeUnits: found.ratePerDimension.filter((nats) => nats > ACTIVE).length,
    trail,
    reconstructions: { originals, means: found.pictures.slice(0, originals.length), count: originals.length / PIXELS },
    samples: found.pictures.slice(originals.length),
    ...(config.latent >= 2 && { codes: codesOf(found.mu, judge.labels, config.latent) }),
  };
}

/** The trail as numbers; it is empty afterwards. */
async function readTrail({ config, trail }: Model, step: number): Promise<VaeSnapshot['trail']> {
  const count = trail.length;
  const before = step - count;
  const values = count === 0 ? new Float32Array() : await read(tf.tidy(() => tf.concat(trail)));
  tf.dispose(trail.splice(0));
  const lost = values.findIndex((nats) => !Number.isFinite(nats));
  if (lost >= 0) throw lostNumbers(config, before + 1 + Math.floor(lost / 2));
  return {
    steps: Float32Array.from({ length: count }, (_, i) => before + 1 + i),
    rate: values.filter((_, i) => i % 2 === 0),
    distortion: values.filter((_, i) => i % 2 === 1),
  };
}

/** One pass over the held-out images, and one through the decoder for the pictures. */
async function measure(model: Model, { tensors: { x, noise, shown, prior } }: HeldOut) {
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

function codesOf(mu: Float32Array, labels: Uint8Array, latent: number) {
  const means = Float32Array.from({ length: labels.length * 2 }, (_, i) => mu[(i >> 1) * latent + (i % 2)] ?? 0);
  return { means, labels, count: labels.length };
}

function noImages({ train, heldOut }: VaeData): string {
  return (
    'Training needs at least one image to learn from and one held out, ' +
    `and was given ${train.count} and ${heldOut.count}. Choose a data set with more images.`
  );
}

function lostNumbers({ lr }: VaeConfig, step: number): Error {
  return new Error(
    `The loss was no longer a number at step ${step}: the learning rate ${lr} is too large for this network. ` +
      'Lower lr and run again.',
  );
}
