/** What is made small, as the lectures write it: means over rows, in nats unless said. */
import { bernoulliDistortion, gaussianDistortion, squaredError } from '../../losses.ts';
import type { Loss, Pass, Penalty } from '../../steps/model.ts';
import { realsOf } from '../../steps/making.ts';
import { MARGIN } from '../../layers/penalty/stage.ts';
import * as tf from '../../tensors.ts';
import type { Scope, Term } from './scope.ts';

/** What a loss is measured on: the last outputs, the rows that they are to be like, and how the networks are asked again. */
type Measured = {
  readonly outputs: tf.Tensor2D;
  readonly target: tf.Tensor2D;
  /** The rows that the networks read. */
  readonly seen: tf.Tensor2D;
  readonly again: (rows: tf.Tensor2D) => tf.Tensor2D;
};

/** The loss of each row, [rows], and the loss of all. */
type Found = { readonly rows: tf.Tensor1D; readonly value: tf.Scalar };

/** A penalty on the values x of a layer (steps/model.ts), and its weight. */
export function penaltyOf({ fed, leave }: Scope, { name, penalty }: Penalty, x: tf.Tensor2D, weight: number): Term {
  if (penalty === 'L1') return { value: tf.mul<tf.Scalar>(1 / x.shape[0], tf.sum(tf.abs(x))), weight };
  const rho = fed.number(`${name} rho`);
  const means = held(tf.mean(x, 0));
  leave(`${name} means`, means);
  const nats = (share: number, mean: tf.Tensor) => tf.mul(share, tf.sub(Math.log(share), tf.log(mean)));
  return { value: tf.sum(tf.add(nats(rho, means), nats(1 - rho, tf.sub(1, means)))), weight };
}

/** Means a little away from 0 and 1, with the slope that they have there. */
const held = (means: tf.Tensor): tf.Tensor =>
  tf.customGrad((x) => ({
    value: tf.clipByValue(x as tf.Tensor, MARGIN, 1 - MARGIN),
    gradFunc: (slope: tf.Tensor) => slope,
  }))(means);

export function lossOf(scope: Scope, loss: Loss, measured: Measured): Found {
  if (loss.loss === 'adversarial') return playedOf(scope, loss, measured);
  const rows = rowsOf(scope, loss, measured);
  return { rows, value: tf.mean(rows) };
}

/** The loss of each row. */
function rowsOf(
  { fed }: Scope,
  loss: Exclude<Loss, { loss: 'adversarial' }>,
  { outputs: a, target: x }: Measured,
): tf.Tensor1D {
  switch (loss.loss) {
    case 'bernoulli':
      return bernoulliDistortion(x, a);
    case 'gaussian':
      return gaussianDistortion(x, tf.sigmoid(a), loss.h2);
    case 'squared':
      return squaredError(x, a);
    case 'softmax': {
      const hot = fed.labels('labels', 0, a.shape[0], a.shape[1]);
      return tf.neg(tf.sum(tf.mul(tf.logSoftmax(a), hot), 1));
    }
  }
}

type Played = Extract<Loss, { loss: 'adversarial' }>;

/** A player's part: the mean over real rows of its term, and that over fake ones, and the penalty on the slope. */
function playedOf(scope: Scope, loss: Played, measured: Measured): Found {
  const { outputs: a, seen, again } = measured;
  const [rows] = a.shape;
  const reals = loss.player === 'generator' ? 0 : realsIn(scope.program.pass, rows);
  const column = (real: number, fake: number) =>
    tf.tensor2d(
      Float32Array.from({ length: rows }, (_, row) => (row < reals ? real : fake)),
      [rows, 1],
    );
  // Wanted down from a real row and up from a fake one; the generator wants its fakes taken for real.
  const sign = column(-1, loss.player === 'generator' ? -1 : 1);
  const terms = termsOf(loss, a, sign);
  const value = tf.sum<tf.Scalar>(tf.mul(terms, column(1 / reals, 1 / (rows - reals))));
  const found = { rows: tf.reshape<tf.Rank.R1>(terms, [rows]), value };
  if (loss.slopePenalty === undefined) return found;
  const slope = tf.mul(loss.slopePenalty, slopePenalty(again, seen, scope.fed.matrix('between')));
  return { ...found, value: tf.add(value, slope) };
}

const realsIn = (pass: Pass, rows: number): number => (typeof pass.input === 'string' ? 0 : realsOf(pass, rows));

/** The term of each row: `sign` is −1 where a is to rise, and 1 where it is to fall. */
function termsOf({ form, player }: Played, a: tf.Tensor2D, sign: tf.Tensor2D): tf.Tensor2D {
  switch (form) {
    case 'non-saturating':
      return tf.softplus(tf.mul(sign, a));
    case 'minimax':
      return player === 'generator' ? tf.neg(tf.softplus(a)) : tf.softplus(tf.mul(sign, a));
    case 'least squares':
      // Wanted: 1 where a is to rise, 0 where it is to fall.
      return tf.mul(0.5, tf.squaredDifference(a, tf.mul(0.5, tf.sub(1, sign))));
    case 'wasserstein':
      return tf.mul(sign, a);
  }
}

/** The mean of (‖∂a/∂x‖ − 1)² between each real row and its fake one; `between` [1, reals] says where. */
function slopePenalty(again: Measured['again'], seen: tf.Tensor2D, between: tf.Tensor2D): tf.Scalar {
  const [rows, width] = [between.shape[1], seen.shape[1]];
  const share = tf.reshape(between, [rows, 1]);
  const real = tf.mul(share, tf.slice2d(seen, [0, 0], [rows, width]));
  const points = tf.add(real, tf.mul(tf.sub(1, share), tf.slice2d(seen, [rows, 0], [rows, width])));
  const slope = tf.grad((x: tf.Tensor) => tf.sum(again(x as tf.Tensor2D)))(points);
  // The root's own slope is infinite at 0, where a critic is flat.
  const norm = tf.sqrt(tf.add(tf.sum(tf.square(slope), 1), 1e-12));
  return tf.mean(tf.squaredDifference(norm, 1));
}
