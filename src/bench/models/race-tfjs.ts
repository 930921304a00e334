/** The race's models in plain TensorFlow.js, as its own examples would write them: automatic gradients and its Adam. */
import { LEAK } from '#src/engine/steps/model.ts';
import { planOf } from '#src/engine/steps/plan.ts';
import { unpacked } from '#src/engine/steps/rows.ts';
import { random } from '#src/engine/random.ts';
import * as tf from '#src/engine/tensors.ts';
import { greys } from '#src/models/shared/batches.ts';
import { descend, modelOf } from '#src/models/vae/vae-tfjs.ts';
import type { Contest } from './contests.ts';
import {
  GAN_ADAM,
  ganFeeds,
  modelOfContest,
  parametersOf,
  POINT,
  POOL,
  raceDigits,
  RATE,
  vaeConfigOf,
  vaeFeeds,
  type Racer,
} from './race.ts';

/** The contest's model on the TensorFlow.js backend that is open. */
export function racerOnTfjs(contest: Contest): Racer {
  return contest.model === 'vae' ? vaeRacer(contest) : ganRacer(contest);
}

function vaeRacer(contest: Contest): Racer {
  const digits = raceDigits();
  const model = modelOf(vaeConfigOf(contest), digits, random(1));
  const feedOf = vaeFeeds(contest);
  const feeds = Array.from({ length: POOL }, (_, k) => {
    const { images, noise } = feedOf(k);
    return { images: greys(digits.images, images), noise };
  });
  let done = 0;
  let last = NaN;
  return {
    bytes: undefined,
    async advance(steps) {
      for (const end = done + steps; done < end; done++) {
        const fed = feeds[done % feeds.length];
        if (fed) descend(model, done, fed);
      }
      const terms = await model.trail.at(-1)?.data<'float32'>();
      tf.dispose(model.trail.splice(0));
      last = (terms?.[0] ?? NaN) + (terms?.[1] ?? NaN);
    },
    loss: () => Promise.resolve(last),
  };
}

type Net = readonly { readonly weights: tf.Variable<tf.Rank.R2>; readonly bias: tf.Variable<tf.Rank.R1> }[];

/** Both players as variables that begin where everybody's do. */
function players(contest: Contest): { generator: Net; discriminator: Net } {
  const plan = planOf(modelOfContest(contest));
  const values = parametersOf(plan);
  const net = (name: string): Net =>
    plan.layers
      .filter(({ network }) => network === name)
      .map((place) => {
        const { inputs, outputs, weights, bias } = unpacked(place, values);
        return {
          weights: tf.variable(tf.tensor2d(weights, [inputs, outputs])),
          bias: tf.variable(tf.tensor1d(bias)),
        };
      });
  return { generator: net('generator'), discriminator: net('discriminator') };
}

/** Leaky rectified units in between, nothing behind the last layer. */
const through = (net: Net, x: tf.Tensor2D): tf.Tensor2D =>
  net.reduce<tf.Tensor2D>((input, { weights, bias }, at) => {
    const y: tf.Tensor2D = tf.add(tf.matMul(input, weights), bias);
    return at < net.length - 1 ? tf.leakyRelu(y, LEAK) : y;
  }, x);

function ganRacer(contest: Contest): Racer {
  const { generator, discriminator } = players(contest);
  const feedOf = ganFeeds(contest);
  const variables = (net: Net) => net.flatMap(({ weights, bias }) => [weights, bias]);
  const optimiser = () => tf.train.adam(RATE, GAN_ADAM.beta1, GAN_ADAM.beta2, GAN_ADAM.epsilon);
  const [forDiscriminator, forGenerator] = [optimiser(), optimiser()];
  const rows = (values: Float32Array) => tf.tensor2d(values, [contest.batch, POINT]);
  const judged = (noise: tf.Tensor2D) => through(discriminator, through(generator, noise));
  const step = (at: number) => {
    const fed = feedOf(at);
    const [real, first, second] = [rows(fed.real), rows(fed.discriminator), rows(fed.generator)];
    const d = forDiscriminator.minimize(
      () =>
        tf.add(
          tf.mean(tf.softplus(tf.neg(through(discriminator, real)))),
          tf.mean<tf.Scalar>(tf.softplus(judged(first))),
        ),
      true,
      variables(discriminator),
    );
    const g = forGenerator.minimize(
      () => tf.mean<tf.Scalar>(tf.softplus(tf.neg(judged(second)))),
      true,
      variables(generator),
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
