/** The squared error of outputs behind a sigmoid, as a loss that the engine has. */
import type { Loss } from '#src/engine/steps/model.ts';
import { PIXELS } from './batches.ts';

/** −log N(x; σ(a), ½ I) = ‖x − σ(a)‖² + ½ · 784 · log π. */
export const SQUARED_BEHIND_SIGMOID = { loss: 'gaussian', h2: 0.5 } as const satisfies Loss;

/** What it is above the squared error, in each image of 784 pixels. */
export const ABOVE_SQUARED = (PIXELS / 2) * Math.log(Math.PI);
