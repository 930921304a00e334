/** What is known of a trained plane beforehand, so that the page has nothing to encode before it shows it. */
import { FACTORS, type DigitSet } from '#src/engine/data/digits.ts';
import { planeOf, roundTripShare } from '#src/models/vae/plane.ts';
import type { Networks } from '#src/models/vae/networks.ts';
import { HELD_OUT } from '../meta.ts';
import { elboOf } from './measured.ts';
import type { PackedNetworks } from './pack.ts';

/** The factors that a code of two numbers might tell, in the order of a row. */
export const SHOWN = ['slant', 'thickness', 'aspect'] as const;

export type PlaneRecord = {
  readonly numbers: { readonly elbo: number; readonly rate: number; readonly roundTrip: number };
  /** Label of each held-out digit, one after the other. */
  readonly labels: string;
  /** Moments of each, [count, 4], and the factors of `SHOWN`, [count, 3], in thousandths. */
  readonly moments: readonly number[];
  readonly factors: readonly number[];
};

export type TrainedPlane = PlaneRecord & {
  readonly step: number;
  /** The ELBO of the same run at an earlier step. */
  readonly early: { readonly step: number; readonly elbo: number };
  readonly packed: PackedNetworks;
};

const THOUSANDTHS = 1000;

export function recordOf(networks: Networks, digits: DigitSet): PlaneRecord {
  const plane = planeOf(networks, digits);
  const { rate, elbo } = elboOf(networks, digits, 1);
  const thousandths = (values: ArrayLike<number>) => Array.from(values, (value) => Math.round(value * THOUSANDTHS));
  return {
    numbers: { elbo, rate, roundTrip: roundTripShare(plane) },
    labels: digits.labels.join(''),
    moments: thousandths(plane.moments),
    factors: thousandths(shownFactors(plane.factors)),
  };
}

/** The factors of `SHOWN` of each digit, [count, 3], out of all of them. */
export function shownFactors(factors: Float32Array): Float32Array {
  const count = factors.length / FACTORS.length;
  return Float32Array.from({ length: count * SHOWN.length }, (_, i) => {
    const name = SHOWN[i % SHOWN.length] ?? 'slant';
    return factors[Math.floor(i / SHOWN.length) * FACTORS.length + FACTORS.indexOf(name)] ?? NaN;
  });
}

/** A record back in units, as a run's snapshot has them. */
export const readRecord = ({ labels, moments, factors }: PlaneRecord) => ({
  labels: Uint8Array.from(labels, Number),
  moments: Float32Array.from(moments, (value) => value / THOUSANDTHS),
  factors: Float32Array.from(factors, (value) => value / THOUSANDTHS),
  count: HELD_OUT,
});
