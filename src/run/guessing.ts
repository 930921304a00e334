/** How a guess goes: the question is opened, a guess is made, the figure answers, and the reader goes back to where they were. */
import { batch, computed, effect, signal, type ReadonlySignal } from '@preact/signals';
import type { TrainedState } from '#src/engine/experiment.ts';
import { answering, asking, type Guess, type GuessMark, type Known } from './guess.ts';
import { fill, type AnyValues } from './params.ts';
import type { WidgetState } from './widget-state.ts';

/** `awaited`: a guess is made, and the run that answers is on its way. */
export type Phase = 'closed' | 'asked' | 'awaited' | 'answered';

/** Where the figure stood before. */
type Left = {
  readonly values: AnyValues;
  readonly step: number;
  /** Of a run that began with a file, which no replay brings back. */
  readonly trained?: TrainedState | undefined;
};

/** What is drawn into a picture. */
export type Marked = { readonly mark: GuessMark; readonly known?: Known | undefined };

export type Guessing = {
  readonly guess: Guess;
  readonly phase: ReadonlySignal<Phase>;
  /** The name of the guess, once it is made. */
  readonly chosen: ReadonlySignal<string | undefined>;
  open(): Promise<void>;
  choose(name: string): void;
  /** Puts the figure back where it was before the question. */
  back(): void;
  /** What of the guess is drawn into the picture of this title. */
  markIn(title: string): Marked | undefined;
  /** Whether the picture of this title is covered. */
  covers(title: string): boolean;
  stop(): void;
};

/** The guess of a figure that has a question. A knob that is turned, or a second run, ends it; nothing of it is kept. */
export function guessing(state: WidgetState, guess: Guess): Guessing {
  const { params } = state.meta;
  /** The very values that the guess has set; others are the reader's. */
  const standing = signal<unknown>(undefined);
  const chosen = signal<string | undefined>(undefined);
  let left: Left | undefined;
  const put = (knobs: AnyValues) => {
    state.set(fill(params, knobs).values);
    standing.value = state.values.peek();
  };
  const close = () => {
    standing.value = undefined;
    chosen.value = undefined;
  };
  const reached = computed(() => state.step.value >= (guess.steps ?? 0));
  const phase = computed((): Phase => {
    if (standing.value === undefined) return 'closed';
    if (chosen.value === undefined) return 'asked';
    return reached.value ? 'answered' : 'awaited';
  });
  const stop = effect(() => {
    if (state.values.value !== standing.peek() || state.beside.value) close();
  });
  return {
    guess,
    phase,
    chosen,
    async open() {
      left = await leaving(state);
      batch(() => put(asking(guess)));
    },
    choose(name) {
      batch(() => {
        chosen.value = name;
        put(answering(guess));
      });
      if (guess.steps !== undefined && !reached.peek()) state.controls.peek()?.play(guess.steps);
    },
    back() {
      close();
      if (left) goBack(state, left);
      left = undefined;
    },
    markIn(title) {
      const answer = title === guess.picture ? guess.answers[chosen.value ?? ''] : undefined;
      return answer && { mark: answer.mark, known: guess.known };
    },
    covers: (title) => phase.value === 'asked' && (guess.covers?.includes(title) ?? false),
    stop,
  };
}

/** Pauses the figure and says where it stands. */
async function leaving({ values, step, origin, controls }: WidgetState): Promise<Left> {
  const now = { values: values.peek(), step: step.peek() };
  controls.peek()?.pause();
  if (origin.peek() === undefined) return now;
  return { ...now, trained: await controls.peek()?.takeOut() };
}

function goBack(state: WidgetState, { values, step, trained }: Left): void {
  const controls = state.controls.peek();
  if (trained) return void controls?.putIn(values, trained).catch(() => state.set(values));
  state.set(values);
  if (step > 0) controls?.play(step);
  // Without a run of their own the reader sees the trained beginning again.
  else controls?.restart();
}
