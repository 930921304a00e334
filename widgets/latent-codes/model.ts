import type { Config, Snapshot as SnapshotOf } from '#src/models/registry.ts';
import { latest } from '#src/engine/latest.ts';
import type { ParamValues } from '#src/run/params.ts';
import type { NumbersOf } from '#src/run/trained-on.ts';
import type { meta } from './meta.ts';

export type Values = ParamValues<typeof meta.params>;
export type Snapshot = SnapshotOf<'codes'>;

const SIDE = 28;
const PIXELS = SIDE * SIDE;
const CLASSES = 10;
/** Pictures on the walk. */
export const STOPS = 9;

/** The engine's configuration for these knobs; those that only look are not among it. */
export const configOf = ({ code, size, width, lr, batch, digits, seed }: Values): Config<'codes'> => ({
  code,
  size,
  width,
  lr,
  batch,
  digits,
  seed,
});

/** What the decoder makes of a code: 784 grey values σ(relu(z W₁ + b₁) W₂ + b₂). */
export function decode({ decoder, size }: Pick<Snapshot, 'decoder' | 'size'>, code: ArrayLike<number>): Float64Array {
  const { width, hidden, hiddenBias, out, outBias } = decoder;
  const logits = Float64Array.from(outBias);
  for (let unit = 0; unit < width; unit++) {
    let sum = hiddenBias[unit] ?? NaN;
    for (let place = 0; place < size; place++) sum += (code[place] ?? NaN) * (hidden[place * width + unit] ?? NaN);
    // Not above 0 is also what is not a number, which must not be passed over.
    if (sum <= 0) continue;
    for (let pixel = 0; pixel < PIXELS; pixel++)
      logits[pixel] = (logits[pixel] ?? 0) + sum * (out[unit * PIXELS + pixel] ?? NaN);
  }
  return logits.map((logit) => 1 / (1 + Math.exp(-logit)));
}

/** The training digit that is the `nth` of its class, counted from 1; the last one if there are fewer. */
export function pick({ labels }: Snapshot['digits'], digit: number, nth: number): number {
  let last = 0;
  let found = 0;
  for (const [at, label] of labels.entries()) {
    if (label !== digit || found === nth) continue;
    found++;
    last = at;
  }
  return last;
}

export const codeOf = ({ codes, size }: Snapshot, digit: number): Float64Array =>
  Float64Array.from(codes.subarray(digit * size, (digit + 1) * size));

/** (1 − t) times one code and t times the other. */
export const between = (from: Float64Array, to: Float64Array, t: number): Float64Array =>
  from.map((value, place) => (1 - t) * value + t * (to[place] ?? 0));

/** The standard deviation of one number of the code over the training digits. */
export function spread({ codes, size, digits: { count } }: Snapshot, place: number): number {
  const values = Array.from({ length: count }, (_, i) => codes[i * size + place] ?? 0);
  const mean = values.reduce((sum, value) => sum + value, 0) / count;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / count);
}

/** A training digit's own grey values. */
export const target = ({ digits }: Snapshot, digit: number): Float64Array =>
  Float64Array.from(digits.images.subarray(digit * PIXELS, (digit + 1) * PIXELS), (byte) => byte / 255);

type Grey = ArrayLike<number>;

export function squaredDistance(one: Grey, other: Grey): number {
  let sum = 0;
  for (let i = 0; i < one.length; i++) sum += ((one[i] ?? 0) - (other[i] ?? 0)) ** 2;
  return sum;
}

/**
 * How far ink leans to the right, in degrees: the slope of the line that best gives each row's place across from its
 * place down, −μ₁₁/μ₀₂ of the image moments, as an angle.
 */
export function leanOf(grey: Grey): number {
  let [mass, down] = [0, 0];
  for (let i = 0; i < PIXELS; i++) {
    const ink = grey[i] ?? 0;
    mass += ink;
    down += ink * Math.floor(i / SIDE);
  }
  // Heights counted from their mean add up to 0, so that of places across need not be taken off.
  let [mixed, upright] = [0, 0];
  for (let i = 0; i < PIXELS; i++) {
    const y = Math.floor(i / SIDE) - down / mass;
    mixed += (grey[i] ?? 0) * (i % SIDE) * y;
    upright += (grey[i] ?? 0) * y * y;
  }
  return (Math.atan(-mixed / upright) * 180) / Math.PI;
}

/** Σ 4 x̂ (1 − x̂): pixels of which the decoder is not sure, one of grey ½ counted as 1. */
export const undecided = (grey: Float64Array): number => grey.reduce((sum, p) => sum + 4 * p * (1 - p), 0);

/** Everything that the pictures and the numbers say of a and b and the way between them. */
export type Walk = {
  /** Numbers of the two training digits. */
  readonly ends: readonly [number, number];
  /** The code at t, pushed; and what it decodes to. */
  readonly code: Float64Array;
  readonly picture: Float64Array;
  readonly pictures: readonly [Float64Array, Float64Array];
};

/** The walk at these knobs; the last one is kept, since several pictures ask for it. */
export const walkOf = latest(walkAt);

