/** A denoising autoencoder of digits (Vincent et al. 2008) beside the median filter, on whatever executor. */
import type { Split } from '#src/engine/data/digits.ts';
import type { AsyncExecutorFactory } from '#src/engine/executors/async-executor.ts';
import { drawFrom, type ExecutorFactory, type Feed } from '#src/engine/executors/executor.ts';
import type { Run, TrainedState } from '#src/engine/experiment.ts';
import { history } from '#src/engine/history.ts';
import { psnr } from '#src/engine/maths/psnr.ts';
import { random, type Random } from '#src/engine/random.ts';
import { adamAt } from '#src/engine/steps/adam.ts';
import { initialParameters } from '#src/engine/steps/initial.ts';
import type { Draw, Model } from '#src/engine/steps/model.ts';
import { planOf } from '#src/engine/steps/plan.ts';
import { adamFalling } from '../shared/adam.ts';
import { batches, bytes, greys, inRange, logOddsOf, PIXELS } from '../shared/batches.ts';
import { keep, result, runOf, type Ground } from '../shared/course.ts';
import { imagesAt, joined, lookAtHeldOut, oneOfEach } from '../shared/held-out.ts';
import { lostNumbers, refuseLost } from '../shared/lost.ts';
import { ABOVE_SQUARED, SQUARED_BEHIND_SIGMOID } from '../shared/squared-behind-sigmoid.ts';
import { filtered } from './filtered.ts';
import { corruptions, type DigitsConfig, type DigitsSnapshot } from './denoiser.ts';

/** Images of the passes that only look. */
type Rows = { readonly measured: number; readonly shown: number };

/** Corrupted pixels → width → pixels, whose means are held against the clean ones. */
export function digitsModel(config: DigitsConfig, { measured, shown }: Rows, logOdds: Float32Array): Model {
  const corruption = corruptions[config.noise];
  const draws: Readonly<Record<string, Draw>> = { corruption: corruption === 'gaussian' ? 'normal' : 'uniform' };
  const pass = {
    input: 'images',
    corruption,
    draws,
    through: ['net'],
    loss: SQUARED_BEHIND_SIGMOID,
  } as const;
  return {
    adam: adamFalling(config.falls),
    networks: [
      {
        name: 'net',
        inputs: PIXELS,
        layers: [
          { layer: 'dense', name: 'hidden', outputs: config.width, activation: 'relu' },
          { layer: 'dense', name: 'pixels', outputs: PIXELS, activation: 'linear', bias: logOdds },
        ],
      },
    ],
    passes: [
      { ...pass, name: 'train', rows: config.batch, trains: pass.through },
      { ...pass, name: 'measure', rows: measured, trains: [] },
      { ...pass, name: 'show', rows: shown, trains: [], shows: 'sigmoid' },
    ],
  };
}

/** Multiply-adds of one step forward. */
export const workOfDigits = ({ batch, width }: DigitsConfig): number => 2 * batch * width * PIXELS;

type Running = Ground & {
  readonly config: DigitsConfig;
  readonly data: Split;
  readonly batchAt: (step: number) => Uint32Array;
  readonly noise: { readonly train: Random; readonly held: Random };
  /** Numbers of the held-out images that are shown, and how many are measured. */
  readonly shown: readonly number[];
  readonly measured: number;
  /** What stays the same in every snapshot, once it has been measured. */
  beside?: Beside;
};

type Beside = Pick<DigitsSnapshot, 'psnrNoisy' | 'psnrMedian'> &
  Pick<DigitsSnapshot['shown'], 'clean' | 'noisy' | 'median'>;

