import program from './tfjs.ts?raw';

/** The TensorFlow.js program, which a test holds equal to what the figure trains. */
export const sources = [
  {
    name: 'vae-exact-tfjs.ts',
    about: 'The model, its training and its evidence in TensorFlow.js, a file of its own',
    text: program,
  },
];

/** The knobs that the Python programs take by the same name. */
export const flags = ['model', 'shape', 'h', 'beta', 'latent', 'lr', 'falls', 'batch', 'seed'];
