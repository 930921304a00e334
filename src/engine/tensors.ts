/**
 * The only door to TensorFlow.js: its operations as functions, and their gradients. Backends are opened in
 * `backends.ts`, each fetched when it is wanted. Chained methods (`x.sub(y)`) type-check but are not registered here.
 */
// In Node the gradients come with a copy of the package of their own; second derivatives need that one set up as well.
import '@tensorflow/tfjs-core/dist/base_side_effects.js';
import '@tensorflow/tfjs-core/dist/register_all_gradients.js';
export * from '@tensorflow/tfjs-core';
