/** GANs on digits, on whatever executor. */
import type { AsyncExecutorFactory } from '#src/engine/executors/async-executor.ts';
import { drawFrom, type ExecutorFactory, type Feed } from '#src/engine/executors/executor.ts';
import type { DigitSet } from '#src/engine/data/digits.ts';
import type { Player, Run, TrainedState } from '#src/engine/experiment.ts';
import { history } from '#src/engine/history.ts';
import { random } from '#src/engine/random.ts';
import { adamAt } from '#src/engine/steps/adam.ts';
import { initialParameters } from '#src/engine/steps/initial.ts';
import type { Draw, GanForm, Model, Pass, Sight } from '#src/engine/steps/model.ts';
import { planOf } from '#src/engine/steps/plan.ts';
import { setRows } from '#src/engine/steps/rows.ts';
import { strideOf } from '#src/engine/steps/stages.ts';
import { greys, logOddsOf, PIXELS } from '../shared/batches.ts';
import { keep, result, runOf, type Ground } from '../shared/course.ts';
import { lostNumbers, noTrail, trailOf, type GanTrail, type Remedy } from '../gan/gan.ts';
import { CLASSES } from '../shared/classifier.ts';
import {
  CLOSE,
  COUNTED,
  fedTo,
  PACK,
  packClasses,
  snapshotOf,
  streamsOf,
  worldOf,
  type GanDigitsConfig,
  type GanDigitsData,
  type GanDigitsSnapshot,
  type Given,
  type Measured,
  type World,
} from './gan-digits.ts';
import { GAN_ADAM } from '../shared/adam.ts';

const forms: Readonly<Record<GanDigitsConfig['loss'], GanForm>> = {
  minimax: 'minimax',
  'non-saturating': 'non-saturating',
  'least-squares': 'least squares',
};

const sights: Readonly<Record<Remedy, readonly Sight[]>> = {
  none: [],
  packing: [{ sight: 'packed', rows: PACK }],
  'batch-statistics': [{ sight: 'closeness', scale: CLOSE }],
  'instance-noise': [{ sight: 'noise' }],
};

/** Numbers that the discriminator reads of what is seen as one. */
export const widthSeen = ({ remedy }: GanDigitsConfig): number =>
  remedy === 'packing' ? PACK * PIXELS : remedy === 'batch-statistics' ? PIXELS + 1 : PIXELS;

/** Both players as data: z → width → 784 grey values, 784 → width → logit. Either may read the class too. */
export function ganDigitsModel(config: GanDigitsConfig, logOdds: Float32Array): Model {
  const { conditional, noise, width, batch, remedy } = config;
  const classes = conditional ? { classes: CLASSES } : {};
  const hidden = { layer: 'dense', outputs: width, ...classes } as const;
  const blur: Record<string, Draw> = remedy === 'instance-noise' ? { 'instance noise': 'normal' } : {};
  const draws: Record<string, Draw> = { noise: 'normal', ...blur };
  const passes: readonly Pass[] = [
    { ...judged(config, 'discriminator', batch), trains: ['discriminator'], draws },
    { ...judged(config, 'generator', 0), trains: ['generator'], draws },
    { ...judged(config, 'discriminator', batch), name: 'watch' },
    { name: 'count', rows: COUNTED, input: 'rows', through: ['generator'], trains: [] },
  ];
  return {
    adam: GAN_ADAM,
    networks: [
      {
        name: 'generator',
        inputs: noise,
        layers: [
          { ...hidden, name: 'generator hidden', activation: 'relu' },
          { layer: 'dense', name: 'generator out', outputs: PIXELS, activation: 'sigmoid', bias: logOdds },
        ],
      },
      {
        name: 'discriminator',
        inputs: widthSeen(config),
        layers: [
          { ...hidden, name: 'discriminator hidden', activation: 'leaky relu' },
          { layer: 'dense', name: 'discriminator out', outputs: 1, activation: 'linear' },
        ],
      },
    ],
    passes,
  };
}

/** Multiply-adds of one iteration forward: kd + 1 times fakes are made and judged, and kd times reals are. */
export const workOfGanDigits = ({ noise, width, batch, kd }: GanDigitsConfig): number =>
  batch * width * ((kd + 1) * (noise + PIXELS) + (2 * kd + 1) * PIXELS);

/** The discriminator on so many real digits and on a batch of made ones, with that player's loss. */
function judged({ loss, remedy, batch }: GanDigitsConfig, player: Player, reals: number): Pass {
  const made = { feed: 'noise', rows: batch, through: ['generator'] };
  const given = { feed: 'real', rows: reals, through: [] };
  return {
    name: player,
    rows: reals + batch,
    input: reals > 0 ? [given, made] : [made],
    sees: sights[remedy],
    through: ['discriminator'],
    loss: { loss: 'adversarial', form: forms[loss], player },
    trains: [],
  };
}

