import { batchKnob, digitsKnob, learningRateKnob, seedKnob } from '#src/run/common-knobs.ts';
import { widget } from '#src/run/meta.ts';
import { choice, number } from '#src/run/params.ts';

export const meta = widget({
  title: 'Rate against distortion',
  question: 'What does β buy?',
  invites: 'Train a variational autoencoder on digits, turn β, and trade sharper pictures against a cheaper code.',
  caption:
    'A variational autoencoder learns digits while you watch: the upper row is held out, the lower row is what the code lets the decoder say. ' +
    'Every run leaves its point on the plane: turn β up and the point moves left and up, fewer nats of code and worse pictures.',
  still:
    'A trained run: held-out digits above their reconstructions, samples from the prior, distortion and rate by step, the rate of each dimension of the code, and the run’s way over the rate–distortion plane to its point.',
  lecture: 'variational-autoencoders',
  trains: true,
  params: {
    beta: number('weight of the rate', {
      symbol: 'β',
      min: 0.01,
      max: 100,
      initial: 1,
      scale: 'log',
      primary: true,
      about: 'Weight of the KL term in the loss; 1 trains the ELBO itself.',
    }),
    latent: number('size of the code', {
      symbol: 'J',
      min: 1,
      max: 32,
      initial: 8,
      integer: true,
      primary: true,
      about: 'Dimensions of the latent code z.',
    }),
    decoder: choice(
      'decoder',
      { bernoulli: 'Bernoulli', gaussian: 'Gaussian' },
      { initial: 'bernoulli', primary: true, about: 'Distribution of a pixel given z.' },
    ),
    h2: number('variance of a pixel', {
      symbol: 'h²',
      min: 0.005,
      max: 2,
      initial: 0.1,
      scale: 'log',
      about: 'Variance of the Gaussian decoder; the Bernoulli decoder has none.',
    }),
    warmup: number('KL warm-up', {
      unit: 'steps',
      min: 0,
      max: 2000,
      initial: 0,
      integer: true,
      step: 50,
      about: 'Steps over which the weight of the KL rises from 0 to β.',
    }),
    width: number('hidden units', {
      min: 16,
      max: 1024,
      initial: 128,
      integer: true,
      step: 16,
      about: 'Width of each hidden layer of encoder and decoder.',
    }),
    depth: number('hidden layers', {
      min: 1,
      max: 4,
      initial: 1,
      integer: true,
      about: 'Hidden layers of the encoder, and as many of the decoder.',
    }),
    lr: learningRateKnob(1e-3),
    batch: batchKnob({ unit: 'images', max: 512, initial: 128, about: 'Images a training step.' }),
    seed: seedKnob(1),
    data: digitsKnob,
  },
  metrics: {
    rate: {
      label: 'rate, KL(q‖p)',
      unit: 'nats',
      digits: 2,
      meaning: 'rate',
      about: 'KL of q(z|x) to the prior, mean over held-out images.',
    },
    distortion: {
      label: 'distortion, −E log p(x|z)',
      unit: 'nats',
      digits: 1,
      meaning: 'distortion',
      about: 'Expected −log p(x|z) under q(z|x), mean over held-out images.',
    },
    elbo: {
      label: 'ELBO',
      unit: 'nats',
      digits: 1,
      meaning: 'elbo',
      about: '−distortion − rate: the bound on log p(x) at β = 1, whatever β trains.',
    },
    'active-units': {
      label: 'active dimensions',
      unit: '',
      digits: 0,
      about: 'Latent dimensions whose mean KL is above 0.01 nat.',
    },
    'squared-error': {
      label: 'squared error',
      unit: 'per image',
      digits: 1,
      meaning: 'distortion',
      about: '‖x − x̂‖² of a held-out image, mean.',
    },
    'steps-per-second': { label: 'speed', unit: 'steps/s', digits: 0, about: 'Training steps a second in the worker.' },
  },
  readouts: ['rate', 'distortion', 'elbo', 'active-units', 'squared-error'],
  presets: {
    bound: { label: 'The bound itself, β = 1', set: { beta: 1 } },
    sharp: { label: 'Sharp but unruly, β = 0.05', set: { beta: 0.05, latent: 8 } },
    collapse: { label: 'Collapse, β = 60', set: { beta: 60 } },
    'one-knob': { label: 'Gaussian with h² = ½, the plain squared error', set: { decoder: 'gaussian', h2: 0.5 } },
    'too-fast': { label: 'Break it: learning rate 1', set: { lr: 1 } },
  },
  before: { 1: { latent: 2 } },
  settles:
    'Along a sweep of β the rate falls and the distortion rises; a large β silences every dimension of the code; for the Gaussian decoder β and 2h² are one knob.',
});
