/**
 * The description of a model by TensorFlow.js, on whatever backend is open: forwards as it is written (tfjs/reading.ts),
 * and back by automatic differentiation. It needs no stages, and so it also serves passes that no stages compute.
 */
import { faultOf, LibraryError } from '../fault.ts';
import { every } from '../layers/plan.ts';
import type { Pass } from '../steps/model.ts';
import type { Field, Plan, Program } from '../steps/plan.ts';
import { widthTaken } from '../steps/sights.ts';
import type { Place } from '../steps/stages.ts';
import * as tf from '../tensors.ts';
import type { AsyncExecutorFactory } from './async-executor.ts';
import { programNamed, type Fill, type Images } from './executor.ts';
import { fedTo, type Fed } from './tfjs/feed.ts';
import { read } from './tfjs/reading.ts';
import type { Scope, Term } from './tfjs/scope.ts';
import { weightsOf, type Weights } from './tfjs/weights.ts';

/** What an executor holds: parameters, a feed for each pass, and what passes have left behind, by its place. */
type Engine = {
  readonly plan: Plan;
  readonly weights: Weights;
  readonly feeds: ReadonlyMap<string, Fed>;
  readonly left: Map<Place, tf.Tensor>;
};

export const tfjs: AsyncExecutorFactory = async (plan, parameters, images) => {
  const engine = await guarded(() => Promise.resolve(engineOf(plan, parameters, images)));
  const { weights, left } = engine;
  return {
    name: 'tfjs',
    // TensorFlow.js does not tell that its device is gone; a step or a read then ends in its error.
    failed: new Promise<Error>(() => undefined),
    read: (field) => guarded(() => readFrom(engine, field)),
    write(field, values) {
      if (values.length !== field.length)
        throw new Error(`There is room for ${field.length} numbers and ${values.length} came.`);
      if (field.at + field.length > 3 * plan.parameters)
        throw new Error('Only parameters and their moments can be written; what a pass is given is fed.');
      weights.write(field, values);
    },
    run: (pass, steps, fill) => guarded(() => run(engine, [pass].flat(), steps, fill)),
    close() {
      weights.dispose();
      tf.dispose([...left.values()]);
      left.clear();
    },
  };
};

const engineOf = (plan: Plan, parameters: Float32Array, images: Images): Engine => ({
  plan,
  weights: weightsOf(plan, parameters),
  feeds: new Map(Object.entries(plan.programs).map(([name, program]) => [name, fedTo(plan, program, images)])),
  left: new Map(),
});

/** A pass in its turn: `keeps` in the last turn that it has. */
type Turn = { readonly name: string; readonly program: Program; readonly fed: Fed; readonly keeps: boolean };

async function run(engine: Engine, names: readonly string[], steps: number, fill: Fill): Promise<Float32Array> {
  const turns = names.map((name, turn) => turnOf(engine, name, names.lastIndexOf(name) === turn));
  const trail: tf.Tensor1D[] = [];
  try {
    for (let step = 0; step < steps; step++)
      for (const [turn, { name, program, fed, keeps }] of turns.entries()) {
        fill(fed.feed, step, name, turn);
        trail.push(...take(engine, program, fed, keeps && step === steps - 1));
      }
    return trail.length === 0 ? new Float32Array() : await takenFrom(tf.concat1d(trail));
  } finally {
    tf.dispose(trail);
  }
}

function turnOf({ plan, feeds }: Engine, name: string, keeps: boolean): Turn {
  const [program, fed] = [programNamed(plan, name), feeds.get(name)];
  if (!fed) throw new Error(`The pass “${name}” was not there when the executor was opened.`);
  return { name, program, fed, keeps };
}

/** The numbers of a tensor, which is given back also when they cannot be read. */
async function takenFrom(tensor: tf.Tensor): Promise<Float32Array> {
  try {
    return await tensor.data<'float32'>();
  } finally {
    tensor.dispose();
  }
}

