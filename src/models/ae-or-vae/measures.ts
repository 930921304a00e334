/** How good made digits look to the pretrained classifier, and Gaussians of codes. */
import { CholeskyDecomposition, EigenvalueDecomposition, Matrix } from 'ml-matrix';
import { CLASSES, type PretrainedClassifier } from '#src/engine/data/pretrained-classifier.ts';
import { frechetBetween, momentsOf, type Moments } from '#src/engine/maths/frechet-distance.ts';
import { SURE } from './ae-or-vae.ts';

/** What is known of a set of pictures to compare with. */
export type Judged = { readonly moments: Moments; readonly sure: number };

/** Reads greys [n, 784]. */
export function judged({ read }: PretrainedClassifier, greys: Float32Array): Judged {
  const { probabilities, features } = read(greys);
  return { moments: momentsOf(features), sure: shareSure(probabilities) };
}

/** The share of rows of probabilities [n, 10] whose largest is above `SURE`. */
export function shareSure(probabilities: Float32Array): number {
  const count = probabilities.length / CLASSES;
  let sure = 0;
  for (let row = 0; row < count; row++)
    if (Math.max(...probabilities.subarray(row * CLASSES, (row + 1) * CLASSES)) > SURE) sure++;
  return sure / count;
}

export const apart = (one: Judged, other: Judged): number => frechetBetween(one.moments, other.moments);

const covarianceOf = ({ mean, covariance }: Moments) => Matrix.from1DArray(mean.length, mean.length, covariance);

/**
 * Draws of the Gaussian with these moments from standard normals, [n, width]: m + Lε with LLᵀ the covariance. A direction
 * without variance, such as a number of the code that is not used, gets next to none.
 */
export function drawnFrom(moments: Moments, normals: Float32Array): Float32Array {
  const width = moments.mean.length;
  const covariance = covarianceOf(moments);
  const root = new CholeskyDecomposition(covariance.add(Matrix.eye(width).mul(1e-9 * (1 + covariance.trace()))));
  const { lowerTriangularMatrix: lower } = root;
  return Float32Array.from(normals, (_, i) => {
    const [row, j] = [Math.floor(i / width), i % width];
    let sum = moments.mean[j] ?? NaN;
    for (let k = 0; k <= j; k++) sum += lower.get(j, k) * (normals[row * width + k] ?? NaN);
    return sum;
  });
}

/**
 * Codes [n, width] in a plane, [n, 2]: each in its direction along the two axes in which the codes vary most, at its true
 * distance from the origin, so that a hole around the origin is one in the plane too. A code of two numbers is only turned.
 */
export function inPlane(codes: Float32Array, moments: Moments): Float32Array {
  const width = moments.mean.length;
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(covarianceOf(moments), {
    assumeSymmetric: true,
  });
  const order = realEigenvalues.map((_, i) => i).sort((a, b) => (realEigenvalues[b] ?? 0) - (realEigenvalues[a] ?? 0));
  const axes = order.slice(0, 2).map((column) => eigenvectorMatrix.getColumn(column));
  return placed(codes, width, axes);
}

/** The same of draws from the prior, which vary alike in all directions: along the first two numbers. */
export const priorInPlane = (draws: Float32Array, width: number): Float32Array =>
  placed(draws, width, Matrix.eye(Math.min(2, width), width).to2DArray());

function placed(codes: Float32Array, width: number, axes: readonly (readonly number[])[]): Float32Array {
  const norms = normsOf(codes, width);
  return Float32Array.from(
    norms.flatMap((norm, row) => {
      const [x = 0, y = 0] = axes.map((axis) =>
        axis.reduce((sum, share, j) => sum + share * (codes[row * width + j] ?? NaN), 0),
      );
      const scale = norm / (Math.hypot(x, y) || 1);
      return [scale * x, scale * y];
    }),
  );
}

/** The root of the mean variance of a number of the code. */
export const deviationOf = (moments: Moments): number => Math.sqrt(covarianceOf(moments).trace() / moments.mean.length);

/** The norm of each code, of codes [n, width]. */
const normsOf = (codes: Float32Array, width: number): readonly number[] =>
  Array.from({ length: codes.length / width }, (_, row) =>
    Math.hypot(...codes.subarray(row * width, (row + 1) * width)),
  );

/** The share of codes that lie as near to the origin as 99 of 100 of these draws from the prior, both [n, width]. */
export function shareNear(codes: Float32Array, prior: Float32Array, width: number): number {
  const drawn = normsOf(prior, width).toSorted((a, b) => a - b);
  const reach = drawn[Math.ceil(0.99 * drawn.length) - 1] ?? NaN;
  const norms = normsOf(codes, width);
  return norms.filter((norm) => norm <= reach).length / norms.length;
}
