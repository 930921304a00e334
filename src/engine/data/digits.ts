import { random } from '../random.ts';
import type { Random } from '../random.ts';
import { skeleton } from './digit-skeletons.ts';
import type { Point } from './digit-skeletons.ts';
import { draw, PIXELS, spline } from './raster.ts';

/** What a hand decides besides the digit itself, with its unit. */
export const FACTORS = [
  /** Tangent of the angle by which upright strokes lean to the right. */
  'slant',
  /** Clockwise turn of the whole digit, in degrees. */
  'rotation',
  /** Width of the pen, in pixels. */
  'thickness',
  /** Width of the skeleton's unit box over its height, before slant and rotation. */
  'aspect',
  /** Longest side of the ink, in pixels. */
  'size',
  /** Standard deviation of the smooth displacement of the strokes, as a share of the digit's height. */
  'wobble',
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

/** Width over height of each digit as most people write it. */
const USUAL_ASPECT = [0.82, 0.5, 0.8, 0.7, 0.78, 0.72, 0.62, 0.72, 0.66, 0.62];

/** Sine waves that displace a stroke along each axis. */
const WAVES = 3;

function drawFactors(source: Random, label: number): Factors {
  return {
    slant: 0.12 + 0.24 * source.normal(),
    rotation: 7 * source.normal(),
    thickness: Math.min(5.5, Math.max(1.2, 2.45 * Math.exp(0.3 * source.normal()))),
    aspect: (USUAL_ASPECT[label] ?? 0.7) * Math.exp(0.18 * source.normal()),
    size: source.between(19, 20),
    wobble: 0.035 * Math.abs(source.normal()),
  };
}

/** A smooth displacement of the plane with standard deviation `wobble` along each axis. */
function warp(source: Random, wobble: number): (point: Point) => Point {
  const wave = () => {
    const [a, b] = [3 * source.normal(), 3 * source.normal()];
    const phase = source.between(0, 2 * Math.PI);
    return (x: number, y: number) => Math.sin(a * x + b * y + phase);
  };
  const across = Array.from({ length: WAVES }, wave);
  const down = Array.from({ length: WAVES }, wave);
  const scale = wobble * Math.sqrt(2 / WAVES);
  return ([x, y]) => [
    x + scale * across.reduce((sum, displaced) => sum + displaced(x, y), 0),
    y + scale * down.reduce((sum, displaced) => sum + displaced(x, y), 0),
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

/** One digit: its image (784 bytes) and the factors behind it, in the order of FACTORS. */
export function growDigit(source: Random, label: number): { image: Uint8Array; factors: Float32Array } {
  const factors = drawFactors(source, label);
  const strokes = skeleton(source, label);
  const [displace, place] = [warp(source, factors.wobble), pose(factors)];
  const lines = strokes.map((stroke) => spline(stroke.map(displace)).map(place));
  const image = draw(lines, factors.thickness, factors.size, source.between(0.8, 1.3));
  return { image, factors: Float32Array.from(FACTORS, (name) => factors[name]) };
}

/** The label of digit `index`: every ten digits in a row hold each label once, in random order. */
function labelAt(seed: number, index: number): number {
  const ten = random(seed).fork('labels').at(Math.floor(index / 10));
  return ten.permutation(10)[index % 10] ?? 0;
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
    labels[index] = labelAt(seed, index);
    const digit = growDigit(stream.at(index), labels[index] ?? 0);
    images.set(digit.image, index * PIXELS);
    factors.set(digit.factors, index * FACTORS.length);
    if (index % 100 === 99) yield (index + 1) / count;
  }
  return { images, labels, count, factors };
}
