import type { Goal } from './proof.ts';

export type ExerciseEntry = {
  readonly id: string;
  readonly title: string;
  readonly widget?: string;
  /** What the figure's numbers have to be for the page to tick it. */
  readonly goal?: readonly Goal[];
};

/** An exercise as a figure in a frame knows it: `lecture/exercise`, and its goal. */
export type AskedOfFigure = { readonly name: string; readonly goal: readonly Goal[] };

/** The exercises in a lecture's source, in the order of its text. */
export function exercisesIn(body: string): readonly ExerciseEntry[] {
  const text = body.replace(/\{\/\*[\s\S]*?\*\/\}/g, '');
  return [...text.matchAll(/<Exercise\s+([^>]*?)(?:goal=\{(\[[^\]]*\])\}|>)/g)].map(([, attributes = '', goal]) => {
    const of = (name: string) => new RegExp(`\\b${name}="([^"]*)"`).exec(attributes)?.[1];
    const widget = of('widget');
    return {
      id: of('id') ?? '',
      title: of('title') ?? '',
      ...(widget !== undefined && { widget }),
      ...(goal !== undefined && { goal: goalOf(goal) }),
    };
  });
}

/** A tag's goal is JSON but for names without quotes and words in single ones. */
const goalOf = (written: string) =>
  JSON.parse(written.replace(/([{,]\s*)(\w+):/g, '$1"$2":').replaceAll("'", '"')) as readonly Goal[];
