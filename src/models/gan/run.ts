/** GANs in the plane, on whatever executor. */
import type { AsyncExecutorFactory } from '#src/engine/executors/async-executor.ts';
import { drawFrom, type ExecutorFactory, type Feed } from '#src/engine/executors/executor.ts';
import { takeOut } from '#src/engine/executors/state.ts';
import {
  goalOf,
  isMove,
  LostNumbers,
  stopOf,
  type Ask,
  type Move,
  type Player,
  type Run,
  type TrainedState,
} from '#src/engine/experiment.ts';
import { history } from '#src/engine/history.ts';
import { random, type Random } from '#src/engine/random.ts';
import { adamAt } from '#src/engine/steps/adam.ts';
import { initialParameters } from '#src/engine/steps/initial.ts';
import type { Block, Draw, GanForm, Layer, Model, Network, Pass, Sight } from '#src/engine/steps/model.ts';
import { planOf } from '#src/engine/steps/plan.ts';
import { rowsOf, setRows } from '#src/engine/steps/rows.ts';
import { begin, keep, result, rewind, type Ground } from '../shared/course.ts';
import {
  afterIterations,
  afterMove,
  batchOf,
  CLOSE,
  deviationAt,
  FIELD,
  lostNumbers,
  MEASURED,
  noTrail,
  onPath,
  PACK,
  seenCells,
  seenWidth,
  SHOWN_FAKES,
  SHOWN_REALS,
  snapshotOf,
  streamsOf,
  trailOf,
  WARP,
  worldOf,
  type GanConfig,
  type GanSnapshot,
  type GanTrail,
  type Measured,
  type Position,
  type Remedy,
  type World,
} from './gan.ts';
import { GAN_ADAM } from '../shared/adam.ts';

/** Counted points that are made at a time. */
const COUNTED_AT_ONCE = 2500;
const POINT = 2;

const forms: Readonly<Record<GanConfig['loss'], GanForm>> = {
  minimax: 'minimax',
  'non-saturating': 'non-saturating',
  'least-squares': 'least squares',
  wasserstein: 'wasserstein',
};

/** Losses whose logits are not log odds: D is shown as its plain output. */
const isPlain = ({ loss }: Pick<GanConfig, 'loss'>): boolean => loss === 'least-squares' || loss === 'wasserstein';

/** λ of Gulrajani et al. 2017, who use 0.1 for points in the plane and 10 for images. */
const SLOPE_PENALTY = 0.1;

/** What the stages have no way for, as a sentence; nothing where they serve. */
export function uncoveredGan({ loss }: GanConfig): string | undefined {
  if (loss === 'wasserstein')
    return 'The gradient penalty of the Wasserstein loss is learnt from by a second derivative, and our own kernels take first ones.';
  return undefined;
}

/** Multiply-adds of one iteration forward: kd + 1 times fakes are made and judged, and kd times reals are. */
export const workOfGan = ({ noise, width, depth, batch, kd }: GanConfig): number => {
  const player = (inputs: number, outputs: number) => width * (inputs + (depth - 1) * width + outputs);
  return batch * ((kd + 1) * player(noise, POINT) + (2 * kd + 1) * player(POINT, 1));
};

/** Both players as data, and the ways in which they are asked: noise → points, what is seen of points → one logit. */
export function ganModel(config: GanConfig): Model {
  const { noise, width, depth } = config;
  const batch = batchOf(config);
  const field = through('discriminator', 'field', FIELD * FIELD);
  return {
    adam: GAN_ADAM,
    networks: [
      playerOf('generator', noise, POINT, width, depth),
      playerOf('discriminator', seenWidth(config), 1, width, depth),
    ],
    passes: [
      { ...drawn(config, judged(config, 'discriminator', 'discriminator', batch, batch)), trains: ['discriminator'] },
      { ...drawn(config, judged(config, 'generator', 'generator', 0, batch)), trains: ['generator'] },
      judged(config, 'judge', 'discriminator', SHOWN_REALS, SHOWN_FAKES),
      { ...judged(config, 'show', 'generator', 0, SHOWN_FAKES), slopes: true },
      through('generator', 'count', COUNTED_AT_ONCE),
      through('generator', 'warp', noise === 1 ? WARP + 1 : (WARP + 1) ** 2),
      { ...field, shows: isPlain(config) ? 'linear' : 'sigmoid' },
    ],
  };
}

