import program from './tfjs.ts?raw';

/** The TensorFlow.js program, which a test holds equal to what the figure trains. */
export const sources = [
  {
    name: 'ae-or-vae-tfjs.ts',
    about: 'Both models and their training in TensorFlow.js, a file of its own',
    text: program,
  },
];

/** The knobs that the Python programs take by the same name. */
export const flags = ['latent', 'width', 'lr', 'batch', 'seed'];
