import { drawPlane, planeSet } from '#src/engine/data/plane.ts';
import { latest } from '#src/engine/latest.ts';
import { logDensityAt, noised, scoreAt, usualDensity } from '#src/engine/maths/noisy-plane.ts';
import { psnr } from '#src/engine/maths/psnr.ts';
import { random } from '#src/engine/random.ts';
import {
  WAYS,
  type DenoiserConfig,
  type DigitsSnapshot,
  type KnownSet,
  type PlaneNet,
} from '#src/models/denoiser/denoiser.ts';
import { sent, type Point } from '#src/models/denoiser/field.ts';
import type { Snapshot as SnapshotOf } from '#src/models/registry.ts';
import type { ParamValues } from '#src/run/params.ts';
import type { NumbersOf } from '#src/run/trained-on.ts';
import { HALF_SIDE, type meta } from './meta.ts';

export type Values = ParamValues<typeof meta.params>;
export type Snapshot = SnapshotOf<'denoiser'>;

/** Octaves of sines that the network reads beside the coordinates. */
const OCTAVES = 3;
/** Held-out digits that each snapshot is measured on. */
export const HELD_OUT = 500;
const PIXELS = 784;

/** What the model is told at these knobs. */
export function configOf(values: Values): DenoiserConfig {
  const { on, level, lr, falls, batch, seed } = values;
  const common = { level, lr, falls, batch, seed };
  if (on === 'digits') return { on, noise: values.noise, width: values.width, heldOut: HELD_OUT, ...common };
  const { shape, net } = values;
  return { on, shape, linear: net === 'linear', octaves: net === 'sines' ? OCTAVES : 0, ...common };
}

/** What it learns from: points of its own making, or digits. */
export const dataOf = ({ on, data }: Values) => (on === 'plane' ? 'none' : data);

/** The numbers that `meta.metrics` names, at one snapshot. */
export const metricsAt = (snapshot: Snapshot): NumbersOf<typeof meta> =>
  snapshot.on === 'plane'
    ? { 'field-error': snapshot.fieldError, 'field-cosine': snapshot.fieldCosine }
    : {
        'psnr-noisy': snapshot.psnrNoisy,
        'psnr-restored': snapshot.psnrRestored,
        'psnr-median': snapshot.psnrMedian,
      };

/** What is kept of a snapshot for the curve of its run: the error of the field, or decibels. */
export type TracePoint = { readonly step: number; readonly value: number };
export const traceOf = (snapshot: Snapshot): TracePoint => ({
  step: snapshot.step,
  value: snapshot.on === 'plane' ? snapshot.fieldError : snapshot.psnrRestored,
});

// The plane

/** What a denoiser adds to a point: r(x) − x. */
export type Field = (x: number, y: number) => Point;
/** An arrow from a point of the plane, and how much data come there: often, seldom or hardly ever. */
export type Arrow = { readonly from: Point; readonly way: Point; readonly seen: Seen };
export const SEEN = ['often', 'seldom', 'hardly'] as const;
export type Seen = (typeof SEEN)[number];

/** Shares of the density that a noisy point usually has, from which on arrows are drawn in full, and pale ones less pale. */
const ENOUGH = 0.05;
const LITTLE = 0.002;
/** Arrows a side. */
const SIDE = 24;

/** The noisy data at a level, and the density that one of their points usually has. */
const noisyData = latest((shape: KnownSet, level: number) => {
  const mixture = noised(planeSet(shape), level);
  return { mixture, usual: usualDensity(mixture) };
});

/** The exact field σ²∇log p of the noisy data. */
export function exactField({ shape, level }: Pick<Values, 'shape' | 'level'>): Field {
  const { mixture } = noisyData(shape, level);
  return (x, y) => {
    const [across, up] = scoreAt(mixture, x, y);
    return [level ** 2 * across, level ** 2 * up];
  };
}

/** The field of a trained net. */
export const learnedField =
  (net: PlaneNet): Field =>
  (x, y) =>
    sent(net, x, y);

/** How often noisy data come to a point, against where they usually are. */
export function seenAt({ shape, level }: Pick<Values, 'shape' | 'level'>, x: number, y: number): Seen {
  const { mixture, usual } = noisyData(shape, level);
  const share = Math.exp(logDensityAt(mixture, x, y)) / usual;
  return share >= ENOUGH ? 'often' : share >= LITTLE ? 'seldom' : 'hardly';
}

/** Arrows of a field at the middles of 24 × 24 cells of the square. */
export function arrowsOf(field: Field, values: Pick<Values, 'shape' | 'level'>): readonly Arrow[] {
  const place = (i: number) => HALF_SIDE * ((2 * i + 1) / SIDE - 1);
  return Array.from({ length: SIDE * SIDE }, (_, i) => {
    const [x, y] = [place(i % SIDE), place(Math.floor(i / SIDE))];
    return { from: [x, y], way: field(x, y), seen: seenAt(values, x, y) };
  });
}

export const exactArrows = latest((shape: KnownSet, level: number) =>
  arrowsOf(exactField({ shape, level }), { shape, level }),
);
export const learnedArrows = latest((net: PlaneNet, shape: KnownSet, level: number) =>
  arrowsOf(learnedField(net), { shape, level }),
);

/** Times that a point is denoised. */
export const MOVES = 40;

/** The walk x ← r(x) from the start, which it begins with. */
export function walkFrom(field: Field, { x1, x2 }: Pick<Values, 'x1' | 'x2'>): readonly Point[] {
  const walk: Point[] = [[x1, x2]];
  for (let move = 0; move < MOVES; move++) {
    const [x, y] = walk.at(-1) ?? [NaN, NaN];
    const [across, up] = field(x, y);
    walk.push([x + across, y + up]);
  }
  return walk;
}

/** Clean points that are shown, as pairs. */
const SHOWN = 400;
export const pointsOf = latest((shape: KnownSet) => {
  const drawn = drawPlane(planeSet(shape), SHOWN, random(1).fork('shown'));
  return Array.from({ length: SHOWN }, (_, i): Point => [drawn[2 * i] ?? NaN, drawn[2 * i + 1] ?? NaN]);
});

// Digits

/** A row of digits, and the decibels of each; the clean ones have none. */
export type Row = { readonly name: string; readonly images: Uint8Array; readonly decibels: readonly number[] };

const NAMES = { clean: 'clean', noisy: 'noisy', restored: 'restored', median: 'median 3 × 3' } as const;

/** Clean, noisy, restored and filtered digits, one row below the other. */
export const rowsOf = ({ shown }: Pick<DigitsSnapshot, 'shown'>): readonly Row[] =>
  WAYS.map((way) => ({
    name: NAMES[way],
    images: shown[way],
    decibels: way === 'clean' ? [] : decibelsOf(shown[way], shown.clean),
  }));

function decibelsOf(images: Uint8Array, clean: Uint8Array): readonly number[] {
  const of = (all: Uint8Array, i: number) => all.subarray(i * PIXELS, (i + 1) * PIXELS);
  return Array.from({ length: clean.length / PIXELS }, (_, i) => psnr(of(images, i), of(clean, i), 255));
}
