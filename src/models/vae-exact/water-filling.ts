/** Where a linear model ends, without any training (Cover and Thomas 2006, section 10.3.3). */

/** Where training ends: what is known of data with these variances at the water level γ = βh². */
export type Filled = {
  /** What is left of each direction: min(λ, γ), or λ where the code is too short for it. */
  readonly left: readonly number[];
  /** Nats. */
  readonly rate: number;
  readonly distortion: number;
  readonly active: number;
};

/** Reverse water-filling with a code of at most `size` numbers; variances in descending order. */
export function filled(spectrum: readonly number[], level: number, size: number): Filled {
  const kept = spectrum.map((variance, i) => i < size && variance > level);
  const left = spectrum.map((variance, i) => (kept[i] ? level : variance));
  const rates = spectrum.map((variance, i) => (kept[i] ? Math.log(variance / level) / 2 : 0));
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
  return { left, rate: sum(rates), distortion: sum(left), active: kept.filter(Boolean).length };
}