function walkAt(snapshot: Snapshot, values: Values): Walk {
  const a = pick(snapshot.digits, values['digit-a'], values.a);
  const b = pick(snapshot.digits, values['digit-b'], values.b);
  const [from, to] = [codeOf(snapshot, a), codeOf(snapshot, b)];
  const code = between(from, to, values.t);
  code[0] = (code[0] ?? 0) + values.push1 * spread(snapshot, 0);
  code[1] = (code[1] ?? 0) + values.push2 * spread(snapshot, 1);
  return {
    ends: [a, b],
    code,
    picture: decode(snapshot, code),
    pictures: [decode(snapshot, from), decode(snapshot, to)],
  };
}

/** A stop of the walk without any push: its share of the way, its picture and what is measured of it. */
export type Stop = {
  readonly t: number;
  readonly picture: Float64Array;
  readonly toA: number;
  readonly toB: number;
  readonly lean: number;
};

/** Nine stops from a to b. */
export function stopsOf(snapshot: Snapshot, { ends: [a, b], pictures: [first, last] }: Walk): readonly Stop[] {
  const [from, to] = [codeOf(snapshot, a), codeOf(snapshot, b)];
  return Array.from({ length: STOPS }, (_, at) => {
    const t = at / (STOPS - 1);
    const picture = decode(snapshot, between(from, to, t));
    return {
      t,
      picture,
      lean: leanOf(picture),
      toA: squaredDistance(picture, first),
      toB: squaredDistance(picture, last),
    };
  });
}

/** The training digit nearest to a picture, and its squared distance. */
export function nearestTo({ digits }: Snapshot, picture: Float64Array) {
  let [digit, distance] = [0, Infinity];
  for (let i = 0; i < digits.count; i++) {
    const squares = distanceTo(digits.images, i, picture, distance);
    if (squares < distance) [digit, distance] = [i, squares];
  }
  return { digit, distance };
}

/** The squared distance of a picture from an image of bytes; of one farther than `enough` only that it is. */
function distanceTo(images: Uint8Array, image: number, picture: Float64Array, enough: number): number {
  let sum = 0;
  for (let row = 0; row < SIDE && sum < enough; row++)
    for (let pixel = row * SIDE; pixel < (row + 1) * SIDE; pixel++)
      sum += ((picture[pixel] ?? NaN) - (images[image * PIXELS + pixel] ?? NaN) / 255) ** 2;
  return sum;
}

/** The numbers of the figure at one snapshot, under the names that links, exercises and tests use. */
export function metricsAt(snapshot: Snapshot, values: Values): NumbersOf<typeof meta> {
  const { error, floor, squaredError } = snapshot;
  const walk = walkOf(snapshot, values);
  const { picture, ends, pictures } = walk;
  const [first, last] = pictures;
  return {
    error,
    floor,
    'squared-error': squaredError,
    'data-apart': squaredDistance(target(snapshot, ends[0]), target(snapshot, ends[1])),
    apart: squaredDistance(first, last),
    'to-a': squaredDistance(picture, first),
    'to-b': squaredDistance(picture, last),
    nearest: nearestTo(snapshot, picture).distance,
    'cross-fade': squaredDistance(picture, between(first, last, values.t)),
    undecided: undecided(picture),
    'lean-a': leanOf(first),
    'lean-t': leanOf(picture),
    'lean-b': leanOf(last),
  };
}

/** What is kept of a snapshot for the curve of its run. */
export type TracePoint = Pick<Snapshot, 'step' | 'error'>;
export const traceOf = ({ step, error }: Snapshot): TracePoint => ({ step, error });

/** Grey values as bytes, one picture behind the other. */
export const bytesOf = (pictures: readonly Grey[]): Uint8Array =>
  Uint8Array.from(pictures.flatMap((grey) => Array.from(grey, (value) => Math.round(255 * value))));

/** The two numbers of the code that the map shows, counted from 0: the first two of a dense code, else two classes' places. */
export function placesShown({ code, 'digit-a': a, 'digit-b': b }: Values): readonly [number, number] {
  return code === 'dense' ? [0, 1] : [a, b === a ? (a + 1) % CLASSES : b];
}

/** A point of the map: a training digit with its class, or a stop of the walk. */
export type MapPoint = { readonly x: number; readonly y: number; readonly label: string };

/** The map of the codes, in the two places shown. */
export function mapOf(snapshot: Snapshot, values: Values) {
  const { codes, size, digits } = snapshot;
  const [x, y] = placesShown(values);
  const walk = walkOf(snapshot, values);
  const at = (code: ArrayLike<number>, label: string): MapPoint => ({ x: code[x] ?? 0, y: code[y] ?? 0, label });
  return {
    places: [x, y] as const,
    digits: Array.from(digits.labels, (label, i) => at(codes.subarray(i * size, (i + 1) * size), String(label))),
    ends: [at(codeOf(snapshot, walk.ends[0]), 'a'), at(codeOf(snapshot, walk.ends[1]), 'b')] as const,
    now: at(walk.code, 't'),
    /** What one standard deviation is on either axis, by which a push is counted. */
    units: [spread(snapshot, x), spread(snapshot, y)] as const,
  };
}
