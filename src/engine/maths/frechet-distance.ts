/**
 * The Fréchet distance of two sets of features, each summed up by the Gaussian with its mean and covariance. With the
 * features of an Inception network it is the FID (Heusel et al. 2017, "GANs trained by a two time-scale update rule
 * converge to a local Nash equilibrium", equation 6; the formula is Dowson & Landau's, 1982).
 */
import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import { checkPoints, checkSameWidth, countOf, type Points } from './points.ts';

/** Mean [d] and covariance [d, d], row by row and symmetric. */
export type Moments = { readonly mean: Float64Array; readonly covariance: Float64Array };

/** The mean of at least two points and their sample covariance, with divisor n − 1. */
export function momentsOf(points: Points): Moments {
  checkPoints(points, 2);
  const { values, width } = points;
  const count = countOf(points);
  const mean = new Float64Array(width);
  for (let i = 0; i < values.length; i++) mean[i % width] = (mean[i % width] ?? 0) + (values[i] ?? 0) / count;
  const covariance = new Float64Array(width * width);
  for (let start = 0; start < values.length; start += width)
    for (let i = 0; i < width; i++) {
      const share = ((values[start + i] ?? 0) - (mean[i] ?? 0)) / (count - 1);
      for (let j = 0; j <= i; j++)
        covariance[i * width + j] =
          (covariance[i * width + j] ?? 0) + share * ((values[start + j] ?? 0) - (mean[j] ?? 0));
    }
  for (let i = 0; i < width; i++)
    for (let j = 0; j < i; j++) covariance[j * width + i] = covariance[i * width + j] ?? 0;
  return { mean, covariance };
}

/**
 * d² = |m₁ − m₂|² + tr(C₁ + C₂ − 2(C₁C₂)^½), in the square of the features' unit: squared, as FIDs are quoted. It is also
 * the squared 2-Wasserstein distance of the two Gaussians. C₁C₂ is not symmetric, but has the eigenvalues of
 * C₁^½ C₂ C₁^½, which is; the trace of its root is the sum of their roots. Rounding makes zero eigenvalues as large as
 * 10⁻¹⁶ of the largest, so each direction without variance may add 10⁻⁸ of the variances; what is below 0 is 0.
 */
export function frechetBetween(one: Moments, other: Moments): number {
  const width = one.mean.length;
  const apart = one.mean.reduce((sum, mean, i) => sum + (mean - (other.mean[i] ?? NaN)) ** 2, 0);
  const [first, second] = [matrixOf(one.covariance, width), matrixOf(other.covariance, width)];
  const root = rootOf(first);
  const product = root.mmul(second).mmul(root);
  const overlap = eigenOf(product).realEigenvalues.reduce((sum, value) => sum + Math.sqrt(Math.max(0, value)), 0);
  return Math.max(0, apart + first.trace() + second.trace() - 2 * overlap);
}

/**
 * d² between two sets of points of the same width d, at least two each. It is biased upwards: of two samples of one
 * N(m, I), n points each, it is 2d/n + d(d + 1)/(2(n − 1)) on average, to first order in 1/n. So compare only distances
 * that were taken with the same numbers of points. With fewer points than dimensions it is still defined.
 */
export function frechetDistance(one: Points, other: Points): number {
  checkSameWidth(one, other);
  return frechetBetween(momentsOf(one), momentsOf(other));
}

const matrixOf = (values: Float64Array, width: number): Matrix => Matrix.from1DArray(width, width, values);

/** Rounding leaves a product slightly unsymmetric; only one triangle is read. */
const eigenOf = (matrix: Matrix) => new EigenvalueDecomposition(matrix, { assumeSymmetric: true });

/** The symmetric root V diag(√λ) Vᵀ of a covariance. */
function rootOf(matrix: Matrix): Matrix {
  const { eigenvectorMatrix, realEigenvalues } = eigenOf(matrix);
  const roots = realEigenvalues.map((value) => Math.sqrt(Math.max(0, value)));
  return eigenvectorMatrix.clone().mulRowVector(roots).mmul(eigenvectorMatrix.transpose());
}
