/** What is measured of a code and of the atoms behind it. */
import { PIXELS } from '../shared/batches.ts';
import { ACTIVE, ATOMS_SHOWN, type SparseConfig, type SparseSnapshot } from './sparse.ts';
import { cosine } from './strokes.ts';

/** Codes [images, size] without gaps. */
export type Codes = { readonly values: Float32Array; readonly images: number };

type Measured = Pick<SparseSnapshot, 'activeShare' | 'meanActivity' | 'deadShare' | 'atomLength' | 'usage' | 'means'>;

export function measuresOf(
  { size, penalty }: Pick<SparseConfig, 'size' | 'penalty'>,
  { values, images }: Codes,
  atoms: readonly Float32Array[],
): Measured {
  const [usage, means] = [new Float32Array(size), new Float32Array(size)];
  values.forEach((value, i) => {
    const unit = i % size;
    means[unit] = (means[unit] ?? 0) + value / images;
    if (value > ACTIVE[penalty]) usage[unit] = (usage[unit] ?? 0) + 1 / images;
  });
  const alive = atoms.filter((_, unit) => (usage[unit] ?? 0) > 0);
  return {
    activeShare: meanOf(usage),
    meanActivity: meanOf(means),
    deadShare: 1 - alive.length / size,
    atomLength: meanOf(alive.map(lengthOf)),
    usage,
    means,
  };
}

/** 0 of none. */
const meanOf = (values: Float32Array | readonly number[]): number => {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / Math.max(1, values.length);
};

export const lengthOf = (atom: Float32Array): number => Math.sqrt(atom.reduce((sum, weight) => sum + weight ** 2, 0));

/** Numbers of the units that add the most to pictures: mean value times length of the atom. */
export function busiest(means: Float32Array, atoms: readonly Float32Array[]): readonly number[] {
  const adds = atoms.map((atom, unit) => (means[unit] ?? 0) * lengthOf(atom));
  return atoms
    .map((_, unit) => unit)
    .sort((a, b) => (adds[b] ?? 0) - (adds[a] ?? 0))
    .slice(0, ATOMS_SHOWN);
}

/** Of each stroke the unit whose atom is most like it, up or down, and the |cos| between them. */
export function likest(
  strokes: readonly Float32Array[],
  atoms: readonly Float32Array[],
): readonly { readonly unit: number; readonly likeness: number }[] {
  return strokes.map((stroke) =>
    atoms.reduce(
      (best, atom, unit) => {
        const likeness = Math.abs(cosine(stroke, atom));
        return likeness > best.likeness ? { unit, likeness } : best;
      },
      { unit: 0, likeness: 0 },
    ),
  );
}

/** An atom as bytes around 128, scaled to its largest weight; 128 also where pictures have no ink. */
export function scaledAtom(atom: Float32Array, inked: readonly boolean[]): Uint8Array {
  const weightAt = (pixel: number) => (inked[pixel] ? (atom[pixel] ?? NaN) : 0);
  const most = inked.reduce((largest, _, pixel) => Math.max(largest, Math.abs(weightAt(pixel))), 0) || 1;
  return Uint8Array.from(inked, (_, pixel) => 128 + Math.round((127 * weightAt(pixel)) / most));
}

/** Weights [size, 784], or [784, size] `across`, as one atom a unit. */
export const atomsIn = (weights: Float32Array, size: number, across: boolean): readonly Float32Array[] =>
  Array.from({ length: size }, (_, unit) =>
    across
      ? Float32Array.from({ length: PIXELS }, (_, pixel) => weights[pixel * size + unit] ?? NaN)
      : weights.subarray(unit * PIXELS, (unit + 1) * PIXELS),
  );
