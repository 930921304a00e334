import type { Starter } from '../starter.ts';

export const starter: Starter<'sparse'> = {
  config: {
    size: 64,
    penalty: 'l1',
    weight: 0.1,
    rho: 0.05,
    tied: false,
    linear: false,
    lr: 1e-3,
    batch: 64,
    seed: 1,
    heldOut: 200,
  },
  source: 'digits',
  knob: { name: 'lr', label: 'learning rate', min: 1e-4, max: 1, about: 'Step size of Adam.' },
  number: { name: 'error', label: 'error', unit: 'per image', digits: 1, about: '‖x − x̂‖² of a held-out image, mean.' },
};
