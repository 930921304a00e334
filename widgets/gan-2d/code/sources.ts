import shared from '#src/models/gan/gan.ts?raw';
import loop from '#src/models/gan/gan-tfjs.ts?raw';
import layer from '#src/engine/nets/dense.ts?raw';
import players from '#src/engine/nets/players.ts?raw';
import sets from '#src/engine/data/plane.ts?raw';

/** The TensorFlow.js program, file by file as the site itself is built from. */
export const sources = [
  { name: 'gan-tfjs.ts', about: 'The game: a step of each player, the losses, what D is shown', text: loop },
  { name: 'players.ts', about: 'The players: generator and discriminator', text: players },
  { name: 'dense.ts', about: 'A layer and how it begins', text: layer },
  { name: 'plane.ts', about: 'The data sets, as mixtures of Gaussians', text: sets },
  { name: 'gan.ts', about: 'Settings, batches and what is reported', text: shared },
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
