import { digitAt, GROWN } from '#src/engine/data/digits.ts';
import { PIXELS, SIDE } from '#src/engine/data/raster.ts';
import { latest } from '#src/engine/latest.ts';
import { normalBelow, normalQuantile } from '#src/engine/maths/gaussian.ts';
import { ridge } from '#src/engine/maths/ridge.ts';
import { decodedBytes, encode, type Networks } from '#src/models/vae/networks.ts';
import { gridOf, roundTripShare, type VaePlane } from '#src/models/vae/plane.ts';
import type { Snapshot as SnapshotOf } from '#src/models/registry.ts';
import { cellsOf } from '#src/run/drawing.ts';
import type { NumbersOf } from '#src/run/trained-on.ts';
import { PAD_SIDE, type meta } from './meta.ts';
import { unpackedNetworks } from './trained/pack.ts';
import { readRecord, SHOWN, shownFactors, type TrainedPlane } from './trained/record.ts';

export { configOf, onlyOf, type Values } from './trained/recipe.ts';
import type { Values } from './trained/recipe.ts';

type Snapshot = SnapshotOf<'vae'>;
export type Code = readonly [number, number];

/** No code lies farther out on the plane: 0.1 % of the prior on each side. */
export const REACH = 3;

/** A plane as the figure shows it: of a run, or trained beforehand. */
export type Plane = Pick<VaePlane, 'networks' | 'moments' | 'labels' | 'grid'> & {
  /** Slant, thickness and aspect of each held-out digit, [count, 3]. */
  readonly factors: Float32Array;
  /** The share of decoded digits that are found again. */
  readonly roundTrip: number;
  readonly elbo: number;
  readonly step: number;
};

/** The plane of a snapshot; the same as long as it is the same snapshot. */
export const planeIn = latest((snapshot: Snapshot): Plane | undefined => {
  const { plane, step, elbo } = snapshot;
  return plane && { ...plane, factors: shownFactors(plane.factors), roundTrip: roundTripShare(plane), step, elbo };
});

/** The plane trained beforehand. */
export function planeBefore(trained: TrainedPlane): Plane {
  const networks = unpackedNetworks(trained.packed);
  const { elbo, roundTrip } = trained.numbers;
  return { ...readRecord(trained), networks, grid: gridOf(networks), roundTrip, elbo, step: trained.step };
}

// Where things lie: shares of the prior from the left and from below, so that equal areas are equally likely.

export const shareOf = (z: number): number => normalBelow(z);
/** The code at a share of the way across, in steps that a link can hold. */
export const codeAt = (share: number): number => {
  const z = share <= 0 ? -REACH : share >= 1 ? REACH : normalQuantile(share);
  return Math.round(Math.max(-REACH, Math.min(REACH, z)) * 1000) / 1000;
};

export const meanOf = ({ moments }: Pick<Plane, 'moments'>, digit: number): Code => [
  moments[4 * digit] ?? NaN,
  moments[4 * digit + 1] ?? NaN,
];

/** Points on the outline of q(z|x), `deviations` standard deviations from its mean. */
export function outlineOf(moments: ArrayLike<number>, at: number, deviations: number): readonly Code[] {
  const along = (j: number, turn: number) =>
    (moments[at + j] ?? NaN) + deviations * Math.exp((moments[at + j + 2] ?? NaN) / 2) * turn;
  return Array.from({ length: 33 }, (_, i) => {
    const angle = (2 * Math.PI * i) / 32;
    return [along(0, Math.cos(angle)), along(1, Math.sin(angle))] as const;
  });
}

/** The held-out digit whose mean code is nearest on the plane. */
export function nearestDigit(plane: Pick<Plane, 'moments' | 'labels'>, [z1, z2]: Code): number {
  let [digit, least] = [0, Infinity];
  for (let i = 0; i < plane.labels.length; i++) {
    const [m1, m2] = meanOf(plane, i);
    const distance = Math.hypot(shareOf(m1) - shareOf(z1), shareOf(m2) - shareOf(z2));
    if (distance < least) [digit, least] = [i, distance];
  }
  return digit;
}

/** Held-out digit `which` of this plane as bytes; of a plane of one kind of digit, the one of that kind in the `which`th ten. */
export function heldOutImage({ labels }: Pick<Plane, 'labels'>, which: number, only: number | undefined): Uint8Array {
  const at = Math.min(which, labels.length - 1);
  if (only === undefined) return digitAt(GROWN.train + at).image;
  const ten = Array.from({ length: 10 }, (_, i) => digitAt(GROWN.train + 10 * at + i));
  return ten.find(({ label }) => label === only)?.image ?? new Uint8Array(PIXELS);
}

/** The code a share t of the straight way from one to another. */
export const between = ([a1, a2]: Code, [b1, b2]: Code, t: number): Code => [
  (1 - t) * a1 + t * b1,
  (1 - t) * a2 + t * b2,
];

/** A number of a held-out digit among those that this plane has. */
export const within = ({ labels }: Pick<Plane, 'labels'>, digit: number): number => Math.min(digit, labels.length - 1);

