import type { ComponentChildren } from 'preact';
import { useEffect, useMemo } from 'preact/hooks';
import type { WidgetMeta } from '#src/run/meta.ts';
import type { ParamSpecs, ParamValues } from '#src/run/params.ts';
import {
  conduct,
  MOST_DATA_BYTES,
  type NumbersOf,
  type Standing,
  type TakesFiles,
  type Trained,
} from '#src/run/trained-on.ts';
import type { StateOf, WidgetState } from '#src/run/widget-state.ts';
import { files as words } from '#src/run/words/files.ts';
import { Beginning } from './Beginning.tsx';
import { FigureBody, type FigureParts } from './FigureBody.tsx';
import { FileDrop } from './FileDrop.tsx';
import { RunBar, type RunControls } from './RunBar.tsx';

type Props<S extends ParamSpecs> = FigureParts & {
  state: WidgetState<S>;
  run: RunControls & TakesFiles;
  /** A sentence for screen readers, announced at regular intervals of steps. */
  milestone: (step: number) => string;
  /** Buttons of the figure's own beside those that every run has. */
  buttons?: ComponentChildren;
};

/** The runs of one figure, for as long as it is on the page. `pace` is asked once. */
export function useTraining<M extends WidgetMeta, Shown extends Standing, Kept extends Pick<Standing, 'step'>>(
  state: StateOf<M>,
  trained: Trained<ParamValues<M['params']>, NumbersOf<M>, Shown, Kept>,
  pace?: () => number,
) {
  const run = useMemo(() => conduct(state, trained, pace?.()), [state]);
  useEffect(() => () => run.close(), [run]);
  return run;
}

/** The frame of a figure that trains. Where it may learn from MNIST, it takes the reader's own files of it. */
export function TrainedFigure<S extends ParamSpecs>({ state, run, milestone, buttons, own, ...parts }: Props<S>) {
  return (
    <FigureBody
      state={state}
      {...parts}
      run={
        <>
          <RunBar state={state} run={run} milestone={milestone}>
            {buttons}
          </RunBar>
          <Beginning state={state} />
        </>
      }
      own={
        <>
          {own}
          {state.values.value['data'] === 'mnist' && (
            <FileDrop label={words.mnist} together={MOST_DATA_BYTES} onFiles={(files) => run.takeFiles(files)} />
          )}
        </>
      }
    />
  );
}