/** A pass whose executor draws its numbers itself, as training does; what is measured is the same in every snapshot. */
function drawn({ loss, remedy }: GanConfig, pass: Pass): Pass {
  const draws: Record<string, Draw> = { noise: 'normal' };
  if (pass.name === 'discriminator') draws['real'] = 'points';
  if (pass.name === 'discriminator' && loss === 'wasserstein') draws['between'] = 'uniform';
  if (remedy === 'instance-noise') draws['instance noise'] = 'normal';
  return { ...pass, draws };
}

/** The discriminator on real points and on what the generator makes, with that player's loss. */
function judged({ loss, remedy }: GanConfig, name: string, player: Player, reals: number, fakes: number): Pass {
  const made: Block = { feed: 'noise', rows: fakes, through: ['generator'] };
  const given: Block = { feed: 'real', rows: reals, through: [] };
  const holdsSlope = loss === 'wasserstein' && player === 'discriminator';
  return {
    name,
    rows: reals + fakes,
    input: reals > 0 ? [given, made] : [made],
    sees: sights[remedy],
    through: ['discriminator'],
    trains: [],
    loss: { loss: 'adversarial', form: forms[loss], player, ...(holdsSlope && { slopePenalty: SLOPE_PENALTY }) },
  };
}

const sights: Readonly<Record<Remedy, readonly Sight[]>> = {
  none: [],
  packing: [{ sight: 'packed', rows: PACK }],
  'batch-statistics': [{ sight: 'closeness', scale: CLOSE }],
  'instance-noise': [{ sight: 'noise' }],
};

/** Rows as they come through one of the players. */
const through = (network: string, name: string, rows: number): Pass => ({
  name,
  rows,
  input: 'rows',
  through: [network],
  trains: [],
});

/** A player: hidden layers alike, then a linear one. */
function playerOf(name: string, inputs: number, outputs: number, width: number, depth: number): Network {
  const hidden = Array.from({ length: depth }, (_, i): Layer => ({
    layer: 'dense',
    name: `${name} ${i + 1}`,
    outputs: width,
    activation: name === 'generator' ? 'relu' : 'leaky relu',
  }));
  return { name, inputs, layers: [...hidden, { layer: 'dense', name: `${name} out`, outputs, activation: 'linear' }] };
}

/** A run's parts. */
type Game = Ground & {
  readonly config: GanConfig;
  readonly world: World;
  /** What the discriminator reads at the cells of its field. */
  readonly seen: readonly Float32Array[];
  /** Fills the feeds of that step of that player. */
  readonly fill: (feed: Feed, player: Player, step: number) => void;
};

/**
 * Trains a GAN (Goodfellow et al. 2014) on points in the plane, from its beginning or from a state of an earlier run. It
 * goes on for as long as it is asked.
 */
export async function* ganFast(
  config: GanConfig,
  open: ExecutorFactory | AsyncExecutorFactory,
  from?: TrainedState,
): Run<GanSnapshot> {
  const source = random(config.seed);
  const world = worldOf(config, source);
  const plan = planOf(ganModel(config));
  const pool = { bytes: new Uint8Array(), width: 0, points: { values: world.pool, width: POINT } };
  const executor = await open(plan, initialParameters(plan, source.fork('init')), pool);
  const fill = filler(config, source);
  const seen = seenCells(config, world);
  const game: Game = { config, world, seen, plan, executor, past: history(), fill };
  try {
    await begin(game, from);
    for (let [at, found] = await look(game, onPath(config, from?.step ?? 0), noTrail); ;) {
      const ask = yield found;
      if (ask === 'state') found = await withState(game, at, found);
      else [at, found] = await obey(game, at, ask).catch((lost: unknown) => backTo(game, at, lost));
    }
  } finally {
    if ('close' in executor) executor.close();
  }
}

