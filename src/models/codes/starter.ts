import type { Starter } from '../starter.ts';

export const starter: Starter<'codes'> = {
  config: { code: 'dense', size: 8, width: 128, lr: 3e-3, batch: 50, digits: 600, seed: 1 },
  source: 'none',
  knob: { name: 'lr', label: 'learning rate', min: 1e-4, max: 1, about: 'Step size of Adam.' },
  number: { name: 'error', label: 'error', unit: 'nats', digits: 1, about: 'Mean of −log p(x|z) over the digits.' },
};
