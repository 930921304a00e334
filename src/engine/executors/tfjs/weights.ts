/**
 * Parameters as tensors. The small matrices of a network stand in one vector without gaps and each large one in its own,
 * beside both moments of Adam; what a layer computes with is cut from the vector anew whenever it changes.
 */
import type { Mask } from '../../steps/model.ts';
import type { Field, LayerPlace, Plan } from '../../steps/plan.ts';
import { strideOf, type Place } from '../../steps/stages.ts';
import * as tf from '../../tensors.ts';

/** What a dense layer computes with; the weights of a tied one are its owner's, [outputs, inputs]. */
export type Matrices = {
  readonly weights: tf.Tensor2D;
  readonly table?: tf.Tensor2D;
  readonly bias: tf.Tensor2D;
  /** Of a layer with a mask, 1 where its owner's weights join an input to an output, and 0 elsewhere. */
  readonly joints?: tf.Tensor2D;
};

/** Matrices that learn. */
type Part = Exclude<keyof Matrices, 'joints'>;

/** A matrix of a network: at `place` in the arena in rows of whole lines, from `begin` on in the network's vector. */
type Piece = {
  readonly layer: LayerPlace;
  readonly part: Part;
  readonly place: Place;
  readonly rows: number;
  readonly width: number;
  readonly begin: number;
};

type Net = {
  readonly name: string;
  readonly pieces: readonly Piece[];
  readonly length: number;
  /** Values, first and second moments. */
  vectors: [tf.Tensor1D, tf.Tensor1D, tf.Tensor1D];
  /** In the order of the pieces. */
  matrices: readonly tf.Tensor2D[];
};

export type Weights = {
  readonly of: (layer: LayerPlace) => Matrices;
  /** All matrices of these networks, which a gradient is taken by. */
  readonly matrices: (networks: readonly string[]) => readonly tf.Tensor2D[];
  /** A step of Adam on these networks by the gradients of their matrices; `adam` as adamAt gives it. */
  readonly learn: (networks: readonly string[], gradients: readonly tf.Tensor[], adam: ArrayLike<number>) => void;
  /** A copy of a stretch of [parameters | m | v], in the arena's layout. */
  readonly read: (field: Field) => Promise<Float32Array>;
  readonly write: (field: Field, values: Float32Array) => void;
  readonly dispose: () => void;
};

export function weightsOf(plan: Plan, parameters: Float32Array): Weights {
  /** What stands between the pieces: numbers that pad rows, and degrees of masks. */
  const arena = new Float32Array(3 * plan.parameters);
  arena.set(parameters);
  const nets = netsOf(plan).map((net) => begun(net, arena, plan.parameters));
  const joints = jointsOf(plan);
  const named = (names: readonly string[]) => nets.filter(({ name }) => names.includes(name));
  return {
    of(layer) {
      const held = joints.get(layer.owner ?? layer);
      return { ...matricesOf(nets, layer), ...(held && { joints: held }) };
    },
    matrices: (names) => named(names).flatMap(({ matrices }) => matrices),
    learn(names, gradients, adam) {
      let from = 0;
      for (const net of named(names)) {
        const own = gradients.slice(from, from + net.pieces.length);
        from += own.length;
        descend(net, own, plan.model.adam, adam);
      }
    },
    async read({ at, length }) {
      const all = arena.slice();
      const reading = nets.flatMap((net) =>
        net.vectors.map(async (vector, part) => {
          const begin = part * plan.parameters;
          if (begin >= at + length || begin + plan.parameters <= at) return;
          layOut(net, await vector.data<'float32'>(), all.subarray(begin));
        }),
      );
      await Promise.all(reading);
      return all.slice(at, at + length);
    },
    write({ at }, values) {
      arena.set(values, at);
      for (const net of nets) overwrite(net, plan.parameters, at, values);
    },
    dispose() {
      for (const { vectors, matrices } of nets) tf.dispose([...vectors, ...matrices]);
      tf.dispose([...joints.values()]);
    },
  };
}

/** By layer, what its mask joins; a mask never changes. */
const jointsOf = ({ layers }: Plan): ReadonlyMap<LayerPlace, tf.Tensor2D> =>
  new Map(layers.flatMap((layer) => (layer.dense.mask ? [[layer, joints(layer.dense.mask)] as const] : [])));

/** 1 where an input is joined to an output, and 0 elsewhere. */
const joints = ({ from, to }: Mask): tf.Tensor2D =>
  tf.tensor2d(Float32Array.from(from.flatMap((degree) => to.map((reach) => (degree <= reach ? 1 : 0)))), [
    from.length,
    to.length,
  ]);

/** A matrix of at least this many numbers gets a vector of its own: slicing it from a shared one would cost more than the calls it saves. */
const LARGE = 4096;

function netsOf({ layers }: Plan): Pick<Net, 'name' | 'pieces' | 'length'>[] {
  const names = [...new Set(layers.map(({ network }) => network))];
  return names.flatMap((name) => {
    const pieces = layers.filter(({ network }) => network === name).flatMap(piecesOf);
    const isLarge = ({ rows, width }: Omit<Piece, 'begin'>) => rows * width >= LARGE;
    const small = pieces.filter((piece) => !isLarge(piece));
    const groups = [small, ...pieces.filter(isLarge).map((piece) => [piece])];
    return groups.filter((some) => some.length > 0).map((some) => joined(name, some));
  });
}

/** Pieces one behind the other in a vector. */
function joined(name: string, some: readonly Omit<Piece, 'begin'>[]): Pick<Net, 'name' | 'pieces' | 'length'> {
  let length = 0;
  const pieces = some.map((piece) => {
    const placed = { ...piece, begin: length };
    length += piece.rows * piece.width;
    return placed;
  });
  return { name, pieces, length };
}

