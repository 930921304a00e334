import { batchKnob, digitsKnob, hiddenUnitsKnob, learningRateKnob, pace, seedKnob } from '#src/run/common-knobs.ts';
import { widget } from '#src/run/meta.ts';
import { number } from '#src/run/params.ts';

const frechet = (label: string, about: string) =>
  ({
    label,
    unit: '',
    digits: 1,
    about: `Fréchet distance of 1,000 digits ${about} to 1,000 held-out ones, in the features of a convolutional classifier.`,
  }) as const;
const sure = (label: string, about: string) =>
  ({
    label,
    unit: '',
    digits: 3,
    about: `Share of the same digits ${about} that the classifier reads with a confidence above 0.9.`,
  }) as const;
const near = (label: string, about: string) => ({ label, unit: '', digits: 3, about }) as const;
const deviation = (label: string, about: string) => ({ label, unit: '', digits: 2, about }) as const;

const AE = 'decoded from N(0, I) by the autoencoder';
const VAE = 'decoded from N(0, I) by the VAE';
const OWN = 'decoded by the autoencoder from a Gaussian with mean and covariance of its own codes';

export const meta = widget({
  title: 'With and without the KL',
  question: 'What does the KL buy?',
  invites: 'Train one network with and without the KL term and see what either makes of codes drawn at random.',
  caption:
    'The same network from the same weights on the same batches: on the left as a plain autoencoder, in the middle with noise and KL. Both decode the same draws from N(0, I). The third sheet is the autoencoder’s again, decoded from a Gaussian fitted to its own codes. ' +
    'Below, the codes of held-out digits on one scale, each at its true distance from 0; rings are draws from N(0, I).',
  still:
    'Three sheets of twelve digits each: blots, soft digits, and digits; below them the codes of the autoencoder, far out around a hole in which the rings of the prior lie, and those of the VAE, among the rings; and three falling curves of Fréchet distances.',
  lecture: 'variational-autoencoders',
  trains: true,
  longest: 20_000,
  params: {
    latent: number('size of the code', {
      symbol: 'J',
      min: 2,
      max: 32,
      initial: 8,
      integer: true,
      primary: true,
      about: 'Numbers in the code of either.',
    }),
    width: hiddenUnitsKnob({
      initial: 128,
      primary: true,
      about: 'Units of the hidden layer in each encoder and decoder.',
    }),
    lr: learningRateKnob(1e-3),
    batch: batchKnob({ max: 256, initial: 128, unit: 'images', about: 'Images a training step, the same for both.' }),
    data: digitsKnob,
    seed: seedKnob(1),
  },
  metrics: {
    'frechet-ae': { ...frechet('autoencoder: distance', AE), meaning: 'inference' },
    'frechet-vae': { ...frechet('VAE: distance', VAE), meaning: 'model' },
    'frechet-own': { ...frechet('own Gaussian: distance', OWN), meaning: 'posterior' },
    'sure-ae': { ...sure('autoencoder: read surely', AE), meaning: 'inference' },
    'sure-vae': { ...sure('VAE: read surely', VAE), meaning: 'model' },
    'sure-own': { ...sure('own Gaussian: read surely', OWN), meaning: 'posterior' },
    'deviation-ae': deviation(
      'autoencoder: deviation of the codes',
      'Standard deviation of a number of the autoencoder’s code over held-out digits, root mean square over the code.',
    ),
    'deviation-vae': deviation(
      'VAE: deviation of the codes',
      'The same of draws from q(z|x): 1 if the codes together are distributed as the prior.',
    ),
    'near-ae': near(
      'autoencoder: codes near 0',
      'Share of 300 held-out digits whose code lies as near to the origin as 99 of 100 draws from N(0, I): what is missing is a hole.',
    ),
    'near-vae': near('VAE: codes near 0', 'The same of draws from q(z|x).'),
    'steps-per-second': pace(),
  },
  readouts: ['frechet-ae', 'frechet-vae', 'frechet-own', 'sure-ae', 'sure-vae', 'sure-own'],
  presets: {
    two: { label: 'Two numbers: the distances come closer', set: { latent: 2 } },
    sixteen: { label: 'Sixteen numbers', set: { latent: 16 } },
  },
  settles:
    'With a code of 8, after 1,000 steps, the VAE’s Fréchet distance from N(0, I) is at most 0.65 of the autoencoder’s and at least four times as many of its digits are read surely; from a Gaussian of its own codes the autoencoder is nearer than both.',
});
