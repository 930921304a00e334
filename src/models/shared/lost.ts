import { LostNumbers } from '#src/engine/experiment.ts';

/** For a model with one learning rate. */
export const lostNumbers = ({ lr }: { readonly lr: number }, step: number): LostNumbers =>
  new LostNumbers(
    step,
    `The loss was no longer a number at step ${step}: the learning rate ${lr} is too large for this network. ` +
      'Lower lr and run again.',
  );

/** Throws at the first of the losses that is not a number; they are those of the steps after step `before`. */
export function refuseLost(config: { readonly lr: number }, before: number, losses: Float32Array): void {
  const lost = losses.findIndex((loss) => !Number.isFinite(loss));
  if (lost >= 0) throw lostNumbers(config, before + 1 + lost);
}
