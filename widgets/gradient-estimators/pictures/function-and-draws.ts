import * as Plot from '#src/plots/plot.ts';
import { frame, type Size } from '#src/plots/frame.ts';
import { ink } from '#src/plots/meaning.ts';

export type FunctionScene = {
  readonly curve: readonly { readonly z: number; readonly f: number; readonly q: number }[];
  readonly tangents: readonly { readonly z: number; readonly f: number; readonly slope: number }[];
};

/** f as a line, q as a pale hill along the floor (a third of the height at its top), draws on f with short tangents. */
export function functionAndDraws({ curve, tangents }: FunctionScene, size: Size): Element {
  const heights = curve.map(({ f }) => f);
  const [least, most] = [Math.min(...heights), Math.max(...heights)];
  const span = Math.max(1e-9, most - least);
  const [low, high] = [least - 0.08 * span, most + 0.12 * span];
  const peak = Math.max(...curve.map(({ q }) => q));
  const hill = (q: number) => low + ((high - low) * q) / peak / 3;
  const [left, right] = [curve[0]?.z ?? 0, curve.at(-1)?.z ?? 1];
  const half = 0.045 * (right - left);
  return Plot.plot({
    ...frame(size),
    x: { label: 'latent z →', domain: [left, right], ticks: 5 },
    y: { label: '↑ f(z)', domain: [low, high], ticks: 5 },
    marks: [
      Plot.areaY(curve, {
        x: 'z',
        y1: () => low,
        y2: ({ q }: { q: number }) => hill(q),
        name: 'q',
        tells: ({ q }: { q: number }) => q,
        fill: ink('inference'),
        fillOpacity: 0.18,
        stroke: ink('inference'),
        strokeOpacity: 0.7,
        className: 'term-inference',
      }),
      Plot.text(['q'], {
        x: () => (left + right) / 2,
        y: () => hill(peak),
        dy: 12,
        text: ['q'],
        fontStyle: 'italic',
        fill: ink('inference'),
      }),
      Plot.line(curve, { x: 'z', y: 'f', name: 'f', stroke: ink('data'), strokeWidth: 1.75 }),
      Plot.link(tangents, {
        x1: ({ z }: { z: number }) => z - half,
        x2: ({ z }: { z: number }) => z + half,
        y1: ({ f, slope }: { f: number; slope: number }) => f - slope * half,
        y2: ({ f, slope }: { f: number; slope: number }) => f + slope * half,
        stroke: ink('model'),
        strokeWidth: 3,
        clip: true,
        className: 'term-model',
      }),
      Plot.dot(tangents, { x: 'z', y: 'f', r: 3.5, fill: ink('inference'), stroke: ink('surface') }),
    ],
  });
}
