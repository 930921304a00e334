import program from './tfjs.ts?raw';

/** The TensorFlow.js program, which tests hold equal to what the figure trains. */
export const sources = [
  { name: 'gan-tfjs.ts', about: 'Both players and their training in TensorFlow.js, a file of its own', text: program },
];

/** The knobs that the Python programs take by the same name. */
export const flags = [
  'data',
  'drawing',
  'loss',
  'kd',
  'lrd',
  'lrg',
  'remedy',
  'noise',
  'width',
  'depth',
  'batch',
  'seed',
];
