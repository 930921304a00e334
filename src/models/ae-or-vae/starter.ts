import type { Starter } from '../starter.ts';

export const starter: Starter<'ae-or-vae'> = {
  config: { latent: 8, width: 128, lr: 1e-3, batch: 128, seed: 1 },
  source: 'digits',
  knob: { name: 'lr', label: 'learning rate', min: 1e-4, max: 1, about: 'Step size of Adam.' },
  number: { name: 'step', label: 'steps', unit: '', digits: 0, about: 'Steps trained.' },
};
