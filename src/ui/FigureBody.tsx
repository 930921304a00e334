import type { ComponentChildren } from 'preact';
import type { ParamSpecs } from '#src/run/params.ts';
import type { WidgetState } from '#src/run/widget-state.ts';
import { GuessContext } from './guess-context.ts';
import { Guess, useGuess } from './Guess.tsx';
import { Knobs } from './Knobs.tsx';
import { Presets } from './Presets.tsx';
import { Readouts } from './Readouts.tsx';
import { Stage } from './Stage.tsx';

/** What a figure puts into its frame, beside what its description already says. */
export type FigureParts = {
  /** The pictures. */
  children: ComponentChildren;
  /** Right under the knobs: buttons that act on the pictures, or a sentence about them. */
  under?: ComponentChildren;
  /** Under the numbers: controls of the figure's own, for what no knob can hold. */
  own?: ComponentChildren;
  /** Below everything else, over the whole width of the figure. */
  last?: ComponentChildren;
};

type Props<S extends ParamSpecs> = FigureParts & {
  state: WidgetState<S>;
  /** What drives a run, at the top of the panel. */
  run?: ComponentChildren;
};

/**
 * The pictures, and beside or below them a panel with what is set and read. Where each part stands in the figure, at each
 * width, is said in `site/styles/frame.css`.
 */
export function FigureBody<S extends ParamSpecs>({ state, run, children, under, own, last }: Props<S>) {
  const guess = useGuess(state);
  return (
    <>
      <GuessContext.Provider value={guess}>
        <Stage>{children}</Stage>
      </GuessContext.Provider>
      <div class="side">
        {run}
        <Knobs state={state} />
        {under}
        <Readouts state={state} />
        {own}
      </div>
      {guess && <Guess guess={guess} alone={!state.beside.value} />}
      <Presets state={state} />
      {last && !state.view && <div class="last">{last}</div>}
    </>
  );
}
