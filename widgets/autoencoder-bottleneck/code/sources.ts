import program from './tfjs.ts?raw';

/** The TensorFlow.js program, which tests hold equal to what the figure trains. */
export const sources = [
  {
    name: 'autoencoder-tfjs.ts',
    about: 'The model and its training in TensorFlow.js, a file of its own',
    text: program,
  },
];

/** The knobs that the Python programs take by the same name. */
export const flags = ['k', 'linear', 'width', 'depth', 'tied', 'lr', 'falls', 'batch', 'seed'];
