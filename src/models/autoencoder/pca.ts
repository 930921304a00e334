/** Principal components of the training images: what a linear autoencoder is to find. */
import { EigenvalueDecomposition, Matrix, QrDecomposition } from 'ml-matrix';
import type { DigitSet, Split } from '#src/engine/data/digits.ts';
import { meansOf, PIXELS } from '../shared/batches.ts';

/** Components that are worked out: the largest code that a figure asks for. */
export const MOST = 64;

export type Pca = {
  /** [784] */
  readonly mean: Float32Array;
  /** [784, 784] */
  readonly covariance: Matrix;
  /** [784, 64]: orthonormal columns, by falling variance. */
  readonly directions: Matrix;
  /** [64] */
  readonly variances: readonly number[];
};

/** Yields the share done: the eigenvectors cost about as much as the covariance. */
export function* principalComponents({ train }: Split): Generator<number, Pca> {
  yield 0;
  const mean = meansOf(train);
  const covariance = covarianceOf(train, mean);
  yield 0.5;
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(covariance, { assumeSymmetric: true });
  const falling = realEigenvalues.map((_, i) => PIXELS - 1 - i).slice(0, MOST);
  return {
    mean,
    covariance,
    directions: eigenvectorMatrix.subMatrixColumn(falling),
    variances: falling.map((i) => Math.max(0, realEigenvalues[i] ?? NaN)),
  };
}

/** [784, 784] */
function covarianceOf({ images, count }: DigitSet, mean: Float32Array): Matrix {
  const sums = new Float64Array(PIXELS * PIXELS);
  for (let image = 0; image < count; image++) addProducts(sums, images.subarray(image * PIXELS, (image + 1) * PIXELS));
  const covariance = Matrix.zeros(PIXELS, PIXELS);
  for (let i = 0; i < PIXELS; i++)
    for (let j = i; j < PIXELS; j++) {
      const product = (sums[i * PIXELS + j] ?? NaN) / (255 * 255 * count) - (mean[i] ?? NaN) * (mean[j] ?? NaN);
      covariance.set(i, j, product);
      covariance.set(j, i, product);
    }
  return covariance;
}

/** Adds xᵢxⱼ of one image of bytes to the sums [784, 784], for i ≤ j. Blank pixels, which are most, are left out. */
function addProducts(sums: Float64Array, image: Uint8Array): void {
  const inked = Uint16Array.from(image.keys()).filter((pixel) => image[pixel] !== 0);
  for (const [first, i] of inked.entries())
    for (let second = first; second < inked.length; second++) {
      const at = i * PIXELS + (inked[second] ?? 0);
      sums[at] = (sums[at] ?? 0) + (image[i] ?? 0) * (image[inked[second] ?? 0] ?? 0);
    }
}

/** The reconstruction of an image of 784 grey values from its first `size` principal components. */
export function projected({ mean, directions }: Pca, image: ArrayLike<number>, size: number): Float64Array {
  const found = Float64Array.from(mean);
  for (let component = 0; component < size; component++) {
    const share = along({ mean, directions }, image, component);
    for (let pixel = 0; pixel < PIXELS; pixel++)
      found[pixel] = (found[pixel] ?? 0) + share * directions.get(pixel, component);
  }
  return found;
}

/** How far an image lies from the mean along one component. */
function along({ mean, directions }: Pick<Pca, 'mean' | 'directions'>, image: ArrayLike<number>, component: number) {
  let sum = 0;
  for (let pixel = 0; pixel < PIXELS; pixel++)
    sum += ((image[pixel] ?? NaN) - (mean[pixel] ?? NaN)) * directions.get(pixel, component);
  return sum;
}

/** Orthonormal columns with the same span. */
export const orthonormal = (columns: Matrix) => new QrDecomposition(columns).orthogonalMatrix;

/** ‖x − x̂‖² of an image, averaged over images of bytes, by the number of components: from 0 to 64, or to the last one. */
export function errorsOf(pca: Pca, images: Uint8Array): Float32Array {
  const count = images.length / PIXELS;
  const errors = new Float64Array(MOST + 1);
  for (let i = 0; i < count; i++) {
    const image = Float64Array.from(images.subarray(i * PIXELS, (i + 1) * PIXELS), (byte) => byte / 255);
    let left = image.reduce((sum, grey, pixel) => sum + (grey - (pca.mean[pixel] ?? NaN)) ** 2, 0);
    for (let size = 0; size <= MOST; size++) {
      errors[size] = (errors[size] ?? 0) + left / count;
      if (size < MOST) left -= along(pca, image, size) ** 2;
    }
  }
  return Float32Array.from(errors);
}

/** How a subspace of images lies to PCA’s of as many dimensions; `rows` [size, 784] span it. */
export function compared({ covariance, directions, variances }: Pca, rows: Matrix) {
  const basis = orthonormal(rows.transpose());
  const caught = basis.transpose().mmul(covariance).mmul(basis).trace();
  const size = rows.rows;
  const all = basis.transpose().mmul(directions);
  const cosines = all.subMatrix(0, size - 1, 0, size - 1);
  // Squared cosines of the principal angles (Björck & Golub 1973); the smallest is of the largest angle.
  const [least = NaN] = new EigenvalueDecomposition(cosines.mmul(cosines.transpose()), { assumeSymmetric: true })
    .realEigenvalues;
  return {
    angle: (Math.acos(Math.sqrt(Math.min(1, Math.max(0, least)))) * 180) / Math.PI,
    captured: caught / variances.slice(0, size).reduce((sum, variance) => sum + variance, 0),
    spectrum: {
      variances: Float32Array.from(variances),
      found: Float32Array.from(variances, (_, direction) =>
        all.getColumn(direction).reduce((sum, part) => sum + part ** 2, 0),
      ),
    },
  };
}
