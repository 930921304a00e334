import { growDigit } from '#src/engine/data/digits.ts';
import { latest } from '#src/engine/latest.ts';
import { random } from '#src/engine/random.ts';
import type { MetricsOf } from '#src/run/meta.ts';
import type { ParamValues } from '#src/run/params.ts';
import type { meta } from './meta.ts';

export type Values = ParamValues<typeof meta.params>;
/** 28 × 28 pixels row by row, 0 paper to 1 ink. */
export type Picture = Float64Array;

export const SIDE = 28;
const PIXELS = SIDE * SIDE;

/** The digit that a hand, named by a seed and a word, writes. */
const written = (seed: number, hand: string, digit: number): Picture =>
  Float64Array.from(growDigit(random(seed).fork(hand), digit).image, (byte) => byte / 255);

/** The picture moved to the right by whole pixels; what leaves the page is lost. */
export const shifted = (picture: Picture, by: number): Picture =>
  picture.map((_, pixel) => (pixel % SIDE < by ? 0 : (picture[pixel - by] ?? 0)));

/** The corner of the square of so many pixels a side that holds the most squared ink: erasing it costs more than any other of its size. */
export function dearestSquare(picture: Picture, side: number): { readonly row: number; readonly column: number } {
  const sums = sumsOf(picture);
  const within = (row: number, column: number) =>
    at(sums, row + side, column + side) -
    at(sums, row, column + side) -
    at(sums, row + side, column) +
    at(sums, row, column);
  let best = { row: 0, column: 0, ink: -1 };
  for (let row = 0; row + side <= SIDE; row++)
    for (let column = 0; column + side <= SIDE; column++) {
      const ink = within(row, column);
      if (ink > best.ink) best = { row, column, ink };
    }
  return best;
}

const at = (sums: Float64Array, row: number, column: number) => sums[row * (SIDE + 1) + column] ?? 0;

/** Squared ink above and left of each corner of the pixels' grid. */
function sumsOf(picture: Picture): Float64Array {
  const sums = new Float64Array((SIDE + 1) ** 2);
  for (let row = 0; row < SIDE; row++) {
    let line = 0;
    for (let column = 0; column < SIDE; column++) {
      line += (picture[row * SIDE + column] ?? 0) ** 2;
      sums[(row + 1) * (SIDE + 1) + column + 1] = at(sums, row, column + 1) + line;
    }
  }
  return sums;
}

/** The picture without its dearest square of so many pixels a side. */
export function erased(picture: Picture, side: number): Picture {
  const corner = dearestSquare(picture, side);
  return picture.map((ink, pixel) => {
    const row = Math.floor(pixel / SIDE) - corner.row;
    const column = (pixel % SIDE) - corner.column;
    return row >= 0 && row < side && column >= 0 && column < side ? 0 : ink;
  });
}

/** The picture under a Gaussian blur of so many pixels, cut off at three deviations; beyond the page is paper. */
export function blurred(picture: Picture, deviation: number): Picture {
  if (deviation === 0) return picture;
  const reach = Math.ceil(3 * deviation);
  const bell = Array.from({ length: 2 * reach + 1 }, (_, i) => Math.exp(-0.5 * ((i - reach) / deviation) ** 2));
  const total = bell.reduce((sum, weight) => sum + weight, 0);
  const weights = bell.map((weight) => weight / total);
  return along(along(picture, weights, reach, 1), weights, reach, SIDE);
}

/** One direction of a separable filter: `stride` is 1 along rows, SIDE along columns. */
function along(picture: Picture, weights: readonly number[], reach: number, stride: number): Picture {
  return picture.map((_, pixel) => {
    const place = stride === 1 ? pixel % SIDE : Math.floor(pixel / SIDE);
    let sum = 0;
    for (let by = Math.max(-reach, -place); by <= Math.min(reach, SIDE - 1 - place); by++)
      sum += (weights[by + reach] ?? 0) * (picture[pixel + by * stride] ?? 0);
    return sum;
  });
}

/** Σ (x − y)² over the pixels. */
export const squaredError = (x: Picture, y: Picture): number =>
  x.reduce((sum, ink, pixel) => sum + (ink - (y[pixel] ?? 0)) ** 2, 0);