/** Where a run is, and what is seen there. */
type Seen = readonly [at: Position, found: GanSnapshot];

/** The snapshot of where the run is, whose last iterations left this trail. Throws if anything in it is not a number. */
async function look(game: Game, at: Position, trail: GanTrail): Promise<Seen> {
  const { config, world } = game;
  const found = snapshotOf(config, world, at, await measure(game), trail);
  await keep(game, at.step, () => lostNumbers(config, at.step), at.byHand === 0 && game.past.wants(at.step));
  return [at, found];
}

/** Off the path of the seed a step does not say how far each player is, so nothing could go on from there. */
const withState = async ({ executor, plan }: Game, { step, byHand }: Position, found: GanSnapshot) =>
  byHand > 0 ? found : { ...found, state: await takeOut(executor, plan, step) };

const obey = (game: Game, at: Position, ask: Ask | undefined): Promise<Seen> =>
  isMove(ask) ? moveAlone(game, at, ask.player) : iterate(game, at, ask);

async function moveAlone(game: Game, at: Position, player: Player): Promise<Seen> {
  await game.executor.run(player, 1, (feed) => game.fill(feed, player, at.moves[player]));
  return look(game, afterMove(at, player), noTrail);
}

/** Goes on to where it is asked to be; to a step that is sought there is only one way, the seed's. */
function iterate(game: Game, at: Position, ask: Exclude<Ask, Move> | undefined): Promise<Seen> {
  const goal = goalOf(ask, at.step);
  const back = goal < at.step || (typeof ask === 'object' && at.byHand > 0);
  const from = back ? onPath(game.config, rewind(game, goal)) : at;
  return goOn(game, from, stopOf(ask, from.step, goal));
}

async function goOn(game: Game, from: Position, goal: number): Promise<Seen> {
  const count = goal - from.step;
  return look(game, afterIterations(game.config, from, count), await play(game, from, count));
}

/** The last good state of the seed's path, once numbers are lost. */
async function backTo(game: Game, { step }: Position, lost: unknown): Promise<Seen> {
  if (!(lost instanceof LostNumbers)) throw lost;
  const [at, found] = await goOn(game, onPath(game.config, rewind(game, step)), step);
  return [at, { ...found, lostAt: lost.step }];
}

/** `count` iterations: kd steps of the discriminator and one of the generator, each. */
async function play({ config, executor, fill }: Game, { step, moves }: Position, count: number): Promise<GanTrail> {
  const { kd } = config;
  const turns = [...Array.from({ length: kd }, (): Player => 'discriminator'), 'generator' as const];
  const log = await executor.run(turns, count, (feed, i, _, turn) =>
    turn < kd
      ? fill(feed, 'discriminator', moves.discriminator + i * kd + turn)
      : fill(feed, 'generator', moves.generator + i),
  );
  // Of the discriminator's losses in an iteration the last one is kept.
  const every = (from: number) => Float32Array.from({ length: count }, (_, i) => log[i * (kd + 1) + from] ?? NaN);
  return trailOf(config, step, every(kd - 1), every(kd));
}

/** Tells a training step what to draw. */
function filler(config: GanConfig, source: Random): Game['fill'] {
  const streams = {
    discriminator: streamsOf(source, 'discriminator'),
    generator: streamsOf(source, 'generator'),
  };
  return (feed, player, step) => {
    const { real, noise, between, blur } = streams[player];
    if (player === 'discriminator') drawFrom(feed, 'real', real, step);
    drawFrom(feed, 'noise', noise, step);
    if (player === 'discriminator' && config.loss === 'wasserstein') drawFrom(feed, 'between', between, step);
    if (config.remedy === 'instance-noise') {
      drawFrom(feed, 'instance noise', blur, step);
      feed.floats('deviation')[0] = deviationAt(config, player, step);
    }
    feed.floats('adam').set(adamAt(step + 1, player === 'generator' ? config.lrg : config.lrd, GAN_ADAM));
  };
}

