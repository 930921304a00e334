import { addressOf, asItStands } from '#src/run/figure-link.ts';
import { csvOf, jsonOf, numbersOf } from '#src/run/numbers.ts';
import type { WidgetState } from '#src/run/widget-state.ts';
import { CopyButton } from './CopyButton.tsx';
import { download } from './download.ts';
import type { PanelProps } from './panel.ts';
import { data as words, panel } from '#src/run/words/panels.ts';

/** The figure's numbers as files: of a run every step it reported, else the present ones. */
export function DataPanel({ state, whereabouts }: PanelProps) {
  const other = state.beside.value;
  const link = () => addressOf(state, asItStands('widgets'), whereabouts);
  return (
    <section class="panel" aria-label={words.title}>
      <ul class="panel-list">
        <Run
          state={state}
          link={link}
          name={other ? panel.firstRun : state.meta.trains ? panel.thisRun : words.these}
        />
        {other && <Run state={other} link={link} name={panel.secondRun} />}
      </ul>
      <p class="small">{words.about(state.origin.value === undefined ? words.link : words.linkOfFile)}</p>
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
        <span>{words.none(name)}</span>
      </li>
    );
  return (
    <li data-run-name={name}>
      <span>{state.meta.trains ? words.upTo(name, count, last) : name}</span>
      <button
        type="button"
        data-action="save-csv"
        aria-label={words.as(name, words.csv)}
        onClick={() => download(file('csv'), csvOf(numbers()), 'text/csv')}
      >
        {words.csv}
      </button>
      <button
        type="button"
        data-action="save-json"
        aria-label={words.as(name, words.json)}
        onClick={() => download(file('json'), jsonOf(numbers()), 'application/json')}
      >
        {words.json}
      </button>
      <CopyButton label={panel.copy} of={words.as(name.toLowerCase(), words.csv)} text={() => csvOf(numbers())} />
    </li>
  );
}
