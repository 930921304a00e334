import * as Plot from '@observablehq/plot';
import { frame, type Size } from './frame.ts';
import { dashes, ink } from './meaning.ts';

/** Powers of ten in the number of draws needed in d dimensions; infinite where no number is enough. */
export type NeedRow = { readonly d: number; readonly prior: number; readonly q: number };

export type Needs = { readonly rows: readonly NeedRow[]; readonly d: number; readonly drawn: number };

/** Draws needed against the dimension on a logarithmic axis, with what has been drawn as a level line. */
export function drawsNeeded(size: Size, { rows, d, drawn }: Needs): Element {
  const last = rows.at(-1) ?? { d: 1, prior: 1, q: 1 };
  const hopeless = !Number.isFinite(last.q);
  const top = Math.max(5, last.prior, hopeless ? 0 : last.q) * 1.12;
  const here = rows.filter((row) => row.d === d);
  const halo = { stroke: ink('surface'), strokeWidth: 4, textAnchor: 'end' } as const;
  return Plot.plot({
    ...frame(size),
    x: { label: 'dimension d →', domain: [1, last.d], ticks: size.width < 420 ? 5 : 10 },
    y: {
      label: '↑ draws for 10 %, as powers of ten',
      domain: [0, top],
      ticks: 6,
      tickFormat: (power: number) => `10${raised(power)}`,
    },
    marks: [
      Plot.ruleY([Math.log10(drawn)], { stroke: ink('muted'), strokeDasharray: '1 4', strokeWidth: 1.5 }),
      Plot.text([Math.log10(drawn)], {
        x: 7,
        y: (power: number) => power,
        dy: -7,
        text: () => 'drawn',
        fill: ink('muted'),
        stroke: ink('surface'),
        strokeWidth: 4,
      }),
      Plot.line(rows, {
        x: 'd',
        y: 'prior',
        stroke: ink('prior'),
        strokeWidth: 2,
        strokeDasharray: dashes.prior ?? '',
        className: 'term-prior',
      }),
      Plot.text([last], {
        x: 'd',
        y: 'prior',
        text: () => 'prior',
        dx: -12,
        dy: -4,
        fill: ink('prior'),
        ...halo,
        className: 'term-prior',
      }),
      ...(hopeless
        ? [
            Plot.text(['q: no number is enough'], {
              frameAnchor: 'bottom-right',
              dx: -4,
              dy: -6,
              fill: ink('inference'),
              ...halo,
              className: 'term-inference',
            }),
          ]
        : [
            Plot.line(rows, { x: 'd', y: 'q', stroke: ink('inference'), strokeWidth: 2, className: 'term-inference' }),
            Plot.text([last], {
              x: 'd',
              y: 'q',
              text: () => 'q',
              dx: -4,
              dy: -9,
              fill: ink('inference'),
              ...halo,
              className: 'term-inference',
            }),
            Plot.dot(here, { x: 'd', y: 'q', r: 4, symbol: 'square', fill: ink('inference') }),
          ]),
      Plot.dot(here, { x: 'd', y: 'prior', r: 4, fill: ink('prior') }),
    ],
  });
}

const digits = '⁰¹²³⁴⁵⁶⁷⁸⁹';
const raised = (power: number) => [...String(Math.round(power))].map((digit) => digits[Number(digit)] ?? '').join('');
