import { widget } from '#src/run/meta.ts';
import { number } from '#src/run/params.ts';

const worked = { x: 2, w: 1.5, s: 0.8 };
/** w² + h² of the worked model: the variance of x. */
const spread = worked.w ** 2 + worked.s ** 2;
const exact = { mean: (worked.w * worked.x) / spread, variance: worked.s ** 2 / spread };
const guess = { m: 0.3, logv: Math.log(0.5) };

const nats = (label: string, about: string, meaning?: string) => ({
  label,
  unit: 'nats',
  digits: 4,
  about,
  ...(meaning && { meaning }),
});

export const meta = widget({
  title: 'Evidence = ELBO + gap',
  question: 'How much of the evidence does q miss?',
  invites: 'Move q and the model, and watch the evidence split into the bound and the gap that q leaves.',
  caption:
    'Both columns end at the ELBO: on the left the evidence less the gap, on the right the reconstruction less the divergence from the prior. The E step moves q and closes the gap; the M step moves the model and with it the evidence; a gradient step goes part of the way of an E step.',
  still:
    'Four curves over z: the prior, the likelihood of x = 2, the posterior around 1.04 and a q of mean 0.3 that is too wide. Beside them two columns that reach down to −3.5932 nats: evidence −2.1416 and gap 1.4516; reconstruction −3.4517 and divergence from the prior 0.1416.',
  lecture: 'the-elbo',
  trains: false,
  params: {
    m: number('mean of q', {
      symbol: 'μ',
      min: -5,
      max: 5,
      initial: guess.m,
      step: 0.05,
      primary: true,
      about: 'Where q puts z.',
    }),
    logv: number('log variance of q', {
      symbol: 'log σ²',
      min: -5,
      max: 2,
      initial: guess.logv,
      step: 0.05,
      primary: true,
      about: 'How unsure q is about z: the natural logarithm of its variance σ².',
    }),
    x: number('datum', {
      symbol: 'x',
      min: -4,
      max: 4,
      initial: worked.x,
      step: 0.05,
      about: 'The one number that was observed.',
    }),
    w: number('weight', {
      symbol: 'w',
      min: -3,
      max: 3,
      initial: worked.w,
      step: 0.05,
      about: 'The model says that x lies around w z.',
    }),
    s: number('noise', {
      symbol: 'h',
      min: 0.4,
      max: 4,
      initial: worked.s,
      scale: 'log',
      step: 0.02,
      about:
        'Standard deviation of x around w z. At 0.4 and above no density exceeds 1, so every log density in the figure is below zero.',
    }),
  },
  metrics: {
    evidence: nats('evidence', 'The log density of x under N(0, w² + h²).', 'evidence'),
    'evidence-quadrature': nats(
      'log ∫ p(x, z) dz',
      'The integral of the joint over z by the trapezoid rule.',
      'evidence',
    ),
    'evidence-from-ratio': nats(
      'log of the average p(x, z)/q(z)',
      'Logarithm of the average ratio under q.',
      'evidence',
    ),
    'evidence-from-bayes': nats(
      'average log p(x, z)/p(z|x)',
      'Average under q of a quantity that is the same at every z.',
      'evidence',
    ),
    'evidence-from-split': nats(
      'two averages of log ratios',
      'Average log ratio of joint to q plus that of q to posterior.',
      'evidence',
    ),
    'evidence-from-parts': nats(
      'ELBO + KL from the posterior',
      'The ELBO in its last form plus the divergence between two normals.',
      'evidence',
    ),
    elbo: nats('ELBO', 'Reconstruction less the divergence from the prior.', 'elbo'),
    'elbo-from-ratio': nats('average log p(x, z)/q(z)', 'Average under q of the log ratio.', 'elbo'),
    'elbo-from-joint': nats('average log joint + entropy', 'Average log joint plus the entropy of q.', 'elbo'),
    'elbo-from-terms': nats(
      'three expectations',
      'Reconstruction, average log prior and entropy of q added up.',
      'elbo',
    ),
    gap: nats('gap', 'Evidence less ELBO.', 'gap'),
    'gap-direct': nats(
      'KL of q from the posterior',
      'Divergence of q from the exact posterior, from their means and variances.',
      'gap',
    ),
    'gap-from-ratio': nats('average log q(z)/p(z|x)', 'Average under q of the log ratio of q to the posterior.', 'gap'),
    reconstruction: nats(
      'reconstruction',
      'E[log p(x|z)] under q: average log density of x when z is drawn from q.',
      'reconstruction',
    ),
    kl: nats('KL of q from the prior', 'KL(q ‖ p(z)).', 'kl'),
    'log-joint': nats('average log joint', 'Average log joint under q.', 'model'),
    'log-prior': nats('average log prior', 'Average log prior under q.', 'prior'),
    entropy: nats('entropy of q', '−E[log q(z)] under q: how spread q is.', 'inference'),
    variance: { label: 'σ²', unit: '', digits: 4, about: 'Variance of q.', meaning: 'inference' },
    'posterior-mean': { label: 'posterior mean', unit: '', digits: 4, about: 'w x / (w² + h²).', meaning: 'posterior' },
    'posterior-variance': {
      label: 'posterior variance',
      unit: '',
      digits: 4,
      about: 'h² / (w² + h²).',
      meaning: 'posterior',
    },
    'data-variance': {
      label: 'w² + h²',
      unit: '',
      digits: 4,
      about: 'Variance of x under the model.',
      meaning: 'model',
    },
  },
  readouts: ['evidence', 'elbo', 'gap', 'reconstruction', 'kl'],
  presets: {
    worked: { label: 'The worked example', set: { ...worked, ...guess } },
    prior: { label: 'q is the prior', set: { ...worked, m: 0, logv: 0 } },
    posterior: { label: 'q is the posterior', set: { ...worked, m: exact.mean, logv: Math.log(exact.variance) } },
    sure: { label: 'q is far too sure', set: { ...worked, m: worked.x / worked.w, logv: -5 } },
    idle: { label: 'z says nothing about x', set: { ...worked, ...guess, w: 0 } },
  },
  settles:
    'Evidence = ELBO + KL to 1e-6 at every setting; the E step closes the gap; for w = 1.5, h = 0.8, x = 2 and q of mean 0.3 and variance 0.5 the ELBO is −3.5932 and the gap 1.4516.',
});
