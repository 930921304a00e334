import { readNumber } from '#src/base/read-number.ts';
import { asked, knobs } from './words/figure.ts';

/** Knobs as data: one description gives the type, the default, the control, the clamp, the link and the table. */

type Words = {
  /** The symbol as it stands in the formulas, plain text: β, σ, h². */
  readonly symbol?: string;
  /** The name beside the control. */
  readonly label: string;
  readonly unit?: string;
  /** One sentence for the knob table. */
  readonly about: string;
  /** Shown in sight; the rest stands behind “more”. */
  readonly primary?: boolean;
  /** The knob and its options with which this one has an effect; always, unless said. */
  readonly when?: Readonly<Record<string, readonly string[]>>;
  /** It only looks: turning it trains nothing anew. */
  readonly looks?: boolean;
};

export type NumberParam = Words & {
  readonly kind: 'number';
  readonly min: number;
  readonly max: number;
  readonly initial: number;
  /** The step of the control: added on a linear scale, in decades on a logarithmic one; 0 means any value. */
  readonly step: number;
  readonly scale: 'linear' | 'log';
  readonly integer: boolean;
  /** The knob whose value is as far as this one's slider goes; a field and a link may say more, up to `max`. */
  readonly upTo?: string;
};

export type ChoiceParam<Option extends string = string> = Words & {
  readonly kind: 'choice';
  readonly options: Readonly<Record<Option, string>>;
  readonly initial: Option;
};

export type TextParam = Words & {
  readonly kind: 'text';
  /** What it must look like as a whole, and the same in words: “64 digits 0 to f”. */
  readonly pattern: RegExp;
  readonly expected: string;
  readonly maxLength: number;
  readonly initial: string;
};

export type Param = NumberParam | ChoiceParam | TextParam;
export type ParamSpecs = Readonly<Record<string, Param>>;
export type ParamValue<P extends Param> =
  P extends ChoiceParam<infer Option> ? Option : P extends TextParam ? string : number;
export type ParamValues<S extends ParamSpecs> = { readonly [K in keyof S]: ParamValue<S[K]> };
export type AnyValues = Readonly<Record<string, number | string>>;

type NumberOptions = Omit<Words, 'label'> & {
  readonly min: number;
  readonly max: number;
  readonly initial: number;
  readonly step?: number;
  readonly scale?: 'linear' | 'log';
  readonly integer?: boolean;
  readonly upTo?: string;
};

/** A knob that turns: `number('mean', { symbol: 'μ', min: -3, max: 3, initial: 1, about: '…' })`. */
export function number(label: string, options: NumberOptions): NumberParam {
  const { scale = 'linear', integer = false } = options;
  const step = options.step ?? (scale === 'log' ? 0.05 : integer ? 1 : (options.max - options.min) / 200);
  return { kind: 'number', label, ...options, scale, integer, step };
}

/** A knob with named positions: `choice('decoder', { bernoulli: 'Bernoulli', gaussian: 'Gaussian' }, { initial: 'bernoulli', about: '…' })`. */
export function choice<Option extends string>(
  label: string,
  options: Readonly<Record<Option, string>>,
  rest: Omit<Words, 'label'> & { readonly initial: NoInfer<Option> },
): ChoiceParam<Option> {
  return { kind: 'choice', label, options, ...rest };
}

/**
 * A knob that holds a text which the figure has a control of its own for, such as a drawing:
 * `text('drawing', { pattern: /^[0-9a-f]{64}$/, expected: '64 digits 0 to f', maxLength: 64, initial: '…', about: '…' })`.
 */
export function text(label: string, options: Omit<TextParam, 'kind' | 'label'>): TextParam {
  return { kind: 'text', label, ...options };
}

/** The initial value of every knob. */
export function initialValues<S extends ParamSpecs>(specs: S): ParamValues<S> {
  return Object.fromEntries(Object.entries(specs).map(([name, spec]) => [name, spec.initial])) as ParamValues<S>;
}

export type Filled<S extends ParamSpecs> = { readonly values: ParamValues<S>; readonly notices: readonly string[] };

