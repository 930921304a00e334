/** An autoencoder beside PCA, on whatever executor. */
import { Matrix } from 'ml-matrix';
import type { AsyncExecutorFactory } from '#src/engine/executors/async-executor.ts';
import type { ExecutorFactory } from '#src/engine/executors/executor.ts';
import type { Run, TrainedState } from '#src/engine/experiment.ts';
import { history } from '#src/engine/history.ts';
import { random } from '#src/engine/random.ts';
import { adamAt } from '#src/engine/steps/adam.ts';
import { initialParameters } from '#src/engine/steps/initial.ts';
import type { Dense, Model } from '#src/engine/steps/model.ts';
import { planOf, type Plan } from '#src/engine/steps/plan.ts';
import { unpacked } from '#src/engine/steps/rows.ts';
import { strideOf } from '#src/engine/steps/stages.ts';
import { adamFalling } from '../shared/adam.ts';
import { batches, bytes, greys, inRange, meansOf, PIXELS } from '../shared/batches.ts';
import { keep, result, runOf, type Ground } from '../shared/course.ts';
import { imagesAt, joined, lookAtHeldOut, oneOfEach } from '../shared/held-out.ts';
import { layerNamed } from '../shared/layer-named.ts';
import { lostNumbers, refuseLost } from '../shared/lost.ts';
import type { AutoencoderConfig, AutoencoderData, AutoencoderSnapshot } from './autoencoder.ts';
import { compared, errorsOf, orthonormal, projected } from './pca.ts';

/** Images of the passes that only look. */
type Rows = { readonly measured: number; readonly shown: number };

/** Pixels → width … → code → width … → pixels, or without the hidden layers; the loss is the squared error. */
export function modelOf(config: AutoencoderConfig, { measured, shown }: Rows, means: Float32Array): Model {
  const { size, batch, tied } = config;
  const pass = { input: 'images', through: ['encoder', 'decoder'], loss: { loss: 'squared' } } as const;
  const linear = { layer: 'dense', activation: 'linear' } as const;
  const encoder: readonly Dense[] = [...hidden('encoder', config), { ...linear, name: 'code', outputs: size }];
  const decoder: readonly Dense[] = [
    ...hidden('decoder', config),
    { ...linear, name: 'pixels', outputs: PIXELS, bias: means },
  ];
  return {
    adam: adamFalling(config.falls),
    networks: [
      {
        name: 'encoder',
        inputs: PIXELS,
        layers: encoder,
      },
      {
        name: 'decoder',
        inputs: size,
        layers: tied ? transposed(decoder, encoder) : decoder,
      },
    ],
    passes: [
      { ...pass, name: 'train', rows: batch, trains: pass.through },
      { ...pass, name: 'measure', rows: measured, trains: [] },
      { ...pass, name: 'show', rows: shown, trains: [] },
    ],
  };
}

const hidden = (name: string, { linear, width, depth = 1 }: AutoencoderConfig): readonly Dense[] =>
  Array.from({ length: linear ? 0 : depth }, (_, at) => ({
    layer: 'dense',
    name: at === 0 ? name : `${name} ${at + 1}`,
    outputs: width,
    activation: 'relu',
  }));

/** The first layer of the decoder has the weights of the encoder’s last, and so on. */
const transposed = (decoder: readonly Dense[], encoder: readonly Dense[]): readonly Dense[] =>
  decoder.map((layer, at) => {
    const from = encoder.at(-1 - at);
    return from ? { ...layer, tied: from.name } : layer;
  });

/** Why no larger network should be trained on our stages, as a sentence; nothing where they serve. */
export function uncovered({ width, batch }: AutoencoderConfig): string | undefined {
  if (width <= 1024 && batch <= 512) return undefined;
  return `The fast executors are proven up to width 1,024 and batches of 512; here they are ${width} and ${batch}.`;
}

/** Multiply-adds of one step forward. */
export const workOf = ({ linear, size, width, depth = 1, batch }: AutoencoderConfig): number =>
  2 * batch * (linear ? PIXELS * size : width * (PIXELS + size + (depth - 1) * width));

type Running = Ground & {
  readonly config: AutoencoderConfig;
  readonly data: AutoencoderData;
  /** Numbers of the images that a step learns from. */
  readonly batchAt: (step: number) => Uint32Array;
  /** Numbers of the held-out images that are shown. */
  readonly shown: readonly number[];
  /** What stays the same in every snapshot. */
  readonly beside: Pick<AutoencoderSnapshot, 'size' | 'pcaErrors'> & Shown;
};
type Shown = { readonly originals: Uint8Array; readonly pca: Uint8Array };

