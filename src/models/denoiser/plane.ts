/** A denoiser of points in the plane beside the exact score of the noisy data, on whatever executor. */
import { drawPlane, planeSet, type Mixture } from '#src/engine/data/plane.ts';
import type { AsyncExecutorFactory } from '#src/engine/executors/async-executor.ts';
import type { ExecutorFactory, Feed } from '#src/engine/executors/executor.ts';
import type { Run, TrainedState } from '#src/engine/experiment.ts';
import { history } from '#src/engine/history.ts';
import { noised, scoreAt } from '#src/engine/maths/noisy-plane.ts';
import { random, type Random } from '#src/engine/random.ts';
import { adamAt } from '#src/engine/steps/adam.ts';
import { initialParameters } from '#src/engine/steps/initial.ts';
import type { Layer, Model } from '#src/engine/steps/model.ts';
import { planOf } from '#src/engine/steps/plan.ts';
import { rowsOf, setRows } from '#src/engine/steps/rows.ts';
import { adamFalling } from '../shared/adam.ts';
import { normals } from '../shared/batches.ts';
import { keep, result, runOf, type Ground } from '../shared/course.ts';
import { layersIn } from '../shared/in-the-page.ts';
import { lostNumbers, refuseLost } from '../shared/lost.ts';
import type { PlaneConfig, PlaneSnapshot } from './denoiser.ts';
import { readAll, widthRead } from './field.ts';

const POINT = 2;
/** Units of each of two hidden layers. */
export const HIDDEN = 64;
/** Noisy points that each snapshot is measured on. */
const MEASURED = 2000;

export const octavesOf = ({ linear, octaves }: Pick<PlaneConfig, 'linear' | 'octaves'>): number =>
  linear ? 0 : octaves;

/** Features of x̃ → 64 → 64 → x − x̃, or without the hidden layers; so r(x̃) = x̃ + net(x̃), and the loss is ‖r(x̃) − x‖². */
export function planeModel(config: PlaneConfig): Model {
  const hidden = (name: string): Layer => ({ layer: 'dense', name, outputs: HIDDEN, activation: 'relu' });
  const pass = { input: 'rows', target: 'rows', through: ['net'], loss: { loss: 'squared' } } as const;
  return {
    adam: adamFalling(config.falls),
    networks: [
      {
        name: 'net',
        inputs: widthRead(octavesOf(config)),
        layers: [
          ...(config.linear ? [] : [hidden('first'), hidden('second')]),
          { layer: 'dense', name: 'way', outputs: POINT, activation: 'linear' },
        ],
      },
    ],
    passes: [
      { ...pass, name: 'train', rows: config.batch, trains: pass.through },
      { ...pass, name: 'measure', rows: MEASURED, trains: [] },
    ],
  };
}

/** Multiply-adds of one step forward. */
export const workOfPlane = ({ batch, linear, octaves }: PlaneConfig): number =>
  batch * (linear ? POINT * POINT : HIDDEN * (widthRead(octaves) + HIDDEN + POINT));

/** What the net reads of some noisy points, and the ways back to the clean ones, [count, 2]. */
type Drawn = { readonly noisy: Float32Array; readonly rows: Float32Array; readonly back: Float32Array };

/** Points of the data and Gaussian noise of deviation `level`, all drawn anew from one place of a stream. */
function drawNoisy(mixture: Mixture, count: number, config: PlaneConfig, source: Random): Drawn {
  const clean = drawPlane(mixture, count, source);
  const back = normals(source, POINT * count).map((epsilon) => -config.level * epsilon);
  const noisy = clean.map((value, i) => value - (back[i] ?? NaN));
  return { noisy, rows: readAll(noisy, octavesOf(config)), back };
}

/** σ²∇log p at points [count, 2]: what the best denoiser adds to each (Vincent 2011; Alain & Bengio 2014, theorem 1). */
function exactField(mixture: Mixture, level: number, points: Float32Array): Float32Array {
  const noisy = noised(mixture, level);
  const field = new Float32Array(points.length);
  for (let i = 0; i < points.length; i += POINT) {
    const [across, up] = scoreAt(noisy, points[i] ?? NaN, points[i + 1] ?? NaN);
    field.set([level ** 2 * across, level ** 2 * up], i);
  }
  return field;
}

type Running = Ground & {
  readonly config: PlaneConfig;
  readonly mixture: Mixture;
  /** Where the points and the noise of a step come from. */
  readonly points: Random;
  /** What every snapshot is measured on, and the exact answer there. */
  readonly measured: Drawn & { readonly exact: Float32Array };
};

/** Trains from the beginning, or from a state of an earlier run, for as long as it is asked. */
export async function* trainPlane(
  config: PlaneConfig,
  open: ExecutorFactory | AsyncExecutorFactory,
  from?: TrainedState,
): Run<PlaneSnapshot> {
  const source = random(config.seed);
  const mixture = planeSet(config.shape);
  const plan = planOf(planeModel(config));
  const executor = await open(plan, initialParameters(plan, source.fork('init')), {
    bytes: new Uint8Array(),
    width: 0,
  });
  const held = drawNoisy(mixture, MEASURED, config, source.fork('measured'));
  const measured = { ...held, exact: exactField(mixture, config.level, held.noisy) };
  const run: Running = { config, mixture, plan, executor, measured, points: source.fork('points'), past: history() };
  yield* runOf({ ...run, look: (step) => look(run, step), advance: (at, to) => advance(run, at, to) }, from);
}

async function advance(run: Running, from: number, to: number): Promise<PlaneSnapshot> {
  const { config, plan, executor, mixture, points } = run;
  const losses = await executor.run('train', to - from, (feed, i) => {
    give(feed, config, drawNoisy(mixture, config.batch, config, points.at(from + i)));
    feed.floats('adam').set(adamAt(from + i + 1, config.lr, plan.model.adam));
  });
  refuseLost(config, from, losses);
  return look(run, to);
}

function give(feed: Feed, config: PlaneConfig, { rows, back }: Drawn): void {
  setRows(feed.floats('rows'), rows, widthRead(octavesOf(config)));
  setRows(feed.floats('target'), back, POINT);
}

async function look(run: Running, step: number): Promise<PlaneSnapshot> {
  const { config, plan, executor, measured } = run;
  const [error = NaN] = await executor.run('measure', 1, (feed) => give(feed, config, measured));
  const ways = rowsOf(await result(run, 'measure', 'outputs'), POINT);
  if (!Number.isFinite(error)) throw lostNumbers(config, step);
  const state = await keep(run, step, () => lostNumbers(config, step));
  const net = { octaves: octavesOf(config), layers: layersIn(plan, 'net', state) };
  return { on: 'plane', step, error, ...compared(ways, measured.exact), net };
}

/** How two fields [count, 2] agree at the same points: the relative error of the first, and the mean cosine between them. */
export function compared(found: Float32Array, exact: Float32Array): Pick<PlaneSnapshot, 'fieldError' | 'fieldCosine'> {
  let [off, size, cosines] = [0, 0, 0];
  for (let i = 0; i < exact.length; i += POINT) {
    const [across = NaN, up = NaN] = found.subarray(i, i + POINT);
    const [trueAcross = NaN, trueUp = NaN] = exact.subarray(i, i + POINT);
    off += (across - trueAcross) ** 2 + (up - trueUp) ** 2;
    size += trueAcross ** 2 + trueUp ** 2;
    cosines += (across * trueAcross + up * trueUp) / (Math.hypot(across, up) * Math.hypot(trueAcross, trueUp));
  }
  return { fieldError: Math.sqrt(off / size), fieldCosine: (POINT * cosines) / exact.length };
}
