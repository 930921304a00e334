/**
 * What a GAN on points in the plane is told and shows. Training itself is in run.ts, on whatever executor.
 */
import { drawPlane, planeSet, type Mixture, type PlaneSet } from '#src/engine/data/plane.ts';
import { LostNumbers, type Player, type Standing } from '#src/engine/experiment.ts';
import { coverage, jsdEstimate, type JsdEstimate } from '#src/engine/maths/coverage.ts';
import { normalQuantile } from '#src/engine/maths/gaussian.ts';
import type { Random } from '#src/engine/random.ts';
import { normals } from '../shared/batches.ts';

export type GanLoss = 'minimax' | 'non-saturating' | 'least-squares' | 'wasserstein';
export type Remedy = 'none' | 'packing' | 'batch-statistics' | 'instance-noise';

export type GanConfig = {
  readonly seed: number;
  readonly data: PlaneSet;
  /** Cells of the reader's drawing, 16 × 16 over [−1.2, 1.2]² (data/plane.ts), four to a hex digit; '' for none. */
  readonly drawing: string;
  readonly loss: GanLoss;
  /** Steps of the discriminator before each step of the generator. */
  readonly kd: number;
  /** Adam's step sizes of the discriminator and of the generator. */
  readonly lrd: number;
  readonly lrg: number;
  /** Dimensions of the latent z ~ N(0, I), from 1 to 8. */
  readonly noise: number;
  /** Units of a hidden layer, and hidden layers, of each player. */
  readonly width: number;
  readonly depth: number;
  /** Real points a discriminator step, and fake ones a step of either player. */
  readonly batch: number;
  readonly remedy: Remedy;
};

/** Half the side of the square that is looked at, [−1.6, 1.6]²; the data lie about [−1, 1]². */
export const HALF_SIDE = 1.6;
/** D is shown at the middles of so many cells a side. */
export const FIELD = 48;
/** Lines of the latent grid a side are one more. */
export const WARP = 12;
export const SHOWN_REALS = 512;
export const SHOWN_FAKES = 512;
export const ARROWS = 64;

/** Where the game stands. Points are pairs (x, y); every snapshot of a run shows the same z's and the same real points. */
export type GanSnapshot = Standing & {
  /** Iterations done: kd steps of the discriminator and one of the generator. */
  readonly step: number;
  /**
   * Steps of one player asked for by hand since the run left the path that its seed names; 0 on that path. Seeking a
   * step or starting anew goes back to the path; iterations after a step by hand do not.
   */
  readonly byHand: number;
  /** Who moved last; nobody at step 0. */
  readonly moved: Player | undefined;
  /** Points of the data, [512, 2]. */
  readonly real: Float32Array;
  /** G(z), [512, 2]. */
  readonly fakes: Float32Array;
  /**
   * D at the middles of 48 × 48 cells of the square [−1.6, 1.6]², row by row from the upper left (y falls from row to
   * row): σ(logit) for minimax and non-saturating, D's plain output for least squares (wanted 1 on reals, 0 on fakes)
   * and for Wasserstein (a critic without scale).
   */
  readonly field: Float32Array;
  /** What to colour as “fake” and as “real”: [0, 1] except for Wasserstein, there the least and the largest of the field. */
  readonly fieldRange: readonly [number, number];
  /**
   * [64, 4]: x, y of the first 64 fakes and −∂ℓ/∂x, −∂ℓ/∂y of the generator's actual loss ℓ at that one fake (nats or the
   * loss's own unit, per unit of length), unscaled: the view chooses one factor for all.
   */
  readonly arrows: Float32Array;
  /**
   * G's image of a grid of z: its first two dimensions at the Gaussian quantiles of (i + ½)/13, the others 0; point
   * (row, column) at 2·(row·warpColumns + column). A latent of one dimension has one row.
   */
  readonly warp: Float32Array;
  readonly warpRows: number;
  readonly warpColumns: number;
  /** Both players' losses in the iterations since the last snapshot, each before its own last update; steps from 1. */
  readonly trail: GanTrail;
  /** Both players' losses and the mean of D (as in `field`) on the same real points and z's in every snapshot. */
  readonly dLoss: number;
  readonly gLoss: number;
  readonly dReal: number;
  readonly dFake: number;
  /** Modes that the generator reaches, and how many there are. */
  readonly modesCovered: number;
  readonly modes: number;
  /** Share of the generator's points within 3σ of a mode. */
  readonly goodShare: number;
  /** Jensen–Shannon divergence between data and generator in nats, 0 … log 2. */
  readonly jsd: number;
};

export type GanTrail = { readonly steps: Float32Array; readonly dLoss: Float32Array; readonly gLoss: Float32Array };

/** Real points drawn once, which training draws its batches from. */
export const POOL = 8192;
/** Points of the generator that coverage and divergence are measured on. */
export const MEASURED = 10_000;
/** Cells of 0.05, as wide as σ of most sets. */
const CELLS = { half: HALF_SIDE, cells: 64 } as const;

