/** Pictures whose atoms are known: sums of a few strokes out of 32. */
import type { DigitSet, Split } from '#src/engine/data/digits.ts';
import { PIXELS, SIDE } from '#src/engine/data/raster.ts';
import { random, type Random } from '#src/engine/random.ts';

/** Strokes that are planted, and how alike two of them may be: the cosine of their pictures. */
export const STROKES = 32;
export const LIKENESS = 0.3;
/** Pictures to train on and pictures held out, and the seed of all of them: one set that every run shares. */
const PICTURES = { train: 4000, heldOut: 500, seed: 1 } as const;
/** Strokes in one picture, each as likely. */
const FEWEST = 2;
const MOST = 4;

/** Length of a stroke between the ends of its middle line, and the room around that line, in pixels. */
const LENGTH = { least: 8, most: 14 } as const;
const ROOM = 3;
/** Ink is full up to this far from the middle line, and gone one pixel further. */
const FULL = 0.5;

export const cosine = (a: Float32Array, b: Float32Array): number => dot(a, b) / (Math.sqrt(dot(a, a) * dot(b, b)) || 1);

function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] ?? NaN) * (b[i] ?? NaN);
  return sum;
}

/** 32 straight strokes [784], ink 0 to 1, at random but for those too much like an earlier one. */
export function plantedStrokes(): readonly Float32Array[] {
  const source = random(PICTURES.seed).fork('strokes');
  const found: Float32Array[] = [];
  while (found.length < STROKES) {
    const stroke = strokeFrom(source);
    if (found.every((other) => cosine(other, stroke) <= LIKENESS)) found.push(stroke);
  }
  return found;
}

function strokeFrom(source: Random): Float32Array {
  const angle = source.between(0, Math.PI);
  const half = source.between(LENGTH.least, LENGTH.most) / 2;
  const [x, y] = [Math.cos(angle), Math.sin(angle)];
  const place = (reach: number) => source.between(ROOM + Math.abs(reach), SIDE - 1 - ROOM - Math.abs(reach));
  const [middleX, middleY] = [place(half * x), place(half * y)];
  return Float32Array.from({ length: PIXELS }, (_, pixel) => {
    const [right, down] = [(pixel % SIDE) - middleX, Math.floor(pixel / SIDE) - middleY];
    const along = Math.max(-half, Math.min(half, right * x + down * y));
    const away = Math.hypot(right - along * x, down - along * y);
    return Math.max(0, Math.min(1, 1 + FULL - away));
  });
}

/** Pictures of two to four strokes, each between half and full strength; where strokes cross, ink adds up to 1 at most. */
export function plantedPictures(strokes: readonly Float32Array[]): Split {
  const source = random(PICTURES.seed).fork('pictures');
  const train = picturesFrom(source, strokes, PICTURES.train);
  return { train, heldOut: picturesFrom(source, strokes, PICTURES.heldOut) };
}

function picturesFrom(source: Random, strokes: readonly Float32Array[], count: number): DigitSet {
  const images = new Uint8Array(count * PIXELS);
  for (let picture = 0; picture < count; picture++) {
    const sum = new Float32Array(PIXELS);
    const few = FEWEST + source.below(MOST - FEWEST + 1);
    for (const which of source.permutation(strokes.length).subarray(0, few)) {
      const strength = source.between(0.5, 1);
      strokes[which]?.forEach((ink, pixel) => (sum[pixel] = (sum[pixel] ?? 0) + strength * ink));
    }
    images.set(
      sum.map((ink) => Math.round(255 * Math.min(1, ink))),
      picture * PIXELS,
    );
  }
  return { images, labels: new Uint8Array(count), count };
}
