/** The two numbers of Adam that change from step to step: lr / (1 − β₁ᵗ) and 1 / (1 − β₂ᵗ), with t counted from 1. */
export function adamAt(t: number, lr: number, { beta1, beta2 }: { beta1: number; beta2: number }): [number, number] {
  return [lr / (1 - beta1 ** t), 1 / (1 - beta2 ** t)];
}
