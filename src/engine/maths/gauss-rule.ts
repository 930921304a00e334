const HALF = [
  [0.1834346424956498, 0.362683783378362],
  [0.525532409916329, 0.3137066458778873],
  [0.7966664774136267, 0.2223810344533745],
  [0.9602898564975363, 0.1012285362903763],
] as const;

/**
 * Places and weights of Gauss's rule with eight points on [−1, 1]: exact for polynomials up to degree 15 (Abramowitz &
 * Stegun 1964, table 25.4).
 */
export const GAUSS_EIGHT: readonly (readonly [place: number, weight: number])[] = HALF.flatMap(
  ([place, weight]) =>
    [
      [-place, weight],
      [place, weight],
    ] as const,
);
