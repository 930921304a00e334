import type { Starter } from '../starter.ts';

export const starter: Starter<'convolutional'> = {
  config: {
    decoder: 'transposed',
    kernel: 4,
    method: 'nearest',
    size: 16,
    lr: 2e-3,
    batch: 64,
    seed: 1,
    heldOut: 500,
  },
  source: 'digits',
  knob: { name: 'lr', label: 'learning rate', min: 1e-4, max: 1, about: 'Step size of Adam.' },
  number: { name: 'error', label: 'error', unit: 'per image', digits: 1, about: '‖x − x̂‖² of a held-out image, mean.' },
};
