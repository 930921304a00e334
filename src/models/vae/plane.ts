/** The plane of a code of two numbers: a grid of decoded digits, and where the encoder puts held-out digits on it. */
import type { DigitSet } from '#src/engine/data/digits.ts';
import { PIXELS } from '../shared/batches.ts';
import type { Plan } from '#src/engine/steps/plan.ts';
import { codesAlong, placesOn } from './grid.ts';
import { decodedBytes, encodeAll, networksIn, type Networks } from './networks.ts';

/** Digits a side of the grid. */
export const GRID = 15;

export const gridCodes = codesAlong(GRID);
export const gridPlaces = placesOn(GRID);

/** What a snapshot of a run holds of the plane. */
export type VaePlane = {
  readonly networks: Networks;
  /** What `encode` says of each held-out digit, [count, 4]: two means, two log variances. */
  readonly moments: Float32Array;
  readonly labels: Uint8Array;
  /** As in a set of digits; empty for digits that people wrote. */
  readonly factors: Float32Array;
  /** The grid's digits as bytes, [GRID², 784]. */
  readonly grid: Uint8Array;
  /** What `encode` says of each of them, [GRID², 4]. */
  readonly returned: Float32Array;
};

/** The grid's digits as bytes. */
export function gridOf(networks: Networks): Uint8Array {
  const images = new Uint8Array(GRID * GRID * PIXELS);
  gridPlaces.forEach((z, cell) => images.set(decodedBytes(networks, z), cell * PIXELS));
  return images;
}

export function planeOf(networks: Networks, { images, labels, factors = none }: DigitSet): VaePlane {
  const grid = gridOf(networks);
  return {
    networks,
    moments: encodeAll(networks, images),
    labels,
    factors,
    grid,
    returned: encodeAll(networks, grid),
  };
}

/** The plane of the networks that have these parameters. */
export const planeIn = (plan: Plan, parameters: Float32Array, digits: DigitSet): VaePlane =>
  planeOf(networksIn(plan, parameters), digits);

const none = new Float32Array();

/** How many standard deviations of q lie between its mean and z: two means, two log variances from `at` on. */
export const deviationsOff = (moments: ArrayLike<number>, at: number, [z1, z2]: readonly [number, number]): number =>
  Math.hypot(
    (z1 - (moments[at] ?? NaN)) * Math.exp(-(moments[at + 2] ?? NaN) / 2),
    (z2 - (moments[at + 1] ?? NaN)) * Math.exp(-(moments[at + 3] ?? NaN) / 2),
  );

/** Standard deviations within which a decoded digit has to be found again. */
const NEAR = 2;

/** The share of the grid's digits whose code lies within two standard deviations of what the encoder says of them. */
export const roundTripShare = ({ returned }: Pick<VaePlane, 'returned'>): number =>
  gridPlaces.filter((z, cell) => deviationsOff(returned, 4 * cell, z) <= NEAR).length / gridPlaces.length;
