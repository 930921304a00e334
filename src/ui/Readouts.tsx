import type { MetricSpec } from '#src/run/meta.ts';
import type { ParamSpecs } from '#src/run/params.ts';
import type { WidgetState } from '#src/run/widget-state.ts';
import { scaledAmount } from './amount.ts';

/** The number for scripts: six decimals, or as many significant digits where it is in the unit of the data. */
const marked = (value: number, { scaled }: MetricSpec) =>
  String(Number(scaled && Math.abs(value) < 1 ? value.toPrecision(7) : value.toFixed(6)));

/** The numbers the text speaks of, each an `<output>` that tests and teachers' scripts can read. */
export function Readouts<S extends ParamSpecs>({ state, names }: { state: WidgetState<S>; names: readonly string[] }) {
  return (
    <dl class="readouts">
      {names.map((name) => {
        const spec = state.meta.metrics[name];
        if (!spec)
          throw new Error(
            `${state.id} shows “${name}”, but its metrics are ${Object.keys(state.meta.metrics).join(', ')}.`,
          );
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
                {scaledAmount(value, spec.digits, spec.scaled ?? false)}
              </output>
              {spec.unit && <span class="unit">{spec.unit}</span>}
            </dd>
          </div>
        );
      })}
    </dl>
  );
}
