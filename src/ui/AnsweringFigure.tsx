import { useSignalEffect } from '@preact/signals';
import type { MetricsOf, WidgetMeta } from '#src/run/meta.ts';
import type { ParamValues } from '#src/run/params.ts';
import type { Metrics, StateOf } from '#src/run/widget-state.ts';
import { FigureBody, type FigureParts } from './FigureBody.tsx';

type Props<M extends WidgetMeta> = FigureParts & {
  state: StateOf<M>;
  /** Every number that the description names, at these knobs. What else it reads has to be a signal. */
  metricsOf: (values: ParamValues<M['params']>) => MetricsOf<M> & Metrics;
};

/** The frame of a figure that answers at once: its numbers follow its knobs. */
export function AnsweringFigure<M extends WidgetMeta>({ state, metricsOf, ...parts }: Props<M>) {
  useSignalEffect(() => state.report(metricsOf(state.values.value)));
  return <FigureBody state={state} {...parts} />;
}
