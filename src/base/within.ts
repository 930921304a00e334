/** The number, or the end of the range that it lies beyond. */
export const within = (value: number, low: number, high: number): number => Math.min(high, Math.max(low, value));
