import * as Plot from '#src/plots/plot.ts';
import { figure } from '#src/plots/figure.ts';
import { frame, type Size } from '#src/plots/frame.ts';
import { ink } from '#src/plots/meaning.ts';

export type MarkedPosterior = {
  readonly curve: readonly { readonly z: number; readonly height: number }[];
  readonly draws: readonly number[];
  readonly mode: number;
  readonly mean: number;
  readonly median: number;
};

/** How mode, mean and median are told apart without colour. */
const looks = { mode: { dash: '', dy: -34 }, mean: { dash: '6 3', dy: -20 }, median: { dash: '2 3', dy: -6 } } as const;

/** A density (gold) with draws as ticks below it; mode, mean and median as lines of three dashes with names in three rows. */
export function posteriorMarks({ curve, draws, ...marks }: MarkedPosterior, size: Size): Element {
  const top = Math.max(...curve.map(({ height }) => height));
  const ends = draws.concat(Object.values(marks));
  const [low, high] = [Math.min(...ends), Math.max(...ends)];
  const room = 0.08 * Math.max(1, high - low);
  const domain: [number, number] = [low - room, high + room];
  const seen = curve.filter(({ z }) => z >= domain[0] && z <= domain[1]);
  return Plot.plot({
    ...frame(size),
    marginTop: 50,
    x: { label: 'z →', domain, ticks: size.width < 420 ? 5 : 9 },
    y: { label: '↑ density', domain: [-0.09 * top, top], ticks: 4 },
    marks: [
      Plot.areaY(seen, { x: 'z', y: 'height', fill: ink('posterior'), fillOpacity: 0.16, className: 'term-posterior' }),
      Plot.line(seen, {
        x: 'z',
        y: 'height',
        name: 'p(z|x)',
        stroke: ink('posterior'),
        strokeWidth: 2,
        className: 'term-posterior',
      }),
      Plot.ruleY([0], { stroke: ink('rule') }),
      Plot.ruleX(draws, { y1: -0.08 * top, y2: -0.02 * top, stroke: ink('posterior'), strokeOpacity: 0.45 }),
      ...(['mode', 'mean', 'median'] as const).flatMap((name) => {
        const place = marks[name];
        const right = place > (domain[0] + domain[1]) / 2;
        return [
          Plot.ruleX([place], {
            y1: 0,
            y2: top,
            stroke: ink('data'),
            strokeWidth: 1.5,
            strokeDasharray: looks[name].dash,
          }),
          Plot.text([place], {
            x: (z: number) => z,
            y: top,
            text: () => `${name} ${figure(place, 2)}`,
            dy: looks[name].dy,
            dx: right ? 4 : -4,
            textAnchor: right ? 'end' : 'start',
            fill: ink('data'),
          }),
        ];
      }),
    ],
  });
}