/** What a run draws once: the real points, and everything that its snapshots are measured on. */
export type World = {
  readonly mixture: Mixture;
  /** Real points to learn from, [8192, 2]; the first 512 of others are shown and measured. */
  readonly pool: Float32Array;
  readonly real: Float32Array;
  /** Latents [512, noise] of the fakes that are shown, and [10 000, noise] of those that are counted. */
  readonly shown: Float32Array;
  readonly counted: Float32Array;
  /** Latents of the grid, [warpRows · warpColumns, noise]. */
  readonly grid: Float32Array;
  readonly warpRows: number;
  /** Middles of the field's cells, [48², 2]. */
  readonly cells: Float32Array;
  readonly jsd: JsdEstimate;
};

export function worldOf({ data, drawing, noise }: GanConfig, source: Random): World {
  const mixture = planeSet(data, drawing);
  return {
    mixture,
    pool: drawPlane(mixture, POOL, source.fork('pool')),
    real: drawPlane(mixture, SHOWN_REALS, source.fork('real')),
    shown: normals(source.fork('shown'), SHOWN_FAKES * noise),
    counted: normals(source.fork('counted'), MEASURED * noise),
    grid: latentGrid(noise),
    warpRows: noise === 1 ? 1 : WARP + 1,
    cells: middles(),
    jsd: jsdEstimate(mixture, MEASURED, CELLS, source.fork('true samples')),
  };
}

/** Lines cross where Φ of each of the first two dimensions is (i + ½)/13; the other dimensions are 0. */
function latentGrid(noise: number): Float32Array {
  const quantile = (i: number) => normalQuantile((i + 0.5) / (WARP + 1));
  const grid = new Float32Array((noise === 1 ? 1 : WARP + 1) * (WARP + 1) * noise);
  for (let i = 0; i * noise < grid.length; i++) {
    grid[i * noise] = quantile(i % (WARP + 1));
    if (noise > 1) grid[i * noise + 1] = quantile(Math.floor(i / (WARP + 1)));
  }
  return grid;
}

function middles(): Float32Array {
  const cell = (2 * HALF_SIDE) / FIELD;
  const at = (i: number) => (i + 0.5) * cell - HALF_SIDE;
  return Float32Array.from({ length: 2 * FIELD * FIELD }, (_, i) =>
    i % 2 === 0 ? at((i / 2) % FIELD) : -at(Math.floor(i / 2 / FIELD)),
  );
}

/** Where the numbers of a player's steps come from. */
export type Streams = Readonly<Record<'real' | 'noise' | 'between' | 'blur', Random>>;

export const streamsOf = (source: Random, player: Player): Streams => {
  const named = (name: string) => source.fork(`${player} ${name}`);
  return { real: named('real'), noise: named('noise'), between: named('between'), blur: named('blur') };
};

/** Points that the discriminator sees as one where they are packed (Lin et al. 2018). */
export const PACK = 2;
/** Distance at which two points of a batch count as half as close as one point twice. */
export const CLOSE = 0.5;
/** Standard deviation of the instance noise at the beginning, and the iterations over which it falls linearly to 0. */
const BLUR = { first: 0.3, iterations: 4000 } as const;

/** At step `step` of a player. */
export function deviationAt({ kd }: GanConfig, player: Player, step: number): number {
  const iteration = player === 'generator' ? step : Math.floor(step / kd);
  return BLUR.first * Math.max(0, 1 - iteration / BLUR.iterations);
}

/** Rows of a batch that training uses: whole packs, where points are packed. */
export const batchOf = ({ batch, remedy }: GanConfig): number =>
  remedy === 'packing' ? batch - (batch % PACK) : batch;

/** Numbers in a row that the discriminator reads: a point, a pack of them, or a point and how close its batch is. */
export function seenWidth({ remedy }: GanConfig): number {
  if (remedy === 'packing') return 2 * PACK;
  return remedy === 'batch-statistics' ? 3 : 2;
}

/**
 * What the discriminator reads where its field is shown, each [48², seenWidth]; the field is the mean over these. The
 * company of a point is real: with packing each of four other points in turn, with batch statistics a whole batch.
 */
export function seenCells(config: GanConfig, { cells, real }: World): readonly Float32Array[] {
  const width = seenWidth(config);
  const rows = (rest: (x: number, y: number) => ArrayLike<number>) => {
    const seen = new Float32Array((cells.length / 2) * width);
    for (let i = 0; 2 * i < cells.length; i++) {
      const [x, y] = [cells[2 * i] ?? NaN, cells[2 * i + 1] ?? NaN];
      seen.set([x, y], i * width);
      seen.set(rest(x, y), i * width + 2);
    }
    return seen;
  };
  if (config.remedy === 'packing')
    return [0, 1, 2, 3].map((other) => {
      const company = real.subarray(2 * other * (PACK - 1), 2 * (other + 1) * (PACK - 1));
      return rows(() => company);
    });
  if (config.remedy !== 'batch-statistics') return [cells];
  const batch = real.subarray(0, 2 * Math.min(config.batch, SHOWN_REALS));
  return [rows((x, y) => [closenessTo(batch, x, y)])];
}

