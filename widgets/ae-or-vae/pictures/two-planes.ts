import * as Plot from '#src/plots/plot.ts';
import { figure } from '#src/plots/figure.ts';
import { alone, frame, type Size } from '#src/plots/frame.ts';
import { ink, type Meaning } from '#src/plots/meaning.ts';
import { panels } from '#src/plots/panels.ts';
import type { CodeRow } from '../model.ts';

export type Cloud = {
  readonly name: string;
  readonly meaning: Meaning;
  readonly rows: readonly CodeRow[];
  /** Standard deviation of a number of the code. */
  readonly deviation: number;
};
type Place = { readonly x: number; readonly y: number };

/** Where two encoders put digits, side by side on one scale, each digit as its numeral; rings are draws from the prior. */
export function twoPlanes(clouds: readonly Cloud[], prior: readonly Place[], reach: number, size: Size, fit = alone) {
  const domain = fit('codes', [-reach, reach]);
  const width = size.width / clouds.length;
  const drawn = clouds.map((cloud, i) => ({
    drawn: plane(cloud, prior, domain, { width, height: Math.min(size.height, width + 30) }),
    x: i * width,
  }));
  return panels(drawn, { width: size.width, height: Math.min(size.height, width + 30) });
}

function plane(cloud: Cloud, prior: readonly Place[], domain: [number, number], size: Size): Element {
  const { name, meaning, rows, deviation } = cloud;
  const at = { x: 'x', y: 'y' } as const;
  return Plot.plot({
    ...frame(size),
    marginTop: 26,
    marginLeft: 34,
    marginRight: 8,
    marginBottom: 28,
    x: { domain, ticks: 4, label: null },
    y: { domain, ticks: 4, label: null },
    marks: [
      Plot.dot(prior, { ...at, r: 2, stroke: ink('prior'), strokeWidth: 0.8, className: 'term-prior' }),
      Plot.text(rows, {
        ...at,
        text: 'digit',
        fill: ink(meaning),
        fillOpacity: 0.75,
        fontSize: size.width < 240 ? 8 : 10,
        className: `term-${meaning}`,
      }),
      Plot.text([`${name}: ± ${Number.isFinite(deviation) ? figure(deviation, 1) : '–'}`], {
        frameAnchor: 'top-left',
        dy: -18,
        textAnchor: 'start',
        fontWeight: 'bold',
        fill: ink(meaning),
        className: `term-${meaning}`,
      }),
    ],
  });
}
