/** What the page saw when an exercise was reached: enough to see it again elsewhere. Kept in the reader's browser alone. */
import { LINK_VERSION } from '#src/run/link-version.ts';
import type { StateDetail } from './page-marks.ts';

export type Endless = 'Infinity' | '-Infinity';

export type Proof = {
  readonly widget: string;
  /** Every knob, the seed among them. */
  readonly settings: Readonly<Record<string, number | string>>;
  readonly step: number;
  /** What trained; empty where nothing does. */
  readonly backend: string;
  /** In a file ∞ is text, since JSON has no word for it. */
  readonly numbers: Readonly<Record<string, number | Endless>>;
};

/** An exercise's goal: a number of the figure, a knob, or the step, in a range or of a name. */
export type Goal = {
  readonly metric?: string;
  readonly knob?: string;
  readonly above?: number;
  readonly below?: number;
  readonly is?: string;
};

export type Seen = Pick<StateDetail, 'metrics' | 'values' | 'step'>;

export function holds(goal: Goal, { metrics, values, step }: Seen): boolean {
  const value =
    goal.metric === 'step' ? step : goal.metric !== undefined ? metrics[goal.metric] : values[goal.knob ?? ''];
  if (goal.is !== undefined) return String(value) === goal.is;
  return typeof value === 'number' && value >= (goal.above ?? -Infinity) && value <= (goal.below ?? Infinity);
}

/** Whether all that an exercise asks for holds at the same time. */
export const reached = (goals: readonly Goal[], seen: Seen): boolean => goals.every((goal) => holds(goal, seen));

/** Speeds belong to a machine, and what is not a number has no place in a file. */
const lasting = ([name, value]: [string, number]) => !Number.isNaN(value) && !name.endsWith('per-second');

const written = ([name, value]: [string, number]): [string, number | Endless] => [
  name,
  Number.isFinite(value) ? value : value > 0 ? 'Infinity' : '-Infinity',
];

export const proofOf = ({ widget, values, metrics, step }: Omit<StateDetail, 'id'>, backend: string): Proof => ({
  widget,
  settings: values,
  step,
  backend,
  numbers: Object.fromEntries(Object.entries(metrics).filter(lasting).map(written)),
});

/** The query that brings the figure back, to the last digit of every knob. */
export function queryOf({ settings, step }: Pick<Proof, 'settings' | 'step'>): string {
  const query = new URLSearchParams(Object.entries(settings).map(([name, value]) => [name, String(value)]));
  if (step > 0) query.set('step', String(step));
  query.set('v', String(LINK_VERSION));
  return query.toString();
}

/** Where an exercise's tick and its proof are kept: by the page's address and the exercise's id in it. */
export const tickKey = (pathname: string, id: string) => `notes:exercise:${pathname}:${id}`;
export const proofKey = (pathname: string, id: string) => `notes:proof:${pathname}:${id}`;
