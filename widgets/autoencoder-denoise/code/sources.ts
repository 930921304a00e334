import program from './tfjs.ts?raw';

/** The TensorFlow.js program, which tests hold equal to what the figure trains. */
export const sources = [
  {
    name: 'denoiser-tfjs.ts',
    about: 'Both models and their training in TensorFlow.js, a file of its own',
    text: program,
  },
];

/** The knobs that the Python programs take by the same name. */
export const flags = ['on', 'shape', 'noise', 'level', 'net', 'width', 'lr', 'falls', 'batch', 'seed'];
