import type { AnyValues, ParamSpecs } from './params.ts';
import type { WidgetState } from './widget-state.ts';
import { data as words } from './words/panels.ts';

/** A figure's numbers with all that one needs to know of them elsewhere. */
export type Numbers = {
  readonly title: string;
  readonly figure: string;
  /** The address that brings the same numbers back, or the settings of a run that began with a file. */
  readonly link: string;
  /** The step at which the run began with a state out of a file; from there on the link alone does not lead to the numbers. */
  readonly beganAt?: number;
  /** What computed them, as the figure's badge says it; empty where nothing trained. */
  readonly computedBy: string;
  readonly settings: AnyValues;
  /** Unit of each knob and number that has one. */
  readonly units: Readonly<Record<string, string>>;
  readonly trained: boolean;
  readonly columns: readonly string[];
  /** A row a step, in the order of `columns`; one row where nothing trains. What is missing is NaN. */
  readonly rows: readonly (readonly number[])[];
};

/** The run as it was reported step by step, or the present numbers of a figure that answers at once. */
export function numbersOf<S extends ParamSpecs>(state: WidgetState<S>, link: string): Numbers {
  const { meta } = state;
  const reported = state.reported();
  const metrics = Object.keys(meta.metrics).filter((name) => reported.some((point) => name in point.metrics));
  const specs = { ...meta.params, ...meta.metrics };
  const units = Object.entries(specs).flatMap(([name, { unit }]) => (unit ? [[name, unit] as const] : []));
  return {
    title: meta.title,
    figure: state.widget,
    link,
    ...(state.origin.value !== undefined && { beganAt: state.origin.value }),
    computedBy: state.backend.value,
    settings: state.values.value,
    units: Object.fromEntries(units),
    trained: meta.trains,
    columns: [...(meta.trains ? ['step'] : []), ...metrics],
    rows: reported.map((point) => [
      ...(meta.trains ? [point.step] : []),
      ...metrics.map((name) => point.metrics[name] ?? NaN),
    ]),
  };
}

/** A cell as RFC 4180 asks: in quotes where it holds a comma, a quote or a new line. */
const cell = (text: string) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
const line = (cells: readonly string[]) => cells.map(cell).join(',');
const withUnit = (name: string, { units }: Numbers) => (units[name] ? `${name} [${units[name]}]` : name);

/** What stands above the table, each line behind a `#` that readers of CSV are told to skip. */
function preamble(numbers: Numbers): readonly string[] {
  const { title, figure, link, beganAt, computedBy, settings } = numbers;
  const set = Object.entries(settings).map(([name, value]) => `${withUnit(name, numbers)} = ${value}`);
  return [
    `# ${title} (${figure})`,
    `# link: ${link}`,
    ...(beganAt === undefined ? [] : [`# ${words.began(beganAt)}`]),
    `# settings: ${set.join('; ')}`,
    ...(computedBy ? [`# computed by: ${computedBy}`] : []),
  ];
}

/** Comma-separated values in full precision: a row a step, or a row a number where nothing trains. */
export function csvOf(numbers: Numbers): string {
  const { trained, columns, rows, units } = numbers;
  const table = trained
    ? [line(columns.map((name) => withUnit(name, numbers))), ...rows.map((row) => line(row.map(String)))]
    : ['number,value,unit', ...columns.map((name, at) => line([name, String(rows[0]?.[at]), units[name] ?? '']))];
  return [...preamble(numbers), ...table, ''].join('\n');
}

/** JSON has no word for ∞, so it stands as text that `Number` reads back; what is missing becomes null. */
const inJson = (value: number | undefined) => (Math.abs(value ?? 0) === Infinity ? String(value) : value);

/** The same as JSON. */
export const jsonOf = ({ columns, rows, ...about }: Numbers): string =>
  JSON.stringify(
    { ...about, rows: rows.map((row) => Object.fromEntries(columns.map((name, at) => [name, inJson(row[at])]))) },
    undefined,
    1,
  );
