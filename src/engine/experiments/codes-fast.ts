/** A decoder driven by a code, on our own stages. */
import { readFrom, writeTo, type AnyExecutor, type AsyncExecutorFactory } from '../executors/async-executor.ts';
import type { ExecutorFactory, Feed } from '../executors/executor.ts';
import { putIn, stateOf, takeOut } from '../executors/state.ts';
import { allFinite, goalOf, LostNumbers, type Run, type TrainedState } from '../experiment.ts';
import { history, type History } from '../history.ts';
import { random } from '../random.ts';
import { adamAt } from '../steps/adam.ts';
import { initialParameters } from '../steps/initial.ts';
import type { Model, Network, Pass } from '../steps/model.ts';
import { planOf, type LayerPlace, type Plan } from '../steps/plan.ts';
import { strideOf } from '../steps/stages.ts';
import { batches, logOddsOf, PIXELS } from './batches.ts';
import {
  ADAM,
  digitsOf,
  floorOf,
  givenCodes,
  lostNumbers,
  sizeOf,
  snapshotOf,
  type CodesConfig,
  type CodesSnapshot,
  type DecoderWeights,
  type LeaningDigits,
} from './codes.ts';

/** Code → width → logits of the pixels; for a dense code pixels → width → code before it. The loss is Bernoulli's. */
export function codesModel(config: CodesConfig, logOdds: Float32Array): Model {
  const { code, width, batch, digits } = config;
  const size = sizeOf(config);
  const through = code === 'dense' ? ['encoder', 'decoder'] : ['decoder'];
  const told: Pick<Pass, 'input' | 'target'> =
    code === 'dense' ? { input: 'images' } : { input: 'rows', target: 'images' };
  const pass = { ...told, through, loss: { loss: 'bernoulli' } } as const;
  const hidden = { layer: 'dense', outputs: width, activation: 'relu' } as const;
  const linear = { layer: 'dense', activation: 'linear' } as const;
  const encoder: Network = {
    ...{ name: 'encoder', inputs: PIXELS },
    layers: [
      { ...hidden, name: 'encoder' },
      { ...linear, name: 'code', outputs: size },
    ],
  };
  const decoder: Network = {
    ...{ name: 'decoder', inputs: size },
    layers: [
      { ...hidden, name: 'decoder' },
      { ...linear, name: 'pixels', outputs: PIXELS, bias: logOdds },
    ],
  };
  const encode: Pass = { name: 'encode', rows: digits, input: 'images', through: ['encoder'], trains: [] };
  return {
    adam: ADAM,
    networks: [encoder, decoder].filter(({ name }) => through.includes(name)),
    passes: [
      { ...pass, name: 'train', rows: batch, trains: through },
      { ...pass, name: 'measure', rows: digits, trains: [], shows: 'sigmoid' },
      ...(code === 'dense' ? [encode] : []),
    ],
  };
}

/** What a larger network than the stages are tested for would need, as a sentence; nothing where they serve. */
export function uncoveredCodes({ width, batch }: CodesConfig): string | undefined {
  if (width <= 1024 && batch <= 512) return undefined;
  return `The fast executors are proven up to width 1,024 and batches of 512; here they are ${width} and ${batch}.`;
}

/** Multiply-adds of one step forward. */
export const workOfCodes = (config: CodesConfig): number =>
  config.batch * config.width * (config.code === 'dense' ? 2 : 1) * (PIXELS + sizeOf(config));

type Running = {
  readonly config: CodesConfig;
  readonly digits: LeaningDigits;
  readonly floor: number;
  /** The codes that are given; none where an encoder finds them. */
  readonly given: Float32Array | undefined;
  readonly plan: Plan;
  readonly executor: AnyExecutor;
  readonly past: History;
  /** Numbers of the digits that a step learns from. */
  readonly batchAt: (step: number) => Uint32Array;
};

/**
 * Trains a decoder to bring digits back from their codes, from its beginning or from a state of an earlier run. It goes on
 * for as long as it is asked.
 */
export async function* codesFast(
  config: CodesConfig,
  open: ExecutorFactory | AsyncExecutorFactory,
  from?: TrainedState,
): Run<CodesSnapshot> {
  const source = random(config.seed);
  const digits = digitsOf(config);
  const given = config.code === 'dense' ? undefined : givenCodes(config.code, digits);
  const plan = planOf(codesModel(config, logOddsOf(digits)));
  const images = { bytes: digits.images, width: PIXELS };
  const executor = await open(plan, initialParameters(plan, source.fork('init')), images);
  const batchAt = batches(digits.count, config.batch, source.fork('batches'));
  const run: Running = { config, digits, given, plan, executor, batchAt, floor: floorOf(digits), past: history() };
  try {
    if (from) putIn(executor, plan, from);
    for (let found = await look(run, from?.step ?? 0); ;) {
      const { step } = found;
      const ask = yield found;
      if (ask === 'state') found = { ...found, state: await takeOut(executor, plan, step) };
      else found = await go(run, step, goalOf(ask, step)).catch((lost: unknown) => backTo(run, step, lost));
    }
  } finally {
    if ('close' in executor) executor.close();
  }
}