function piecesOf(layer: LayerPlace): Omit<Piece, 'begin'>[] {
  const { dense, inputs, weights, table, bias, biases, owner } = layer;
  const { outputs: width, classes = 0 } = dense;
  return [
    ...(owner ? [] : [{ layer, part: 'weights', place: weights, rows: inputs, width } as const]),
    ...(classes > 0 ? [{ layer, part: 'table', place: table, rows: classes, width } as const] : []),
    { layer, part: 'bias', place: bias, rows: 1, width: biases ?? width },
  ];
}

function begun(net: Pick<Net, 'name' | 'pieces' | 'length'>, arena: Float32Array, parameters: number): Net {
  const vector = (part: number) => tf.tensor1d(gathered(net, arena.subarray(part * parameters)));
  const values = vector(0);
  return { ...net, vectors: [values, vector(1), vector(2)], matrices: cut(net.pieces, values) };
}

/** A matrix for each piece of a vector. */
const cut = (pieces: readonly Piece[], values: tf.Tensor1D): tf.Tensor2D[] =>
  pieces.map(({ begin, rows, width }) =>
    tf.tidy(() => {
      const own = pieces.length === 1 ? values : tf.slice1d(values, begin, rows * width);
      return tf.reshape<tf.Rank.R2>(own, [rows, width]);
    }),
  );

function matricesOf(nets: readonly Net[], layer: LayerPlace): Matrices {
  const found: Partial<Record<Part, tf.Tensor2D>> = {};
  for (const { pieces, matrices } of nets)
    for (const [i, piece] of pieces.entries()) {
      const matrix = matrices[i];
      if (piece.layer === layer && matrix) found[piece.part] = matrix;
    }
  const weights = layer.owner ? matricesOf(nets, layer.owner).weights : found.weights;
  if (!weights || !found.bias) throw new Error(`The layer “${layer.dense.name}” has no place: plan its model first.`);
  return { weights, bias: found.bias, ...(found.table && { table: found.table }) };
}

/** Adam (Kingma & Ba 2015, algorithm 1) on all of a network at once. */
function descend(
  net: Net,
  gradients: readonly tf.Tensor[],
  { beta1, beta2, epsilon }: Plan['model']['adam'],
  adam: ArrayLike<number>,
): void {
  const { pieces, vectors, matrices } = net;
  const [rate = NaN, correction = NaN] = [adam[0], adam[1]];
  net.vectors = tf.tidy((): Net['vectors'] => {
    const [values, first, second] = vectors;
    const gradient = tf.concat1d(gradients.map((all) => tf.reshape<tf.Rank.R1>(all, [-1])));
    const m: tf.Tensor1D = tf.add(tf.mul(beta1, first), tf.mul(1 - beta1, gradient));
    const v: tf.Tensor1D = tf.add(tf.mul(beta2, second), tf.mul(1 - beta2, tf.square(gradient)));
    const size = tf.add(tf.sqrt(tf.mul(correction, v)), epsilon);
    return [tf.sub<tf.Tensor1D>(values, tf.div(tf.mul(rate, m), size)), m, v];
  });
  tf.dispose([...vectors, ...matrices]);
  net.matrices = cut(pieces, net.vectors[0]);
  // Made within the tidying of a step, and alive until the next one.
  for (const tensor of [...net.vectors, ...net.matrices]) tf.keep(tensor);
}

/** Calls `visit` with where each row of a network begins in the arena and in its vector. */
function eachRow({ pieces }: Pick<Net, 'pieces'>, visit: (place: Place, at: number, width: number) => void): void {
  for (const { place, rows, width, begin } of pieces)
    for (let row = 0; row < rows; row++) visit(place + row * strideOf(width), begin + row * width, width);
}

function gathered(net: Pick<Net, 'pieces' | 'length'>, arena: Float32Array): Float32Array {
  const numbers = new Float32Array(net.length);
  eachRow(net, (place, at, width) => numbers.set(arena.subarray(place, place + width), at));
  return numbers;
}

const layOut = (net: Net, numbers: Float32Array, arena: Float32Array): void =>
  eachRow(net, (place, at, width) => arena.set(numbers.subarray(at, at + width), place));

/** Puts those of a network's numbers in that lie in a stretch of the arena from `from` on. */
function overwrite(net: Net, parameters: number, from: Place, values: Float32Array): void {
  const { vectors, matrices, pieces } = net;
  const part = (old: tf.Tensor1D, number: number) => mixed(net, old, number * parameters - from, values);
  const next: Net['vectors'] = [part(vectors[0], 0), part(vectors[1], 1), part(vectors[2], 2)];
  net.vectors = next;
  net.matrices = cut(pieces, next[0]);
  tf.dispose([...matrices, ...vectors.filter((vector) => !next.includes(vector))]);
}

/** A vector whose numbers are those of `values`, `shift` places on, as far as these reach; itself where none are. */
function mixed(net: Net, old: tf.Tensor1D, shift: number, values: Float32Array): tf.Tensor1D {
  const [numbers, changed] = [new Float32Array(net.length), new Uint8Array(net.length)];
  eachRow(net, (place, at, width) => {
    for (let column = 0; column < width; column++) {
      const value = values[place + column + shift];
      if (value === undefined) continue;
      numbers[at + column] = value;
      changed[at + column] = 1;
    }
  });
  if (!changed.includes(1)) return old;
  if (!changed.includes(0)) return tf.tensor1d(numbers);
  return tf.tidy(() => tf.where<tf.Tensor1D>(tf.tensor1d(changed, 'bool'), tf.tensor1d(numbers), old));
}
