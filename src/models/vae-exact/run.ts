/** A variational autoencoder whose evidence is known, on whatever executor. */
import { drawPlane, planeSet } from '#src/engine/data/plane.ts';
import type { AsyncExecutorFactory } from '#src/engine/executors/async-executor.ts';
import { drawFrom, type ExecutorFactory, type Feed } from '#src/engine/executors/executor.ts';
import type { Run, TrainedState } from '#src/engine/experiment.ts';
import { history } from '#src/engine/history.ts';
import { plain } from '#src/engine/layers/plain.ts';
import { random, type Random } from '#src/engine/random.ts';
import { adamAt } from '#src/engine/steps/adam.ts';
import { initialParameters } from '#src/engine/steps/initial.ts';
import type { Adam, Dense, Model } from '#src/engine/steps/model.ts';
import { planWith } from '#src/engine/steps/planning.ts';
import { setRows } from '#src/engine/steps/rows.ts';
import { adamFalling } from '../shared/adam.ts';
import { keep, runOf, type Ground } from '../shared/course.ts';
import { lostNumbers, refuseLost } from '../shared/lost.ts';
import { networksIn } from '../vae/networks.ts';
import { meansOver } from './curve.ts';
import { linearMeans } from './linear.ts';
import { ACTIVE, SPECTRUM, type VaeExactConfig, type VaeExactSnapshot } from './vae-exact.ts';

/** Units of each hidden layer of the curved model, two on either side of the code. */
const WIDTH = 32;
const POINT = 2;

/** Numbers of a point, and of its code. */
const sizesOf = ({ model, latent }: VaeExactConfig) =>
  model === 'linear' ? { data: SPECTRUM.length, code: latent } : { data: POINT, code: 1 };

/**
 * x → (μ, log σ²) → z → x̂, through two layers of tanh on either side or straight. The loss is ‖x − x̂‖² + 2h²β · KL: that is
 * −log N(x; x̂, h²I) + β · KL times 2h², without its constant, and Adam's steps do not depend on the scale of a loss.
 */
export function modelOf(config: VaeExactConfig): Model {
  const { data, code } = sizesOf(config);
  const moments = ['mu', 'logVar'].map((name) => ({ name, outputs: code }));
  const both = ['encoder', 'decoder'];
  return {
    adam: adamFalling(config.falls),
    networks: [
      {
        name: 'encoder',
        inputs: data,
        layers: [
          ...hidden('encoder', config),
          { layer: 'dense', name: 'moments', outputs: 2 * code, activation: 'linear', parts: moments },
          { layer: 'gaussian code', latent: code },
        ],
      },
      {
        name: 'decoder',
        inputs: code,
        layers: [...hidden('decoder', config), { layer: 'dense', name: 'mean', outputs: data, activation: 'linear' }],
      },
    ],
    passes: [
      {
        name: 'train',
        rows: config.batch,
        input: 'rows',
        through: both,
        loss: { loss: 'squared' },
        trains: both,
        draws: { noise: 'normal' },
      },
    ],
  };
}

const hidden = (network: string, { model }: VaeExactConfig): readonly Dense[] =>
  model === 'linear'
    ? []
    : [1, 2].map((i) => ({ layer: 'dense', name: `${network} ${i}`, outputs: WIDTH, activation: 'tanh' }));

/** Why no larger batch should be trained on our stages, as a sentence; nothing where they serve. */
export function uncovered({ batch }: VaeExactConfig): string | undefined {
  if (batch <= 512) return undefined;
  return `The fast executors are proven up to batches of 512; here it is ${batch}.`;
}

/** Multiply-adds of one step forward. */
export function workOf(config: VaeExactConfig): number {
  const { data, code } = sizesOf(config);
  if (config.model === 'linear') return config.batch * 3 * data * code;
  return config.batch * WIDTH * (2 * data + 3 * code + 2 * WIDTH);
}

/** Draws rows of data with these random numbers: [count, 2 or 5]. */
type Draw = (count: number, source: Random) => Float32Array;

function drawOf({ model, shape }: VaeExactConfig): Draw {
  if (model === 'curved') {
    const mixture = planeSet(shape);
    return (count, source) => drawPlane(mixture, count, source);
  }
  const deviations = SPECTRUM.map(Math.sqrt);
  const size = SPECTRUM.length;
  return (count, source) =>
    Float32Array.from({ length: count * size }, (_, i) => source.normal() * (deviations[i % size] ?? NaN));
}

type Running = Ground & {
  readonly config: VaeExactConfig;
  /** Fills the feed of that step. */
  readonly fill: (feed: Feed, step: number) => void;
  /** What the curved model is measured on. */
  readonly points: Float32Array;
};

/** Trains from the beginning, or from a state of an earlier run, for as long as it is asked. */
export async function* train(
  config: VaeExactConfig,
  open: ExecutorFactory | AsyncExecutorFactory,
  from?: TrainedState,
): Run<VaeExactSnapshot> {
  const source = random(config.seed);
  const plan = planWith(plain, modelOf(config));
  const executor = await open(plan, initialParameters(plan, source.fork('init')), noImages);
  const draw = drawOf(config);
  const points = config.model === 'curved' ? draw(config.heldOut, source.fork('held-out')) : none;
  const fill = filler(config, plan.model.adam, draw, source);
  const run: Running = { config, plan, executor, points, fill, past: history() };
  yield* runOf({ ...run, look: (step) => look(run, step), advance: (at, to) => advance(run, at, to) }, from);
}

const noImages = { bytes: new Uint8Array(), width: 0 };
const none = new Float32Array();

function filler(config: VaeExactConfig, adam: Adam, draw: Draw, source: Random): Running['fill'] {
  const [rows, noise] = [source.fork('points'), source.fork('noise')];
  const { data } = sizesOf(config);
  return (feed, step) => {
    setRows(feed.floats('rows'), draw(config.batch, rows.at(step)), data);
    drawFrom(feed, 'noise', noise, step);
    feed.floats('weight')[0] = 2 * config.h ** 2 * config.beta;
    feed.floats('adam').set(adamAt(step + 1, config.lr, adam));
  };
}

async function advance(run: Running, from: number, to: number): Promise<VaeExactSnapshot> {
  const { config, executor, fill } = run;
  const log = await executor.run('train', to - from, (feed, i) => fill(feed, from + i));
  // Two numbers a step: rate and distortion.
  refuseLost(config, from, log, 2);
  return look(run, to);
}

/** The snapshot of step `step`. */
async function look(run: Running, step: number): Promise<VaeExactSnapshot> {
  const { config, plan, points } = run;
  const networks = networksIn(plan, await keep(run, step, () => lostNumbers(config, step)));
  const found =
    config.model === 'linear'
      ? linearMeans(networks, config.h, SPECTRUM)
      : curvedMeans(meansOver(networks, config.h, points));
  if (!Number.isFinite(found.elbo + found.kl + found.evidence)) throw lostNumbers(config, step);
  return { step, ...found, networks, points };
}

const curvedMeans = (means: ReturnType<typeof meansOver>) => ({
  ...means,
  activeUnits: means.rate > ACTIVE ? 1 : 0,
  left: none,
});
