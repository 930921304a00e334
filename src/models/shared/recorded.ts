import type { Standing } from '#src/engine/experiment.ts';
import { line, lineIn, partIn, type Written } from './written.ts';

/** The last of the snapshots to record. Throws if there is none. */
export function lastOf<Snapshot>(snapshots: readonly Snapshot[]): Snapshot {
  const last = snapshots.at(-1);
  if (last) return last;
  throw new Error('Expected at least one snapshot to record, and there is none.');
}

/** What curves are drawn from: a line of numbers for each of these names. */
export const curvesOf = <Name extends string>(
  snapshots: readonly Readonly<Record<Name | 'step', number>>[],
  names: readonly Name[],
): Written =>
  Object.fromEntries(['step' as const, ...names].map((name) => [name, line(snapshots.map((one) => one[name]))]));

/** A snapshot for each step of the curves: the last one, and before it the same with the numbers that it had then. */
export function snapshotsOf<Name extends string, Snapshot extends Standing & Readonly<Record<Name, number>>>(
  written: Written,
  names: readonly Name[],
  last: Snapshot,
): readonly Snapshot[] {
  const curves = partIn(written, 'curves');
  const steps = lineIn(curves, 'step');
  const columns = names.map((name) => [name, lineIn(curves, name, steps.length)] as const);
  const earlier = steps.slice(0, -1).map((step, at): Snapshot => {
    const then = Object.fromEntries(columns.map(([name, values]) => [name, values[at]]));
    return { ...last, ...then, step };
  });
  return [...earlier, last];
}
