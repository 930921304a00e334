import { addressOf, asItStands } from '#src/run/figure-link.ts';
import { csvOf, jsonOf, numbersOf } from '#src/run/numbers.ts';
import type { WidgetState } from '#src/run/widget-state.ts';
import { CopyButton } from './CopyButton.tsx';
import { download } from './download.ts';
import type { PanelProps } from './Foot.tsx';

/** The figure's numbers as files: of a run every step it reported, else the present ones. */
export function DataPanel({ state, whereabouts }: PanelProps) {
  const other = state.beside.value;
  const link = () => addressOf(state, asItStands('widgets'), whereabouts);
  return (
    <section class="panel" aria-label="The numbers of this figure">
      <ul class="panel-list">
        <Run state={state} link={link} name={other ? 'First run' : state.meta.trains ? 'This run' : 'These numbers'} />
        {other && <Run state={other} link={link} name="Second run" />}
      </ul>
      <p class="small">
        Full precision, with settings, seed, units and{' '}
        {state.origin.value === undefined
          ? 'the link that brings the same numbers back'
          : 'a link to the settings; the numbers come back only with the file that the run began with'}
        . In the CSV these stand above the table, each line behind a #.
      </p>
    </section>
  );
}

function Run({ state, link, name }: { state: WidgetState; link: () => string; name: string }) {
  // Read so that the row follows the run.
  const last = state.step.value;
  const count = Object.keys(state.metrics.value).length > 0 ? state.reported().length : 0;
  const numbers = () => numbersOf(state, link());
  const file = (kind: string) => `${state.id}${state.meta.trains ? `-step-${last}` : ''}.${kind}`;
  if (count === 0)
    return (
      <li>
        <span>{name}: no numbers yet. Press Run, and they are kept from the first step on.</span>
      </li>
    );
  return (
    <li data-run-name={name}>
      <span>{state.meta.trains ? `${name}: ${count} measurements up to step ${last}` : name}</span>
      <button
        type="button"
        data-action="save-csv"
        aria-label={`${name} as CSV`}
        onClick={() => download(file('csv'), csvOf(numbers()), 'text/csv')}
      >
        CSV
      </button>
      <button
        type="button"
        data-action="save-json"
        aria-label={`${name} as JSON`}
        onClick={() => download(file('json'), jsonOf(numbers()), 'application/json')}
      >
        JSON
      </button>
      <CopyButton label="Copy" of={`${name.toLowerCase()} as CSV`} text={() => csvOf(numbers())} />
    </li>
  );
}
