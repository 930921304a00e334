import { useSignal, useSignalEffect } from '@preact/signals';
import { typedInto, show, type NumberParam, type ParamSpecs } from '#src/run/params.ts';
import type { WidgetState } from '#src/run/widget-state.ts';
import { knobs as words } from '#src/run/words/figure.ts';
import { keyed } from './keyed.ts';

type Props<S extends ParamSpecs> = {
  state: WidgetState<S>;
  name: string;
  spec: NumberParam;
  value: number;
  /** Tells what became of what was written; empty where there is nothing to say. */
  tell: (sentence: string) => void;
  /** Where that is told. */
  toldIn: string;
};

/** Six digits are as many as fit. */
const shown = (value: number) => String(Number(value.toPrecision(6)));
/** The keys that turn a knob from its field; the others belong to the text. */
const TURNS = /^(?:Arrow(?:Up|Down)|Page(?:Up|Down))$/;
/** Some keyboards for numbers have no minus sign. */
const keyboardFor = ({ min, integer }: NumberParam) => (min < 0 ? 'text' : integer ? 'numeric' : 'decimal');

/**
 * A knob's value as text. The browser's own field for numbers drops the signs that it does not know and keeps the rest,
 * turns with the wheel, and steps on a scale of its own: so this is a field for text, read when it is left or entered.
 */
export function NumberField<S extends ParamSpecs>({ state, name, spec, value, tell, toldIn }: Props<S>) {
  const now = () => Number(state.values.peek()[name]);
  const take = (field: HTMLInputElement) => {
    if (field.value === shown(now())) return true;
    const typed = typedInto(spec, field.value, now());
    if (typed.value !== undefined) state.set({ [name]: typed.value });
    field.value = shown(now());
    tell(typed.notice ?? '');
    return typed.value !== undefined;
  };
  const press = (event: KeyboardEvent & { currentTarget: HTMLInputElement }) => {
    const field = event.currentTarget;
    if (event.key === 'Enter') take(field);
    if (!TURNS.test(event.key) || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    const next = take(field) ? keyed(spec, now(), event.key) : undefined;
    if (next !== undefined) state.set({ [name]: next });
    field.value = shown(now());
  };
  return (
    <input
      type="text"
      role="spinbutton"
      inputMode={keyboardFor(spec)}
      autocomplete="off"
      spellcheck={false}
      aria-label={words.asNumber(spec.label)}
      aria-describedby={toldIn}
      aria-valuemin={spec.min}
      aria-valuemax={spec.max}
      aria-valuenow={value}
      aria-valuetext={`${show(value)}${spec.unit ? ` ${spec.unit}` : ''}`}
      value={shown(value)}
      onChange={(event) => take(event.currentTarget)}
      onKeyDown={press}
    />
  );
}

/** A sentence about what was written into a knob's field, for as long as the knob stands where that left it. */
export function useTold<S extends ParamSpecs>(state: WidgetState<S>, name: string) {
  const told = useSignal<{ readonly sentence: string; readonly at: unknown }>({ sentence: '', at: undefined });
  useSignalEffect(() => {
    const now = state.values.value[name];
    if (told.peek().sentence !== '' && now !== told.peek().at) told.value = { sentence: '', at: undefined };
  });
  const tell = (sentence: string) => (told.value = { sentence, at: state.values.peek()[name] });
  return { sentence: told.value.sentence, tell };
}