/** From step `step` to step `goal`, backwards by way of the past. */
async function go(run: Running, step: number, goal: number): Promise<CodesSnapshot> {
  const { config, executor, plan, past, batchAt } = run;
  const from = goal < step ? past.at(goal) : { step };
  if (!from) throw new Error(`Step ${goal} lies before the run began. Ask for a step from ${past.steps()[0] ?? 0} on.`);
  if ('state' in from) writeTo(executor, stateOf(plan), from.state);
  const log = await executor.run('train', goal - from.step, (feed, i) => {
    tell(run, feed, batchAt(from.step + i));
    feed.floats('adam').set(adamAt(from.step + i + 1, config.lr, ADAM));
  });
  return look(run, goal, log);
}

/** The last good state, once numbers are lost: what is kept before `step`, and the steps from there, which were good. */
async function backTo(run: Running, step: number, lost: unknown): Promise<CodesSnapshot> {
  if (!(lost instanceof LostNumbers)) throw lost;
  return { ...(await go(run, Infinity, step)), lostAt: lost.step };
}

/** Feeds digits by their numbers, and their codes where these are given. */
function tell({ given, config }: Running, feed: Feed, indices: Uint32Array): void {
  feed.whole('images').set(indices);
  if (!given) return;
  const size = sizeOf(config);
  const rows = feed.floats('rows');
  indices.forEach((digit, row) => rows.set(given.subarray(digit * size, (digit + 1) * size), row * strideOf(size)));
}

/** The snapshot of step `step`, whose last steps left this log behind. Throws if anything in it is not a number. */
async function look(run: Running, step: number, log: Float32Array = none): Promise<CodesSnapshot> {
  const { config, digits, floor, plan, executor, past, given } = run;
  const all = Uint32Array.from({ length: digits.count }, (_, i) => i);
  await executor.run('measure', 1, (feed) => tell(run, feed, all));
  const [losses, means] = [await result(run, 'measure', 'losses'), await result(run, 'measure', 'shown')];
  const wanted = past.wants(step);
  const state = await readFrom(executor, wanted ? stateOf(plan) : { at: 0, length: plan.parameters });
  const found = {
    ...{ losses, means, decoder: decoderIn(plan, state, config.width) },
    codes: given ?? (await encoded(run, all)),
  };
  const snapshot = snapshotOf(config, digits, floor, step, found, Float32Array.from(log));
  // A rectified unit may swallow what is not a number, so that no loss shows it.
  if (!allFinite(state)) throw lostNumbers(config, step);
  if (wanted) past.keep(step, state);
  return snapshot;
}

const none = new Float32Array();

async function encoded(run: Running, all: Uint32Array): Promise<Float32Array> {
  await run.executor.run('encode', 1, (feed) => feed.whole('images').set(all));
  return packed(await result(run, 'encode', 'outputs'), 0, all.length, sizeOf(run.config));
}

function result({ plan, executor }: Running, pass: string, name: string): Float32Array | Promise<Float32Array> {
  const field = plan.programs[pass]?.results[name];
  if (field) return readFrom(executor, field);
  throw new Error(`The pass “${pass}” leaves no “${name}” behind.`);
}

/** The decoder out of the parameters. */
function decoderIn({ layers }: Plan, state: Float32Array, width: number): DecoderWeights {
  const named = (name: string): LayerPlace => {
    const place = layers.find(({ dense }) => dense.name === name);
    if (place) return place;
    throw new Error(`The plan has no layer “${name}”.`);
  };
  const weights = ({ weights: from, inputs, dense }: LayerPlace) => packed(state, from, inputs, dense.outputs);
  const bias = ({ bias: from, dense }: LayerPlace) => packed(state, from, 1, dense.outputs);
  const [hidden, out] = [named('decoder'), named('pixels')];
  return {
    ...{ width, hidden: weights(hidden), hiddenBias: bias(hidden), out: weights(out), outBias: bias(out) },
  };
}

/** A copy of the matrix [rows, width] at `from`, without the gaps between its rows. */
function packed(values: Float32Array, from: number, rows: number, width: number): Float32Array {
  const copy = new Float32Array(rows * width);
  for (let row = 0; row < rows; row++) {
    const at = from + row * strideOf(width);
    copy.set(values.subarray(at, at + width), row * width);
  }
  return copy;
}
