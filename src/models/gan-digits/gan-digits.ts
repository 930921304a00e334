/**
 * What a GAN on digits is told, given and shows. Training itself is in run.ts, on whatever executor.
 */
import type { DigitSet, Split } from '#src/engine/data/digits.ts';
import type { Player, Standing } from '#src/engine/experiment.ts';
import type { Random } from '#src/engine/random.ts';
import { bytes, normals, PIXELS } from '../shared/batches.ts';
import { trailOf, type GanLoss, type GanTrail, type Remedy } from '../gan/gan.ts';
import { CLASSES, type Classifier } from '../shared/classifier.ts';

export type GanDigitsConfig = {
  readonly seed: number;
  /** Both players also read the class of a digit, and the generator is told which one to make (Mirza & Osindero 2014). */
  readonly conditional: boolean;
  readonly loss: Exclude<GanLoss, 'wasserstein'>;
  /** Steps of the discriminator before each step of the generator. */
  readonly kd: number;
  /** Adam's step sizes of the discriminator and of the generator. */
  readonly lrd: number;
  readonly lrg: number;
  /** Dimensions of the latent z ~ N(0, I). */
  readonly noise: number;
  /** Units of the one hidden layer of each player. */
  readonly width: number;
  /** Real digits a discriminator step, and fake ones a step of either player; even where digits are packed. */
  readonly batch: number;
  readonly remedy: Remedy;
};

/** Digits to train on, digits that training never sees, and who says which digits are made. */
export type GanDigitsData = Split & { readonly classifier: Classifier };

/** Where the game stands. Every snapshot of a run is measured on the same z's and the same held-out digits. */
export type GanDigitsSnapshot = Standing & {
  /** Iterations done: kd steps of the discriminator and one of the generator. */
  readonly step: number;
  /** Fifty digits as bytes, ten a row: rows of one z and columns of classes where classes are asked for. */
  readonly samples: Uint8Array;
  /** How many of the `counted` digits made the classifier reads as each of the ten, and how many are counted. */
  readonly made: readonly number[];
  readonly counted: number;
  /** Digits that are made too seldom to count as made. */
  readonly missing: readonly number[];
  /** Of each class, the share of those asked for that the classifier reads as asked; absent where none is asked for. */
  readonly asked?: readonly number[];
  /** Both players' losses and the mean of D, σ(logit) or D's plain output for least squares, on a few batches. */
  readonly dLoss: number;
  readonly gLoss: number;
  readonly dReal: number;
  readonly dFake: number;
  /** Share of the held-out digits that the classifier itself reads right. */
  readonly classifierAccuracy: number;
  /** Both players' losses in the iterations since the last snapshot, each before its own last update; steps from 1. */
  readonly trail: GanTrail;
};

/** Digits that are made and read for each snapshot, and how many of them are shown. */
export const COUNTED = 500;
export const SHOWN = 50;
/** Batches that both players' losses are measured on. */
const WATCHED = 8;
/** A digit is made if it is at least this share of what is made: a fifth of its fair tenth. */
export const MADE = 0.02;
/** Digits that the discriminator sees as one where they are packed (Lin et al. 2018). */
export const PACK = 2;
/** The root of the mean squared difference of two digits' pixels at which their closeness is a half. */
export const CLOSE = 0.25;
/** Standard deviation of the instance noise at the beginning, and the iterations over which it falls linearly to 0. */
const BLUR = { first: 0.5, iterations: 3000 } as const;

/** What a run draws once: everything that its snapshots are measured on. */
export type World = {
  /** z of the digits that are counted, [500, noise], and the classes asked for, [500]. */
  readonly counted: Float32Array;
  readonly classes: Int32Array;
  /** Steps of the discriminator on held-out digits, that nobody learns from. */
  readonly watched: readonly Given[];
};

/** What one step of a player is given. Rows are those of the pass: the reals, if it sees any, and then the fakes. */
export type Given = {
  /** Numbers of images, [batch]; the generator's step sees none. */
  readonly real: Uint32Array;
  /** Classes of the rows: what reals are, and what fakes are asked to be. */
  readonly classes: Int32Array;
  /** z of the fakes, [batch, noise]. */
  readonly noise: Float32Array;
  /** What blurs every row, standard normals [rows, 784], times `deviation`; empty without instance noise. */
  readonly blur: Float32Array;
  readonly deviation: number;
};

export function worldOf(config: GanDigitsConfig, { heldOut }: GanDigitsData, source: Random): World {
  const { conditional, noise } = config;
  const drawn = normals(source.fork('counted'), COUNTED * noise);
  // Where classes are asked for, ten digits in a row are made from one z.
  const row = (i: number) => (conditional ? Math.floor(i / CLASSES) : i);
  return {
    counted: drawn.map((_, i) => drawn[row(Math.floor(i / noise)) * noise + (i % noise)] ?? NaN),
    classes: Int32Array.from({ length: COUNTED }, (_, i) => i % CLASSES),
    watched: Array.from({ length: WATCHED }, (_, i) =>
      givenTo(config, heldOut, source.fork('watched'), 'discriminator', i),
    ),
  };
}

