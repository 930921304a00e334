/** An autoencoder whose code is penalised, on whatever executor. */
import type { AsyncExecutorFactory } from '#src/engine/executors/async-executor.ts';
import type { ExecutorFactory, Feed } from '#src/engine/executors/executor.ts';
import type { Run, TrainedState } from '#src/engine/experiment.ts';
import { history } from '#src/engine/history.ts';
import { random } from '#src/engine/random.ts';
import { adamAt } from '#src/engine/steps/adam.ts';
import { initialParameters } from '#src/engine/steps/initial.ts';
import type { Layer, Loss, Model } from '#src/engine/steps/model.ts';
import { planOf } from '#src/engine/steps/plan.ts';
import { rowsOf, unpacked } from '#src/engine/steps/rows.ts';
import { ADAM } from '../shared/adam.ts';
import { batches, bytes, inRange, meansOf, PIXELS } from '../shared/batches.ts';
import { keep, result, runOf, type Ground } from '../shared/course.ts';
import { imagesAt, joined, lookAtHeldOut, oneOfEach } from '../shared/held-out.ts';
import { layerNamed } from '../shared/layer-named.ts';
import { lostNumbers, refuseLost } from '../shared/lost.ts';
import { ABOVE_SQUARED, SQUARED_BEHIND_SIGMOID } from '../shared/squared-behind-sigmoid.ts';
import { atomsIn, busiest, likest, measuresOf, scaledAtom } from './measures.ts';
import { ACTIVE, type Found, type SparseConfig, type SparseData, type SparseSnapshot } from './sparse.ts';

/** Images of the passes that only look. */
type Rows = { readonly measured: number; readonly shown: number };

/** Pixels → code, which is penalised → pixels; the loss is the squared error. */
export function modelOf({ size, penalty, tied, linear, batch }: SparseConfig, { measured, shown }: Rows): Model {
  const pass = {
    input: 'images',
    through: ['encoder', 'decoder'],
    loss: linear ? SQUARED : SQUARED_BEHIND_SIGMOID,
  } as const;
  const code: readonly Layer[] = [
    { layer: 'dense', name: 'code', outputs: size, activation: penalty === 'l1' ? 'relu' : 'sigmoid' },
    { layer: 'penalty', name: 'sparsity', penalty: penalty === 'l1' ? 'L1' : 'KL to rho' },
  ];
  const pixels: Layer = { layer: 'dense', name: 'pixels', outputs: PIXELS, activation: 'linear' };
  return {
    adam: ADAM,
    networks: [
      { name: 'encoder', inputs: PIXELS, layers: code },
      { name: 'decoder', inputs: size, layers: [tied ? { ...pixels, tied: 'code' } : pixels] },
    ],
    passes: [
      { ...pass, name: 'train', rows: batch, trains: pass.through },
      { ...pass, name: 'measure', rows: measured, trains: [] },
      { ...pass, name: 'show', rows: shown, trains: [], shows: linear ? 'linear' : 'sigmoid' },
      { name: 'encode', rows: measured, input: 'images', through: ['encoder'], trains: [] },
    ],
  };
}

const SQUARED: Loss = { loss: 'squared' };

/** Why no larger network should be trained on our stages, as a sentence; nothing where they serve. */
export function uncovered({ size, batch }: SparseConfig): string | undefined {
  if (size <= 1024 && batch <= 512) return undefined;
  return `The fast executors are proven up to codes of 1,024 and batches of 512; here they are ${size} and ${batch}.`;
}

/** Multiply-adds of one step forward. */
export const workOf = ({ size, batch }: SparseConfig): number => 2 * batch * PIXELS * size;

type Running = Ground & {
  readonly config: SparseConfig;
  readonly data: SparseData;
  /** Numbers of the images that a step learns from. */
  readonly batchAt: (step: number) => Uint32Array;
  /** Numbers of the held-out images that are shown. */
  readonly shown: readonly number[];
  readonly strokes: Uint8Array;
  /** Of each pixel whether ink falls there at all often: elsewhere what an atom weighs changes nothing that is seen. */
  readonly inked: readonly boolean[];
};

/** Mean grey of a pixel from which it counts as inked. */
const INK = 0.02;