/**
 * Values for every knob: the given ones brought into range, `base` for the rest.
 * What had to be changed or dropped is said in `notices`, one sentence each; nothing throws.
 */
export function fill<S extends ParamSpecs>(
  specs: S,
  given: Readonly<Record<string, unknown>> = {},
  base: ParamValues<S> = initialValues(specs),
): Filled<S> {
  const notices: string[] = [];
  const values: Record<string, number | string> = { ...(base as AnyValues) };
  for (const [name, raw] of Object.entries(given)) {
    const spec = Object.hasOwn(specs, name) ? specs[name] : undefined;
    if (!spec) notices.push(asked.noKnob(shorten(name), Object.keys(specs).join(', ')));
    else {
      const read = readAs(spec, name, raw);
      if (read.notice) notices.push(read.notice);
      if (read.value !== undefined) values[name] = read.value;
    }
  }
  return { values: values as ParamValues<S>, notices };
}

type Read = { readonly value?: number | string | undefined; readonly notice?: string };

function readAs(spec: Param, name: string, raw: unknown): Read {
  switch (spec.kind) {
    case 'number':
      return readNumberFor(name, spec, raw);
    case 'choice':
      return readChoice(name, spec, raw);
    case 'text':
      return readText(name, spec, raw);
  }
}

/** What a number knob makes of what it is given, and what was odd about that. */
export type Turned = {
  /** In range, and whole where the knob is; absent where nothing can be read. */
  readonly value?: number | undefined;
  readonly odd?: 'no number' | 'not whole' | 'beyond' | undefined;
  /** The numbers that one text could be. */
  readonly readings?: readonly [number, number] | undefined;
};

/** The number that a text or a number means to this knob. */
export function turnedTo(spec: NumberParam, raw: unknown): Turned {
  const { value: found = NaN, refused } =
    typeof raw === 'string' ? readNumber(raw) : { value: typeof raw === 'number' ? raw : NaN };
  if (!Number.isFinite(found))
    return { odd: 'no number', readings: refused?.why === 'two readings' ? refused.readings : undefined };
  // Added to 0, a minus zero loses its sign, which a link could not carry.
  const rounded = (spec.integer ? Math.round(found) : found) + 0;
  const value = Math.min(spec.max, Math.max(spec.min, rounded));
  if (value === found) return { value };
  return { value, odd: value === rounded ? 'not whole' : 'beyond' };
}

function readNumberFor(name: string, spec: NumberParam, raw: unknown): Read {
  const { value, odd, readings } = turnedTo(spec, raw);
  const [min, max] = [show(spec.min), show(spec.max)];
  if (odd === undefined) return { value };
  if (readings) return { notice: asked.twofold(name, shorten(raw), show(readings[0]), show(readings[1])) };
  if (value === undefined) return { notice: asked.noNumber(name, min, max, shorten(raw)) };
  if (odd === 'not whole') return { value, notice: asked.notWhole(name, shorten(raw), show(value)) };
  return { value, notice: asked.beyond(name, min, max, shorten(raw), show(value)) };
}

export type Typed = { readonly value?: number | undefined; readonly notice?: string };

/** What a reader wrote into a knob's field: its value, if it has one, and a sentence if that is not what was written. */
export function typedInto(spec: NumberParam, text: string, now: number): Typed {
  const { value, odd, readings } = turnedTo(spec, text);
  const name = spec.symbol ?? spec.label;
  const [min, max, still] = [show(spec.min), show(spec.max), show(now)];
  const said = shorten(text.trim());
  if (odd === undefined || said === '') return { value };
  if (readings) return { notice: knobs.twofold(name, said, show(readings[0]), show(readings[1]), still) };
  if (value === undefined) return { notice: knobs.noNumber(name, min, max, said, still) };
  if (odd === 'not whole') return { value, notice: knobs.notWhole(name, said, show(value)) };
  return { value, notice: knobs.beyond(name, min, max, said, show(value)) };
}

