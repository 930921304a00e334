import type { Split } from '#src/engine/data/digits.ts';
import type { AsyncExecutorFactory } from '#src/engine/executors/async-executor.ts';
import type { ExecutorFactory } from '#src/engine/executors/executor.ts';
import type { Run, TrainedState } from '#src/engine/experiment.ts';
import { history } from '#src/engine/history.ts';
import { random } from '#src/engine/random.ts';
import { adamAt } from '#src/engine/steps/adam.ts';
import { initialParameters } from '#src/engine/steps/initial.ts';
import type { Model } from '#src/engine/steps/model.ts';
import { planOf } from '#src/engine/steps/plan.ts';
import { ADAM } from '../shared/adam.ts';
import { batches, bytes, PIXELS } from '../shared/batches.ts';
import { keep, result, runOf, type Ground } from '../shared/course.ts';
import { imagesAt, joined, lookAtHeldOut, oneOfEach } from '../shared/held-out.ts';
import { lostNumbers, refuseLost } from '../shared/lost.ts';
import { SQUARED_BEHIND_SIGMOID } from '../shared/squared-behind-sigmoid.ts';
import { phaseSpread, type ConvolutionalConfig, type ConvolutionalSnapshot } from './convolutional.ts';
import { beginning, encoder, end, widthBefore } from './layers.ts';

/** Between code and pixels; the second part alone shows what the decoder makes of flat pixels. */
const DECODER = ['beginning', 'end'];

/**
 * The loss is −log N(x; x̂, ½ I): ‖x − x̂‖² and a constant. `measured` is how many images the pass that only looks takes at
 * once.
 */
export function modelOf(config: ConvolutionalConfig, { measured, shown }: Rows): Model {
  const { batch, size, decoder } = config;
  const through = ['encoder', ...DECODER];
  const pass = { input: 'images', through, loss: SQUARED_BEHIND_SIGMOID } as const;
  const inputs = widthBefore(config);
  return {
    adam: ADAM,
    networks: [
      { name: 'encoder', inputs: PIXELS, layers: encoder(config) },
      { name: 'beginning', inputs: size, layers: beginning(config) },
      { name: 'end', inputs, layers: end(config) },
    ],
    passes: [
      { ...pass, name: 'train', rows: batch, trains: through },
      { name: 'measure', rows: measured, input: 'images', through, trains: [], shows: 'sigmoid' },
      { name: 'show', rows: shown, input: 'images', through, trains: [], shows: 'sigmoid' },
      ...(decoder === 'dense' ? [] : [{ name: 'flat', rows: 1, input: 'rows', through: ['end'], trains: [] } as const]),
    ],
  };
}

/** Images of the passes that only look. */
type Rows = { readonly measured: number; readonly shown: number };

/** Why no larger network should be trained on our stages, as a sentence; nothing where they serve. */
export function uncovered({ size, batch }: ConvolutionalConfig): string | undefined {
  if (size <= 1024 && batch <= 512) return undefined;
  return `The fast executors are proven up to a code of 1,024 and batches of 512; here they are ${size} and ${batch}.`;
}

type Running = Ground & {
  readonly config: ConvolutionalConfig;
  readonly data: Split;
  /** Numbers of the images that a step learns from. */
  readonly batchAt: (step: number) => Uint32Array;
  /** Numbers of the held-out images that are shown, and they themselves. */
  readonly shown: readonly number[];
  readonly originals: Uint8Array;
};

/** Trains from the beginning, or from a state of an earlier run, for as long as it is asked. */
export async function* train(
  config: ConvolutionalConfig,
  data: Split,
  open: ExecutorFactory | AsyncExecutorFactory,
  from?: TrainedState,
): Run<ConvolutionalSnapshot> {
  const images = { bytes: joined(data), width: PIXELS };
  const source = random(config.seed);
  const measured = Math.min(config.heldOut, data.heldOut.count);
  const shown = oneOfEach(data.heldOut);
  const plan = planOf(modelOf(config, { measured, shown: shown.length }));
  const executor = await open(plan, initialParameters(plan, source.fork('init')), images);
  const batchAt = batches(data.train.count, config.batch, source.fork('batches'));
  const run: Running = {
    config,
    data,
    plan,
    executor,
    batchAt,
    shown,
    originals: imagesAt(data.heldOut, shown),
    past: history(),
  };
  yield* runOf({ ...run, look: (step) => look(run, step), advance: (from, to) => advance(run, from, to) }, from);
}

async function advance(run: Running, from: number, to: number): Promise<ConvolutionalSnapshot> {
  const { config, executor, batchAt } = run;
  const losses = await executor.run('train', to - from, (feed, i) => {
    feed.whole('images').set(batchAt(from + i));
    feed.floats('adam').set(adamAt(from + i + 1, config.lr, ADAM));
  });
  refuseLost(config, from, losses);
  return look(run, to);
}

/** The snapshot of step `step`. */
async function look(run: Running, step: number): Promise<ConvolutionalSnapshot> {
  const { config, data, executor, shown, originals } = run;
  await executor.run('measure', 1, (feed) => lookAtHeldOut(feed, data));
  const error = errorOf(data.heldOut.images, await result(run, 'measure', 'shown'));
  await executor.run('show', 1, (feed) => lookAtHeldOut(feed, data, shown));
  const answers = bytes(await result(run, 'show', 'shown'));
  const flat = config.decoder === 'dense' ? undefined : await flatOf(run);
  if (!Number.isFinite(error) || !(flat?.every(Number.isFinite) ?? true)) throw lostNumbers(config, step);
  await keep(run, step, () => lostNumbers(config, step));
  return { step, error, flat, spread: flat && phaseSpread(flat), shown: { originals, answers } };
}

/** What the end of the decoder makes of pixels that are all 1. */
async function flatOf(run: Running): Promise<Float32Array> {
  await run.executor.run('flat', 1, (feed) => feed.floats('rows').fill(1));
  return (await result(run, 'flat', 'outputs')).slice();
}

/** The mean of ‖x − x̂‖² over the first images, as many as there are means x̂ of: rows of 784 have no gaps. */
function errorOf(images: Uint8Array, means: Float32Array): number {
  const sum = means.reduce((all, mean, i) => all + ((images[i] ?? NaN) / 255 - mean) ** 2, 0);
  return sum / (means.length / PIXELS);
}
