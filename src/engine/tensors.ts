/**
 * The only door to TensorFlow.js: its operations as functions, and their gradients. Backends are opened in
 * `backends.ts`, each fetched when it is wanted. Chained methods (`x.sub(y)`) type-check but are not registered here.
 */
import '@tensorflow/tfjs-core/dist/register_all_gradients.js';
export * from '@tensorflow/tfjs-core';
