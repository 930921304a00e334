import * as Plot from '#src/plots/plot.ts';
import { alone, frame, type Size } from '#src/plots/frame.ts';
import { ink } from '#src/plots/meaning.ts';

/** One line by step: solid in the colour of real things, dashed in that of made ones. */
export type PlayerLine = {
  readonly name: string;
  readonly of: 'real' | 'fake';
  readonly points: readonly { readonly step: number; readonly value: number }[];
};

type Scale = { readonly label: string; readonly domain?: readonly [number, number]; readonly rule: number };

/** Two numbers of a game by step, with a line where they stand when neither player wins. */
export function twoPlayers(
  lines: readonly [PlayerLine, PlayerLine],
  { label, domain, rule }: Scale,
  size: Size,
  fit = alone,
): Element {
  const values = lines.flatMap(({ points }) => points.map(({ value }) => value));
  const [low, high] = domain ?? fit(label, [Math.min(0, ...values), Math.max(1.5, ...values)]);
  const end = Math.max(1, ...lines.flatMap(({ points }) => points.slice(-1).map(({ step }) => step)));
  const last = lines.map(({ points }) => points.at(-1)?.value ?? 0);
  // Labels of lines that end close together would lie on one another.
  const upper = (last[0] ?? 0) >= (last[1] ?? 0) ? 0 : 1;
  const close = Math.abs((last[0] ?? 0) - (last[1] ?? 0)) < 0.12 * (high - low);
  return Plot.plot({
    ...frame(size),
    marginRight: 64,
    x: { label: 'step →', ticks: 4, domain: fit('step', [0, end]) },
    y: { label, ticks: 4, domain: [low, high] },
    marks: [
      Plot.ruleY([rule], { stroke: ink('muted'), strokeDasharray: '2 3' }),
      ...lines.flatMap(({ name, of, points }, i) => [
        Plot.lineY(points, {
          x: 'step',
          y: 'value',
          name,
          stroke: ink(of),
          strokeWidth: of === 'real' ? 2 : 1.75,
          clip: true,
          ...(of === 'fake' && { strokeDasharray: '5 3' }),
        }),
        Plot.text(points.slice(-1), {
          x: 'step',
          y: 'value',
          text: () => name,
          dx: 6,
          textAnchor: 'start',
          fill: ink(of),
          dy: close ? (i === upper ? -8 : 8) : 0,
        }),
      ]),
    ],
  });
}
