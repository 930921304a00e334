import { ofLabel, partOf, type DigitSet, type Split } from '#src/engine/data/digits.ts';
import type { AsyncExecutorFactory } from '#src/engine/executors/async-executor.ts';
import { drawFrom, type ExecutorFactory, type Feed } from '#src/engine/executors/executor.ts';
import type { Run, TrainedState } from '#src/engine/experiment.ts';
import { history } from '#src/engine/history.ts';
import { plain } from '#src/engine/layers/plain.ts';
import { random, type Random } from '#src/engine/random.ts';
import { adamAt } from '#src/engine/steps/adam.ts';
import { initialParameters } from '#src/engine/steps/initial.ts';
import type { Dense, Model } from '#src/engine/steps/model.ts';
import { planWith } from '#src/engine/steps/planning.ts';
import { strideOf } from '#src/engine/steps/stages.ts';
import { batches, bytes, logOddsOf, normals, PIXELS } from '../shared/batches.ts';
import { keep, result, runOf, type Ground } from '../shared/course.ts';
import { joined, oneOfEach } from '../shared/held-out.ts';
import { lostNumbers } from '../shared/lost.ts';
import {
  hasTiles,
  SAMPLES,
  shownOf,
  snapshotOf,
  trailOf,
  weightAt,
  type Measured,
  type Shown,
  type VaeConfig,
  type VaeSnapshot,
} from './vae.ts';
import { ADAM } from '../shared/adam.ts';

/** Held-out images measured at a time. */
const MEASURED_AT_ONCE = 128;

/**
 * The variational autoencoder as data: pixels → width → … → (μ, log σ²) → z → width → … → logits of the pixels, with
 * `depth` hidden layers on either side of the code.
 */
export function vaeModel(config: VaeConfig, rows: Rows, logOdds: Float32Array): Model {
  const { latent, batch, decoder, h2 } = config;
  const loss = decoder === 'gaussian' ? { loss: decoder, h2 } : { loss: decoder };
  const moments = ['mu', 'logVar'].map((name) => ({ name, outputs: latent }));
  const both = ['encoder', 'decoder'];
  return {
    adam: ADAM,
    networks: [
      {
        name: 'encoder',
        inputs: PIXELS,
        layers: [
          ...hiddenLayers('encoder', config),
          { layer: 'dense', name: 'moments', outputs: 2 * latent, activation: 'linear', parts: moments },
          { layer: 'gaussian code', latent },
        ],
      },
      {
        name: 'decoder',
        inputs: latent,
        layers: [
          ...hiddenLayers('decoder', config),
          { layer: 'dense', name: 'pixels', outputs: PIXELS, activation: 'linear', bias: logOdds },
        ],
      },
    ],
    passes: [
      { name: 'train', rows: batch, input: 'images', through: both, loss, trains: both, draws: { noise: 'normal' } },
      { name: 'measure', rows: rows.measure, input: 'images', through: both, loss, trains: [], shows: 'sigmoid' },
      { name: 'encode', rows: rows.shown, input: 'images', through: ['encoder'], trains: [] },
      {
        name: 'decode',
        rows: rows.shown + rows.drawn,
        input: 'rows',
        through: ['decoder'],
        trains: [],
        shows: 'sigmoid',
      },
    ],
  };
}

/** The first one has the network's name, so that its random numbers do not depend on the depth. */
const hiddenLayers = (network: string, { width, depth = 1 }: VaeConfig): Dense[] =>
  Array.from({ length: depth }, (_, i) => ({
    layer: 'dense',
    name: i === 0 ? network : `${network} ${i + 1}`,
    outputs: width,
    activation: 'relu',
  }));

/** Rows of the passes that only look. */
export type Rows = {
  readonly measure: number;
  readonly shown: number;
  /** Codes that are decoded and of no image: draws from the prior, and tiles of the plane. */
  readonly drawn: number;
};

/** What a larger network or batch than the stages are tested for would need, as a sentence; nothing where they serve. */
export function uncoveredVae({ width, depth = 1, latent, batch }: VaeConfig): string | undefined {
  if (width <= 1024 && depth <= 4 && latent <= 32 && batch <= 512) return undefined;
  return (
    'The fast executors are proven up to width 1,024, four hidden layers, a code of 32 and batches of 512; ' +
    `here they are ${width}, ${depth}, ${latent} and ${batch}.`
  );
}