/** Where the path is at t. */
export const pathAt = (plane: Plane, { a, b }: Pick<Values, 'a' | 'b'>, t: number): Code =>
  between(meanOf(plane, within(plane, a)), meanOf(plane, within(plane, b)), t);

/** How one factor changes on the plane. */
export type Direction = {
  readonly factor: (typeof SHOWN)[number];
  readonly r2: number;
  /** Where an arrow begins and ends: from the mean code a standard deviation of the codes along the slope, uphill. */
  readonly from: Code;
  readonly to: Code;
};

/** Small against the sums of squares of 50 or 500 codes: it matters only where all codes are one. */
const PENALTY = 0.1;

/** Ridge regressions of the three factors on the codes. */
export const directionsOf = latest((plane: Pick<Plane, 'moments' | 'labels' | 'factors'>): readonly Direction[] => {
  const count = plane.labels.length;
  const codes = Array.from({ length: count }, (_, i) => meanOf(plane, i));
  const flat = codes.flat();
  const mean = [0, 1].map((j) => codes.reduce((sum, code) => sum + (code[j] ?? NaN), 0) / count) as [number, number];
  return SHOWN.map((factor, column) => {
    const { slope, r2 } = ridge(
      flat,
      codes.map((_, i) => plane.factors[3 * i + column] ?? NaN),
      PENALTY,
    );
    const length = Math.hypot(...slope) || 1;
    const unit = [slope[0] / length, slope[1] / length] as const;
    const spread = Math.sqrt(
      codes.reduce((sum, [x, y]) => sum + ((x - mean[0]) * unit[0] + (y - mean[1]) * unit[1]) ** 2, 0) / count,
    );
    return { factor, r2, from: mean, to: [mean[0] + spread * unit[0], mean[1] + spread * unit[1]] };
  });
});

/** The numbers of the figure at one snapshot. */
export function metricsAt(snapshot: Snapshot): NumbersOf<typeof meta> {
  const plane = planeIn(snapshot);
  const [slant, thickness, aspect] = plane ? directionsOf(plane) : [];
  return {
    elbo: snapshot.elbo,
    rate: snapshot.rate,
    'slant-r2': slant?.r2 ?? NaN,
    'thickness-r2': thickness?.r2 ?? NaN,
    'aspect-r2': aspect?.r2 ?? NaN,
    'round-trip-share': plane?.roundTrip ?? NaN,
  };
}

/** What is kept of a snapshot for the curve of its run. */
export type TracePoint = { readonly step: number; readonly elbo: number };
export const traceOf = ({ step, elbo }: Snapshot): TracePoint => ({ step, elbo });

export const decoded = (networks: Networks, z: Code): Uint8Array => decodedBytes(networks, z);

/** What the decoder makes of a digit's mean code. */
export const reconstructed = (networks: Networks, image: Uint8Array): Uint8Array =>
  decodedBytes(networks, encode(networks, image).subarray(0, 2));

/** The drawing as the encoder knows digits: longest side 20 pixels, centre of mass in the middle, soft edges; nothing of an empty one. */
export function imageOfDrawing(drawing: string): Uint8Array | undefined {
  const cells = cellsOf(drawing, PAD_SIDE ** 2);
  const inked = cells.flatMap((on, cell) => (on ? [[cell % PAD_SIDE, Math.floor(cell / PAD_SIDE)] as const] : []));
  if (inked.length === 0) return undefined;
  const ends = [0, 1].map((axis) => {
    const places = inked.map((place) => place[axis] ?? 0);
    return { low: Math.min(...places), span: Math.max(...places) - Math.min(...places) + 1 };
  });
  const cell = 20 / Math.max(...ends.map(({ span }) => span));
  const centre = [0, 1].map((axis) => inked.reduce((sum, place) => sum + (place[axis] ?? 0) + 0.5, 0) / inked.length);
  return Uint8Array.from({ length: PIXELS }, (_, pixel) => {
    const [x, y] = [pixel % SIDE, Math.floor(pixel / SIDE)].map(
      (place, axis) => (place + 0.5 - SIDE / 2) / cell + (centre[axis] ?? 0),
    );
    return Math.round(255 * softInk(cells, x ?? 0, y ?? 0));
  });
}

/** How much of a square of one cell's size, centred at a place in cells, is painted. */
function softInk(cells: readonly boolean[], x: number, y: number): number {
  const overlaps = (centre: number) =>
    [0, 1].map((next) => {
      const cell = Math.floor(centre - 0.5) + next;
      return { cell, share: 1 - Math.abs(cell + 0.5 - centre) };
    });
  let sum = 0;
  for (const { cell: row, share: down } of overlaps(y))
    for (const { cell: column, share: across } of overlaps(x))
      if (column >= 0 && row >= 0 && column < PAD_SIDE && row < PAD_SIDE && cells[row * PAD_SIDE + column])
        sum += down * across;
  return sum;
}
