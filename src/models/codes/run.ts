/** A decoder driven by a code, on whatever executor. */
import type { AsyncExecutorFactory } from '#src/engine/executors/async-executor.ts';
import type { ExecutorFactory, Feed } from '#src/engine/executors/executor.ts';
import type { Run, TrainedState } from '#src/engine/experiment.ts';
import { history } from '#src/engine/history.ts';
import { plain } from '#src/engine/layers/plain.ts';
import { random } from '#src/engine/random.ts';
import { adamAt } from '#src/engine/steps/adam.ts';
import { initialParameters } from '#src/engine/steps/initial.ts';
import type { Model, Network, Pass } from '#src/engine/steps/model.ts';
import { planWith, type Plan } from '#src/engine/steps/planning.ts';
import { rowsOf, unpacked } from '#src/engine/steps/rows.ts';
import { strideOf } from '#src/engine/steps/stages.ts';
import { batches, logOddsOf, PIXELS } from '../shared/batches.ts';
import { keep, result, runOf, type Ground } from '../shared/course.ts';
import { layerNamed } from '../shared/layer-named.ts';
import { lostNumbers } from '../shared/lost.ts';
import {
  digitsOf,
  floorOf,
  givenCodes,
  sizeOf,
  snapshotOf,
  type CodesConfig,
  type CodesSnapshot,
  type DecoderWeights,
  type LeaningDigits,
} from './codes.ts';
import { ADAM } from '../shared/adam.ts';

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
    name: 'encoder',
    inputs: PIXELS,
    layers: [
      { ...hidden, name: 'encoder' },
      { ...linear, name: 'code', outputs: size },
    ],
  };
  const decoder: Network = {
    name: 'decoder',
    inputs: size,
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

type Running = Ground & {
  readonly config: CodesConfig;
  readonly digits: LeaningDigits;
  readonly floor: number;
  /** The codes that are given; none where an encoder finds them. */
  readonly given: Float32Array | undefined;
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
  const plan = planWith(plain, codesModel(config, logOddsOf(digits)));
  const images = { bytes: digits.images, width: PIXELS };
  const executor = await open(plan, initialParameters(plan, source.fork('init')), images);
  const batchAt = batches(digits.count, config.batch, source.fork('batches'));
  const run: Running = { config, digits, given, plan, executor, batchAt, floor: floorOf(digits), past: history() };
  yield* runOf({ ...run, look: (step) => look(run, step), advance: (from, to) => advance(run, from, to) }, from);
}

async function advance(run: Running, from: number, to: number): Promise<CodesSnapshot> {
  const log = await run.executor.run('train', to - from, (feed, i) => {
    tell(run, feed, run.batchAt(from + i));
    feed.floats('adam').set(adamAt(from + i + 1, run.config.lr, ADAM));
  });
  return look(run, to, log);
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
  const { config, digits, floor, plan, executor, given } = run;
  const all = Uint32Array.from({ length: digits.count }, (_, i) => i);
  await executor.run('measure', 1, (feed) => tell(run, feed, all));
  const [losses, means] = [await result(run, 'measure', 'losses'), await result(run, 'measure', 'shown')];
  const state = await keep(run, step, () => lostNumbers(config, step));
  const found = {
    losses,
    means,
    decoder: decoderIn(plan, state, config.width),
    codes: given ?? (await encoded(run, all)),
  };
  return snapshotOf(config, digits, floor, step, found, Float32Array.from(log));
}

const none = new Float32Array();

async function encoded(run: Running, all: Uint32Array): Promise<Float32Array> {
  await run.executor.run('encode', 1, (feed) => feed.whole('images').set(all));
  return rowsOf(await result(run, 'encode', 'outputs'), sizeOf(run.config));
}

/** The decoder out of the parameters. */
function decoderIn(plan: Plan, state: Float32Array, width: number): DecoderWeights {
  const [hidden, out] = [unpacked(layerNamed(plan, 'decoder'), state), unpacked(layerNamed(plan, 'pixels'), state)];
  return { width, hidden: hidden.weights, hiddenBias: hidden.bias, out: out.weights, outBias: out.bias };
}
