import { goalOf, type Run } from '#src/engine/experiment.ts';
import { bernoulliDistortion } from '#src/engine/losses.ts';
import { affine, dense, type Dense } from '#src/engine/nets/dense.ts';
import { random, type Random } from '#src/engine/random.ts';
import * as tf from '#src/engine/tensors.ts';
import { greys, logOddsOf, PIXELS, shuffled, take } from '../shared/batches.ts';
import {
  ADAM,
  digitsOf,
  floorOf,
  givenCodes,
  sizeOf,
  snapshotOf,
  type CodesConfig,
  type CodesSnapshot,
  type LeaningDigits,
  type Measured,
} from './codes.ts';

/** What one run trains: an encoder where the code is dense, and the decoder. */
type Model = {
  readonly config: CodesConfig;
  readonly digits: LeaningDigits;
  /** The codes that are given; none where the encoder finds them. */
  readonly given: Float32Array | undefined;
  readonly encoder: readonly [Dense, Dense] | undefined;
  readonly decoder: readonly [Dense, Dense];
  readonly variables: tf.Variable[];
  readonly optimiser: tf.Optimizer;
  /** The error of each step since the last snapshot. */
  readonly trail: tf.Scalar[];
};

/** Trains a decoder to bring digits back from their codes, by TensorFlow.js and its automatic gradients. */
export async function* codesTfjs(config: CodesConfig): Run<CodesSnapshot> {
  const source = random(config.seed);
  const model = modelOf(config, source.fork('init'));
  const order = shuffled(config.digits, source.fork('batches'));
  const floor = floorOf(model.digits);
  try {
    for (let step = 0; ;) {
      const errors = await readTrail(model);
      const goal = goalOf(yield snapshotOf(config, model.digits, floor, step, await measure(model), errors), step);
      if (goal < step)
        throw new Error(`TensorFlow.js keeps no past: step ${goal} lies before step ${step}. Reset and run there.`);
      for (; step < goal; step++) descend(model, take(order, config.batch));
    }
  } finally {
    tf.dispose([model.variables, model.trail]);
    model.optimiser.dispose();
  }
}

function modelOf(config: CodesConfig, init: Random): Model {
  const { code, width, lr } = config;
  const size = sizeOf(config);
  const digits = digitsOf(config);
  const encoder =
    code === 'dense'
      ? ([dense(PIXELS, width, init.fork('encoder')), dense(width, size, init.fork('code'))] as const)
      : undefined;
  const decoder = [dense(size, width, init.fork('decoder')), dense(width, PIXELS, init.fork('pixels'))] as const;
  tf.tidy(() => decoder[1].bias.assign(tf.tensor1d(logOddsOf(digits))));
  return {
    ...{ config, digits, encoder, decoder, trail: [] },
    given: code === 'dense' ? undefined : givenCodes(code, digits),
    variables: [...(encoder ?? []), ...decoder].flatMap(({ weights, bias }) => [weights, bias]),
    optimiser: tf.train.adam(lr, ADAM.beta1, ADAM.beta2, ADAM.epsilon),
  };
}

/** A hidden layer of rectified units, and a linear one. */
const through = ([first, last]: readonly [Dense, Dense], x: tf.Tensor2D): tf.Tensor2D =>
  affine(last, tf.relu(affine(first, x)));

/** The digits of these numbers, their codes, and the logits of their pixels. */
function decoded({ config, digits, given, encoder, decoder }: Model, indices: Uint32Array) {
  const size = sizeOf(config);
  const x = tf.tensor2d(greys(digits.images, indices), [indices.length, PIXELS]);
  const rows = () =>
    Float32Array.from({ length: indices.length * size }, (_, i) => {
      return given?.[(indices[Math.floor(i / size)] ?? 0) * size + (i % size)] ?? NaN;
    });
  const z = encoder ? through(encoder, x) : tf.tensor2d(rows(), [indices.length, size]);
  return { x, z, logits: through(decoder, z) };
}

/** One step of Adam on −log p(x|z), averaged over a batch. */
function descend(model: Model, indices: Uint32Array): void {
  tf.tidy(() => {
    const objective = () => {
      const { x, logits } = decoded(model, indices);
      const error = tf.mean<tf.Scalar>(bernoulliDistortion(x, logits));
      model.trail.push(tf.keep(tf.clone(error)));
      return error;
    };
    model.optimiser.minimize(objective, false, model.variables);
  });
}

/** The trail as numbers; it is empty afterwards. */
async function readTrail({ trail }: Model): Promise<Float32Array> {
  const errors = trail.length === 0 ? new Float32Array() : await read(tf.stack(trail));
  tf.dispose(trail.splice(0));
  return errors;
}

async function measure(model: Model): Promise<Measured> {
  const { config, digits, given } = model;
  const all = Uint32Array.from({ length: digits.count }, (_, i) => i);
  const found = tf.tidy(() => {
    const { x, z, logits } = decoded(model, all);
    return { losses: bernoulliDistortion(x, logits), means: tf.sigmoid(logits), z };
  });
  const [first, last] = model.decoder;
  const [losses, means, z] = [await read(found.losses), await read(found.means), await read(found.z)];
  const data = (tensor: tf.Tensor) => tensor.data<'float32'>();
  return {
    ...{ losses, means, codes: given ?? z },
    decoder: {
      ...{ width: config.width, hidden: await data(first.weights), hiddenBias: await data(first.bias) },
      ...{ out: await data(last.weights), outBias: await data(last.bias) },
    },
  };
}

/** The values of a tensor, which is given back also when they cannot be read. */
async function read(tensor: tf.Tensor): Promise<Float32Array> {
  try {
    return await tensor.data<'float32'>();
  } finally {
    tensor.dispose();
  }
}
