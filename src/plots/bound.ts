import { ink } from './meaning.ts';
import * as Plot from './plot.ts';

type Both = { readonly evidence: number; readonly elbo: number };

/** Evidence and ELBO over `x`: a line for either and, between them, the gap as an area. */
export const evidenceAndElbo = <Row extends Both>(rows: readonly Row[], x: keyof Row & string, opacity = 0.3) => [
  Plot.areaY(rows, {
    x,
    y1: 'elbo',
    y2: 'evidence',
    fill: ink('gap'),
    fillOpacity: opacity,
    clip: true,
    className: 'term-gap',
  }),
  Plot.line(rows, {
    x,
    y: 'evidence',
    name: 'evidence',
    stroke: ink('evidence'),
    strokeWidth: 2.5,
    clip: true,
    className: 'term-evidence',
  }),
  Plot.line(rows, {
    x,
    y: 'elbo',
    name: 'ELBO',
    stroke: ink('elbo'),
    strokeWidth: 1.5,
    strokeDasharray: '4 2',
    clip: true,
    className: 'term-elbo',
  }),
];
