/** Ridge regression of a number on places of the plane: y ≈ c + w · z with λ‖w‖² added to the sum of squared errors. */

export type Ridge = {
  readonly intercept: number;
  readonly slope: readonly [number, number];
  /**
   * 1 − Σ e² / Σ (y − ȳ)², where each row's error e and mean ȳ come from the other rows: no row is judged by a fit that
   * knew it. Below 0 where the mean of the others says more than the line.
   */
  readonly r2: number;
};

/**
 * `places` is [n, 2], `values` [n], n ≥ 3. The intercept is not shrunk. A row left out is not fitted anew: its error is
 * e / (1 − h), h its own entry in the matrix that makes predictions of values (Allen 1974).
 */
export function ridge(places: ArrayLike<number>, values: ArrayLike<number>, lambda: number): Ridge {
  const rows = centred(places, values);
  const [m11, m12, m22, r1, r2] = rows.reduce<readonly [number, number, number, number, number]>(
    ([a, b, c, d, e], { u, v, y }) => [a + u * u, b + u * v, c + v * v, d + u * y, e + v * y],
    [lambda, 0, lambda, 0, 0],
  );
  const determinant = m11 * m22 - m12 ** 2;
  const solved = (a: number, b: number) =>
    [(m22 * a - m12 * b) / determinant, (m11 * b - m12 * a) / determinant] as const;
  const slope = solved(r1, r2);
  const n = rows.length;
  let [errors, spread] = [0, 0];
  for (const { u, v, y } of rows) {
    const [left, right] = solved(u, v);
    errors += ((y - slope[0] * u - slope[1] * v) / (1 - 1 / n - u * left - v * right)) ** 2;
    spread += ((y * n) / (n - 1)) ** 2;
  }
  const [means, mean] = meansOf(places, values);
  return { slope, intercept: mean - slope[0] * means[0] - slope[1] * means[1], r2: 1 - errors / spread };
}

function meansOf(places: ArrayLike<number>, values: ArrayLike<number>) {
  let [u, v, y] = [0, 0, 0];
  for (let i = 0; i < values.length; i++) {
    u += (places[2 * i] ?? NaN) / values.length;
    v += (places[2 * i + 1] ?? NaN) / values.length;
    y += (values[i] ?? NaN) / values.length;
  }
  return [[u, v], y] as const;
}

/** Every row less the means. */
function centred(places: ArrayLike<number>, values: ArrayLike<number>) {
  const [[u, v], y] = meansOf(places, values);
  return Array.from({ length: values.length }, (_, i) => ({
    u: (places[2 * i] ?? NaN) - u,
    v: (places[2 * i + 1] ?? NaN) - v,
    y: (values[i] ?? NaN) - y,
  }));
}
