/** A question about a figure that is guessed at before the figure answers it. */
import type { AnyValues, ParamSpecs, ParamValues } from './params.ts';

/** A place on the axes of a plot. */
export type Point = readonly [x: number, y: number];

/** What of a guess is drawn into a plot: an upright line, rings around places, or a line through points. */
export type GuessMark =
  { readonly upright: number } | { readonly rings: readonly Point[] } | { readonly curve: readonly Point[] };

/** A place that is known beforehand, drawn with the guess to compare with. */
export type Known = { readonly label: string; readonly at: Point };

export type GuessAnswer = { readonly label: string; readonly mark: GuessMark };

export type Guess<S extends ParamSpecs = ParamSpecs> = {
  /** One short question. */
  readonly asks: string;
  /** The knobs that it is about; the others stand where they open by themselves. */
  readonly set: Partial<ParamValues<S>>;
  /** What is turned once a guess is made: with it the figure shows what comes out. */
  readonly shows?: Partial<ParamValues<S>>;
  /** Steps of the run that answers, where the figure trains. */
  readonly steps?: number;
  /** Three, by name, in the order of their buttons. */
  readonly answers: Readonly<Record<string, GuessAnswer>>;
  /** The name of what comes out. */
  readonly right: string;
  /** What came out and why, with its numbers, in a sentence or two. */
  readonly because: string;
  /** The title of the picture that guesses are drawn into. */
  readonly picture: string;
  readonly known?: Known;
  /** Titles of pictures that would give the answer away: they are covered while the question is open. */
  readonly covers?: readonly string[];
  /** A word of `plots/meaning.ts` whose marks would give it away. */
  readonly unseen?: string;
};

/** A bell of this mean and standard deviation, in the unit of z, as a line. */
export function bell(mean: number, deviation: number): readonly Point[] {
  const top = 1 / (deviation * Math.sqrt(2 * Math.PI));
  return Array.from({ length: 61 }, (_, i): Point => {
    const from = (i - 30) / 10;
    return [mean + from * deviation, top * Math.exp(-(from ** 2) / 2)];
  });
}

/** A circle in the plane as a line. */
export const circle = ([x, y]: Point, radius: number): readonly Point[] =>
  Array.from({ length: 65 }, (_, i): Point => {
    const turn = (2 * Math.PI * i) / 64;
    return [x + radius * Math.cos(turn), y + radius * Math.sin(turn)];
  });

/** The knobs while the question is open, and those that answer it. */
export const asking = ({ set }: Guess): AnyValues => set as AnyValues;
export const answering = ({ set, shows }: Guess): AnyValues => ({ ...set, ...shows }) as AnyValues;
