import { batchKnob, fallsKnob, learningRateKnob, pace, seedKnob } from '#src/run/common-knobs.ts';
import { widget } from '#src/run/meta.ts';
import { choice, number } from '#src/run/params.ts';

const nats = { unit: 'nats', digits: 4 } as const;

/** One coordinate of the point that is looked at. */
const coordinate = (symbol: string, label: string, initial: number) =>
  number(label, {
    symbol,
    min: -1.2,
    max: 1.2,
    initial,
    step: 0.01,
    looks: true,
    about: 'Where the point lies whose posterior is drawn; drag it in the plane.',
    when: { model: ['curved'] },
  });

export const meta = widget({
  title: 'The exact gap',
  question: 'How far is the ELBO below the evidence?',
  invites: 'Drag a point through the plane and compare its true posterior with what the encoder says of it.',
  caption:
    'A decoder of one number traces a curve through points of the plane. With a single latent number evidence and posterior can be computed by quadrature, so that the gap below the evidence is known at every step: it is the mean divergence of q from the true posterior. ' +
    'The linear model ends where theory says, direction by direction.',
  still:
    'Points on two moons with the curve of the decoder through them and one point marked; the true posterior of its code, narrow, beside the bell of q; evidence and ELBO rising over the steps with the gap between them shaded.',
  lecture: 'variational-autoencoders',
  trains: true,
  params: {
    model: choice(
      'model',
      { curved: 'Curve', linear: 'Linear' },
      {
        initial: 'curved',
        primary: true,
        about: 'Points of the plane with a code of one number, or Gaussian data of five with linear networks.',
      },
    ),
    shape: choice(
      'points',
      { moons: 'Two moons', spiral: 'Spiral' },
      {
        initial: 'moons',
        primary: true,
        about: 'What the points lie on, with a standard deviation of 0.05 around it.',
        when: { model: ['curved'] },
      },
    ),
    h: number('noise', {
      symbol: 'h',
      min: 0.05,
      max: 2,
      initial: 0.1,
      scale: 'log',
      primary: true,
      about: 'Standard deviation of p(x|z) in every direction, the noise of the decoder; it is not learned.',
    }),
    beta: number('weight of the rate', {
      symbol: 'β',
      min: 0.1,
      max: 10,
      initial: 1,
      scale: 'log',
      primary: true,
      about: 'Weight of the KL to the prior in the loss; 1 trains the ELBO itself, which is what is shown in any case.',
    }),
    x1: coordinate('x₁', 'point looked at, first coordinate', 0.2),
    x2: coordinate('x₂', 'point looked at, second coordinate', 0.4),
    latent: number('size of the code', {
      symbol: 'J',
      min: 1,
      max: 5,
      initial: 5,
      integer: true,
      about: 'Numbers in the code of the linear model; that of the curve has one.',
      when: { model: ['linear'] },
    }),
    lr: learningRateKnob(3e-3),
    falls: fallsKnob(0),
    batch: batchKnob({ max: 512, initial: 128, unit: 'points', about: 'Points a training step, new ones each time.' }),
    seed: seedKnob(1, 'Names the random numbers: initial weights, points, noise.'),
  },
  metrics: {
    evidence: {
      label: 'evidence',
      ...nats,
      meaning: 'evidence',
      about:
        'log p(x), mean over 300 held-out points, by the trapezoid rule with 801 codes; exact for the linear model.',
    },
    elbo: {
      label: 'ELBO',
      ...nats,
      meaning: 'elbo',
      about: 'Expected log p(x|z) under q less the KL of q to the prior, mean over the same points, whatever β trains.',
    },
    gap: { label: 'gap', ...nats, meaning: 'gap', about: 'Evidence less ELBO.' },
    'kl-to-posterior': {
      label: 'KL(q ‖ posterior)',
      ...nats,
      meaning: 'gap',
      about: 'Divergence of q(z|x) from the true posterior, mean over the same points, by a quadrature of its own.',
    },
    rate: {
      label: 'rate',
      ...nats,
      meaning: 'rate',
      when: { model: 'linear' },
      about: 'KL of q(z|x) to the prior, mean over the data.',
    },
    distortion: {
      label: 'squared error',
      unit: '',
      digits: 4,
      meaning: 'distortion',
      when: { model: 'linear' },
      about: '‖x − x̂‖², mean over the data: the distortion of rate–distortion theory.',
    },
    'active-units': {
      label: 'active units',
      unit: '',
      digits: 0,
      meaning: 'rate',
      when: { model: 'linear' },
      about: 'Numbers of the code whose rate is above 0.01 nat.',
    },
    'steps-per-second': pace(),
  },
  readouts: ['evidence', 'elbo', 'gap', 'kl-to-posterior', 'rate', 'distortion', 'active-units'],
  presets: {
    spiral: { label: 'A spiral, which one number cannot follow', set: { shape: 'spiral' } },
    between: { label: 'A point between the moons', set: { shape: 'moons', x1: 0.1, x2: -0.2 } },
    collapse: { label: 'A wide decoder needs no code', set: { shape: 'spiral', h: 0.7 } },
    water: {
      label: 'Linear, γ = βh² = ½: three of five directions live',
      set: { model: 'linear', h: 1, beta: 0.5, lr: 0.01, falls: 2000, latent: 5 },
    },
    higher: {
      label: 'Linear, γ = 1: two',
      set: { model: 'linear', h: 1, beta: 1, lr: 0.01, falls: 2000, latent: 5 },
    },
    pca: {
      label: 'Linear, two numbers: probabilistic PCA',
      set: { model: 'linear', h: 0.8165, beta: 1, lr: 0.01, falls: 2000, latent: 2 },
    },
  },
  guess: {
    asks: 'Half-way between the moons the posterior has two peaks. After 2,000 steps the mean of q lies …',
    set: {
      model: 'curved',
      shape: 'moons',
      h: 0.1,
      beta: 1,
      lr: 3e-3,
      falls: 0,
      batch: 128,
      seed: 1,
      x1: 0.1,
      x2: -0.2,
    },
    steps: 2000,
    answers: {
      left: { label: 'on the left peak', mark: { upright: -0.42 } },
      between: { label: 'between the peaks', mark: { upright: -0.17 } },
      right: { label: 'on the right peak', mark: { upright: 0.03 } },
    },
    right: 'between',
    because:
      'The mean is −0.17, where the posterior has almost nothing, and the divergence is 3.89 nats. A Gaussian on one peak would have about log 2, 0.69; but the encoder has seen no such points and passes from the codes of one moon to those of the other without a jump. Such points are rare, so the mean gap stays small.',
    picture: 'Its code: true posterior and q',
    unseen: 'inference',
  },
  settles:
    'At every step shown ELBO and KL to the posterior add up to the evidence, within 1e-4 nat in the mean and 1e-3 at each point; the linear model ends at the rate and squared error of reverse water-filling.',
});