function readChoice(name: string, spec: ChoiceParam, raw: unknown): Read {
  if (typeof raw === 'string' && Object.hasOwn(spec.options, raw)) return { value: raw };
  const options = Object.keys(spec.options).join(', ');
  return { notice: asked.noOption(name, options, shorten(raw)) };
}

function readText(name: string, { expected, maxLength, pattern }: TextParam, raw: unknown): Read {
  if (typeof raw === 'string' && raw.length <= maxLength && pattern.test(raw)) return { value: raw };
  return { notice: asked.noText(name, expected, shorten(raw)) };
}

const shorten = (raw: unknown) => {
  const text = typeof raw === 'string' || typeof raw === 'number' ? String(raw) : typeof raw;
  return text.length > 40 ? `${text.slice(0, 39)}…` : text;
};

/** A number as short as it can be read, at most six significant digits. */
export const show = (value: number) => String(Number(value.toPrecision(6))).replace('-', '−');

/** The knobs whose values differ from `base`: what a link has to carry. */
export function changed<S extends ParamSpecs>(
  specs: S,
  values: ParamValues<S>,
  base: ParamValues<S> = initialValues(specs),
): string[] {
  return Object.keys(specs).filter((name) => values[name] !== base[name]);
}

/** Whether turning a knob changes anything at these values. */
export const hasEffect = (spec: Param, values: AnyValues): boolean => missedBy(spec, values) === undefined;

/** The first knob that would have to have another option, and the options that would do. */
const missedBy = ({ when = {} }: Param, values: AnyValues) =>
  Object.entries(when).find(([knob, options]) => !options.includes(String(values[knob])));

/** Why a knob has no effect at these values, in a sentence; undefined where it has one. */
export function whyIdle(specs: ParamSpecs, spec: Param, values: AnyValues): string | undefined {
  const missed = missedBy(spec, values);
  const other = missed && specs[missed[0]];
  if (!missed || other?.kind !== 'choice') return undefined;
  const [used, unused] = [true, false].map((wanted) =>
    Object.entries(other.options).flatMap(([option, label]) => (missed[1].includes(option) === wanted ? [label] : [])),
  ) as [string[], string[]];
  return used.length <= unused.length ? knobs.usedWith(other.label, used) : knobs.unusedWith(other.label, unused);
}

/** What `values` do otherwise than `base`, in the knobs' own words: “β 4, decoder Gaussian”; empty where nothing differs. */
export function sayChanged<S extends ParamSpecs>(specs: S, values: AnyValues, base: AnyValues): string {
  const said = Object.entries<Param>(specs).map(([name, spec]) => {
    const value = values[name];
    if (value === undefined || value === base[name]) return undefined;
    if (spec.kind === 'text') return knobs.another(spec.label);
    const shown = spec.kind === 'choice' ? spec.options[value] : show(Number(value));
    return `${spec.symbol ?? spec.label} ${shown ?? String(value)}`;
  });
  return said.filter((part) => part !== undefined).join(', ');
}

/** A number knob as its slider has it: where another knob bounds it, it ends there. */
export function onSlider(spec: NumberParam, values: AnyValues): NumberParam {
  const end = spec.upTo === undefined ? spec.max : Number(values[spec.upTo]);
  return end < spec.max ? { ...spec, max: Math.max(spec.min, end) } : spec;
}

/** Where a number knob stands on its control, 0 to 1, and back. */
export const position = (spec: NumberParam, value: number) =>
  spec.scale === 'log'
    ? Math.log(value / spec.min) / Math.log(spec.max / spec.min)
    : (value - spec.min) / (spec.max - spec.min);

/** The value at a position of the control, rounded as the knob's step asks and kept in range. */
export function valueAt(spec: NumberParam, where: number): number {
  const raw =
    spec.scale === 'log' ? spec.min * (spec.max / spec.min) ** where : spec.min + where * (spec.max - spec.min);
  const clean = spec.integer ? Math.round(raw) : Number(raw.toPrecision(spec.scale === 'log' ? 3 : 12));
  return Math.min(spec.max, Math.max(spec.min, clean));
}
