/** What a step is given, as tensors: fed number by number, drawn here, or gathered from the images. */
import { every } from '../../layers/plan.ts';
import { numbersOf } from '../../random.ts';
import type { Draw } from '../../steps/model.ts';
import { shapesOf } from '../../steps/feed.ts';
import type { Shape } from '../../steps/making.ts';
import type { Plan, Program } from '../../steps/plan.ts';
import { rowsOf } from '../../steps/rows.ts';
import * as tf from '../../tensors.ts';
import { feedAt, pointsOf, type Feed, type Images } from '../executor.ts';

export type Fed = {
  /** What a step's fields are written into before it. */
  readonly feed: Feed;
  /** The rows of a field, or what is drawn for it. */
  readonly matrix: (field: string) => tf.Tensor2D;
  /** A field of one number. */
  readonly number: (field: string) => number;
  /** One-hot labels [rows, classes], from row `from` of a field on. */
  readonly labels: (field: string, from: number, rows: number, classes: number) => tf.Tensor2D;
  /** The images of the step by their numbers, as grey values [rows, width]. */
  readonly images: (width: number) => tf.Tensor2D;
};

/** The feed of a pass in memory of its own, which keeps what is not filled anew. */
export function fedTo({ model }: Plan, program: Program, images: Images): Fed {
  const { pass, feed: field } = program;
  const feed = feedAt(program, new ArrayBuffer(field.length * 4), 0);
  const shapes = shapesOf(every, model, pass);
  return {
    feed,
    matrix(name) {
      const shape = shapes[name];
      if (!shape) throw new Error(`The pass “${pass.name}” is given no rows “${name}”.`);
      const law = pass.draws?.[name];
      return tf.tensor2d(law ? drawn(feed.whole(name), law, shape, images) : given(feed.floats(name), shape), [
        shape.rows,
        shape.width,
      ]);
    },
    number: (name) => feed.floats(name)[0] ?? NaN,
    labels: (name, from, rows, classes) => hot(feed.whole(name).subarray(from, from + rows), classes),
    images: (width) => greysOf(images, feed.whole('images'), width),
  };
}

const given = (values: Float32Array, { width, stride }: Shape): Float32Array =>
  width === stride ? values.slice() : rowsOf(values, width);

/** The numbers of the stream whose seed, name and step these words are. */
function drawn(words: Int32Array, law: Draw, { rows, width }: Shape, images: Images): Float32Array {
  const [seed = 0, name = 0, step = 0] = words;
  const source = numbersOf(seed >>> 0, name >>> 0, step >>> 0);
  if (law !== 'points') return Float32Array.from({ length: rows * width }, () => source[law]());
  const { values, count } = pointsOf(images, width);
  const picked = new Float32Array(rows * width);
  for (let row = 0; row < rows; row++) {
    const from = source.below(count) * width;
    picked.set(values.subarray(from, from + width), row * width);
  }
  return picked;
}

/** tf.oneHot asks for two classes at least, and in WebAssembly for whole numbers. */
function hot(labels: Int32Array, classes: number): tf.Tensor2D {
  const rows = new Float32Array(labels.length * classes);
  labels.forEach((label, row) => rows.fill(1, row * classes + label, row * classes + label + 1));
  return tf.tensor2d(rows, [labels.length, classes]);
}

function greysOf({ bytes }: Images, numbers: Int32Array, width: number): tf.Tensor2D {
  const greys = new Float32Array(numbers.length * width);
  numbers.forEach((image, row) => {
    for (let pixel = 0; pixel < width; pixel++) greys[row * width + pixel] = (bytes[image * width + pixel] ?? 0) / 255;
  });
  return tf.tensor2d(greys, [numbers.length, width]);
}
