/** How a run goes on, back and out, whatever it trains and whatever computes it. */
import { readFrom, writeTo, type AnyExecutor } from '#src/engine/executors/async-executor.ts';
import { stateOf, takeOut } from '#src/engine/executors/state.ts';
import {
  allFinite,
  goalOf,
  LostNumbers,
  stopOf,
  type Ask,
  type Run,
  type Standing,
  type TrainedState,
} from '#src/engine/experiment.ts';
import type { History } from '#src/engine/history.ts';
import type { Plan } from '#src/engine/steps/plan.ts';

/** What a run stands on. */
export type Ground = { readonly plan: Plan; readonly executor: AnyExecutor; readonly past: History };

/** What is particular to one: the snapshot of a step, and the steps from one to another with the snapshot after them. */
export type Course<Snapshot> = Ground & {
  readonly look: (step: number) => Promise<Snapshot>;
  readonly advance: (from: number, to: number) => Promise<Snapshot>;
};

/** Puts a run at a state of an earlier one, if it starts from one; what reads states is fetched then. */
export async function begin({ executor, plan }: Pick<Ground, 'executor' | 'plan'>, from?: TrainedState): Promise<void> {
  if (from) (await import('#src/engine/executors/state-in.ts')).putIn(executor, plan, from);
}

/** Gives snapshots for as long as it is asked, from the beginning or from a state of an earlier run, and closes the executor. */
export async function* runOf<Snapshot extends Standing>(course: Course<Snapshot>, from?: TrainedState): Run<Snapshot> {
  const { executor, plan } = course;
  try {
    await begin(course, from);
    for (let found = await course.look(from?.step ?? 0); ;) {
      const { step } = found;
      const ask = yield found;
      if (ask === 'state') found = { ...found, state: await takeOut(executor, plan, step) };
      else found = await go(course, step, ask).catch((lost: unknown) => backTo(course, step, lost));
    }
  } finally {
    if ('close' in executor) executor.close();
  }
}

/** From step `step` to where it is asked to be, backwards by way of the past. */
async function go<Snapshot>(course: Course<Snapshot>, step: number, ask: Ask | undefined): Promise<Snapshot> {
  const goal = goalOf(ask, step);
  const from = goal < step ? rewind(course, goal) : step;
  return course.advance(from, stopOf(ask, from, goal));
}

/** The last good state, once numbers are lost: what is kept before `step`, and the steps from there, which were good. */
async function backTo<Snapshot>(course: Course<Snapshot>, step: number, lost: unknown): Promise<Snapshot> {
  if (!(lost instanceof LostNumbers)) throw lost;
  return { ...(await course.advance(rewind(course, step), step)), lostAt: lost.step };
}

/** Puts back the latest state kept at or before `goal`; returns its step. Throws if the run began later. */
export function rewind({ executor, plan, past }: Ground, goal: number): number {
  const from = past.at(goal);
  if (!from) throw new Error(`Step ${goal} lies before the run began. Ask for a step from ${past.steps()[0] ?? 0} on.`);
  writeTo(executor, stateOf(plan), from.state);
  return from.step;
}

/**
 * The parameters at `step`, put down for the past where it wants them; throws `lost` if anything in them is not a number.
 * A rectified unit may swallow what is not a number, so that no loss shows it.
 */
export async function keep(
  { executor, plan, past }: Ground,
  step: number,
  lost: () => Error,
  wanted = past.wants(step),
): Promise<Float32Array> {
  const values = await readFrom(executor, wanted ? stateOf(plan) : { at: 0, length: plan.parameters });
  if (!allFinite(values)) throw lost();
  if (wanted) past.keep(step, values);
  return values;
}

/** What a pass left behind by that name. */
export function result(
  { executor, plan }: Pick<Ground, 'executor' | 'plan'>,
  pass: string,
  name: string,
): Float32Array | Promise<Float32Array> {
  const field = plan.programs[pass]?.results[name];
  if (field) return readFrom(executor, field);
  throw new Error(`The pass “${pass}” leaves no “${name}” behind.`);
}
