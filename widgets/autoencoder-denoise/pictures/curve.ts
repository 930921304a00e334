import * as Plot from '#src/plots/plot.ts';
import { alone, frame, type Size } from '#src/plots/frame.ts';
import { ink, type Meaning } from '#src/plots/meaning.ts';
import type { TracePoint } from '../model.ts';

/** A value to compare with, drawn across. */
export type Level = { readonly name: string; readonly value: number };

type Chart = {
  readonly label: string;
  readonly meaning: Meaning;
  readonly trace: readonly TracePoint[];
  readonly levels: readonly Level[];
  /** The axis begins here, whatever the values; without it, a little below the least. */
  readonly floor?: number;
};

/** A value by step, with what it is to be compared with as dashed lines. */
export function curve({ label, meaning, trace, levels, floor }: Chart, size: Size, fit = alone): Element {
  const last = trace.at(-1);
  const [, end] = fit('step', [0, Math.max(1, last?.step ?? 1)]);
  const where = { x: 'step', y: 'value' } as const;
  return Plot.plot({
    ...frame(size),
    x: { label: 'step →', ticks: 4, domain: [0, end] },
    y: { label: `↑ ${label}`, ticks: 4, domain: fit(label, rangeOf(trace, levels, floor)) },
    marks: [
      Plot.ruleY(levels, { y: 'value', stroke: ink('muted'), strokeWidth: 1.5, strokeDasharray: '6 4' }),
      // The curve ends above what it is compared with, so that names have room below their lines.
      Plot.text(levels, {
        y: 'value',
        text: 'name',
        frameAnchor: 'right',
        textAnchor: 'end',
        dx: -4,
        dy: 8,
        fill: ink('muted'),
        stroke: ink('surface'),
        strokeWidth: 4,
      }),
      Plot.lineY(trace, { ...where, stroke: ink(meaning), strokeWidth: 2, name: label, className: `term-${meaning}` }),
      ...(last ? [Plot.dot([last], { ...where, r: 3.5, fill: ink(meaning) })] : []),
    ],
  });
}

function rangeOf(trace: readonly TracePoint[], levels: readonly Level[], floor?: number): [number, number] {
  const values = [...trace, ...levels].map(({ value }) => value);
  if (values.length === 0) return [0, 1];
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const room = Math.max(0.02, 0.08 * (high - low));
  // Below the least there is a name.
  return [floor ?? low - 2 * room, high + room];
}
