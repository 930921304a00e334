import type { Diagram, Mark, Place } from '../drawing/diagram.ts';

type On = (column: number, row: number) => Place;

/** A field of 13.4 × 13 cells whose upper left corner is at `left`, `top`. */
const field =
  (left: number, top: number): On =>
  (column, row) => [left + column, top + row];

/** What both fields have: the encoder's numbers on the left, and what is differentiated on the right. */
const ends = (on: On, name: string): readonly Mark[] => [
  {
    kind: 'node',
    part: 'parameters',
    name: `mu-${name}`,
    shape: 'plain',
    at: on(1.2, 5.2),
    size: [1.8, 1.6],
    label: '$\\mu$',
  },
  {
    kind: 'node',
    part: 'parameters',
    name: `sigma-${name}`,
    shape: 'plain',
    at: on(1.2, 9.2),
    size: [1.8, 1.6],
    label: '$\\sigma$',
  },
  {
    kind: 'node',
    part: 'function',
    name: `f-${name}`,
    shape: 'box',
    at: on(11.8, 7.2),
    size: [2.8, 1.9],
    label: '$f(z)$',
  },
];

/** A draw lets no derivative through. */
const drawn = (on: On): readonly Mark[] => [
  { kind: 'words', at: on(6.5, 0.8), label: 'without $\\varepsilon$: draw $z \\sim q_\\phi(z \\mid x)$' },
  ...ends(on, 'drawn'),
  { kind: 'edge', part: 'draw', from: 'mu-drawn', to: 'drawn', dashed: true },
  { kind: 'edge', part: 'draw', from: 'sigma-drawn', to: 'drawn', dashed: true },
  { kind: 'node', part: 'draw', name: 'drawn', shape: 'circle', at: on(6.6, 7.2), label: '$z$' },
  { kind: 'edge', from: 'drawn', to: 'f-drawn' },
  { kind: 'edge', part: 'stopped', from: on(11.8, 6), to: on(6.6, 3.5), via: [on(11.8, 3.5)], end: 'bar' },
  { kind: 'edge', part: 'stopped', from: on(11.8, 8.4), to: on(6.6, 11.6), via: [on(11.8, 11.6)], end: 'bar' },
  { kind: 'words', part: 'stopped', at: on(9.2, 2.5), label: "$f'(z)$" },
  { kind: 'words', part: 'stopped', at: on(9.2, 12.7), label: "$f'(z)$" },
];

/** A shifted and stretched noise lets it through to both numbers. */
const shifted = (on: On): readonly Mark[] => [
  { kind: 'words', at: on(6.5, 0.8), label: 'with $\\varepsilon$: compute $z = \\mu + \\sigma\\varepsilon$' },
  ...ends(on, 'shifted'),
  { kind: 'edge', part: 'shift', from: 'mu-shifted', to: 'shifted' },
  { kind: 'edge', part: 'shift', from: 'sigma-shifted', to: 'shifted' },
  { kind: 'node', part: 'shift', name: 'shifted', shape: 'box', at: on(6.6, 7.2), size: [2.2, 1.9], label: '$z$' },
  { kind: 'edge', part: 'noise', from: 'noise', to: 'shifted' },
  {
    kind: 'node',
    part: 'noise',
    name: 'noise',
    shape: 'circle',
    at: on(6.6, 10.1),
    size: [1.8, 1.8],
    label: '$\\varepsilon$',
  },
  { kind: 'edge', from: 'shifted', to: 'f-shifted' },
  { kind: 'edge', part: 'to-mean', from: on(11.8, 6), to: on(1.2, 4.3), via: [on(11.8, 3.5), on(1.2, 3.5)] },
  { kind: 'words', part: 'to-mean', at: on(6.6, 2.5), label: "$f'(z)$" },
  { kind: 'edge', part: 'to-deviation', from: on(11.8, 8.4), to: on(1.2, 10.1), via: [on(11.8, 11.6), on(1.2, 11.6)] },
  { kind: 'words', part: 'to-deviation', at: on(6.6, 12.7), label: "$f'(z)\\,\\varepsilon$" },
];

export const diagram: Diagram = {
  says: 'Two ways from the mean μ and the deviation σ to f(z). If z is drawn from q, the derivative of f comes back as far as z and stops there. If z is computed as μ plus σ times a noise ε, the derivative goes on to μ unchanged and to σ multiplied by ε.',
  parts: {
    parameters: 'inference',
    draw: 'inference',
    stopped: 'reconstruction',
    function: 'reconstruction',
    noise: 'muted',
    shift: 'inference',
    'to-mean': 'reconstruction',
    'to-deviation': 'reconstruction',
  },
  wide: { size: [30, 13.6], marks: [...drawn(field(0.4, 0)), ...shifted(field(16.2, 0))] },
  narrow: { size: [16, 28.4], marks: [...drawn(field(1.3, 0)), ...shifted(field(1.3, 14.8))] },
};
