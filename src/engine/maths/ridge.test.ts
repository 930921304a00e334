import { Matrix, QrDecomposition } from 'ml-matrix';
import { expect, test } from 'vitest';
import { random } from '../random.ts';
import { ridge } from './ridge.ts';

const source = random(7).fork('ridge');
const places = Array.from({ length: 2 * 40 }, () => source.normal());
const values = Array.from(
  { length: 40 },
  (_, i) => 3 + 2 * (places[2 * i] ?? 0) - 0.5 * (places[2 * i + 1] ?? 0) + source.normal(),
);

/** Least squares by the QR decomposition of ml-matrix, with rows √λ for the penalty: [intercept, slopes]. */
function byQr(rows: readonly number[], lambda: number): readonly number[] {
  const root = Math.sqrt(lambda);
  const design = [...rows.map((i) => [1, places[2 * i] ?? 0, places[2 * i + 1] ?? 0]), [0, root, 0], [0, 0, root]];
  const targets = [...rows.map((i) => values[i] ?? 0), 0, 0];
  return new QrDecomposition(new Matrix(design)).solve(Matrix.columnVector(targets)).to1DArray();
}
const all = values.map((_, i) => i);

test.each([0, 1e-9, 0.7, 50])(
  'at λ = %d intercept and slope are those of QR with the penalty as two more rows',
  (lambda) => {
    const { intercept, slope } = ridge(places, values, lambda);
    // Forty rows of size one: rounding stays below 40 · 2^−52 · a condition number below 10.
    const [c, w1, w2] = byQr(all, lambda);
    expect(intercept).toBeCloseTo(c ?? NaN, 10);
    expect(slope[0]).toBeCloseTo(w1 ?? NaN, 10);
    expect(slope[1]).toBeCloseTo(w2 ?? NaN, 10);
  },
);

test.each([0, 0.7])('at λ = %d R² is that of forty fits by QR, each without the row it is judged on', (lambda) => {
  let [errors, spread] = [0, 0];
  for (const i of all) {
    const others = all.filter((other) => other !== i);
    const [c = 0, w1 = 0, w2 = 0] = byQr(others, lambda);
    const mean = others.reduce((sum, other) => sum + (values[other] ?? 0), 0) / others.length;
    errors += ((values[i] ?? 0) - c - w1 * (places[2 * i] ?? 0) - w2 * (places[2 * i + 1] ?? 0)) ** 2;
    spread += ((values[i] ?? 0) - mean) ** 2;
  }
  expect(ridge(places, values, lambda).r2).toBeCloseTo(1 - errors / spread, 10);
});

test('a value that is a straight line in z has R² = 1 without a penalty, and one that has nothing to do with z none', () => {
  const line = values.map((_, i) => 1 - (places[2 * i] ?? 0) + 4 * (places[2 * i + 1] ?? 0));
  expect(ridge(places, line, 0).r2).toBeCloseTo(1, 12);
  const noise = values.map(() => source.normal());
  // Left out one by one, a line that fits only noise explains nothing: at most its standard error, about 1/√40, above 0.
  expect(ridge(places, noise, 0).r2).toBeLessThan(0.16);
});
