import type { Anchor, Diagram, Flow, Mark, Place } from '../drawing/diagram.ts';

type Places = Readonly<
  Record<
    | 'z'
    | 'noise'
    | 'G'
    | 'fake'
    | 'x'
    | 'data'
    | 'D'
    | 'V'
    | 'uphill'
    | 'downhill'
    | 'first'
    | 'second'
    | 'sizeOfG'
    | 'sizeOfD',
    Place
  >
> & {
  readonly flow: Flow;
  readonly noiseAnchor: Anchor;
  readonly dataAnchor: Anchor;
  /** The corners on the way back from the value to each player. */
  readonly toD: readonly Place[];
  readonly toG: readonly Place[];
};

const marks = (at: Places): readonly Mark[] => [
  { kind: 'edge', part: 'update-d', from: 'V', to: 'D', via: at.toD, dashed: true },
  { kind: 'step', part: 'update-d', at: at.first, number: 1 },
  { kind: 'words', part: 'update-d', at: at.uphill, label: 'uphill in $\\psi$' },
  { kind: 'edge', part: 'update-g', from: 'V', to: 'G', via: at.toG, dashed: true },
  { kind: 'step', part: 'update-g', at: at.second, number: 2 },
  { kind: 'words', part: 'update-g', at: at.downhill, label: 'downhill in $\\theta$' },
  { kind: 'node', part: 'noise', name: 'z', shape: 'circle', at: at.z, label: '$z$' },
  { kind: 'words', part: 'noise', at: at.noise, label: 'noise', anchor: at.noiseAnchor },
  { kind: 'edge', part: 'generator', from: 'z', to: 'G' },
  {
    kind: 'node',
    part: 'generator',
    name: 'G',
    shape: 'widening',
    flow: at.flow,
    at: at.G,
    size: at.sizeOfG,
    label: '$G$\ngenerator',
  },
  { kind: 'edge', part: 'fake', from: 'G', to: 'fake' },
  { kind: 'node', part: 'fake', name: 'fake', shape: 'plain', at: at.fake, size: [4.2, 1.6], label: 'fake $G(z)$' },
  { kind: 'edge', part: 'fake', from: 'fake', to: 'D' },
  { kind: 'node', part: 'data', name: 'x', shape: 'circle', at: at.x, label: '$x$', seen: true },
  { kind: 'words', part: 'data', at: at.data, label: 'data', anchor: at.dataAnchor },
  { kind: 'edge', part: 'data', from: 'x', to: 'D' },
  {
    kind: 'node',
    part: 'discriminator',
    name: 'D',
    shape: 'narrowing',
    flow: at.flow,
    at: at.D,
    size: at.sizeOfD,
    label: '$D$\ndiscriminator',
  },
  { kind: 'edge', part: 'value', from: 'D', to: 'V' },
  { kind: 'node', part: 'value', name: 'V', shape: 'box', at: at.V, size: [6.4, 1.9], label: 'value $V(D, G)$' },
];

export const diagram: Diagram = {
  says: 'Noise z enters the generator G, which makes a fake. The discriminator D reads fakes and data, and its answers give the value V. Two dashed arrows lead back from the value: in the first half of a round D goes uphill in its weights ψ, in the second G goes downhill in its weights θ.',
  parts: {
    noise: 'prior',
    generator: 'model',
    fake: 'fake',
    data: 'data',
    discriminator: 'posterior',
    value: 'evidence',
    'update-d': 'posterior',
    'update-g': 'model',
  },
  wide: {
    size: [30, 12.6],
    marks: marks({
      flow: 'right',
      z: [1.4, 8.2],
      noise: [1.4, 10],
      noiseAnchor: 'middle',
      G: [6, 8.2],
      sizeOfG: [4.6, 4.8],
      fake: [11.4, 8.2],
      x: [11.4, 3.6],
      data: [9.8, 3.6],
      dataAnchor: 'end',
      D: [17.8, 5.9],
      sizeOfD: [5.2, 6.4],
      V: [26.4, 5.9],
      toD: [
        [26.4, 1.6],
        [17.8, 1.6],
      ],
      first: [19.8, 1.6],
      uphill: [23, 0.7],
      toG: [
        [26.4, 12],
        [6, 12],
      ],
      second: [8, 12],
      downhill: [16.4, 11.1],
    }),
  },
  narrow: {
    size: [16, 19.6],
    marks: marks({
      flow: 'down',
      z: [4.6, 1.2],
      noise: [6.1, 1.2],
      noiseAnchor: 'start',
      G: [4.6, 5],
      sizeOfG: [5.4, 3.6],
      fake: [4.6, 8.5],
      x: [11.4, 8.2],
      data: [12.9, 8.2],
      dataAnchor: 'start',
      D: [8, 12.4],
      sizeOfD: [9.2, 3.8],
      V: [8, 17],
      toD: [
        [14.8, 17],
        [14.8, 12.4],
      ],
      first: [14.8, 15],
      uphill: [13, 18.6],
      toG: [
        [0.8, 17],
        [0.8, 5],
      ],
      second: [0.8, 15],
      downhill: [2.6, 18.6],
    }),
  },
};
