import type { Anchor, Diagram, Mark, Place } from '../drawing/diagram.ts';

type Places = Readonly<
  Record<'plate' | 'plateSize' | 'z' | 'x' | 'phi' | 'theta' | 'prior' | 'likelihood' | 'encoder', Place>
> & { readonly beside: Anchor; readonly back: Anchor };

const marks = (at: Places): readonly Mark[] => [
  { kind: 'plate', part: 'plate', at: at.plate, size: at.plateSize, label: '$n$' },
  { kind: 'edge', part: 'encoder', from: 'phi', to: 'z', dashed: true },
  { kind: 'edge', part: 'encoder', from: 'x', to: 'z', bend: -1.7, dashed: true },
  { kind: 'words', part: 'encoder', at: at.encoder, label: '$q_\\phi(z \\mid x)$', anchor: at.back },
  { kind: 'node', part: 'encoder', name: 'phi', shape: 'plain', at: at.phi, size: [1.6, 1.6], label: '$\\phi$' },
  { kind: 'edge', part: 'likelihood', from: 'theta', to: 'x' },
  { kind: 'edge', part: 'likelihood', from: 'z', to: 'x' },
  { kind: 'words', part: 'likelihood', at: at.likelihood, label: '$p_\\theta(x \\mid z)$', anchor: at.beside },
  {
    kind: 'node',
    part: 'likelihood',
    name: 'theta',
    shape: 'plain',
    at: at.theta,
    size: [1.6, 1.6],
    label: '$\\theta$',
  },
  { kind: 'node', part: 'code', name: 'z', shape: 'circle', at: at.z, size: [2.6, 2.6], label: '$z$' },
  { kind: 'words', part: 'code', at: at.prior, label: '$p(z)$', anchor: at.beside },
  { kind: 'node', part: 'datum', name: 'x', shape: 'circle', at: at.x, size: [2.6, 2.6], label: '$x$', seen: true },
];

export const diagram: Diagram = {
  says: 'A code z with prior p(z) leads to a datum x through the likelihood, which depends on the parameters θ outside the plate. Both stand in a plate that is repeated n times. A dashed arrow leads back from x to z, which depends on the parameters φ outside: the encoder.',
  parts: { plate: 'data', code: 'prior', datum: 'data', likelihood: 'model', encoder: 'inference' },
  wide: {
    size: [30, 8.8],
    marks: marks({
      plate: [6.6, 0.4],
      plateSize: [16.8, 7.8],
      z: [10, 3.6],
      x: [20, 3.6],
      phi: [3, 3.6],
      theta: [27, 3.6],
      prior: [10, 1.3],
      likelihood: [15, 2.6],
      encoder: [15, 6.5],
      beside: 'middle',
      back: 'middle',
    }),
  },
  narrow: {
    size: [16, 13.4],
    marks: marks({
      plate: [2.2, 0.6],
      plateSize: [11.2, 12.2],
      z: [8.5, 3.2],
      x: [8.5, 9.4],
      phi: [0.8, 3.2],
      theta: [15.2, 9.4],
      prior: [10.3, 2.2],
      likelihood: [9, 6.2],
      encoder: [6.3, 6.2],
      beside: 'start',
      back: 'end',
    }),
  },
};
