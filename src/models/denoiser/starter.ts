import type { Starter } from '../starter.ts';

export const starter: Starter<'denoiser'> = {
  config: {
    on: 'plane',
    shape: 'moons',
    linear: false,
    octaves: 3,
    level: 0.1,
    lr: 3e-3,
    falls: 4000,
    batch: 128,
    seed: 1,
  },
  source: 'none',
  knob: { name: 'lr', label: 'learning rate', min: 1e-4, max: 1, about: 'Step size of Adam.' },
  number: {
    name: 'error',
    label: 'error',
    unit: '',
    digits: 4,
    about: '‖x − r(x̃)‖² of a noisy point, mean over 2,000.',
  },
};