/** Trains from the beginning, or from a state of an earlier run, for as long as it is asked. */
export async function* train(
  config: SparseConfig,
  data: SparseData,
  open: ExecutorFactory | AsyncExecutorFactory,
  from?: TrainedState,
): Run<SparseSnapshot> {
  const images = { bytes: joined(data), width: PIXELS };
  const source = random(config.seed);
  const shown = oneOfEach(data.heldOut);
  const measured = Math.min(config.heldOut, data.heldOut.count);
  const plan = planOf(modelOf(config, { measured, shown: shown.length }));
  const executor = await open(plan, initialParameters(plan, source.fork('init')), images);
  const batchAt = batches(data.train.count, config.batch, source.fork('batches'));
  const strokes = Uint8Array.from((data.strokes ?? []).flatMap((stroke) => [...bytes(stroke)]));
  const inked = Array.from(meansOf(data.train), (grey) => grey >= INK);
  const run: Running = { config, data, plan, executor, batchAt, shown, strokes, inked, past: history() };
  yield* runOf({ ...run, look: (step) => look(run, step), advance: (from, to) => advance(run, from, to) }, from);
}

function tell({ config: { penalty, weight, rho } }: Running, feed: Feed): void {
  feed.floats('sparsity weight')[0] = weight;
  if (penalty === 'kl') feed.floats('sparsity rho')[0] = rho;
}

async function advance(run: Running, from: number, to: number): Promise<SparseSnapshot> {
  const { config, plan, executor, batchAt } = run;
  const log = await executor.run('train', to - from, (feed, i) => {
    feed.whole('images').set(batchAt(from + i));
    feed.floats('adam').set(adamAt(from + i + 1, config.lr, ADAM));
    tell(run, feed);
  });
  refuseLost(config, from, log, plan.programs['train']?.log.names.length);
  return look(run, to);
}

/** The snapshot of step `step`. */
async function look(run: Running, step: number): Promise<SparseSnapshot> {
  const { config, data, executor, plan } = run;
  await executor.run('measure', 1, (feed) => {
    lookAtHeldOut(feed, data);
    tell(run, feed);
  });
  const losses = await result(run, 'measure', 'losses');
  const error = losses.reduce((sum, loss) => sum + loss, 0) / losses.length - (config.linear ? 0 : ABOVE_SQUARED);
  if (!Number.isFinite(error)) throw lostNumbers(config, step);
  const state = await keep(run, step, () => lostNumbers(config, step));
  const { weights } = unpacked(layerNamed(plan, config.tied ? 'code' : 'pixels'), state);
  const atoms = atomsIn(weights, config.size, config.tied);
  const codes = await codesOf(run);
  const measures = measuresOf(config, codes, atoms);
  if (![measures.meanActivity, measures.atomLength].every(Number.isFinite)) throw lostNumbers(config, step);
  const best = data.strokes && likest(data.strokes, atoms);
  const found: Found | undefined = best && {
    strokes: run.strokes,
    likeness: Float32Array.from(best, ({ likeness }) => likeness),
  };
  const units = best?.map(({ unit }) => unit) ?? busiest(measures.means, atoms);
  return { step, error, ...measures, found, shown: await shownOf(run, units, atoms, codes.values) };
}

async function codesOf({ config, data, executor, plan }: Running) {
  await executor.run('encode', 1, (feed) => lookAtHeldOut(feed, data));
  const values = rowsOf(await result({ executor, plan }, 'encode', 'outputs'), config.size);
  return { values, images: values.length / config.size };
}

/** `codes` [held-out images, size]: the images that are shown are among the first of them. */
async function shownOf(
  run: Running,
  units: readonly number[],
  atoms: readonly Float32Array[],
  codes: Float32Array,
): Promise<SparseSnapshot['shown']> {
  const { config, data, executor, shown, inked } = run;
  await executor.run('show', 1, (feed) => {
    lookAtHeldOut(feed, data, shown);
    tell(run, feed);
  });
  const { size, penalty } = config;
  const drawn = new Uint8Array(units.length * PIXELS);
  units.forEach((unit, at) => drawn.set(scaledAtom(atoms[unit] ?? none, inked), at * PIXELS));
  const codeOf = (image: number) => codes.subarray(image * size, (image + 1) * size);
  return {
    units,
    atoms: drawn,
    originals: imagesAt(data.heldOut, shown),
    answers: bytes(inRange(await result(run, 'show', 'shown'))),
    codes: Float32Array.from(shown.flatMap((image) => units.map((unit) => codeOf(image)[unit] ?? NaN))),
    active: shown.map((image) => codeOf(image).filter((value) => value > ACTIVE[penalty]).length),
  };
}

const none = new Float32Array(PIXELS);
