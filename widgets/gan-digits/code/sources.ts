import program from './tfjs.ts?raw';

/** The TensorFlow.js program, which tests hold equal to what the figure trains. */
export const sources = [
  {
    name: 'gan-digits-tfjs.ts',
    about: 'Both players and their training in TensorFlow.js, a file of its own',
    text: program,
  },
];

/** The knobs that the Python programs take by the same name. */
export const flags = ['conditional', 'loss', 'lrd', 'lrg', 'remedy', 'kd', 'noise', 'width', 'batch', 'seed'];
