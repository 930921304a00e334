import loop from '#src/models/codes/codes-tfjs.ts?raw';
import shared from '#src/models/codes/codes.ts?raw';
import layer from '#src/engine/nets/dense.ts?raw';
import losses from '#src/engine/losses.ts?raw';

/** The TensorFlow.js program, file by file as the site itself is built from. */
export const sources = [
  { name: 'codes-tfjs.ts', about: 'The model and the loop: code, decoder, one step of training', text: loop },
  {
    name: 'codes.ts',
    about: 'The codes that are given, the least error with the class alone, what is reported',
    text: shared,
  },
  { name: 'dense.ts', about: 'A layer and how it begins', text: layer },
  { name: 'losses.ts', about: 'The error of a Bernoulli decoder', text: losses },
];

/** The knobs that the Python programs take by the same name. */
export const flags = ['code', 'size', 'digits', 'width', 'lr', 'batch', 'seed'];