/** The mean of 1/(1 + d/scale²) over points [n, 2], d the mean over columns of the squared difference (steps/model.ts). */
function closenessTo(points: Float32Array, x: number, y: number): number {
  let sum = 0;
  for (let i = 0; i < points.length; i += 2)
    sum += 1 / (1 + ((x - (points[i] ?? NaN)) ** 2 + (y - (points[i + 1] ?? NaN)) ** 2) / (2 * CLOSE ** 2));
  return sum / (points.length / 2);
}

/** What an executor finds on the points of the world. */
export type Measured = Pick<GanSnapshot, 'fakes' | 'field' | 'warp' | 'dLoss' | 'gLoss' | 'dReal' | 'dFake'> & {
  /** ∂(mean of G's loss over the shown fakes)/∂x, [512, 2]. */
  readonly pull: Float32Array;
  /** G at the counted latents, [10 000, 2]. */
  readonly counted: Float32Array;
};

/** Where a run is. */
export type Moment = Pick<GanSnapshot, 'step' | 'byHand' | 'moved'>;

/** The same with the steps that each player has taken: they name its next random numbers, and Adam counts them. */
export type Position = Moment & { readonly moves: Readonly<Record<Player, number>> };

/** The position that the seed names at a step. */
export const onPath = ({ kd }: GanConfig, step: number): Position => ({
  step,
  byHand: 0,
  moved: step > 0 ? 'generator' : undefined,
  moves: { discriminator: kd * step, generator: step },
});

/** After a step of one player alone. */
export const afterMove = ({ step, byHand, moves }: Position, player: Player): Position => ({
  step,
  byHand: byHand + 1,
  moved: player,
  moves: { ...moves, [player]: moves[player] + 1 },
});

/** After `count` whole iterations. */
export function afterIterations({ kd }: GanConfig, at: Position, count: number): Position {
  if (count === 0) return at;
  const { discriminator, generator } = at.moves;
  const moves = { discriminator: discriminator + kd * count, generator: generator + count };
  return { step: at.step + count, byHand: at.byHand, moved: 'generator', moves };
}

export function snapshotOf(
  config: GanConfig,
  world: World,
  { step, byHand, moved }: Moment,
  { pull, counted, ...measured }: Measured,
  trail: GanTrail,
): GanSnapshot {
  const { fakes, field, dLoss, gLoss } = measured;
  if (!Number.isFinite(dLoss + gLoss + (fakes[0] ?? NaN))) throw lostNumbers(config, step);
  return {
    step,
    byHand,
    moved,
    ...measured,
    real: world.real,
    fieldRange: config.loss === 'wasserstein' ? [Math.min(...field), Math.max(...field)] : [0, 1],
    arrows: arrowsOf(fakes, pull),
    warpRows: world.warpRows,
    warpColumns: WARP + 1,
    trail,
    ...coverage(world.mixture, counted),
    modes: world.mixture.modes,
    jsd: world.jsd.of(counted),
  };
}

/** [x, y, −∂ℓ/∂x, −∂ℓ/∂y] of the first fakes; a loss that is a mean pulls each of its points by its share only. */
function arrowsOf(fakes: Float32Array, pull: Float32Array): Float32Array {
  return Float32Array.from({ length: 4 * ARROWS }, (_, i) => {
    const [point, part] = [Math.floor(i / 4), i % 4];
    return part < 2 ? (fakes[2 * point + part] ?? NaN) : -SHOWN_FAKES * (pull[2 * point + part - 2] ?? NaN);
  });
}

export const noTrail: GanTrail = {
  steps: new Float32Array(),
  dLoss: new Float32Array(),
  gLoss: new Float32Array(),
};

/** The trail from the last losses of D and of G in each iteration after step `before`. */
export function trailOf(config: Rates, before: number, dLoss: Float32Array, gLoss: Float32Array): GanTrail {
  const lost = dLoss.findIndex((loss, i) => !Number.isFinite(loss + (gLoss[i] ?? NaN)));
  if (lost >= 0) throw lostNumbers(config, before + 1 + lost);
  return { steps: Float32Array.from(dLoss, (_, i) => before + 1 + i), dLoss, gLoss };
}

type Rates = Pick<GanConfig, 'lrd' | 'lrg'>;

export function lostNumbers({ lrd, lrg }: Rates, step: number): LostNumbers {
  return new LostNumbers(
    step,
    `The losses were no longer numbers at step ${step}: the learning rates ${lrd} and ${lrg} are too large for these ` +
      'players. Lower them and run again.',
  );
}
