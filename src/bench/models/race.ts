/**
 * What executors and libraries race on: models, and the numbers that every contestant is given, drawn beforehand, so that
 * the clock sees training alone. The bench and the page /bench/ hold the race; this file knows no clock.
 */
import { grownDigits, type DigitSet } from '#src/engine/data/digits.ts';
import type { AnyExecutor, AsyncExecutorFactory } from '#src/engine/executors/async-executor.ts';
import type { ExecutorFactory } from '#src/engine/executors/executor.ts';
import { random } from '#src/engine/random.ts';
import { adamAt } from '#src/engine/steps/adam.ts';
import { initialParameters } from '#src/engine/steps/initial.ts';
import type { Layer, Model } from '#src/engine/steps/model.ts';
import { planOf, type Plan } from '#src/engine/steps/plan.ts';
import { setRows } from '#src/engine/steps/rows.ts';
import { strideOf } from '#src/engine/steps/stages.ts';
import { logOddsOf, normals, PIXELS } from '#src/models/shared/batches.ts';
import { vaeModel } from '#src/models/vae/run.ts';
import { ADAM, GAN_ADAM } from '#src/models/shared/adam.ts';
import { SAMPLES, type VaeConfig } from '#src/models/vae/vae.ts';
import type { Contest } from './contests.ts';

/** A model that can be trained on the spot. */
export type Racer = {
  /** Takes that many steps; they are done when it resolves. */
  advance(steps: number): Promise<void>;
  /** What the last step's batch cost before it: rate and distortion, or both players' losses. */
  loss(): Promise<number>;
  /** Bytes that training holds, as far as they are known. */
  readonly bytes: number | undefined;
};

/** Feeds that are drawn beforehand; steps take them in turn. */
export const POOL = 8;
const LATENT = 2;
export const POINT = 2;
/** Enough for eight batches of 64; larger batches see images again. */
const DIGITS = 512;
export const RATE = 1e-3;

let grown: DigitSet | undefined;

export const raceDigits = (): DigitSet => (grown ??= grownDigits(DIGITS));

const vaeConfigOf = ({ width, batch, depth = 1 }: Contest): VaeConfig => ({
  beta: 1,
  latent: LATENT,
  decoder: 'bernoulli',
  h2: 0.1,
  warmup: 0,
  lr: RATE,
  seed: 1,
  heldOut: 0,
  width,
  batch,
  depth,
});

/** The contest's model as data. */
export function modelOfContest(contest: Contest): Model {
  return contest.model === 'gan' ? ganModel(contest) : vaeOf(contest);
}

/** The VAE of the course. */
function vaeOf(contest: Contest): Model {
  const model = vaeModel(vaeConfigOf(contest), { measure: 1, shown: 1, drawn: SAMPLES }, logOddsOf(raceDigits()));
  // Noise is drawn beforehand like everything else, and fed.
  const passes = model.passes.filter(({ name }) => name === 'train').map((pass) => ({ ...pass, draws: {} }));
  return { ...model, passes };
}

const hidden = (name: string, outputs: number): Layer => ({ layer: 'dense', name, outputs, activation: 'leaky relu' });

/** Noise → point and point → logit, two hidden layers each; the non-saturating game. */
function ganModel({ width, batch }: Contest): Model {
  const network = (name: string, outputs: number) => ({
    name,
    inputs: POINT,
    layers: [
      hidden('first', width),
      hidden('second', width),
      { layer: 'dense', name: 'out', outputs, activation: 'linear' } as const,
    ],
  });
  const made = { feed: 'noise', rows: batch, through: ['generator'] };
  const playing = (player: 'discriminator' | 'generator') => ({
    name: player,
    through: ['discriminator'],
    trains: [player],
    loss: { loss: 'adversarial', form: 'non-saturating', player } as const,
  });
  return {
    adam: GAN_ADAM,
    networks: [network('generator', POINT), network('discriminator', 1)],
    passes: [
      {
        ...playing('discriminator'),
        rows: 2 * batch,
        input: [{ feed: 'real', rows: batch, through: [] }, made],
      },
      { ...playing('generator'), rows: batch, input: [made] },
    ],
  };
}

/** The parameters that every contestant begins with. */
export const parametersOf = (plan: Plan): Float32Array => initialParameters(plan, random(1).fork('init'));

