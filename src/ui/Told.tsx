import type { ReadonlySignal, Signal } from '@preact/signals';

/** A numbered sentence about what has just happened. */
export type Sentence = { readonly at: number; readonly text: string };

const MOST_TOLD = 4;

/** Adds a sentence in front, with the next number; the oldest go. */
export function tell(told: Signal<readonly Sentence[]>, text: string): void {
  const before = told.peek();
  told.value = [{ at: (before[0]?.at ?? 0) + 1, text }, ...before.slice(0, MOST_TOLD - 1)];
}

/** Numbered sentences, the last one first; while they follow each other fast (`quiet`) it stands alone, and is kept from the ears. */
export function Told({ told, quiet }: { told: ReadonlySignal<readonly Sentence[]>; quiet: ReadonlySignal<boolean> }) {
  const shown = quiet.value ? told.value.slice(0, 1) : told.value;
  return (
    <ol class="story" reversed aria-live={quiet.value ? 'off' : 'polite'} start={told.value[0]?.at ?? 1}>
      {shown.map(({ at, text }) => (
        <li key={at}>{text}</li>
      ))}
    </ol>
  );
}
