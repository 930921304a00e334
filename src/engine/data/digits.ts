import { finish } from '#src/base/finish.ts';
import { random } from '../random.ts';
import type { Random } from '../random.ts';
import { skeleton } from './digit-skeletons.ts';
import type { Point, Stroke } from './digit-skeletons.ts';
import { curve, draw, PIECES, PIXELS } from './raster.ts';
import type { Pen } from './raster.ts';

/** What a hand decides besides the digit itself, with its unit. */
export const FACTORS = [
  /** Tangent of the angle by which upright strokes lean to the right. */
  'slant',
  /** Clockwise turn of the whole digit, in degrees. */
  'rotation',
  /** Width of the pen's trace, in pixels. */
  'thickness',
  /** Width of the skeleton's unit box over its height, before slant and rotation. */
  'aspect',
  /** Longest side of the ink, in pixels. */
  'size',
  /** Standard deviation of the smooth displacement of the strokes, as a share of the digit's height. */
  'wobble',
  /** Standard deviation of each point's own displacement, as a share of the way to the next point. */
  'jitter',
  /** Length of the curves' handles as a share of the chord: small is angular, 0.39 is round. */
  'roundness',
  /** Largest change of the trace's width along a stroke, as a share of the width. */
  'pressure',
] as const;

type Factors = Record<(typeof FACTORS)[number], number>;

export type DigitSet = {
  /** count × 784, row by row, 0 paper to 255 ink. */
  readonly images: Uint8Array;
  /** count labels, 0–9. */
  readonly labels: Uint8Array;
  readonly count: number;
  /** count × FACTORS.length, in the order and the units of FACTORS; absent for digits that people wrote. */
  readonly factors?: Float32Array;
};

/** The one set of grown digits that every figure shares: how many to train on and how many held out, and their seed. */
export const GROWN = { train: 8000, heldOut: 1000, seed: 1 } as const;

/** Digits to train on, and digits that training never sees. */
export type Split = { readonly train: DigitSet; readonly heldOut: DigitSet };

/** Digits `from` ≤ i < `to`, copied. */
export function partOf(set: DigitSet, from: number, to: number): DigitSet {
  const images = set.images.slice(from * PIXELS, to * PIXELS);
  const digits = { images, labels: set.labels.slice(from, to), count: to - from };
  if (set.factors === undefined) return digits;
  const width = set.factors.length / set.count;
  return { ...digits, factors: set.factors.slice(from * width, to * width) };
}

/** The digits of one label, in their order, copied. */
export function ofLabel({ images, labels, factors, count }: DigitSet, label: number): DigitSet {
  const found = Array.from(labels.keys()).filter((i) => labels[i] === label);
  const rows = <Values extends Uint8Array | Float32Array>(all: Values, into: Values) => {
    const width = all.length / count;
    found.forEach((from, to) => into.set(all.subarray(from * width, (from + 1) * width), to * width));
    return into;
  };
  const digits = {
    images: rows(images, new Uint8Array(found.length * PIXELS)),
    labels: labels.filter((own) => own === label),
    count: found.length,
  };
  return factors
    ? { ...digits, factors: rows(factors, new Float32Array((factors.length / count) * found.length)) }
    : digits;
}

/** The first `kept` digits to train on, the others held out. */
export const splitAt = (set: DigitSet, kept: number): Split => ({
  train: partOf(set, 0, kept),
  heldOut: partOf(set, kept, set.count),
});

/** Aspect and slant of each digit as most people write it. */
const USUAL_ASPECT = [0.8, 0.45, 0.78, 0.72, 0.76, 0.8, 0.7, 0.74, 0.66, 0.64];
const USUAL_SLANT = [0.12, 0.08, 0, -0.06, 0.12, 0.06, 0, -0.1, 0.02, 0.02];

/** Sine waves that displace the strokes along each axis, and the deviation of their wave numbers, in radians. */
const WAVES = 3;
const WAVE_NUMBER = 3;

const within = (low: number, value: number, high: number) => Math.min(high, Math.max(low, value));

function drawFactors(source: Random, label: number): Factors {
  return {
    slant: (USUAL_SLANT[label] ?? 0) + 0.24 * source.normal(),
    rotation: 7 * source.normal(),
    thickness: within(1.2, 2.2 * Math.exp(0.25 * source.normal()), 5.5),
    aspect: (USUAL_ASPECT[label] ?? 1) * Math.exp(0.18 * source.normal()),
    size: source.between(19.6, 20.6),
    wobble: 0.06 * Math.abs(source.normal()),
    jitter: 0.12 * Math.exp(0.4 * source.normal()),
    roundness: within(0.1, 0.3 + 0.08 * source.normal(), 0.5),
    pressure: within(0, 0.25 * Math.abs(source.normal()), 0.5),
  };
}

