import * as Plot from '#src/plots/plot.ts';
import { alone, frame, type Size } from '#src/plots/frame.ts';
import { label } from '#src/plots/figure.ts';
import { ink } from '#src/plots/meaning.ts';

/** KL of each latent dimension in nats; a dimension under 0.01 nat is silent and drawn as an empty mark. */
export function rateBars(ratePerDimension: ArrayLike<number>, size: Size, fit = alone): Element {
  const bars = Array.from(ratePerDimension, (rate, at) => ({ name: String(at + 1), rate, silent: rate < 0.01 }));
  return Plot.plot({
    ...frame(size),
    x: {
      label: 'latent dimension',
      type: 'band',
      ticks:
        bars.length > 12 ? bars.filter((_, at) => at % 4 === 0).map(({ name }) => name) : bars.map(({ name }) => name),
      padding: 0.35,
    },
    y: {
      label: '↑ KL, nats',
      ticks: 4,
      tickFormat: (nats: number) => label(nats, nats % 1 === 0 ? 0 : 1),
      domain: fit('bars', [0, Math.max(1, ...bars.map(({ rate }) => rate)) * 1.15]),
    },
    marks: [
      Plot.ruleY([0], { stroke: ink('muted') }),
      Plot.barY(bars, {
        x: 'name',
        y: 'rate',
        name: ({ name }: { name: string }) => `dimension ${name}`,
        fill: ink('rate'),
        className: 'term-rate',
      }),
      Plot.text(bars.length <= 8 ? bars : [], {
        x: 'name',
        y: 'rate',
        text: ({ rate }: { rate: number }) => label(rate, 2),
        dy: -8,
        fill: ink('rate'),
      }),
      Plot.dot(
        bars.filter(({ silent }) => silent),
        { x: 'name', y: 'rate', r: 3.5, stroke: ink('rate'), fill: ink('surface') },
      ),
    ],
  });
}
