import type { Starter } from '../starter.ts';

export const starter: Starter<'gan'> = {
  config: {
    seed: 1,
    data: 'ring',
    drawing: '',
    loss: 'non-saturating',
    kd: 1,
    lrd: 2e-3,
    lrg: 1e-3,
    noise: 2,
    width: 32,
    depth: 2,
    batch: 128,
    remedy: 'none',
  },
  source: 'none',
  knob: {
    name: 'lrg',
    label: 'rate of the generator',
    min: 1e-5,
    max: 0.1,
    about: 'Step size of the generator’s Adam.',
  },
  number: {
    name: 'jsd',
    label: 'divergence',
    unit: 'nats',
    digits: 3,
    about: 'Jensen–Shannon divergence of the made points from the data.',
  },
};
