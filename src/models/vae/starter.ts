import type { Starter } from '../starter.ts';

export const starter: Starter<'vae'> = {
  config: {
    beta: 1,
    latent: 2,
    decoder: 'bernoulli',
    h2: 0.1,
    warmup: 0,
    width: 128,
    depth: 1,
    lr: 1e-3,
    batch: 128,
    seed: 1,
    heldOut: 500,
  },
  source: 'digits',
  knob: { name: 'lr', label: 'learning rate', min: 1e-4, max: 1, about: 'Step size of Adam.' },
  number: { name: 'elbo', label: 'ELBO', unit: 'nats', digits: 1, about: 'The bound on log p(x), on held-out images.' },
};
