import type { Starter } from '../starter.ts';

export const starter: Starter<'autoencoder'> = {
  config: { size: 8, linear: false, width: 128, lr: 3e-3, falls: 1000, batch: 128, seed: 1, heldOut: 500 },
  source: 'digits',
  knob: { name: 'lr', label: 'learning rate', min: 1e-4, max: 1, about: 'Step size of Adam.' },
  number: { name: 'error', label: 'error', unit: 'per image', digits: 1, about: '‖x − x̂‖² of a held-out image, mean.' },
};
