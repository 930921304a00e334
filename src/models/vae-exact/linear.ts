/**
 * Linear networks on Gaussian data with mean 0 and independent axes of variances λ: every mean over the data is a closed
 * form, and what training ends at is known (Tipping and Bishop 1999; Lucas et al. 2019). One number of the code costs
 * what it saves where λ exceeds βh²: reverse water-filling, the rate–distortion function of the data (Cover and Thomas 2006).
 */
import { determinant, inverse, Matrix } from 'ml-matrix';
import { logTwoPi } from '#src/engine/maths/gaussian.ts';
import type { Layer } from '../shared/in-the-page.ts';
import { ACTIVE, type Means, type Networks } from './vae-exact.ts';

const only = (layers: readonly Layer[]): Layer => {
  const [layer] = layers;
  if (layer && layers.length === 1) return layer;
  throw new Error(`Expected a linear network of one layer, found ${layers.length} layers.`);
};

const matrixOf = ({ inputs, outputs, weights }: Layer) => Matrix.from1DArray(inputs, outputs, weights);
const traceOf = (matrix: Matrix) => matrix.trace();

/** Encoder and decoder as matrices, and what the data make of them. Codes z have J numbers, data d. */
type Linear = {
  /** Means of q are m + xM, [d, J]. */
  readonly means: Matrix;
  readonly meanBias: Matrix;
  /** E log σ², and E σ² over the data, of each number of the code. */
  readonly logVariances: readonly number[];
  readonly variances: readonly number[];
  /** x̂ = zV + c, [J, d]. */
  readonly decoder: Matrix;
  readonly bias: Matrix;
  /** diag λ. */
  readonly data: Matrix;
};

function linearOf(networks: Networks, spectrum: readonly number[]): Linear {
  const [encoder, decoder] = [only(networks.encoder), only(networks.decoder)];
  const [d, size] = [spectrum.length, decoder.inputs];
  const both = matrixOf(encoder);
  const bias = Array.from(encoder.bias);
  const slopes = both.subMatrix(0, d - 1, size, 2 * size - 1);
  const logVariances = bias.slice(size);
  return {
    means: both.subMatrix(0, d - 1, 0, size - 1),
    meanBias: Matrix.rowVector(bias.slice(0, size)),
    logVariances,
    // The mean of exp of a normal is exp(its mean + half its variance).
    variances: logVariances.map((log, j) =>
      Math.exp(log + spectrum.reduce((sum, variance, i) => sum + variance * slopes.get(i, j) ** 2, 0) / 2),
    ),
    decoder: matrixOf(decoder),
    bias: Matrix.rowVector(Array.from(decoder.bias)),
    data: Matrix.diag([...spectrum]),
  };
}

/** The rate of each number of the code: ½ E(μ² + σ² − log σ² − 1). */
function ratesOf({ means, meanBias, logVariances, variances, data }: Linear): readonly number[] {
  const squares = means.transpose().mmul(data).mmul(means);
  return variances.map(
    (variance, j) => (squares.get(j, j) + meanBias.get(0, j) ** 2 + variance - (logVariances[j] ?? NaN) - 1) / 2,
  );
}

/** E(x_i − x̂_i)² of each direction. */
function leftOf({ means, meanBias, variances, decoder, bias, data }: Linear): readonly number[] {
  const rest = Matrix.eye(data.rows).sub(means.mmul(decoder));
  const passed = rest.transpose().mmul(data).mmul(rest);
  const noise = decoder
    .transpose()
    .mmul(Matrix.diag([...variances]))
    .mmul(decoder);
  const offset = meanBias.mmul(decoder).add(bias);
  return Array.from({ length: data.rows }, (_, i) => passed.get(i, i) + noise.get(i, i) + offset.get(0, i) ** 2);
}

/** E log p(x): x is normal under the model, with mean c and covariance VᵀV + h²I. */
function evidenceOf({ decoder, bias, data }: Linear, h: number): number {
  const covariance = decoder
    .transpose()
    .mmul(decoder)
    .add(Matrix.eye(data.rows).mul(h * h));
  const spread = data.clone().add(bias.transpose().mmul(bias));
  return -(data.rows * logTwoPi + Math.log(determinant(covariance)) + traceOf(inverse(covariance).mmul(spread))) / 2;
}

/**
 * E KL(q(z|x) ‖ p(z|x)): the posterior has precision P = I + VVᵀ/h² and mean P⁻¹V(x − c)/h². The means of q differ from
 * that by a linear function of x.
 */
function gapOf({ means, meanBias, logVariances, variances, decoder, bias, data }: Linear, h: number): number {
  const size = decoder.rows;
  const precision = decoder
    .mmul(decoder.transpose())
    .div(h * h)
    .add(Matrix.eye(size));
  const exact = inverse(precision)
    .mmul(decoder)
    .div(h * h)
    .transpose();
  const slope = Matrix.sub(means, exact);
  const offset = Matrix.add(meanBias, bias.mmul(exact));
  const square = (rows: Matrix) => rows.mmul(precision).mmul(rows.transpose());
  const apart = traceOf(square(slope).mmul(data)) + square(offset).get(0, 0);
  const spread = variances.reduce((sum, variance, j) => sum + variance * precision.get(j, j), 0);
  const logs = logVariances.reduce((sum, log) => sum + log, 0);
  return (spread + apart - size - Math.log(determinant(precision)) - logs) / 2;
}

/** What linear networks are on such data. */
export function linearMeans(
  networks: Networks,
  h: number,
  spectrum: readonly number[],
): Means & { readonly activeUnits: number; readonly left: Float32Array } {
  const model = linearOf(networks, spectrum);
  const [rates, left] = [ratesOf(model), leftOf(model)];
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
  const [rate, distortion] = [sum(rates), sum(left)];
  const elbo = -distortion / (2 * h * h) - (spectrum.length / 2) * (logTwoPi + 2 * Math.log(h)) - rate;
  const [evidence, kl] = [evidenceOf(model, h), gapOf(model, h)];
  return {
    evidence,
    elbo,
    kl,
    rate,
    distortion,
    off: Math.abs(elbo + kl - evidence),
    resolved: true,
    activeUnits: rates.filter((nats) => nats > ACTIVE).length,
    left: Float32Array.from(left),
  };
}
