import type { ComponentChildren } from 'preact';
import type { ParamSpecs } from '#src/run/params.ts';
import type { WidgetState } from '#src/run/widget-state.ts';
import { Knobs } from './Knobs.tsx';
import { Presets } from './Presets.tsx';
import { Readouts } from './Readouts.tsx';
import { Stage } from './Stage.tsx';

/** What a figure puts into its frame, beside what its description already says. */
export type FigureParts = {
  /** The pictures. */
  children: ComponentChildren;
  /** Right under the pictures: buttons that act on them, or a sentence about them. */
  under?: ComponentChildren;
  /** Under the knobs: controls of the figure's own, for what no knob can hold. */
  own?: ComponentChildren;
};

type Props<S extends ParamSpecs> = FigureParts & {
  state: WidgetState<S>;
  /** Whether the numbers stand above the knobs. */
  numbersFirst?: boolean | undefined;
};

/** Pictures, numbers, knobs and presets: the order in which they stand in every figure is decided here. */
export function FigureBody<S extends ParamSpecs>({ state, children, under, own, numbersFirst = false }: Props<S>) {
  return (
    <>
      <Stage>{children}</Stage>
      {under}
      {numbersFirst && <Readouts state={state} />}
      <Knobs state={state} />
      {own}
      {!numbersFirst && <Readouts state={state} />}
      <Presets state={state} />
    </>
  );
}
