/** A pass in the making: what the parts of all layers share while they write stages down. */
import type { MaskPlace } from '../layers/dense/stage.ts';
import type { Activation, Dense, Layer, Loss, Model, Pass, Sight } from './model.ts';
import { strideOf, type Place, type Stage } from './stages.ts';

/** A named stretch of numbers. */
export type Field = { readonly at: Place; readonly length: number };

/**
 * A layer's parameters in the arena: weights [inputs, strideOf(outputs)], `table` [classes, strideOf(outputs)] behind
 * them, which are the weights of a one-hot label, and bias [strideOf(outputs)]. The weights of a tied layer are those of
 * `owner`, [outputs, strideOf(inputs)]. The degrees of a mask lie among the parameters, and nothing changes them.
 */
export type LayerPlace = {
  readonly network: string;
  readonly layer: Layer;
  readonly inputs: number;
  /** Of a convolution, what its weights make of the pixels under the kernel (layers/convolution/plan.ts). */
  readonly dense: Dense;
  readonly weights: Place;
  readonly table: Place;
  readonly bias: Place;
  /** How many biases there are, where not as many as columns of the weights. */
  readonly biases?: number;
  readonly owner?: LayerPlace;
  readonly mask?: MaskPlace;
};

/** Hands out places one behind the other. */
export type Room = { readonly used: () => number; readonly take: (length: number) => Place };

export function room(begin: Place): Room {
  let end = begin;
  return {
    used: () => end,
    take(length) {
      const at = end;
      end += strideOf(length);
      return at;
    },
  };
}

/** What a walk forwards leaves for the walk back: each layer with what went in and what came out. */
export type Walked = {
  readonly network: string;
  readonly layer: Layer;
  readonly place: LayerPlace | undefined;
  readonly rows: number;
  readonly inputs: number;
  /** Of what came out. */
  readonly width: number;
  readonly x: Place;
  readonly y: Place;
  readonly ofImages: boolean;
  /** Where the labels of its rows are, if the pass is fed any. */
  readonly labels: Place;
};

/** A pass in the making. */
export type Making = {
  readonly parts: Parts;
  readonly model: Model;
  readonly layers: readonly LayerPlace[];
  readonly pass: Pass;
  readonly stages: Stage[];
  readonly arena: Room;
  readonly feedAt: Place;
  readonly fields: Record<string, Field>;
  /** Where fields that are drawn come to lie. */
  readonly drawn: Record<string, Place>;
  readonly logAt: Place;
  readonly names: string[];
  readonly results: Record<string, Field>;
  /** By the place of some weights W, what tied layers add to their gradient: dW also has leftᵀ right. */
  readonly uses: Map<Place, Use[]>;
};

/** Of a product y = x Wᵀ made with another layer's weights: dy and x. */
export type Use = { readonly rows: number; readonly left: Place; readonly right: Place };

/** A matrix in the arena: [rows, strideOf(width)]. */
export type Matrix = { readonly rows: number; readonly width: number; readonly at: Place };

export type LayerOf<Kind extends Layer['layer']> = {
  [K in Kind]: { readonly layer: K } & Extract<Layer, { layer: K }>;
}[Kind];

/** How one kind of layer is planned. */
export type LayerPart<L extends Layer> = {
  /** The width of the rows that come out, from that of the rows that go in. */
  readonly width: (layer: L, inputs: number) => number;
  /** Where its parameters lie, if it has any. */
  readonly place?: (
    layer: L,
    given: {
      readonly network: string;
      readonly inputs: number;
      readonly parameters: Room;
      readonly before: readonly LayerPlace[];
    },
  ) => Omit<LayerPlace, 'layer'>;
  /**
   * Of a layer whose outputs are its inputs, where they lie: throws a sentence if it cannot stand behind the layers
   * `before` it, or as the `last` one of rows that have a place of their own.
   */
  readonly inPlace?: (layer: L, before: readonly Layer[], last: boolean) => void;
  readonly forward: (making: Making, step: Walked, layer: L) => readonly Stage[];
  /**
   * Adds the stages that give the gradient at the layer's inputs, gone through the `activation` that they are the values
   * of. Returns where it is.
   */
  readonly backward: (
    making: Making,
    step: Walked,
    layer: L,
    given: { readonly yGradient: Place; readonly activation: Activation },
  ) => Place;
  /** What its parameters learn, and what it leaves to those that it borrows; `learns` says whether its network does. */
  readonly learn?: (making: Making, step: Walked, yGradient: Place, learns: boolean) => readonly Stage[];
};

export type SightOf<Kind extends Sight['sight']> = {
  [K in Kind]: { readonly sight: K } & Extract<Sight, { sight: K }>;
}[Kind];

/** A sight of a pass with what goes in and what comes out. */
export type Look<S extends Sight> = {
  readonly sight: S;
  readonly from: Matrix;
  readonly to: Matrix;
  readonly pairs: Place;
};

