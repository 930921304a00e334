import { LostNumbers } from '#src/engine/experiment.ts';

/** For a model with one learning rate. */
export const lostNumbers = ({ lr }: { readonly lr: number }, step: number): LostNumbers =>
  new LostNumbers(
    step,
    `The loss was no longer a number at step ${step}: the learning rate ${lr} is too large for this network. ` +
      'Lower lr and run again.',
  );

/** Throws at the first number of a log that is none; the log has so many numbers of each of the steps after step `before`. */
export function refuseLost(config: { readonly lr: number }, before: number, log: Float32Array, numbersAStep = 1): void {
  const lost = log.findIndex((number) => !Number.isFinite(number));
  if (lost >= 0) throw lostNumbers(config, before + 1 + Math.floor(lost / numbersAStep));
}