/** Trains from the beginning, or from a state of an earlier run, for as long as it is asked. */
export async function* train(
  config: AutoencoderConfig,
  data: AutoencoderData,
  open: ExecutorFactory | AsyncExecutorFactory,
  from?: TrainedState,
): Run<AutoencoderSnapshot> {
  const images = { bytes: joined(data), width: PIXELS };
  const source = random(config.seed);
  const shown = oneOfEach(data.heldOut);
  const measured = Math.min(config.heldOut, data.heldOut.count);
  const means = meansOf(data.train);
  const plan = planOf(modelOf(config, { measured, shown: shown.length }, means));
  const drawn = initialParameters(plan, source.fork('init'));
  const begun = centred(config, plan, upright(config, plan, drawn), means);
  const executor = await open(plan, begun, images);
  const batchAt = batches(data.train.count, config.batch, source.fork('batches'));
  const beside = besideOf(config, data, measured, shown);
  const run: Running = { config, data, plan, executor, batchAt, shown, beside, past: history() };
  yield* runOf({ ...run, look: (step) => look(run, step), advance: (from, to) => advance(run, from, to) }, from);
}

/** The weights of a tied linear encoder with orthonormal columns that span what the drawn ones do. */
function upright({ linear, tied }: AutoencoderConfig, plan: Plan, parameters: Float32Array) {
  if (!linear || !tied) return parameters;
  const place = layerNamed(plan, 'code');
  const { outputs, weights } = unpacked(place, parameters);
  const columns = orthonormal(Matrix.from1DArray(PIXELS, outputs, weights));
  const stride = strideOf(outputs);
  for (let pixel = 0; pixel < PIXELS; pixel++) parameters.set(columns.getRow(pixel), place.weights + pixel * stride);
  return parameters;
}

/** The biases of a linear encoder at −W·mean, so that codes begin with mean 0 as the decoder begins at the mean image. */
function centred({ linear }: AutoencoderConfig, plan: Plan, parameters: Float32Array, means: Float32Array) {
  if (!linear) return parameters;
  const place = layerNamed(plan, 'code');
  const { outputs, weights } = unpacked(place, parameters);
  for (let output = 0; output < outputs; output++) {
    const sum = means.reduce((all, mean, pixel) => all + mean * (weights[pixel * outputs + output] ?? NaN), 0);
    parameters[place.bias + output] = -sum;
  }
  return parameters;
}

function besideOf(
  { size }: AutoencoderConfig,
  { heldOut, pca }: AutoencoderData,
  measured: number,
  shown: readonly number[],
): Running['beside'] {
  const found = shown.flatMap((image) => [...projected(pca, greys(heldOut.images, [image]), size)]);
  return {
    size,
    pcaErrors: errorsOf(pca, heldOut.images.subarray(0, measured * PIXELS)),
    originals: imagesAt(heldOut, shown),
    pca: bytes(inRange(Float32Array.from(found))),
  };
}

async function advance(run: Running, from: number, to: number): Promise<AutoencoderSnapshot> {
  const { config, plan, executor, batchAt } = run;
  const losses = await executor.run('train', to - from, (feed, i) => {
    feed.whole('images').set(batchAt(from + i));
    feed.floats('adam').set(adamAt(from + i + 1, config.lr, plan.model.adam));
  });
  refuseLost(config, from, losses);
  return look(run, to);
}

/** The snapshot of step `step`. */
async function look(run: Running, step: number): Promise<AutoencoderSnapshot> {
  const { config, data, executor, shown, beside } = run;
  const { originals, pca, ...numbers } = beside;
  await executor.run('measure', 1, (feed) => lookAtHeldOut(feed, data));
  const losses = await result(run, 'measure', 'losses');
  await executor.run('show', 1, (feed) => lookAtHeldOut(feed, data, shown));
  const answers = bytes(inRange(await result(run, 'show', 'outputs')));
  const error = losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
  if (!Number.isFinite(error)) throw lostNumbers(config, step);
  const state = await keep(run, step, () => lostNumbers(config, step));
  return { step, error, ...numbers, ...subspaceOf(run, state), shown: { originals, answers, pca } };
}

/** How what a linear decoder spans lies to PCA’s subspace. */
function subspaceOf(
  { config, data, plan }: Running,
  state: Float32Array,
): Pick<AutoencoderSnapshot, 'angle' | 'captured' | 'spectrum'> {
  if (!config.linear) return { angle: undefined, captured: undefined, spectrum: undefined };
  if (config.tied) {
    const { weights } = unpacked(layerNamed(plan, 'code'), state);
    return compared(data.pca, Matrix.from1DArray(PIXELS, config.size, weights).transpose());
  }
  const { weights } = unpacked(layerNamed(plan, 'pixels'), state);
  return compared(data.pca, Matrix.from1DArray(config.size, PIXELS, weights));
}
