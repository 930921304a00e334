/** What a run may use for its past, in bytes. */
const ROOM = 64 * 2 ** 20;

/** States of a run at some of its steps, thinned so that the whole run stays in reach however long it grows. */
export type History = {
  /** Whether no state near that step is kept yet. */
  wants(step: number): boolean;
  /** Puts a copy of the state down if it is wanted. */
  keep(step: number, state: Float32Array): void;
  /** The latest state kept at or before `step`; none if the past begins later. */
  at(step: number): Kept | undefined;
  readonly steps: () => readonly number[];
};

export type Kept = { readonly step: number; readonly state: Float32Array };

/** A past that fills at most `room` bytes: when it is full, every second state goes and later ones stand twice as far apart. */
export function history(room = ROOM): History {
  let kept: readonly Kept[] = [];
  let spacing = 1;
  const full = () => kept.length > 2 && kept.length * (kept[0]?.state.byteLength ?? 0) > room;
  const wants = (step: number) => !kept.some((past) => Math.abs(past.step - step) < spacing);
  return {
    wants,
    keep(step, state) {
      if (!wants(step)) return;
      kept = [...kept, { step, state: state.slice() }].sort((a, b) => a.step - b.step);
      while (full()) {
        spacing *= 2;
        kept = thinned(kept, spacing);
      }
    },
    at: (step) => kept.findLast((past) => past.step <= step),
    steps: () => kept.map(({ step }) => step),
  };
}

/** The first state and, from there on, the next one that stands far enough from the last one taken. */
function thinned(kept: readonly Kept[], spacing: number): readonly Kept[] {
  const taken: Kept[] = [];
  for (const past of kept) if (past.step - (taken.at(-1)?.step ?? -Infinity) >= spacing) taken.push(past);
  return taken;
}