/** Numbers of the images of step `step`, and its ε, [batch, 2]. */
export function vaeFeeds({ batch }: Contest) {
  const noise = random(1).fork('noise');
  const feeds = Array.from({ length: POOL }, (_, k) => ({
    images: Int32Array.from({ length: batch }, (_, i) => (k * batch + i) % DIGITS),
    noise: normals(noise.at(k), batch * LATENT),
  }));
  return (step: number) => feeds[step % POOL] ?? { images: new Int32Array(), noise: new Float32Array() };
}

/** Points on a ring of eight blobs, and noise for either player: [batch, 2] each, in rows without gaps. */
export function ganFeeds({ batch }: Contest) {
  const source = random(1);
  const feeds = Array.from({ length: POOL }, (_, k) => {
    const points = source.fork('real').at(k);
    const real = new Float32Array(batch * POINT);
    for (let row = 0; row < batch; row++) {
      const angle = (Math.PI / 4) * points.below(8);
      real[row * POINT] = 1.5 * Math.cos(angle) + 0.05 * points.normal();
      real[row * POINT + 1] = 1.5 * Math.sin(angle) + 0.05 * points.normal();
    }
    const drawn = (player: string) => normals(source.fork(player).at(k), batch * POINT);
    return { real, discriminator: drawn('discriminator'), generator: drawn('generator') };
  });
  const none = new Float32Array();
  return (step: number) => feeds[step % POOL] ?? { real: none, discriminator: none, generator: none };
}

/** The contest's model on our own stages. */
export function racerOn(open: ExecutorFactory, contest: Contest): Racer {
  const plan = planOf(modelOfContest(contest));
  const executor = open(plan, parametersOf(plan), imagesOf(contest));
  return racing(executor, plan, contest, executor.view({ at: 0, length: 1 }).buffer.byteLength);
}

/** The same on an executor that answers later. */
export async function racerOnDevice(open: AsyncExecutorFactory, contest: Contest): Promise<Racer> {
  const plan = planOf(modelOfContest(contest));
  return racing(await open(plan, parametersOf(plan), imagesOf(contest)), plan, contest, undefined);
}

const imagesOf = ({ model }: Contest) => ({
  bytes: model === 'vae' ? raceDigits().images : new Uint8Array(),
  width: PIXELS,
});

function racing(executor: AnyExecutor, plan: Plan, contest: Contest, bytes: number | undefined): Racer {
  const take = contest.model === 'vae' ? vaeSteps(executor, contest) : ganSteps(executor, plan, contest);
  let [done, last] = [0, NaN];
  return {
    bytes,
    async advance(steps) {
      last = await take(done, steps);
      done += steps;
    },
    loss: () => Promise.resolve(last),
  };
}

/** Takes steps from `done` on and gives what the last one cost. */
type Take = (done: number, steps: number) => Promise<number>;

function vaeSteps(executor: AnyExecutor, contest: Contest): Take {
  const feedOf = vaeFeeds(contest);
  return async (done, steps) => {
    const log = await executor.run('train', steps, (feed, step) => {
      const { images, noise } = feedOf(done + step);
      feed.whole('images').set(images);
      feed.floats('noise').set(noise);
      feed.floats('weight')[0] = 1;
      feed.floats('adam').set(adamAt(done + step + 1, RATE, ADAM));
    });
    return (log.at(-1) ?? NaN) + (log.at(-2) ?? NaN);
  };
}

function ganSteps(executor: AnyExecutor, { programs }: Plan, contest: Contest): Take {
  const feedOf = ganFeeds(contest);
  const feeds = Array.from({ length: POOL }, (_, k) => {
    const { real, discriminator, generator } = feedOf(k);
    return { real: padded(real), discriminator: padded(discriminator), generator: padded(generator) };
  });
  const players = ['discriminator', 'generator'] as const;
  const [one = 0, other = 0] = players.map((player) => programs[player]?.log.length);
  return async (done, steps) => {
    const log = await executor.run(players, steps, (feed, step, player) => {
      const fed = feeds[(done + step) % POOL];
      if (fed && player === 'discriminator') feed.floats('real').set(fed.real);
      if (fed) feed.floats('noise').set(player === 'discriminator' ? fed.discriminator : fed.generator);
      feed.floats('adam').set(adamAt(done + step + 1, RATE, GAN_ADAM));
    });
    const last = (steps - 1) * (one + other);
    return (log[last] ?? NaN) + (log[last + one] ?? NaN);
  };
}

/** Points [rows, 2] in rows of the arena's stride. */
function padded(points: Float32Array): Float32Array {
  const rows = new Float32Array((points.length / POINT) * strideOf(POINT));
  setRows(rows, points, POINT);
  return rows;
}
