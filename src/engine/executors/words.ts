/**
 * How a stage is written down for the kernels: its number, then words of four bytes. A layer lists the words of its
 * stages once (layers/<layer>/simd.ts); src/tools/kernels.ts makes of the same lists the classes through which the
 * kernels read them.
 */
import type { StageKind, StageOf } from '../steps/stages.ts';
import type { Images } from './executor.ts';

/** Bytes of one stage in the kernels' list: its number and 23 words at most. */
export const STAGE = 96;

/** The words of one pass in a turn, in order: addresses, and sizes in bytes. */
export const PASS = ['stages', 'count', 'feed', 'feedBytes', 'log', 'logBytes'] as const;
export type PassWords = Readonly<Record<(typeof PASS)[number], number>>;

/** Where a stage finds what lies outside of it: addresses in bytes, 0 for what is not there. */
export type Around = {
  readonly arena: number;
  readonly images: number;
  readonly points: number;
  /** Lists of ink. */
  readonly lists: number;
  readonly given: Images;
};

/** Names of the fields that hold a value of some type, of whichever member of a union has them. */
type FieldsOf<S, Value> = S extends unknown
  ? { [Name in keyof S]: S[Name] extends Value ? Name : never }[keyof S] & string
  : never;

export type Words<S extends object> = {
  /** Fields that are written as they are. */
  readonly counts: readonly FieldsOf<S, number>[];
  /** Fields that are written as addresses; 0 where there is nothing. */
  readonly places: readonly FieldsOf<S, number | undefined>[];
  /** Fields that are written as their number in a list. */
  readonly choices?: Readonly<Partial<Record<FieldsOf<S, string>, readonly string[]>>>;
  readonly whole?: Readonly<Record<string, (stage: S, around: Around) => number>>;
  /** Numbers in single precision. */
  readonly floats?: Readonly<Record<string, (stage: S) => number>>;
};

/** The words of some kinds of stages. */
export type WordsOf<Kind extends StageKind> = { readonly [K in Kind]: Words<StageOf<K>> };

/** A word by the name that the kernels read it by, its type there, and what is written. */
export type Word<S extends object> = {
  readonly name: string;
  readonly type: 'i32' | 'usize' | 'f32';
  readonly of: (stage: S, around: Around) => number;
};

/** The words of a stage behind its number, in the order in which they lie. */
export const wordsOf = <S extends object>({
  counts,
  places,
  choices,
  whole = {},
  floats = {},
}: Words<S>): readonly Word<S>[] => [
  ...counts.map((name): Word<S> => ({ name, type: 'i32', of: (stage) => Number(valueOf(stage, name)) })),
  ...places.map((name): Word<S> => ({ name, type: 'usize', of: (stage, { arena }) => addressOf(stage, name, arena) })),
  ...Object.entries<readonly string[] | undefined>(choices ?? {}).map(([name, all = []]): Word<S> => ({
    name,
    type: 'i32',
    of: (stage) => all.indexOf(String(valueOf(stage, name))),
  })),
  ...Object.entries(whole).map(([name, of]): Word<S> => ({ name, type: 'usize', of })),
  ...Object.entries(floats).map(([name, of]): Word<S> => ({ name, type: 'f32', of })),
];

/**
 * Writes a stage down for the kernels: its number, which is its place in the table, then its words. Throws a sentence for
 * a kind that the table does not have.
 */
export function layBy(words: Partial<WordsOf<StageKind>>) {
  const kinds = Object.keys(words);
  return <Kind extends StageKind>(stage: StageOf<Kind>, to: DataView, around: Around): void => {
    const table: Words<StageOf<Kind>> | undefined = words[stage.stage];
    if (!table) throw new Error(`“${stage.stage}” is not among the plain stages: run the model with runOn.`);
    to.setInt32(0, kinds.indexOf(stage.stage), true);
    wordsOf(table).forEach(({ type, of }, i) => {
      const word = of(stage, around);
      if (type === 'f32') to.setFloat32(4 * (i + 1), word, true);
      else to.setInt32(4 * (i + 1), word, true);
    });
  };
}

/** How stages are written down. */
export type Lay = ReturnType<typeof layBy>;

const valueOf = (stage: object, name: string): unknown => Reflect.get(stage, name);

function addressOf(stage: object, name: string, arena: number): number {
  const place = valueOf(stage, name);
  return typeof place === 'number' ? arena + place * 4 : 0;
}
