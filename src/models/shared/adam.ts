/** Adam's constants, as models are trained with them. */
import type { Adam } from '#src/engine/steps/model.ts';

/** Those of Kingma & Ba 2015. */
export const ADAM = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8 } as const satisfies Adam;

/** With a learning rate that falls along a cosine to 0 over `steps`; 0 lets it stay as it is. */
export const adamFalling = (steps: number): Adam =>
  steps > 0 ? { ...ADAM, schedule: { falls: 'cosine', steps } } : ADAM;

/** For the players of a game: a shorter memory of gradients (Radford et al. 2016). */
export const GAN_ADAM = { ...ADAM, beta1: 0.5 } as const satisfies Adam;