type Game = Ground & {
  readonly config: GanDigitsConfig;
  readonly data: GanDigitsData;
  readonly world: World;
  /** Fills the feed of that step of that player. */
  readonly fill: (feed: Feed, player: Player, step: number) => void;
};

/**
 * Trains a GAN (Goodfellow et al. 2014), conditional or not, on digits, from its beginning or from a state of an earlier
 * run. It goes on for as long as it is asked.
 */
export async function* ganDigitsFast(
  config: GanDigitsConfig,
  data: GanDigitsData,
  open: ExecutorFactory | AsyncExecutorFactory,
  from?: TrainedState,
): Run<GanDigitsSnapshot> {
  const source = random(config.seed);
  const plan = planOf(ganDigitsModel(config, logOddsOf(data.train)));
  const executor = await open(plan, initialParameters(plan, source.fork('init')), noImages);
  const streams = { discriminator: streamsOf(source, 'discriminator'), generator: streamsOf(source, 'generator') };
  const fill: Game['fill'] = (feed, player, step) => {
    setFed(config, feed, data.train, fedTo(config, data.train, source, player, step));
    drawFrom(feed, 'noise', streams[player].noise, step);
    if (config.remedy === 'instance-noise') drawFrom(feed, 'instance noise', streams[player].blur, step);
    feed.floats('adam').set(adamAt(step + 1, player === 'generator' ? config.lrg : config.lrd, GAN_ADAM));
  };
  const game: Game = { config, data, world: worldOf(config, data, source), plan, executor, past: history(), fill };
  const advance = async (at: number, to: number) => look(game, to, await play(game, at, to));
  yield* runOf({ ...game, look: (step) => look(game, step, noTrail), advance }, from);
}

/** The snapshot of step `step`, whose last iterations left this trail. Throws if anything in it is not a number. */
async function look(game: Game, step: number, trail: GanTrail): Promise<GanDigitsSnapshot> {
  const { config, data, world } = game;
  const found = snapshotOf(config, data, world, step, await measure(game), trail);
  await keep(game, step, () => lostNumbers(config, step));
  return found;
}

const noImages = { bytes: new Uint8Array(), width: 0 };

/** From one step to another: kd steps of the discriminator and one of the generator, each time. */
async function play({ config, executor, fill }: Game, from: number, to: number): Promise<GanTrail> {
  const { kd } = config;
  const turns = [...Array.from({ length: kd }, (): Player => 'discriminator'), 'generator' as const];
  const log = await executor.run(turns, to - from, (feed, i, _, turn) =>
    turn < kd ? fill(feed, 'discriminator', (from + i) * kd + turn) : fill(feed, 'generator', from + i),
  );
  // Of the discriminator's losses in an iteration the last one is kept.
  const every = (turn: number) => Float32Array.from({ length: to - from }, (_, i) => log[i * (kd + 1) + turn] ?? NaN);
  return trailOf(config, from, every(kd - 1), every(kd));
}

function setGiven(config: GanDigitsConfig, feed: Feed, digits: DigitSet, given: Given): void {
  setFed(config, feed, digits, given);
  setRows(feed.floats('noise'), given.noise, config.noise);
  if (config.remedy === 'instance-noise') feed.floats('instance noise').set(given.blur);
}

function setFed(config: GanDigitsConfig, feed: Feed, digits: DigitSet, given: Omit<Given, 'noise' | 'blur'>): void {
  const { conditional, remedy } = config;
  if (given.real.length > 0) feed.floats('real').set(greys(digits.images, given.real));
  if (conditional) feed.whole('labels').set(given.classes);
  if (conditional && remedy === 'packing') feed.whole('pack labels').set(packClasses(given));
  if (remedy === 'instance-noise') feed.floats('deviation')[0] = given.deviation;
}

/** Runs the passes that only look, on what every snapshot is measured on. */
async function measure(game: Game): Promise<Measured> {
  const { config, data, world, executor } = game;
  await executor.run('count', 1, (feed) => {
    setRows(feed.floats('rows'), world.counted, config.noise);
    if (config.conditional) feed.whole('labels').set(world.classes);
  });
  const digits = (await result(game, 'count', 'outputs')).slice();
  const logits: Float32Array[] = [];
  for (const given of world.watched) {
    await executor.run('watch', 1, (feed) => setGiven(config, feed, data.heldOut, given));
    logits.push((await result(game, 'watch', 'outputs')).filter((_, i) => i % strideOf(1) === 0));
  }
  return { digits, logits };
}
