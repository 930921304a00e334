import { useComputed } from '@preact/signals';
import type { ComponentType } from 'preact';
import { useMemo } from 'preact/hooks';
import { differencesOf, splitOf, yoked, type Difference, type Split } from '#src/run/pair.ts';
import { sayChanged } from '#src/run/params.ts';
import { controlled, type WidgetState } from '#src/run/widget-state.ts';
import { amount } from '#src/ui/amount.ts';
import { Knobs } from '#src/ui/Knobs.tsx';
import { Notices } from '#src/ui/Notices.tsx';
import { ShownKnobs } from '#src/ui/shared-knobs.ts';
import { pair as words } from './words/figure.ts';

type View = ComponentType<{ state: WidgetState }>;
type Runs = { state: WidgetState; other: WidgetState };

/** What a run does otherwise than the other one, in the knobs' own words. */
const ownOf = (run: WidgetState, other: WidgetState) =>
  sayChanged(run.meta.params, run.values.value, other.values.value);

/** The figure, and beside it a second run with other knobs if the reader wants to compare two. */
export function Pair({ View, state }: { View: View; state: WidgetState }) {
  const other = state.beside.value;
  return (
    <div class={other ? 'pair' : 'view'}>
      {other && state.link.only !== 'plot' && <Common state={state} other={other} />}
      <One View={View} state={state} other={other} />
      {other && (
        <section class="one-run" aria-label={words.second} style={{ '--run': labelOf(other, state, words.second) }}>
          <p class="pair-title">{words.secondWith(ownOf(other, state) || words.same)}</p>
          <Notices state={other} />
          <Own state={other} first={state} other={other} View={View} />
        </section>
      )}
    </div>
  );
}

/** The first run keeps its place in the tree, so that it goes on when a second one comes or goes. */
function One({ View, state, other }: { View: View; state: WidgetState; other: WidgetState | undefined }) {
  return (
    <div class={other ? 'one-run' : 'view'} style={{ '--run': other ? labelOf(state, other, words.first) : undefined }}>
      {other && <p class="pair-title">{words.firstWith(ownOf(state, other))}</p>}
      <Own state={state} first={state} other={other} View={View} />
    </div>
  );
}

/** What the titles of pictures are marked with, as a string of CSS. */
const labelOf = (run: WidgetState, other: WidgetState, name: string) => JSON.stringify(ownOf(run, other) || name);

/** What both figures of a pair know of it, made once for these two. */
const splits = new WeakMap<WidgetState, Split>();
function splitBetween(state: WidgetState, other: WidgetState): Split {
  const known = splits.get(other) ?? splitOf(state, other);
  splits.set(other, known);
  return known;
}

type OwnProps = { View: View; state: WidgetState; first: WidgetState; other: WidgetState | undefined };

/** One run with the knobs that it has for itself; a figure without a second run has them all. */
function Own({ View, state, first, other }: OwnProps) {
  const names = other && splitBetween(first, other).names.value;
  const shown = useMemo(
    () => ({ shows: (name: string) => names?.has(name) ?? true, inSight: names !== undefined }),
    [names],
  );
  return (
    <ShownKnobs.Provider value={shown}>
      <View key={state.id} state={state} />
    </ShownKnobs.Provider>
  );
}

/** What drives both runs at once, the knobs that they have in common, and what their numbers tell apart. */
function Common({ state, other }: Runs) {
  const split = splitBetween(state, other);
  const names = split.names.value;
  const shown = useMemo(() => ({ shows: (name: string) => !names.has(name), inSight: false }), [names]);
  const both = useMemo(() => yoked(state, other), [state, other]);
  return (
    <div class="both">
      <Both state={state} other={other} />
      <Compared state={state} split={split} />
      <ShownKnobs.Provider value={shown}>
        <Knobs state={both} />
      </ShownKnobs.Provider>
      <Apart state={state} other={other} />
    </div>
  );
}

function Both({ state, other }: Runs) {
  const each = (act: 'play' | 'pause') => {
    for (const run of [state, other]) run.controls.peek()?.[act]();
  };
  return (
    <div class="buttons" role="group" aria-label={words.pair}>
      <button type="button" class="primary" data-action="run-both" onClick={() => each('play')}>
        {words.runBoth}
      </button>
      <button type="button" data-action="pause-both" onClick={() => each('pause')}>
        {words.pauseBoth}
      </button>
      <button type="button" data-action="close-beside" onClick={() => (state.beside.value = undefined)}>
        {words.close}
      </button>
    </div>
  );
}

/** Which knobs differ: more of them to choose, and each to be given back to both. */
function Compared({ state, split }: { state: WidgetState; split: Split }) {
  const { params } = state.meta;
  const names = split.names.value;
  const rest = controlled(state).filter(([name]) => !names.has(name));
  return (
    <p class="compared">
      <span>{words.compared}</span>
      {[...names].map((name) => (
        <span key={name}>
          {params[name]?.label}{' '}
          {names.size > 1 && (
            <button type="button" class="link" data-together={name} onClick={() => split.together(name)}>
              {words.together}
            </button>
          )}
        </span>
      ))}
      <select
        aria-label={words.apart}
        data-action="apart"
        value=""
        onChange={(event) => {
          split.apart(event.currentTarget.value);
          event.currentTarget.value = '';
        }}
      >
        <option value="">{words.apart}</option>
        {rest.map(([name, { label }]) => (
          <option key={name} value={name}>
            {label}
          </option>
        ))}
      </select>
    </p>
  );
}

const signed = ({ by, digits, unit, label }: Difference) =>
  `${label} ${Number(by.toFixed(digits)) > 0 ? '+' : ''}${amount(by, digits)}${unit ? ` ${unit}` : ''}`;

/** The second run's main numbers less the first one's, and where both stand. */
function Apart({ state, other }: Runs) {
  const said = useComputed(() => {
    const differences = differencesOf(state, other);
    if (differences.length === 0) return words.noDifference;
    return words.difference(differences.map(signed), state.step.value, other.step.value);
  });
  return (
    <p class="apart" data-said="difference">
      {said.value}
    </p>
  );
}
