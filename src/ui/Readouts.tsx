import { isThere, type MetricSpec } from '#src/run/meta.ts';
import type { ParamSpecs } from '#src/run/params.ts';
import type { WidgetState } from '#src/run/widget-state.ts';
import { scaledAmount } from './amount.ts';

/** The number for scripts: six decimals, or as many significant digits where it is in the unit of the data. */
const marked = (value: number, { scaled }: MetricSpec) =>
  String(Number(scaled && Math.abs(value) < 1 ? value.toPrecision(7) : value.toFixed(6)));

/** The readouts of a description that the present knobs have, with what each of them is. */
const shownOf = <S extends ParamSpecs>({ meta: { metrics, readouts }, view, values }: WidgetState<S>) =>
  (view?.readouts ?? readouts).flatMap((name) => {
    const spec = metrics[name];
    return spec && isThere(spec, values.value) ? [[name, spec] as const] : [];
  });

/**
 * The numbers the text speaks of, each an `<output>` that tests and teachers' scripts can read. Those of a trained beginning
 * are shown and have no `data-value`: that belongs to the reader's own run.
 */
export function Readouts<S extends ParamSpecs>({ state }: { state: WidgetState<S> }) {
  return (
    <dl class="readouts">
      {shownOf(state).map(([name, spec]) => {
        const value = state.metrics.value[name];
        return (
          <div key={name} class="readout" data-term={spec.meaning ?? name}>
            <dt>{spec.label}</dt>
            <dd>
              <output
                translate={false}
                data-metric={name}
                {...(value !== undefined && { 'data-value': marked(value, spec) })}
              >
                {scaledAmount(state.numbers.value[name], spec.digits, spec.scaled ?? false)}
              </output>
              {spec.unit && <span class="unit">{spec.unit}</span>}
            </dd>
          </div>
        );
      })}
    </dl>
  );
}
