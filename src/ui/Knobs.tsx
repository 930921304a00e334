import { useComputed } from '@preact/signals';
import { useContext } from 'preact/hooks';
import {
  onSlider,
  position,
  show,
  whyIdle,
  valueAt,
  type ChoiceParam,
  type NumberParam,
  type Param,
  type ParamSpecs,
} from '#src/run/params.ts';
import { controlled, type WidgetState } from '#src/run/widget-state.ts';
import { knobs as words } from '#src/run/words/figure.ts';
import { keyed } from './keyed.ts';
import { ShownKnobs } from './shared-knobs.ts';
import { NumberField, useTold } from './NumberField.tsx';

/** The resolution of a slider on its own scale. */
const NOTCHES = 1000;

/** Every knob of a figure, the primary ones in sight and the rest behind “more”; or the knobs of a view. A text has a control of the figure's own. */
export function Knobs<S extends ParamSpecs>({ state }: { state: WidgetState<S> }) {
  const { shows, inSight } = useContext(ShownKnobs);
  const shown = controlled(state).filter(([name]) => shows(name));
  const inView = state.view?.knobs.flatMap((name) => shown.filter(([other]) => other === name));
  const primary = inView ?? shown.filter(([, spec]) => inSight || spec.primary);
  const rest = inView ? [] : shown.filter(([, spec]) => !inSight && !spec.primary);
  if (state.link.only === 'plot') return null;
  return (
    <div class="knobs" role="group" aria-label={words.group}>
      {primary.map(([name, spec]) => (
        <Knob key={name} state={state} name={name} spec={spec} />
      ))}
      {rest.length > 0 && (
        <details class="more">
          <summary>{words.more}</summary>
          <div class="knobs-rest">
            {rest.map(([name, spec]) => (
              <Knob key={name} state={state} name={name} spec={spec} />
            ))}
          </div>
        </details>
      )}
    </div>
  );
}

type KnobProps<S extends ParamSpecs, P extends Param> = { state: WidgetState<S>; name: string; spec: P };

function Knob<S extends ParamSpecs>({ state, name, spec }: KnobProps<S, Param>) {
  const idle = useComputed(() => whyIdle(state.meta.params, spec, state.values.value)).value;
  if (idle !== undefined) return <Idle spec={spec} why={idle} />;
  switch (spec.kind) {
    case 'number':
      return <NumberKnob state={state} name={name} spec={spec} />;
    case 'choice':
      return <ChoiceKnob state={state} name={name} spec={spec} />;
    case 'text':
      return null;
  }
}

/** A knob that has no effect now: its name and why, with nothing to press. It keeps its value, and links keep it too. */
function Idle({ spec, why }: { spec: Param; why: string }) {
  return (
    <div class="knob idle">
      <span>
        <Letter spec={spec} /> {spec.label}
      </span>
      <span class="knob-why">{why}</span>
    </div>
  );
}

const Letter = ({ spec: { symbol } }: { spec: Param }) =>
  symbol ? (
    <i class="symbol" translate={false}>
      {symbol}
    </i>
  ) : null;

function NumberKnob<S extends ParamSpecs>({ state, name, spec }: KnobProps<S, NumberParam>) {
  const id = `${state.id}-${name}`;
  const value = useComputed(() => Number(state.values.value[name])).value;
  const { sentence, tell } = useTold(state, name);
  const slider = useComputed(() => onSlider(spec, state.values.value)).value;
  const set = (raw: number) => state.set({ [name]: raw });
  const move = (event: KeyboardEvent) => {
    const next = keyed(slider, value, event.key);
    if (next === undefined) return;
    event.preventDefault();
    set(next);
  };
  return (
    <div class="knob">
      <label for={id}>
        <Letter spec={spec} /> {spec.label}
      </label>
      <span class="knob-value">
        <NumberField state={state} name={name} spec={spec} value={value} tell={tell} toldIn={`${id}-told`} />
        {spec.unit && <span class="unit">{spec.unit}</span>}
        {name === 'seed' && <NewSeed state={state} spec={spec} />}
        <Reset state={state} name={name} spec={spec} />
      </span>
      <input
        id={id}
        type="range"
        min={0}
        max={NOTCHES}
        step="any"
        value={position(slider, value) * NOTCHES}
        aria-valuetext={`${show(value)}${spec.unit ? ` ${spec.unit}` : ''}`}
        onInput={(event) => set(valueAt(slider, event.currentTarget.valueAsNumber / NOTCHES))}
        onKeyDown={move}
      />
      <p id={`${id}-told`} class="knob-told" role="status">
        {sentence && <span key={sentence}>{sentence}</span>}
      </p>
    </div>
  );
}

/** More options than these would fill the panel: they are listed when asked for. */
const FEW_OPTIONS = 2;

function ChoiceKnob<S extends ParamSpecs>(props: KnobProps<S, ChoiceParam>) {
  return Object.keys(props.spec.options).length > FEW_OPTIONS ? <Listed {...props} /> : <AllInSight {...props} />;
}

function Listed<S extends ParamSpecs>({ state, name, spec }: KnobProps<S, ChoiceParam>) {
  const id = `${state.id}-${name}`;
  const value = useComputed(() => String(state.values.value[name])).value;
  return (
    <div class="knob listed">
      <label for={id}>{spec.label}</label>
      <select id={id} name={id} value={value} onChange={(event) => state.set({ [name]: event.currentTarget.value })}>
        {Object.entries(spec.options).map(([option, label]) => (
          <option key={option} value={option}>
            {label}
          </option>
        ))}
      </select>
    </div>
  );
}

function AllInSight<S extends ParamSpecs>({ state, name, spec }: KnobProps<S, ChoiceParam>) {
  const value = useComputed(() => String(state.values.value[name])).value;
  return (
    <fieldset class="knob choice">
      <legend>{spec.label}</legend>
      {Object.entries(spec.options).map(([option, label]) => (
        <label key={option}>
          <input
            type="radio"
            name={`${state.id}-${name}`}
            value={option}
            checked={option === value}
            onChange={() => state.set({ [name]: option })}
          />
          <span>{label}</span>
        </label>
      ))}
    </fieldset>
  );
}

/** The next seed: another draw of everything that is drawn at random. */
function NewSeed<S extends ParamSpecs>({ state, spec }: { state: WidgetState<S>; spec: NumberParam }) {
  const next = () => state.set({ seed: (Number(state.values.peek()['seed']) % spec.max) + 1 });
  return (
    <button type="button" class="link" data-action="seed" onClick={next}>
      {words.newSeed}
    </button>
  );
}

function Reset<S extends ParamSpecs>({ state, name, spec }: KnobProps<S, NumberParam>) {
  const authored = Number(state.base[name]);
  const away = useComputed(() => state.values.value[name] !== authored).value;
  return (
    <button
      type="button"
      class="reset"
      disabled={!away}
      title={words.back(show(authored))}
      onClick={() => state.reset(name)}
    >
      <span aria-hidden="true">↺</span>
      <span class="for-ears">{words.labelBack(spec.label, show(authored))}</span>
    </button>
  );
}
