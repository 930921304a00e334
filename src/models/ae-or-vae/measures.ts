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

/** Codes [n, width] along the two directions in which they vary most, [n, 2]: their places in the code’s own units, not centred. */
export function widest(codes: Float32Array, moments: Moments): Float32Array {
  const width = moments.mean.length;
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(covarianceOf(moments), {
    assumeSymmetric: true,
  });
  const order = realEigenvalues.map((_, i) => i).sort((a, b) => (realEigenvalues[b] ?? 0) - (realEigenvalues[a] ?? 0));
  const along = (row: number, rank: number) => {
    const column = order[rank];
    if (column === undefined) return 0;
    let sum = 0;
    for (let j = 0; j < width; j++) sum += (codes[row * width + j] ?? NaN) * eigenvectorMatrix.get(j, column);
    return sum;
  };
  return Float32Array.from({ length: (2 * codes.length) / width }, (_, i) => along(i >> 1, i % 2));
}

/** The root of the mean variance of a number of the code. */
export const deviationOf = (moments: Moments): number => Math.sqrt(covarianceOf(moments).trace() / moments.mean.length);