/** One step of a pass. Gives its log, if it has one; with `keeps`, what it leaves behind stays until the next time. */
function take(engine: Engine, program: Program, fed: Fed, keeps: boolean): readonly tf.Tensor1D[] {
  const { plan, weights } = engine;
  const { pass, results } = program;
  const found = new Map<string, tf.Tensor>();
  const leave: Scope['leave'] = (name, matrix) => {
    if (keeps && results[name]) found.set(name, tf.keep(tf.clone(matrix)));
  };
  const log: tf.Tensor1D[] = [];
  const objective = (nudge?: tf.Tensor2D): tf.Scalar => {
    const terms: Term[] = [];
    read({ plan, program, weights, fed, leave, count: (term) => terms.push(term) }, nudge);
    if (terms.length > 0) log.push(tf.keep(tf.stack<tf.Scalar>(terms.map(({ value }) => value)) as tf.Tensor1D));
    return totalOf(terms);
  };
  try {
    tf.tidy(() => {
      const learning = pass.trains.filter((name) => walked(pass).includes(name));
      const nudge =
        keeps && results['point gradient']
          ? [tf.zeros<tf.Rank.R2>([pass.rows, widthTaken(every, plan.model, pass)])]
          : [];
      const by = [...weights.matrices(learning), ...nudge];
      if (by.length === 0) return void objective();
      const { grads } = tf.valueAndGrads(() => objective(nudge[0]))(by);
      if (learning.length > 0)
        weights.learn(learning, grads.slice(0, by.length - nudge.length), fed.feed.floats('adam'));
      for (const gradient of grads.slice(by.length - nudge.length)) leave('point gradient', gradient);
    });
  } catch (error) {
    tf.dispose([log, ...found.values()]);
    throw error;
  }
  if (keeps) exchange(engine, program, found);
  return log;
}

/** The networks that a pass goes through. */
const walked = ({ input, through }: Pass): readonly string[] => [
  ...(typeof input === 'string' ? [] : input.flatMap((block) => block.through)),
  ...through,
];

const totalOf = (terms: readonly Term[]): tf.Scalar =>
  terms
    .map(({ value, weight }): tf.Scalar => (weight === 1 ? value : tf.mul(weight, value)))
    .reduce((sum, term) => tf.add<tf.Scalar>(sum, term), tf.scalar(0));

/** Puts what a pass has left behind in the place of what it left the time before. */
function exchange({ left }: Engine, { results }: Program, found: ReadonlyMap<string, tf.Tensor>): void {
  for (const [name, { at }] of Object.entries(results)) {
    const tensor = found.get(name);
    if (!tensor) continue;
    left.get(at)?.dispose();
    left.set(at, tensor);
  }
}

async function readFrom({ plan, weights, left }: Engine, field: Field): Promise<Float32Array> {
  const { at, length } = field;
  if (at + length <= 3 * plan.parameters) return weights.read(field);
  const results = Object.values(plan.programs).flatMap((program) => Object.values(program.results));
  const known = results.find((result) => result.at === at && result.length >= length);
  if (!known) throw new Error('Only parameters, their moments and results of passes can be read.');
  const values = new Float32Array(known.length);
  const tensor = left.get(at);
  if (!tensor) return values.slice(0, length);
  const rows = tensor.rank === 2 ? tensor.shape[0] : 1;
  const width = tensor.size / rows;
  const numbers = await tensor.data<'float32'>();
  for (let row = 0; row < rows; row++)
    values.set(numbers.subarray(row * width, (row + 1) * width), (row * known.length) / rows);
  return values.slice(0, length);
}

/** What TensorFlow.js throws of its own, marked as words that are not for readers. */
async function guarded<Answer>(work: () => Promise<Answer>): Promise<Answer> {
  try {
    return await work();
  } catch (error) {
    throw faultOf(error) === 'said' ? new LibraryError(error as Error) : error;
  }
}
