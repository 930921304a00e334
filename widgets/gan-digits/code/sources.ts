import batches from '#src/models/shared/batches.ts?raw';
import shared from '#src/models/gan-digits/gan-digits.ts?raw';
import loop from '#src/models/gan-digits/gan-digits-tfjs.ts?raw';
import losses from '#src/models/gan/gan-tfjs.ts?raw';
import layer from '#src/engine/nets/dense.ts?raw';

/** The TensorFlow.js program, file by file as the site itself is built from. */
export const sources = [
  { name: 'gan-digits-tfjs.ts', about: 'The game: both players, a step of each, what D is shown', text: loop },
  { name: 'gan-tfjs.ts', about: 'The losses, shared with the game in the plane', text: losses },
  { name: 'dense.ts', about: 'A layer and how it begins', text: layer },
  { name: 'batches.ts', about: 'Grey values, noise, and the mean image that G begins with', text: batches },
  { name: 'gan-digits.ts', about: 'Settings, batches and what is reported', text: shared },
];

/** The knobs that the Python programs take by the same name. */
export const flags = ['conditional', 'loss', 'lrd', 'lrg', 'remedy', 'kd', 'noise', 'width', 'batch', 'seed'];