/** Trains from the beginning, or from a state of an earlier run, for as long as it is asked. */
export async function* trainDigits(
  config: DigitsConfig,
  data: Split,
  open: ExecutorFactory | AsyncExecutorFactory,
  from?: TrainedState,
): Run<DigitsSnapshot> {
  const source = random(config.seed);
  const shown = oneOfEach(data.heldOut);
  const measured = Math.min(config.heldOut, data.heldOut.count);
  const plan = planOf(digitsModel(config, { measured, shown: shown.length }, logOddsOf(data.train)));
  const images = { bytes: joined(data), width: PIXELS };
  const executor = await open(plan, initialParameters(plan, source.fork('init')), images);
  const batchAt = batches(data.train.count, config.batch, source.fork('batches'));
  const noise = { train: source.fork('noise'), held: source.fork('held-out noise') };
  const run: Running = { config, data, plan, executor, batchAt, noise, shown, measured, past: history() };
  yield* runOf({ ...run, look: (step) => look(run, step), advance: (at, to) => advance(run, at, to) }, from);
}

async function advance(run: Running, from: number, to: number): Promise<DigitsSnapshot> {
  const { config, plan, executor, batchAt, noise } = run;
  const losses = await executor.run('train', to - from, (feed, i) => {
    feed.whole('images').set(batchAt(from + i));
    corrupt(feed, config, noise.train, from + i);
    feed.floats('adam').set(adamAt(from + i + 1, config.lr, plan.model.adam));
  });
  refuseLost(config, from, losses);
  return look(run, to);
}

function corrupt(feed: Feed, { level }: DigitsConfig, source: Random, step: number): void {
  drawFrom(feed, 'corruption', source, step);
  feed.floats('corruption level')[0] = level;
}

/** The noise of what is measured, and of what is shown: the same in every snapshot. */
const HELD = { measure: 0, show: 1 } as const;

/** Runs a pass that looks at held-out images: the first, or these. */
async function lookAt(run: Running, pass: 'measure' | 'show', images?: readonly number[]): Promise<void> {
  const { config, data, executor, noise } = run;
  await executor.run(pass, 1, (feed) => {
    lookAtHeldOut(feed, data, images);
    corrupt(feed, config, noise.held, HELD[pass]);
  });
}

async function look(run: Running, step: number): Promise<DigitsSnapshot> {
  const { config, shown } = run;
  await lookAt(run, 'measure');
  const errors = Float64Array.from(await result(run, 'measure', 'losses'), (loss) => loss - ABOVE_SQUARED);
  await lookAt(run, 'show', shown);
  const restored = bytes((await result(run, 'show', 'shown')).slice());
  const error = meanOf(errors);
  if (!Number.isFinite(error)) throw lostNumbers(config, step);
  await keep(run, step, () => lostNumbers(config, step));
  const { clean, noisy, median, ...numbers } = (run.beside ??= await besideOf(run));
  const psnrRestored = meanOf(errors.map((squares) => 10 * Math.log10(PIXELS / squares)));
  return { on: 'digits', step, error, psnrRestored, ...numbers, shown: { clean, noisy, restored, median } };
}

const meanOf = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** What the images that have just been looked at are before anything is learned, and what the median filter makes of them. */
async function besideOf(run: Running): Promise<Beside> {
  const { data, shown, measured } = run;
  const numbers = [...Array(measured).keys()];
  const held = byFilter(inRange(await result(run, 'measure', 'corrupted')));
  const clean = greys(data.heldOut.images, numbers);
  const seen = byFilter(inRange(await result(run, 'show', 'corrupted')));
  return {
    psnrNoisy: meanPsnr(held.noisy, clean),
    psnrMedian: meanPsnr(held.median, clean),
    clean: imagesAt(data.heldOut, shown),
    noisy: bytes(seen.noisy),
    median: bytes(seen.median),
  };
}

const byFilter = (noisy: Float32Array) => ({ noisy, median: filtered(noisy) });

/** The mean over images of their decibels. */
function meanPsnr(images: Float32Array, clean: Float32Array): number {
  const of = (all: Float32Array, image: number) => all.subarray(image * PIXELS, (image + 1) * PIXELS);
  return meanOf(Float64Array.from({ length: images.length / PIXELS }, (_, i) => psnr(of(images, i), of(clean, i), 1)));
}
