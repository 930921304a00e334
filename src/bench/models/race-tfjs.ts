/** The race's models in plain TensorFlow.js, as its own examples would write them: automatic gradients and its Adam. */
import { LEAK } from '#src/engine/steps/model.ts';
import { planOf } from '#src/engine/steps/plan.ts';
import { unpacked } from '#src/engine/steps/rows.ts';
import { bernoulliDistortion, rate } from '#src/engine/losses.ts';
import * as tf from '#src/engine/tensors.ts';
import { greys } from '#src/models/shared/batches.ts';
import { ADAM, GAN_ADAM } from '#src/models/shared/adam.ts';
import type { Contest } from './contests.ts';
import { ganFeeds, modelOfContest, parametersOf, POINT, POOL, raceDigits, RATE, vaeFeeds, type Racer } from './race.ts';

/** The contest's model on the TensorFlow.js backend that is open. */
export function racerOnTfjs(contest: Contest): Racer {
  return contest.model === 'vae' ? vaeRacer(contest) : ganRacer(contest);
}

/** Rate and distortion of a batch, averaged over it; rectified units between pixels and code. */
function boundOf({ encoder, decoder }: Record<string, Net>, x: tf.Tensor2D, noise: tf.Tensor2D) {
  const moments = through(encoder, x, tf.relu);
  const [mu, logVar] = tf.split(moments, 2, 1) as [tf.Tensor2D, tf.Tensor2D];
  const z: tf.Tensor2D = tf.add(mu, tf.mul(tf.exp(tf.mul(0.5, logVar)), noise));
  const logits = through(decoder, z, tf.relu);
  return {
    distortion: tf.mean<tf.Scalar>(bernoulliDistortion(x, logits)),
    rate: tf.mean<tf.Scalar>(tf.sum(rate(mu, logVar), 1)),
  };
}

function vaeRacer(contest: Contest): Racer {
  const digits = raceDigits();
  const nets = netsOf(contest);
  const optimiser = tf.train.adam(RATE, ADAM.beta1, ADAM.beta2, ADAM.epsilon);
  const feedOf = vaeFeeds(contest);
  const feeds = Array.from({ length: POOL }, (_, k) => {
    const { images, noise } = feedOf(k);
    return { images: greys(digits.images, images), noise };
  });
  const variables = Object.values(nets).flatMap(variablesOf);
  const step = ({ images, noise }: { readonly images: Float32Array; readonly noise: Float32Array }) => {
    const x = tf.tensor2d(images, [contest.batch, images.length / contest.batch]);
    const epsilon = tf.tensor2d(noise, [contest.batch, noise.length / contest.batch]);
    return (
      optimiser.minimize(
        () => {
          const { distortion, rate: nats } = boundOf(nets, x, epsilon);
          return tf.add<tf.Scalar>(distortion, nats);
        },
        true,
        variables,
      ) ?? tf.scalar(NaN)
    );
  };
  let [done, last] = [0, NaN];
  return {
    bytes: undefined,
    async advance(steps) {
      let loss: tf.Scalar | undefined;
      for (const end = done + steps; done < end; done++) {
        const fed = feeds[done % feeds.length];
        loss?.dispose();
        if (fed) loss = tf.tidy(() => step(fed));
      }
      last = (await loss?.data<'float32'>())?.[0] ?? NaN;
      loss?.dispose();
    },
    loss: () => Promise.resolve(last),
  };
}

type Net = readonly { readonly weights: tf.Variable<tf.Rank.R2>; readonly bias: tf.Variable<tf.Rank.R1> }[];

/** The networks as variables that begin where everybody's do, by name. */
function netsOf(contest: Contest): Record<string, Net> {
  const plan = planOf(modelOfContest(contest));
  const values = parametersOf(plan);
  const nets: Record<string, { weights: tf.Variable<tf.Rank.R2>; bias: tf.Variable<tf.Rank.R1> }[]> = {};
  for (const place of plan.layers) {
    const { inputs, outputs, weights, bias } = unpacked(place, values);
    (nets[place.network] ??= []).push({
      weights: tf.variable(tf.tensor2d(weights, [inputs, outputs])),
      bias: tf.variable(tf.tensor1d(bias)),
    });
  }
  return nets;
}

const variablesOf = (net: Net): tf.Variable[] => net.flatMap(({ weights, bias }) => [weights, bias]);

/** Rectified units in between, nothing behind the last layer. */
const through = (net: Net = [], x: tf.Tensor2D, rectify: (x: tf.Tensor2D) => tf.Tensor2D): tf.Tensor2D =>
  net.reduce<tf.Tensor2D>((input, { weights, bias }, at) => {
    const y: tf.Tensor2D = tf.add(tf.matMul(input, weights), bias);
    return at < net.length - 1 ? rectify(y) : y;
  }, x);

const leaky = (x: tf.Tensor2D): tf.Tensor2D => tf.leakyRelu(x, LEAK);

function ganRacer(contest: Contest): Racer {
  const { generator = [], discriminator = [] } = netsOf(contest);
  const feedOf = ganFeeds(contest);
  const optimiser = () => tf.train.adam(RATE, GAN_ADAM.beta1, GAN_ADAM.beta2, GAN_ADAM.epsilon);
  const [forDiscriminator, forGenerator] = [optimiser(), optimiser()];
  const rows = (values: Float32Array) => tf.tensor2d(values, [contest.batch, POINT]);
  const judged = (noise: tf.Tensor2D) => through(discriminator, through(generator, noise, leaky), leaky);
  const step = (at: number) => {
    const fed = feedOf(at);
    const [real, first, second] = [rows(fed.real), rows(fed.discriminator), rows(fed.generator)];
    const d = forDiscriminator.minimize(
      () =>
        tf.add(
          tf.mean(tf.softplus(tf.neg(through(discriminator, real, leaky)))),
          tf.mean<tf.Scalar>(tf.softplus(judged(first))),
        ),
      true,
      variablesOf(discriminator),
    );
    const g = forGenerator.minimize(
      () => tf.mean<tf.Scalar>(tf.softplus(tf.neg(judged(second)))),
      true,
      variablesOf(generator),
    );
    return tf.stack([d ?? tf.scalar(NaN), g ?? tf.scalar(NaN)]);
  };
  let [done, last] = [0, NaN];
  return {
    bytes: undefined,
    async advance(steps) {
      let losses: tf.Tensor | undefined;
      for (const end = done + steps; done < end; done++) {
        losses?.dispose();
        losses = tf.tidy(() => step(done));
      }
      const [d = NaN, g = NaN] = (await losses?.data<'float32'>()) ?? [];
      losses?.dispose();
      last = d + g;
    },
    loss: () => Promise.resolve(last),
  };
}
