import model from '#src/engine/nets/coder.ts?raw';
import layer from '#src/engine/nets/dense.ts?raw';
import losses from '#src/engine/losses.ts?raw';
import loop from '#src/models/vae/vae-tfjs.ts?raw';
import shared from '#src/models/vae/vae.ts?raw';

/** The TensorFlow.js program, file by file as the site itself is built from. */
export const sources = [
  { name: 'vae-tfjs.ts', about: 'The loop: one step of training, and what is measured', text: loop },
  { name: 'coder.ts', about: 'The model: encoder, decoder, z = μ + σε', text: model },
  { name: 'dense.ts', about: 'A layer and how it begins', text: layer },
  { name: 'losses.ts', about: 'Rate and distortion', text: losses },
  { name: 'vae.ts', about: 'Settings, warm-up and what is reported', text: shared },
];

/** The knobs that the Python programs take by the same name. */
export const flags = ['beta', 'latent', 'decoder', 'h2', 'warmup', 'width', 'depth', 'lr', 'batch', 'seed'];
