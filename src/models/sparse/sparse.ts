/** What an autoencoder with a penalty on its code is told and given, and what it shows. Training itself is in run.ts. */
import type { Split } from '#src/engine/data/digits.ts';
import type { Standing } from '#src/engine/experiment.ts';
import type { DataName } from '../kind.ts';

export type SparseConfig = {
  /** Units of the code. */
  readonly size: number;
  /** L1: rectified units, Σ|zⱼ|. KL: sigmoid units, Σ KL(ρ ‖ mean of unit j over the batch) (Ng 2011). */
  readonly penalty: 'l1' | 'kl';
  /** What the penalty is multiplied by. */
  readonly weight: number;
  /** The mean activity that KL asks of a unit. */
  readonly rho: number;
  /** The decoder’s weights are the encoder’s, turned round. */
  readonly tied: boolean;
  /** The outputs themselves are the answer; otherwise a sigmoid of them. */
  readonly linear: boolean;
  readonly lr: number;
  /** Images a step. */
  readonly batch: number;
  readonly seed: number;
  /** How many held-out images a snapshot is measured on. */
  readonly heldOut: number;
};

export type SparseSource = DataName | 'planted';
/** Images, and the strokes that they are sums of where these are known, [784] each. */
export type SparseData = Split & { readonly strokes?: readonly Float32Array[] };

/** A unit is active where its value is above this: rectified ones are 0 otherwise, sigmoid ones never quite. */
export const ACTIVE = { l1: 0.001, kl: 0.05 } as const;

/** Units whose atoms are shown, at most. */
export const ATOMS_SHOWN = 48;

export type SparseSnapshot = Standing & {
  /** ‖x − x̂‖² of a held-out image, mean. */
  readonly error: number;
  /** Share of units × held-out images in which a unit is active; and the mean of all their values. */
  readonly activeShare: number;
  readonly meanActivity: number;
  /** Share of units that are active in no held-out image. */
  readonly deadShare: number;
  /** Mean length ‖dⱼ‖ of the atoms of all other units: an atom is a unit’s row of the decoder’s weights. */
  readonly atomLength: number;
  /** Of each unit: the share of held-out images in which it is active, and its mean value. */
  readonly usage: Float32Array;
  readonly means: Float32Array;
  /** What was planted and what was found of it, where that is known. */
  readonly found: Found | undefined;
  readonly shown: Shown;
};

export type Found = {
  /** The planted strokes: bytes, 784 for each. */
  readonly strokes: Uint8Array;
  /** Of each: |cos| with the atom that is most like it. */
  readonly likeness: Float32Array;
};

/** Some units, and some images. */
export type Shown = {
  /** Numbers of the units: with strokes planted the one that is most like each, else those that do the most, by falling size. */
  readonly units: readonly number[];
  /** Their atoms, 784 bytes each, 128 for 0: every atom is scaled to reach from it to 1 or to 255. Pixels without ink have 128. */
  readonly atoms: Uint8Array;
  /** Ten held-out images at most, and what comes back of them; bytes, 784 for each. */
  readonly originals: Uint8Array;
  readonly answers: Uint8Array;
  /** [images, units]: the values of these units. */
  readonly codes: Float32Array;
  /** How many of all units are active for each image. */
  readonly active: readonly number[];
};

/** A planted stroke counts as found from this |cos| on. */
export const FOUND_FROM = 0.9;
