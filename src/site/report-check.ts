/**
 * What can be said about an entry of a report. It asks the exercise, the figure and the goal; who pressed the keys,
 * and whether settings were found or copied, nothing here can know.
 */
import type { WidgetMeta } from '#src/run/meta.ts';
import { MAX_STEP } from '#src/run/links.ts';
import { fill, show, type AnyValues } from '#src/run/params.ts';
import type { Solved } from './files.ts';
import { holds, type Goal, type Proof, type Seen } from './proof.ts';
import { check as words } from './words/exercises.ts';

/** An exercise of the course; without `goal` it is one that no figure ticks. */
export type Known = {
  readonly name: string;
  readonly title: string;
  readonly figure?: string;
  readonly goal?: readonly Goal[];
};
/** What a figure says of itself, asked with the settings of a proof. */
export type Answer = { readonly step: number; readonly metrics: Readonly<Record<string, number>> };
export type Judged = { readonly holds: boolean; readonly numbers: string; readonly goal: string };

/** Runs on one machine are the same to the last bit; between executors single precision leaves some in a thousand. */
const EXACT = 1e-6;

const numberOf = (stated: number | string) => (typeof stated === 'string' ? Number(stated) : stated);
const own = <Value>(table: Readonly<Record<string, Value>>, name: string): Value | undefined =>
  Object.hasOwn(table, name) ? table[name] : undefined;

/** The state that a proof states, ∞ as a number. */
export const statedBy = ({ settings, numbers, step }: Proof): Seen => ({
  values: settings,
  metrics: Object.fromEntries(Object.entries(numbers).map(([name, value]) => [name, numberOf(value)])),
  step,
});

/** The first part of a goal that does not hold, in words; nothing where all of it does. */
export function missedBy(goals: readonly Goal[], seen: Seen): string | undefined {
  const missed = goals.find((goal) => !holds(goal, seen));
  if (!missed) return undefined;
  const { metric, knob = '', above, below, is } = missed;
  const found =
    metric === 'step' ? seen.step : metric !== undefined ? own(seen.metrics, metric) : own(seen.values, knob);
  const bounds = [above !== undefined && words.atLeast(above), below !== undefined && words.atMost(below)];
  const asked = is ?? bounds.filter((bound) => bound !== false).join(words.and);
  return words.is(metric ?? knob, found === undefined ? words.absent : shown(found), asked);
}

const shown = (value: number | string) => (typeof value === 'number' ? show(value) : value.slice(0, 40));

/** Why a proof cannot be one for this exercise, whatever its figure says; nothing where it can. */
export function faultOfProof({ figure = '', goal = [] }: Known, { widget, numbers }: Proof): string | undefined {
  if (widget !== figure) return words.otherFigure(widget, figure);
  if (Object.keys(numbers).length === 0) return words.noNumbers;
  const missing = goal.find(({ metric = 'step' }) => metric !== 'step' && !Object.hasOwn(numbers, metric));
  return missing && words.notStated(missing.metric ?? '');
}

/** Why an entry cannot be checked by a figure; `before` are the exercises listed above it. */
export function faultOfEntry(entry: Solved, known: Known | undefined, before: ReadonlySet<string>): string | undefined {
  if (entry.damaged && entry.exercise === '') return words.damaged;
  if (!known) return words.unknown(entry.exercise.slice(0, 80));
  if (before.has(entry.exercise)) return words.twice;
  if (!known.goal) return words.byHandOnly;
  if (entry.damaged) return words.damaged;
  return entry.proof ? faultOfProof(known, entry.proof) : words.noProof;
}

/** Why the figure cannot stand as a proof says; nothing where it can. */
export function faultOfSettings({ settings, step }: Proof, meta: WidgetMeta): string | undefined {
  const { notices } = fill(meta.params, settings);
  if (notices.length > 0) return words.noSuchSetting(notices.slice(0, 3).join(' '));
  const longest = meta.longest ?? MAX_STEP;
  if (!meta.trains && step > 0) return words.noTraining(step);
  return step > longest ? words.tooFar(step, longest) : undefined;
}

/** Whether a figure's answer is what a proof states, and reaches the goal. */
export function judge(goal: readonly Goal[], proof: Proof, { step, metrics }: Answer, meta: WidgetMeta): Judged {
  const names = Object.keys(proof.numbers);
  const other = names.filter((name) => !agree(own(proof.numbers, name), own(metrics, name)));
  const values: AnyValues = fill(meta.params, proof.settings).values;
  const missed = missedBy(goal, { values, metrics, step });
  return {
    holds: names.length > 0 && other.length === 0 && missed === undefined,
    numbers: comparison(proof, metrics, names.length, other),
    goal: missed === undefined ? words.reached : words.missed(missed),
  };
}

function comparison({ numbers }: Proof, metrics: Answer['metrics'], of: number, other: readonly string[]): string {
  const [first] = other;
  if (first === undefined) return words.same(of);
  const [stated, found] = [own(numbers, first) ?? words.absent, own(metrics, first) ?? words.absent];
  return words.differ(other.length, of, first, stated, found);
}

function agree(stated: number | string | undefined, found: number | undefined): boolean {
  if (stated === undefined || typeof found !== 'number') return false;
  if (typeof stated === 'string') return String(found) === stated;
  return Math.abs(found - stated) <= EXACT * Math.max(1, Math.abs(stated));
}
