import type { Starter } from '../starter.ts';

export const starter: Starter<'gan-digits'> = {
  config: {
    seed: 1,
    conditional: false,
    loss: 'non-saturating',
    kd: 1,
    lrd: 4e-3,
    lrg: 4e-3,
    noise: 16,
    width: 128,
    batch: 32,
    remedy: 'none',
  },
  source: 'digits',
  knob: {
    name: 'lrg',
    label: 'rate of the generator',
    min: 1e-5,
    max: 0.1,
    about: 'Step size of the generator’s Adam.',
  },
  number: {
    name: 'gLoss',
    label: 'loss of the generator',
    unit: '',
    digits: 3,
    about: 'The loss that it lowers, on made digits.',
  },
};