/** Σ x y over the pixels. */
const product = (x: Picture, y: Picture): number => x.reduce((sum, ink, pixel) => sum + ink * (y[pixel] ?? 0), 0);

export type Name = 'original' | 'shifted' | 'erased' | 'blurred' | 'other';

/** The digit and what became of it. Readouts and pictures ask for the same ones. */
export const picturesOf = latest(alter);

/** Grown once for a seed and a digit: the other knobs change what is made of it. */
const grown = {
  hand: latest((seed: number, digit: number) => written(seed, 'hand', digit)),
  other: latest((seed: number, digit: number) => written(seed, 'other hand', digit)),
} as const;

function alter({ digit, seed, shift, erase, blur }: Values): Readonly<Record<Name, Picture>> {
  const original = grown.hand(seed, digit);
  return {
    original,
    shifted: shifted(original, shift),
    erased: erased(original, erase),
    blurred: blurred(original, blur),
    other: grown.other(seed, digit),
  };
}

/** The pictures in the order of drawing, each with its name. */
export function namedOf(values: Values): { readonly label: string; readonly picture: Picture }[] {
  const { original, ...altered } = picturesOf(values);
  return [
    { label: 'written', picture: original },
    { label: 'shifted', picture: altered.shifted },
    { label: 'part missing', picture: altered.erased },
    { label: 'blurred', picture: altered.blurred },
    { label: 'other hand', picture: altered.other },
  ];
}

export type Bar = {
  readonly name: Exclude<Name, 'original'> | 'blank';
  readonly label: string;
  readonly error: number;
};

/** Squared errors for drawing, the cost of a blank page last. */
export function barsOf(values: Values): Bar[] {
  const numbers = metricsOf(values);
  const bar = (name: Bar['name'], label: string): Bar => ({ name, label, error: numbers[`error-${name}`] });
  return [
    bar('shifted', `shifted ${values.shift} px`),
    bar('erased', 'part missing'),
    bar('blurred', 'blurred'),
    bar('other', 'other hand'),
    bar('blank', 'blank page'),
  ];
}

/** How many digits the comparison over many is made on, ten of each class, and the seed of their hands. */
const CROWD = 100;
const CROWD_SEED = 1;
/** A hundred digits by a hundred hands, the same ones whatever the knobs say; grown once. */
const crowdOf = latest((): readonly Picture[] =>
  Array.from({ length: CROWD }, (_, i) => written(CROWD_SEED, `crowd ${i}`, i % 10)),
);

/** What the gap and the shift cost for one digit of the crowd. */
export type Pair = { readonly digit: number; readonly erased: number; readonly shifted: number };

/** What a change costs each digit of the crowd; one knob's answer stays while the other moves. */
const costsOf = (change: (picture: Picture, by: number) => Picture) =>
  latest((by: number) => crowdOf().map((picture) => squaredError(picture, change(picture, by))));
const costs = { erased: costsOf(erased), shifted: costsOf(shifted) } as const;

/** The gap and the shift of the knobs on each digit of the crowd. */
export function pairsOf({ shift, erase }: Pick<Values, 'shift' | 'erase'>): readonly Pair[] {
  const [gaps, shifts] = [costs.erased(erase), costs.shifted(shift)];
  return gaps.map((gap, i) => ({ digit: i % 10, erased: gap, shifted: shifts[i] ?? NaN }));
}

/** Every number of `meta.metrics`. */
export const metricsOf = latest(countOf);

function countOf(values: Values): MetricsOf<typeof meta> {
  const { original, ...altered } = picturesOf(values);
  const ink = product(original, original);
  const overlap = product(original, altered.shifted);
  const pairs = pairsOf(values);
  return {
    'error-shifted': squaredError(original, altered.shifted),
    'error-erased': squaredError(original, altered.erased),
    'error-blurred': squaredError(original, altered.blurred),
    'error-other': squaredError(original, altered.other),
    'error-blank': ink,
    'error-from-overlap': ink + product(altered.shifted, altered.shifted) - 2 * overlap,
    'overlap-share': overlap / ink,
    'mse-shifted': squaredError(original, altered.shifted) / PIXELS,
    'mse-erased': squaredError(original, altered.erased) / PIXELS,
    'share-dearer': pairs.filter((pair) => pair.shifted > pair.erased).length / pairs.length,
  };
}