/** Multiply-adds of one step forward. */
export const workOfVae = ({ width, depth = 1, latent, batch }: VaeConfig): number =>
  batch * width * (2 * PIXELS + 3 * latent + 2 * (depth - 1) * width);

/**
 * Trains a variational autoencoder (Kingma & Welling 2013) on digits, from its beginning or from a state of an earlier
 * run. It goes on for as long as it is asked.
 */
export async function* vaeFast(
  config: VaeConfig,
  given: Split,
  open: ExecutorFactory | AsyncExecutorFactory,
  from?: TrainedState,
): Run<VaeSnapshot> {
  const data = learned(given, config);
  const images = { bytes: joined(data), width: PIXELS };
  const source = random(config.seed);
  const heldOut = await heldOutOf(config, data, source);
  const plan = planWith(plain, vaeModel(config, heldOut.rows, logOddsOf(data.train)));
  const executor = await open(plan, initialParameters(plan, source.fork('init')), images);
  const run: Running = { config, plan, executor, heldOut, past: history(), feed: feeder(config, data.train, source) };
  yield* runOf({ ...run, look: (step) => look(run, step), advance: (from, to) => advance(run, from, to) }, from);
}

/** What is learned and measured of these digits. */
const learned = (all: Split, { only }: VaeConfig): Split =>
  only === undefined ? all : { train: ofLabel(all.train, only), heldOut: ofLabel(all.heldOut, only) };

/** A run under way. */
type Running = Ground & {
  readonly config: VaeConfig;
  readonly heldOut: HeldOut;
  readonly feed: (feed: Feed, step: number) => void;
};

const advance = async (run: Running, from: number, to: number): Promise<VaeSnapshot> =>
  look(run, to, await run.executor.run('train', to - from, (slot, i) => run.feed(slot, from + i)));

/** The snapshot of step `step`, whose last steps left this log behind. Throws if anything in it is not a number. */
async function look(run: Running, step: number, log: Float32Array = none): Promise<VaeSnapshot> {
  const { config, heldOut } = run;
  const trail = trailOf(config, step - log.length / 2, log);
  const found = snapshotOf(config, heldOut, step, await measure(run, heldOut), trail);
  const parameters = await keep(run, step, () => lostNumbers(config, step));
  if (config.plane !== true || config.latent !== 2) return found;
  const { planeIn } = await import('./plane.ts');
  return { ...found, plane: planeIn(run.plan, parameters, heldOut.digits) };
}

const none = new Float32Array();

/** Fills the feed of training step `step`; steps are asked for in their order. */
function feeder(config: VaeConfig, train: DigitSet, source: Random): (feed: Feed, step: number) => void {
  const batchAt = batches(train.count, config.batch, source.fork('batches'));
  const noise = source.fork('noise');
  return (feed, step) => {
    feed.whole('images').set(batchAt(step));
    drawFrom(feed, 'noise', noise, step);
    feed.floats('weight')[0] = weightAt(config, step);
    feed.floats('adam').set(adamAt(step + 1, config.lr, ADAM));
  };
}

/** What every snapshot of a run is measured on and shows. Images are numbers among the joined ones. */
type HeldOut = Shown & {
  readonly digits: DigitSet;
  readonly images: Uint8Array;
  /** How many are measured, and the number of the first; ε for each, [measured, latent]. */
  readonly measured: number;
  readonly first: number;
  readonly noise: Float32Array;
  /** Numbers of the images to reconstruct, and codes of no image: draws from the prior, then tiles, [drawn, latent]. */
  readonly shown: readonly number[];
  readonly drawn: Float32Array;
  readonly rows: Rows;
};

/** The codes of all tiles one after the other; fetched where a run shows them. */
async function tilePlaces(): Promise<readonly number[]> {
  const { placesOn, TILES } = await import('./grid.ts');
  return placesOn(TILES).flat();
}

