/** What the schedule asks of a kind of stage: how it is computed on the GPU, and together with what. */
import type { Place, StageKind, StageOf } from '../../steps/stages.ts';
import type { Note, Places } from './places.ts';
import type { Job } from './product.ts';

/** A matrix of a stage: its rows lie `stride` numbers apart. */
export type Strip = { readonly place: Place; readonly stride: number };

/** What is done to the numbers of a product before they are stored, and where the rows' losses go, if there are any. */
export type Heads = { readonly text: string; readonly note: Note | undefined };

export type Part<S> = {
  /** It goes row by row: what a workgroup does, and the matrices by which its rows are found among those of others. */
  readonly rows?: {
    readonly text: (places: Places, stage: S) => string;
    readonly strips: (stage: S) => readonly Strip[];
  };
  /** Where it needs all rows at once it is a job of its own; by default it always does. */
  readonly alone?: { readonly is?: (stage: S) => boolean; readonly job: (places: Places, stage: S) => Job };
  /** Where it is large it is a product: it has `weights` numbers of weights and makes `wide` columns, at `made`. */
  readonly product?: {
    readonly weights: (stage: S) => number;
    readonly wide: (stage: S) => number;
    readonly made: (stage: S) => Place;
    readonly job: (places: Places, stage: S, heads: Heads) => Job;
  };
  /** It only reads or changes the numbers `on` a place, each where it stands: statements on a quad `value`. */
  readonly head?: {
    readonly on: (stage: S) => Place | undefined;
    readonly text: (places: Places, stage: S) => string;
    /** In how many parts it then notes a row's loss. */
    readonly parts?: (stage: S) => number;
  };
  /** Parameters learn at its end, when nobody needs them as they were. */
  readonly learn?: { readonly learned: (stage: S) => Place; readonly job: (places: Places, stage: S) => Job };
  /** It has losses to log. */
  readonly logged?: (stage: S) => Losses;
  /** Where it reads numbers without gaps, which are drawn beside the first job; and how those are drawn. */
  readonly gapless?: (stage: S) => Place;
  readonly loose?: { readonly to: (stage: S) => Place; readonly job: (places: Places, stage: S) => Job };
  /** Multiply-adds, about. */
  readonly work?: (stage: S) => number;
};

/** Losses that a stage notes. */
export type Losses = {
  /** Where they lie in the arena, and where the log of the step has what they make. */
  readonly at: Place;
  readonly log: Place;
  readonly count: number;
  /** How many of the first rows are averaged separately. */
  readonly firsts?: number;
  /** They are added up and not averaged. */
  readonly summed?: true;
  /** What is the same for all of them, and added to each. */
  readonly same?: number;
};

export type PartsOf<Kind extends StageKind> = { readonly [K in Kind]: Part<StageOf<K>> };