/** How one kind of sight is planned. */
export type SightPart<S extends Sight> = {
  /** The width of what goes in, from that of what comes out. */
  readonly taken: (sight: S, width: number, pass: Pass) => number;
  /** The size of what comes out, from that of what goes in. */
  readonly size: (sight: S, from: Matrix, pass: Pass) => { readonly rows: number; readonly columns: number };
  /** It notes a number for every pair of rows. */
  readonly pairs?: true;
  readonly look: (making: Making, look: Look<S>) => Stage;
  /** Adds the stage that gives the gradient at what goes in, and returns where that is. */
  readonly back: (making: Making, look: Look<S>, yGradient: Place) => Place;
};

export type LossOf<Kind extends Loss['loss']> = {
  [K in Kind]: { readonly loss: K } & Extract<Loss, { loss: K }>;
}[Kind];

/** The outputs that a loss is on, and where it leaves what it finds. */
export type Measured = {
  readonly rows: number;
  readonly width: number;
  readonly outputs: Place;
  readonly gradient: Place;
  readonly losses: Place;
  readonly log: Place;
};

/** How one kind of loss is planned. */
export type LossPart<L extends Loss> = {
  /** Under which name the log keeps it. */
  readonly log: (loss: L) => string;
  /** `images` is where what came in, or the target, lies. */
  readonly stage: (making: Making, loss: L, measured: Measured, images: Place) => Stage;
};

/** A field that is fed number by number, or drawn: [rows, width], `stride` numbers from one row to the next. */
export type Shape = { readonly rows: number; readonly width: number; readonly stride: number };

/** What a pass asks to be fed. */
export type FeedPart = {
  /** Fields that may be drawn. */
  readonly shapes?: (asking: Asking) => Readonly<Record<string, Shape>>;
  /** How many numbers other fields have. */
  readonly numbers?: (asking: Asking) => Readonly<Record<string, number>>;
};

export type Asking = {
  readonly pass: Pass;
  /** The layers of the pass's own networks; and all, with those of the networks that its blocks pass. */
  readonly own: readonly Layer[];
  readonly layers: readonly Layer[];
  /** A field of rows like those that come in. */
  readonly wide: (rows: number) => Shape;
};

/**
 * What models are planned with: how layers, sights and losses are planned, by their kind, or nothing for a kind that these
 * models do not have; what they ask to be fed, in the feed's order; how rows are corrupted; and what says of a pass why no
 * stages compute it.
 */
export type Parts = {
  readonly layers: { readonly [K in Layer['layer']]: LayerPart<LayerOf<K>> | undefined };
  readonly sights: { readonly [K in Sight['sight']]: SightPart<SightOf<K>> | undefined };
  readonly losses: { readonly [K in Loss['loss']]: LossPart<LossOf<K>> | undefined };
  readonly feeds: readonly FeedPart[];
  readonly corrupted?: (making: Making, x: Place, width: number) => Place;
  readonly beyond?: (pass: Pass) => string | undefined;
};

/** Throws a sentence where a model has something that it is not planned with. */
export function atHand<Part>(part: Part | undefined, kind: string): Part {
  if (part) return part;
  throw new Error(`“${kind}” is not among the plain parts: plan the model with planOf.`);
}

export const networksOf = ({ networks }: Model, names: readonly string[]) =>
  names.map((name) => {
    const found = networks.find((network) => network.name === name);
    if (found) return found;
    const known = networks.map((network) => network.name).join(', ');
    throw new Error(`There is no network “${name}” to go through; there are ${known}.`);
  });

/** How many of `rows` rows are real: those that passed no network, counted as they are seen, packed or not. */
export function realsOf({ name, input, rows: all }: Pass, rows: number): number {
  if (typeof input === 'string') return rows;
  const reals = input.filter(({ through }) => through.length === 0).reduce((sum, block) => sum + block.rows, 0);
  const packed = (reals * rows) / all;
  if (Number.isInteger(packed)) return packed;
  throw new Error(`The pass “${name}” packs ${all / rows} rows into one, and its ${reals} real rows are no multiple.`);
}

/** Rows that pass as one, where a pass packs some. */
export const packOf = ({ sees = [] }: Pass): number =>
  sees.reduce((size, sight) => size * (sight.sight === 'packed' ? sight.rows : 1), 1);

export function keep({ results }: Making, name: string, { rows, width, at }: Matrix): void {
  results[name] = { at, length: rows * strideOf(width) };
}

/** Where a field lies in the arena, be it fed or drawn. */
export const fedAt = ({ feedAt, fields, drawn }: Making, name: string): Place =>
  drawn[name] ?? feedAt + (fields[name]?.at ?? 0);

export function logPlace({ logAt, names }: Making, name: string): Place {
  names.push(name);
  return logAt + names.length - 1;
}

export const matrix = ({ arena }: Making, rows: number, width: number): Place => arena.take(rows * strideOf(width));

export function placed(place: LayerPlace | undefined): LayerPlace {
  if (!place) throw new Error('A layer has no place in the arena: plan the model that it belongs to.');
  return place;
}