/** The numbers of step `step` of a player, steps counted for each player from 0. */
export function givenTo(
  config: GanDigitsConfig,
  digits: DigitSet,
  source: Random,
  player: Player,
  step: number,
): Given {
  const { batch, noise, remedy } = config;
  const { real, classes, deviation } = fedTo(config, digits, source, player, step);
  const drawn = streamsOf(source, player);
  return {
    real,
    classes,
    deviation,
    noise: normals(drawn.noise.at(step), batch * noise),
    blur: normals(drawn.blur.at(step), remedy === 'instance-noise' ? classes.length * PIXELS : 0),
  };
}

/** Where a player's z and blur are drawn from. */
export const streamsOf = (source: Random, player: Player) => ({
  noise: source.fork(`${player} noise`),
  blur: source.fork(`${player} blur`),
});

/** What a player's step is given besides z and blur, which executors may draw themselves. */
export function fedTo(
  config: GanDigitsConfig,
  digits: DigitSet,
  source: Random,
  player: Player,
  step: number,
): Omit<Given, 'noise' | 'blur'> {
  const { batch, kd, remedy } = config;
  const drawn = (name: string) => source.fork(`${player} ${name}`).at(step);
  const real = player === 'discriminator' ? realsOf(config, digits, drawn('real')) : new Uint32Array();
  const rows = real.length + batch;
  const asked = drawn('classes');
  const classes = Int32Array.from({ length: rows }, (_, i) => {
    const image = real[i];
    return image === undefined ? asked.below(CLASSES) : (digits.labels[image] ?? 0);
  });
  const iteration = player === 'discriminator' ? Math.floor(step / kd) : step;
  return {
    real,
    classes: remedy === 'packing' ? classes.map((_, i) => classes[i - (i % PACK)] ?? 0) : classes,
    deviation: BLUR.first * Math.max(0, 1 - iteration / BLUR.iterations),
  };
}

/** Numbers of real digits. Packs are of one class where players read classes, so that a pack has one. */
function realsOf({ batch, remedy, conditional }: GanDigitsConfig, { labels, count }: DigitSet, random: Random) {
  const real = Uint32Array.from({ length: batch }, () => random.below(count));
  if (remedy !== 'packing' || !conditional) return real;
  return real.map((image, i) => {
    const label = labels[real[i - (i % PACK)] ?? 0];
    // The drawn digit, or the first of the right class behind it; the pack's own first one ends the search.
    for (let tried = 0; tried < count; tried++)
      if (labels[(image + tried) % count] === label) return (image + tried) % count;
    return image;
  });
}

/** The class of each pack. */
export const packClasses = ({ classes }: Pick<Given, 'classes'>): Int32Array =>
  classes.filter((_, i) => i % PACK === 0);

/** What an executor finds on the world. */
export type Measured = {
  /** Grey values of the digits counted, [500, 784]. */
  readonly digits: Float32Array;
  /** Logits of the discriminator on each watched step, reals and then as many fakes. */
  readonly logits: readonly Float32Array[];
};

export function snapshotOf(
  config: GanDigitsConfig,
  { classifier }: GanDigitsData,
  { classes }: World,
  step: number,
  { digits, logits }: Measured,
  trail: GanTrail,
): GanDigitsSnapshot {
  // A watched loss that is not a number says the same as a trained one.
  const players = playersOf(config, logits);
  trailOf(config, step - 1, Float32Array.of(players.dLoss), Float32Array.of(players.gLoss));
  const read = classifier.read(digits);
  const made = Array.from({ length: CLASSES }, (_, digit) => read.filter((found) => found === digit).length);
  const digitsOfAll = made.map((_, digit) => digit);
  const right = digitsOfAll.map((digit) => read.filter((found, i) => found === digit && classes[i] === digit).length);
  return {
    step,
    made,
    trail,
    counted: COUNTED,
    classifierAccuracy: classifier.accuracy,
    samples: bytes(digits.subarray(0, SHOWN * PIXELS)),
    missing: digitsOfAll.filter((digit) => (made[digit] ?? 0) < MADE * COUNTED),
    ...(config.conditional && { asked: right.map((count) => (count * CLASSES) / COUNTED) }),
    ...players,
  };
}

const softplus = (a: number) => Math.max(a, 0) + Math.log1p(Math.exp(-Math.abs(a)));

/** Both losses and the means of D. */
function playersOf({ loss }: GanDigitsConfig, logits: readonly Float32Array[]) {
  const mean = (part: Float32Array, of: (a: number) => number) => part.reduce((sum, a) => sum + of(a), 0) / part.length;
  const reals = Float32Array.from(logits.flatMap((batch) => [...batch.subarray(0, batch.length / 2)]));
  const fakes = Float32Array.from(logits.flatMap((batch) => [...batch.subarray(batch.length / 2)]));
  if (loss === 'least-squares')
    return {
      dLoss: mean(reals, (a) => (a - 1) ** 2 / 2) + mean(fakes, (a) => a ** 2 / 2),
      gLoss: mean(fakes, (a) => (a - 1) ** 2 / 2),
      dReal: mean(reals, (a) => a),
      dFake: mean(fakes, (a) => a),
    };
  const sigmoid = (a: number) => 1 / (1 + Math.exp(-a));
  return {
    dLoss: mean(reals, (a) => softplus(-a)) + mean(fakes, softplus),
    gLoss: loss === 'minimax' ? -mean(fakes, softplus) : mean(fakes, (a) => softplus(-a)),
    dReal: mean(reals, sigmoid),
    dFake: mean(fakes, sigmoid),
  };
}