/** Runs the passes that only look, on the points that every snapshot is measured on. */
async function measure(game: Game): Promise<Measured> {
  const { config, world } = game;
  const noise: Rows = [world.shown, config.noise];
  const whole = await runPass(game, 'judge', { real: [world.real, POINT], noise, ...midpoints(game) }, { outputs: 1 });
  const shown = await runPass(game, 'show', { noise }, { points: POINT, 'point gradient': POINT });
  const { outputs: warp } = await runPass(game, 'warp', { rows: [world.grid, config.noise] }, { outputs: POINT });
  const field = await fieldOf(game);
  const [dReal, dFake] = meansOf(config, whole.outputs);
  const losses = { dLoss: whole.log[0] ?? NaN, gLoss: shown.log[0] ?? NaN };
  const { points: fakes, 'point gradient': pull } = shown;
  return { fakes, pull, warp, field, dReal, dFake, ...losses, counted: await countedOf(game) };
}

/** A critic's slope is measured half-way between the real points and the fakes. */
function midpoints({ config, plan }: Game): Record<string, Rows> {
  const rows = plan.programs['judge']?.feed.fields['between']?.length ?? 0;
  return config.loss === 'wasserstein' ? { between: [new Float32Array(rows).fill(0.5), rows] } : {};
}

/** D over the plane: the mean over the companies that a point is seen in. */
async function fieldOf(game: Game): Promise<Float32Array> {
  const field = new Float32Array(FIELD * FIELD);
  for (const cells of game.seen) {
    const { shown } = await runPass(game, 'field', { rows: [cells, seenWidth(game.config)] }, { shown: 1 });
    for (let i = 0; i < field.length; i++) field[i] = (field[i] ?? NaN) + (shown[i] ?? NaN) / game.seen.length;
  }
  return field;
}

async function countedOf(game: Game): Promise<Float32Array> {
  const { noise } = game.config;
  const counted = new Float32Array(POINT * MEASURED);
  for (let from = 0; from < MEASURED; from += COUNTED_AT_ONCE) {
    const latents = game.world.counted.subarray(from * noise, (from + COUNTED_AT_ONCE) * noise);
    const { outputs } = await runPass(game, 'count', { rows: [latents, noise] }, { outputs: POINT });
    counted.set(outputs, POINT * from);
  }
  return counted;
}

/** Mean D on the real points and on the fakes, from the outputs on both, reals first. */
function meansOf(config: GanConfig, outputs: Float32Array): [real: number, fake: number] {
  const judged = isPlain(config) ? outputs : outputs.map((logit) => 1 / (1 + Math.exp(-logit)));
  const mean = (part: Float32Array) => part.reduce((sum, d) => sum + d, 0) / part.length;
  const reals = (judged.length * SHOWN_REALS) / (SHOWN_REALS + SHOWN_FAKES);
  return [mean(judged.subarray(0, reals)), mean(judged.subarray(reals))];
}

/** Rows of so many numbers, one behind the other. */
type Rows = readonly [values: Float32Array, width: number];

/** Runs a pass once on what it is given, and copies its log and what it leaves: rows of as many numbers as are wanted. */
async function runPass<Name extends string>(
  game: Game,
  pass: string,
  given: Readonly<Record<string, Rows>>,
  wanted: Readonly<Record<Name, number>>,
): Promise<Record<Name | 'log', Float32Array>> {
  const ran = game.executor.run(pass, 1, (feed) => {
    for (const [name, [values, width]] of Object.entries(given)) setRows(feed.floats(name), values, width);
  });
  const names = Object.keys(wanted) as Name[];
  const [log, ...found] = await Promise.all([ran, ...names.map((name) => left(game, pass, name, wanted[name]))]);
  const named = names.map((name, i) => [name, found[i]] as const);
  return Object.fromEntries([['log', log], ...named]) as Record<Name | 'log', Float32Array>;
}

/** What a pass has left: taken now from an executor that is at hand, in its turn from one that answers later. */
async function left(game: Game, pass: string, name: string, width: number): Promise<Float32Array> {
  const values = result(game, pass, name);
  return rowsOf(values instanceof Promise ? await values : values, width);
}
