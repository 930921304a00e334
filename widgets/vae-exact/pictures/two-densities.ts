import * as Plot from '#src/plots/plot.ts';
import { frame, type Size } from '#src/plots/frame.ts';
import { dashes, ink } from '#src/plots/meaning.ts';
import type { Look } from '../model.ts';

/** The true posterior of one point's code, filled, and q(z|x), over the codes that either allows. */
export function twoDensities(densities: Look['densities'], range: readonly [number, number], size: Size): Element {
  const shown = densities.filter(({ z }) => z >= range[0] && z <= range[1]);
  const top = Math.max(...shown.flatMap(({ posterior, q }) => [posterior, q]));
  return Plot.plot({
    ...frame(size),
    x: { label: 'z →', domain: [...range], ticks: 5 },
    y: { label: '↑ density', domain: [0, 1.08 * top], ticks: 4 },
    marks: [
      Plot.ruleY([0], { stroke: ink('rule') }),
      Plot.areaY(shown, {
        x: 'z',
        y: 'posterior',
        fill: ink('posterior'),
        fillOpacity: 0.35,
        className: 'term-posterior',
      }),
      Plot.line(shown, {
        x: 'z',
        y: 'posterior',
        name: 'posterior',
        stroke: ink('posterior'),
        strokeWidth: 2.5,
        strokeDasharray: dashes.posterior ?? '',
        className: 'term-posterior',
      }),
      Plot.line(shown, {
        x: 'z',
        y: 'q',
        name: 'q(z|x)',
        stroke: ink('inference'),
        strokeWidth: 2,
        className: 'term-inference',
      }),
      name('p(z|x)', 'posterior', -60),
      name('q(z|x)', 'inference', 0),
    ],
  });
}

const name = (words: string, meaning: 'posterior' | 'inference', dx: number) =>
  Plot.text([words], {
    frameAnchor: 'top-right',
    textAnchor: 'end',
    dx,
    dy: -16,
    fill: ink(meaning),
    fontWeight: 'bold',
    className: `term-${meaning}`,
  });
