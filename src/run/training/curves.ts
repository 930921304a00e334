/** What is kept of the snapshots of a run, for its curves. */

type Stepped = { readonly step: number };

/** The most points that the curves of a run keep; beyond that, every other one is dropped. */
const MOST_KEPT = 1200;

export type Curves<Kept extends Stepped> = {
  /** What is drawn, in the order of the steps. */
  readonly drawn: readonly Kept[];
  /** What is known of the path that the seed names, while moves by hand have led off it. */
  readonly path?: readonly Kept[] | undefined;
};

/** A snapshot of the path that the seed names; coming back to that path brings its curves back. */
export const onPath = <Kept extends Stepped>({ drawn, path = drawn }: Curves<Kept>, now: Kept): Curves<Kept> => ({
  drawn: inOrder(path, now),
});

/** A snapshot off that path: its curves go on from where they left it, and those of the path are kept for the way back. */
export function offPath<Kept extends Stepped>({ drawn, path }: Curves<Kept>, now: Kept): Curves<Kept> {
  const shared = path ? drawn : drawn.filter(({ step }) => step <= now.step);
  return { drawn: inOrder(shared, now), path: path ?? drawn };
}

/** Keeps what is known of each step once, in the order of the steps: a run that went back comes by the same ones again. */
function inOrder<Kept extends Stepped>(known: readonly Kept[], now: Kept): readonly Kept[] {
  if ((known.at(-1)?.step ?? -1) < now.step) return [...thinned(known), now];
  if (known.some(({ step }) => step === now.step)) return known;
  return [...known, now].sort((a, b) => a.step - b.step);
}

const thinned = <Kept>(known: readonly Kept[]): readonly Kept[] =>
  known.length < MOST_KEPT ? known : known.filter((_, at) => at % 2 === 0);
