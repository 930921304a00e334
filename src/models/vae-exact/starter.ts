import type { Starter } from '../starter.ts';

export const starter: Starter<'vae-exact'> = {
  config: {
    model: 'curved',
    shape: 'moons',
    h: 0.1,
    beta: 1,
    latent: 5,
    lr: 3e-3,
    falls: 4000,
    batch: 128,
    seed: 1,
    heldOut: 300,
  },
  source: 'none',
  knob: { name: 'lr', label: 'learning rate', min: 1e-4, max: 1, about: 'Step size of Adam.' },
  number: {
    name: 'evidence',
    label: 'evidence',
    unit: 'nats',
    digits: 2,
    about: 'Mean of log p(x) of held-out points.',
  },
};