async function heldOutOf(config: VaeConfig, data: Split, source: Random): Promise<HeldOut> {
  const { latent, heldOut } = config;
  const measured = Math.min(heldOut, data.heldOut.count);
  const shown = oneOfEach(data.heldOut).map((image) => data.train.count + image);
  const prior = normals(source.fork('show'), SAMPLES * latent);
  const tiles = hasTiles(config) ? await tilePlaces() : [];
  const drawn = Float32Array.of(...prior, ...tiles);
  return {
    ...shownOf(data.heldOut, measured),
    digits: partOf(data.heldOut, 0, measured),
    images: data.heldOut.images,
    measured,
    first: data.train.count,
    noise: normals(source.fork('held-out'), measured * latent),
    shown,
    drawn,
    rows: { measure: Math.min(MEASURED_AT_ONCE, measured), shown: shown.length, drawn: drawn.length / latent },
  };
}

/** Measures the held-out images, so many at a time, and draws the pictures. */
async function measure(ground: Ground, heldOut: HeldOut): Promise<Measured> {
  const latent = heldOut.noise.length / heldOut.measured;
  const sums = { distortion: 0, squaredError: 0, rates: new Float64Array(latent) };
  const mu = new Float32Array(heldOut.measured * latent);
  for (let from = 0; from < heldOut.measured; from += heldOut.rows.measure)
    await measureSome(ground, heldOut, from, sums, mu);
  return {
    ratePerDimension: Float32Array.from(sums.rates, (nats) => nats / heldOut.measured),
    distortion: sums.distortion / heldOut.measured,
    squaredError: sums.squaredError / heldOut.measured,
    mu,
    pictures: bytes(await pictures(ground, heldOut, latent)),
  };
}

type Sums = { distortion: number; squaredError: number; readonly rates: Float64Array };

/** Adds the images from the `from`th on to the sums, and puts down their codes' means. */
async function measureSome(
  ground: Ground,
  heldOut: HeldOut,
  from: number,
  sums: Sums,
  mu: Float32Array,
): Promise<void> {
  const { rows, first, measured, noise, images } = heldOut;
  const latent = sums.rates.length;
  // The last rows of the last part repeat its last image, and are not counted.
  const last = measured - 1;
  const ran = ground.executor.run('measure', 1, (feed) => {
    feed.whole('images').set(Array.from({ length: rows.measure }, (_, i) => first + Math.min(from + i, last)));
    feed.floats('noise').set(noise.subarray(from * latent, (from + rows.measure) * latent));
  });
  const results = ['losses', 'moments', 'shown'].map((name) => result(ground, 'measure', name));
  const [, losses, moments, means] = await Promise.all([ran, ...results]);
  for (let row = 0; row < rows.measure && from + row < measured; row++) {
    sums.distortion += losses?.[row] ?? NaN;
    sums.squaredError += squaredError(means, row, images, from + row);
    for (let d = 0; d < latent; d++) {
      const at = row * strideOf(2 * latent) + d;
      const [mean, logVar] = [moments?.[at] ?? NaN, moments?.[at + latent] ?? NaN];
      sums.rates[d] = (sums.rates[d] ?? 0) + 0.5 * (mean * mean + Math.exp(logVar) - logVar - 1);
      mu[(from + row) * latent + d] = mean;
    }
  }
}

/** ‖x − x̂‖² of one image, x̂ being row `row` of `means`. */
function squaredError(means: Float32Array | undefined, row: number, images: Uint8Array, image: number): number {
  let sum = 0;
  for (let pixel = 0; pixel < PIXELS; pixel++)
    sum += ((means?.[row * PIXELS + pixel] ?? NaN) - (images[image * PIXELS + pixel] ?? 0) / 255) ** 2;
  return sum;
}

/** Means of p(x|z): at the codes of the images to reconstruct, then at those of no image. */
async function pictures(ground: Ground, { shown, drawn, rows }: HeldOut, latent: number): Promise<Float32Array> {
  const stride = strideOf(latent);
  await ground.executor.run('encode', 1, (feed) => {
    feed.whole('images').set(shown);
    // Without noise a code is its mean.
    feed.floats('noise').fill(0);
  });
  const codes = await result(ground, 'encode', 'outputs');
  await ground.executor.run('decode', 1, (feed) => {
    const z = feed.floats('rows');
    z.set(codes);
    for (let i = 0; i < rows.drawn; i++) z.set(drawn.subarray(i * latent, (i + 1) * latent), (rows.shown + i) * stride);
  });
  return await result(ground, 'decode', 'shown');
}
