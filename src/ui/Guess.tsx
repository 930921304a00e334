import { useEffect, useId, useMemo, useRef } from 'preact/hooks';
import { guessing, type Guessing } from '#src/run/guessing.ts';
import type { ParamSpecs } from '#src/run/params.ts';
import type { WidgetState } from '#src/run/widget-state.ts';
import { guess as words } from '#src/run/words/figure.ts';

/** The guess of a figure, for as long as it is on the page; none where it has no question or is not to ask it, and none in a view. */
export function useGuess<S extends ParamSpecs>(state: WidgetState<S>): Guessing | undefined {
  const { meta, link, view } = state;
  const asks = link.only !== 'plot' && !link.hide.includes('guess') && !view ? meta.guess : undefined;
  const guess = useMemo(() => asks && guessing(state, asks), [state]);
  useEffect(() => () => guess?.stop(), [guess]);
  return guess;
}

/** One line: the question and the way to it; then three buttons; then what came out. */
export function Guess({ guess: now, alone }: { guess: Guessing; alone: boolean }) {
  const place = useRef<HTMLDivElement>(null);
  const { phase } = now;
  const follow = useFocus(place, phase.value);
  const open = () => {
    follow();
    void now.open();
  };
  const choose = (name: string) => {
    follow();
    now.choose(name);
  };
  const back = () => {
    follow();
    now.back();
  };
  if (!alone) return null;
  return (
    <div ref={place} class="guess" data-phase={phase.value} data-unseen={now.guess.unseen}>
      {phase.value === 'closed' && <Closed guess={now} open={open} />}
      {phase.value === 'asked' && <Asked guess={now} choose={choose} />}
      {/* It is there before its sentence is, so that a screen reader hears it come. */}
      <p class="guess-outcome" role="status">
        {sentence(now)}
      </p>
      {phase.value !== 'closed' && (
        <button type="button" class="link" data-action="guess-back" onClick={back}>
          {words.back}
        </button>
      )}
    </div>
  );
}

/** Once asked to, moves the keyboard to the first button of the next phase: the one that was pressed is gone then. */
function useFocus(place: { current: HTMLDivElement | null }, phase: string): () => void {
  const wanted = useRef(false);
  useEffect(() => {
    if (!wanted.current) return;
    wanted.current = false;
    place.current?.querySelector('button')?.focus({ preventScroll: true });
  }, [phase]);
  return () => (wanted.current = true);
}

function Closed({ guess: { guess }, open }: { guess: Guessing; open: () => void }) {
  return (
    <>
      <button type="button" class="quiet" data-action="guess" onClick={open}>
        {words.first}
      </button>
      <span class="guess-asks">{guess.asks}</span>
    </>
  );
}

function Asked({ guess: { guess }, choose }: { guess: Guessing; choose: (name: string) => void }) {
  const id = useId();
  return (
    <>
      <span id={id} class="guess-asks">
        {guess.asks}
      </span>
      <div class="buttons" role="group" aria-labelledby={id}>
        {Object.entries(guess.answers).map(([name, { label }]) => (
          <button key={name} type="button" data-guess={name} onClick={() => choose(name)}>
            {label}
          </button>
        ))}
      </div>
    </>
  );
}

/** What came out, and whether the guess was it. */
function sentence({ guess, phase, chosen }: Guessing): string {
  const name = chosen.value ?? '';
  const label = guess.answers[name]?.label ?? '';
  if (phase.value === 'awaited') return words.awaited(label, guess.steps ?? 0);
  if (phase.value !== 'answered') return '';
  return `${name === guess.right ? words.right(label) : words.otherwise(label)} ${guess.because}`;
}
