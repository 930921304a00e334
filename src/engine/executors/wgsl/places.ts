/** Where the stages of one pass find their numbers on the GPU. */
import type { Program } from '../../steps/plan.ts';
import { strideOf, type Place } from '../../steps/stages.ts';

/** Whether factors of a product are shared in a workgroup's memory, or read where they lie. */
export type Products = 'tiled' | 'direct';

/** Words before a step's feed; the first says where in the trail of logs the step writes. */
export const HEADER = 8;

/** The quad number `quad` of row `row` of a matrix, as an expression; both are expressions too. */
export type Reader = (row: string, quad: string) => string;

/** Where the row losses behind one number of the log are noted: `parts` of each row, in row order, from `at` on. */
export type Note = { readonly at: number; readonly parts: number };

export type Places = {
  readonly products: Products;
  /** Numbers from one parameter to its first moment, and from that to its second. */
  readonly parameters: number;
  readonly adam: { readonly beta1: number; readonly beta2: number; readonly epsilon: number };
  /** How to read a matrix: from the arena, from the feed, or, instead of gathering it, from the images. */
  readonly reader: (place: Place, width: number) => Reader;
  /** The index in `feed` of a place of the arena that is fed. */
  readonly fed: (place: Place) => number;
  /** A number of a field without gaps, be it fed or drawn, as an expression; so is its index. */
  readonly number: (place: Place, index: string) => string;
  /** By the place of the row losses. */
  readonly notes: Map<Place, Note>;
};

export const quadsOf = (width: number): number => strideOf(width) / 4;

/** An expression for the number `index` of row `row` of a matrix. */
export const numberOf = (read: Reader, row: string, index: string): string =>
  `${read(row, `(${index}) / 4`)}[(${index}) % 4]`;

/** An expression for the index in `arena` of a quad of a matrix. */
export const quadAt = (place: Place, width: number, row: string, quad: string): string =>
  `${place / 4} + (${row}) * ${quadsOf(width)} + ${quad}`;

export function readersOf({ stages, feed }: Program): Pick<Places, 'reader' | 'fed' | 'number'> {
  const gathered = stages.find((stage) => stage.stage === 'gather');
  const fed = (place: Place) => HEADER + place - feed.at;
  const isFed = (place: Place) => place >= feed.at && place < feed.at + feed.length;
  return {
    fed,
    number: (place, index) => (isFed(place) ? `fed(${fed(place)} + ${index})` : `number(${place} + ${index})`),
    reader(place, width) {
      const quads = quadsOf(width);
      if (gathered?.x === place)
        return (row, quad) => `unpack4x8unorm(images[feed[${fed(gathered.indices)} + ${row}] * ${quads} + ${quad}])`;
      if (isFed(place)) return (row, quad) => `fedQuad(${fed(place)} + (${row}) * ${4 * quads} + 4 * (${quad}))`;
      return (row, quad) => `arena[${quadAt(place, width, row, quad)}]`;
    },
  };
}
