import type { Adam, Schedule } from './model.ts';

/** The share of the learning rate that is left after `step` steps. */
export function shareLeft({ falls, steps }: Schedule, step: number): number {
  const done = Math.min(1, step / steps);
  return falls === 'cosine' ? 0.5 * (1 + Math.cos(Math.PI * done)) : 1 - done;
}

/**
 * The two numbers of Adam that change from step to step: lr / (1 − β₁ᵗ) and 1 / (1 − β₂ᵗ), with t counted from 1 (Kingma &
 * Ba 2015, algorithm 1). Where there is a schedule, lr is what it leaves of the rate after the t − 1 steps before.
 */
export function adamAt(
  t: number,
  lr: number,
  { beta1, beta2, schedule }: Pick<Adam, 'beta1' | 'beta2' | 'schedule'>,
): [number, number] {
  const rate = schedule ? lr * shareLeft(schedule, t - 1) : lr;
  return [rate / (1 - beta1 ** t), 1 / (1 - beta2 ** t)];
}
