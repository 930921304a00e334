import * as Plot from '#src/plots/plot.ts';
import { frame, type Size } from '#src/plots/frame.ts';
import { ink } from '#src/plots/meaning.ts';

export type GapRow = { readonly update: number; readonly gap: number };

/** The gap in nats, update by update, falling onto what the best factors leave (dashed). */
export function gapByUpdate(rows: readonly GapRow[], least: number, size: Size): Element {
  const most = Math.max(12, rows.length - 1);
  // Where q starts may be far off the scale; the first update settles most of it.
  const top = 1.15 * Math.max(0.1, 1.5 * least, rows[Math.min(1, rows.length - 1)]?.gap ?? 0);
  const above = rows.filter(({ gap }) => gap > top);
  const gold = { stroke: ink('gap'), className: 'term-gap' };
  // A gap is never below the line, so words there hide none; if there is no room, they stand where the gaps have fallen.
  const below = least > 0.12 * top;
  const formula = `−½ log(1 − ρ²) = ${least.toFixed(4)}`;
  const said = { fill: ink('gap'), stroke: ink('surface'), strokeWidth: 4, fontSize: 12, className: 'term-gap' };
  return Plot.plot({
    ...frame(size),
    x: { label: 'updates →', domain: [0, most], ticks: 6, tickFormat: 'd' },
    y: { label: '↑ KL(q ‖ posterior), nats', domain: [0, top], ticks: 5 },
    marks: [
      Plot.ruleY([least], { ...gold, strokeWidth: 1.5, strokeDasharray: '6 4' }),
      Plot.line(rows, { x: 'update', y: 'gap', name: 'gap', ...gold, strokeWidth: 2, clip: true }),
      Plot.dot(
        rows.filter(({ gap }) => gap <= top),
        { x: 'update', y: 'gap', r: 2.6, fill: ink('gap'), className: 'term-gap' },
      ),
      Plot.text(above, {
        // Beside the line, which comes down from above the frame between two updates.
        x: ({ update }: GapRow) => update + 1,
        y: () => top,
        text: ({ gap }: GapRow) => `↑ ${gap.toFixed(1)} at the start`,
        textAnchor: 'start',
        dx: 8,
        dy: 6,
        ...said,
      }),
      below
        ? Plot.text([formula], { x: () => most, y: () => least, textAnchor: 'end', dy: 12, ...said })
        : Plot.text([`the dashed line:\n${formula}`], { frameAnchor: 'top-right', ...said }),
    ],
  });
}