/** The stroke with every point displaced by itself; both points of a corner stay one. */
function unsteady(source: Random, stroke: Stroke, jitter: number): Stroke {
  let [x, y] = [0, 0];
  return stroke.map((point, i) => {
    const last = stroke[i - 1];
    const next =
      stroke.slice(i + 1).find(([nextX, nextY]) => nextX !== point[0] || nextY !== point[1]) ?? last ?? point;
    const isCorner = point[0] === last?.[0] && point[1] === last[1];
    const spread = jitter * Math.hypot(next[0] - point[0], next[1] - point[1]);
    if (!isCorner) [x, y] = [spread * source.normal(), spread * source.normal()];
    return [point[0] + x, point[1] + y];
  });
}

/** A smooth displacement of the plane with standard deviation `wobble` along each axis. */
function warp(source: Random, wobble: number): (point: Point) => Point {
  const wave = () => {
    const [a, b] = [WAVE_NUMBER * source.normal(), WAVE_NUMBER * source.normal()];
    const phase = source.between(0, 2 * Math.PI);
    return (x: number, y: number) => Math.sin(a * x + b * y + phase);
  };
  const across = Array.from({ length: WAVES }, wave);
  const down = Array.from({ length: WAVES }, wave);
  // A sine of random phase has variance ½, the sum of WAVES of them WAVES/2.
  const scale = wobble * Math.sqrt(2 / WAVES);
  return ([x, y]) => [
    x + scale * across.reduce((sum, height) => sum + height(x, y), 0),
    y + scale * down.reduce((sum, height) => sum + height(x, y), 0),
  ];
}

/** Aspect, slant and rotation as one linear map about the middle of the unit box. */
function pose({ aspect, slant, rotation }: Factors): (point: Point) => Point {
  const angle = (rotation * Math.PI) / 180;
  const [cosine, sine] = [Math.cos(angle), Math.sin(angle)];
  return ([x, y]) => {
    const [across, down] = [(x - 0.5) * aspect - slant * (y - 0.5), y - 0.5];
    return [cosine * across - sine * down, sine * across + cosine * down];
  };
}

/** A pen whose trace swells and thins along a stroke in one slow wave. */
function penFor(source: Random, { thickness, size, pressure }: Factors): Pen {
  const perPiece = (0.4 + 0.8 * Math.abs(source.normal())) / PIECES;
  const phase = source.between(0, 2 * Math.PI);
  const softness = source.between(1, 1.6);
  return { thickness, size, softness, swell: (piece) => 1 + pressure * Math.sin(perPiece * piece + phase) };
}

/** One digit: its image (784 bytes) and the factors behind it, in the order of FACTORS. */
export function growDigit(source: Random, label: number): { image: Uint8Array; factors: Float32Array } {
  const factors = drawFactors(source, label);
  const strokes = skeleton(source, label).map((stroke) => unsteady(source, stroke, factors.jitter));
  const [displace, place] = [warp(source, factors.wobble), pose(factors)];
  const lines = strokes.map((stroke) => curve(stroke.map(displace), factors.roundness).map(place));
  const image = draw(lines, penFor(source, factors));
  return { image, factors: Float32Array.from(FACTORS, (name) => factors[name]) };
}

/** The label of digit `index`: every ten digits in a row hold each label once, in random order. */
function labelAt(seed: number, index: number): number {
  const ten = random(seed)
    .fork('labels')
    .at(Math.floor(index / 10));
  return ten.permutation(10)[index % 10] ?? 0;
}

/** Digit `index` of the set of this seed by itself, with its label: the same as among thousands. */
export function digitAt(index: number, seed = 1): { readonly label: number; readonly image: Uint8Array } {
  const label = labelAt(seed, index);
  return { label, image: growDigit(random(seed).fork('digits').at(index), label).image };
}

/**
 * Grows `count` digits and yields the share done (0–1) on the way. Digit `index` depends on the seed and the index alone,
 * so the first hundred of a thousand are the hundred grown by themselves.
 */
export function* growDigits({ count, seed }: { count: number; seed: number }): Generator<number, DigitSet> {
  const images = new Uint8Array(count * PIXELS);
  const labels = new Uint8Array(count);
  const factors = new Float32Array(count * FACTORS.length);
  const stream = random(seed).fork('digits');
  for (let index = 0; index < count; index++) {
    const label = labelAt(seed, index);
    const digit = growDigit(stream.at(index), label);
    labels[index] = label;
    images.set(digit.image, index * PIXELS);
    factors.set(digit.factors, index * FACTORS.length);
    if (index % 100 === 99) yield (index + 1) / count;
  }
  return { images, labels, count, factors };
}

/** The same, all at once. */
export const grownDigits = (count: number, seed = 1): DigitSet => finish(growDigits({ count, seed }));
