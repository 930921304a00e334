import type { Anchor, Diagram, Flow, Mark, Place } from '../drawing/diagram.ts';

type Places = Readonly<
  Record<
    'x' | 'encoder' | 'q' | 'z' | 'decoder' | 'p' | 'prior' | 'rate' | 'distortion' | 'encoderName' | 'decoderName',
    Place
  > & { flow: Flow; besides: Anchor; compared: readonly Place[]; steps: readonly Place[] }
>;

const NETWORK: Readonly<Record<Flow, Place>> = { right: [3.4, 4.2], down: [4.2, 3.2] };
const DENSITY: Place = [4.2, 1.6];
const PRIOR: Place = [4.4, 1.6];
/** Whose steps the five are. */
const STEPS = ['encoder', 'rate', 'sample', 'decoder', 'distortion'];

/** From the picture to the distribution of its code. */
const inference = ({ x, encoder, encoderName, q, flow, besides }: Places): readonly Mark[] => [
  { kind: 'node', part: 'picture', name: 'x', shape: 'circle', at: x, label: '$x$', seen: true },
  { kind: 'edge', part: 'encoder', from: 'x', to: 'encoder' },
  {
    kind: 'node',
    part: 'encoder',
    name: 'encoder',
    shape: 'narrowing',
    flow,
    at: encoder,
    size: NETWORK[flow],
    label: '$\\phi$',
  },
  { kind: 'words', part: 'encoder', at: encoderName, label: 'encoder', anchor: besides },
  { kind: 'edge', part: 'encoder', from: 'encoder', to: 'q' },
  {
    kind: 'node',
    part: 'code-distribution',
    name: 'q',
    shape: 'plain',
    at: q,
    size: DENSITY,
    label: '$q_\\phi(z \\mid x)$',
  },
];

const charge = ({ rate, prior }: Places): readonly Mark[] => [
  { kind: 'edge', part: 'rate', from: 'q', to: 'rate' },
  { kind: 'edge', part: 'rate', from: 'prior', to: 'rate' },
  { kind: 'node', part: 'rate', name: 'rate', shape: 'box', at: rate, size: [4.6, 1.8], label: 'rate $R(x)$' },
  { kind: 'node', part: 'prior', name: 'prior', shape: 'plain', at: prior, size: PRIOR, label: 'prior $p(z)$' },
];

/** From the distribution of the code to the distribution of pictures. */
const generation = ({ z, decoder, decoderName, p, flow, besides }: Places): readonly Mark[] => [
  { kind: 'edge', part: 'sample', from: 'q', to: 'z', dashed: true },
  { kind: 'node', part: 'sample', name: 'z', shape: 'circle', at: z, label: '$z$' },
  { kind: 'edge', part: 'decoder', from: 'z', to: 'decoder' },
  {
    kind: 'node',
    part: 'decoder',
    name: 'decoder',
    shape: 'widening',
    flow,
    at: decoder,
    size: NETWORK[flow],
    label: '$\\theta$',
  },
  { kind: 'words', part: 'decoder', at: decoderName, label: 'decoder', anchor: besides },
  { kind: 'edge', part: 'decoder', from: 'decoder', to: 'p' },
  { kind: 'node', part: 'decoder', name: 'p', shape: 'plain', at: p, size: DENSITY, label: '$p_\\theta(x \\mid z)$' },
];

const comparison = ({ distortion, compared }: Places): readonly Mark[] => [
  { kind: 'edge', part: 'picture', from: 'x', to: 'distortion', via: compared },
  { kind: 'edge', part: 'distortion', from: 'p', to: 'distortion' },
  {
    kind: 'node',
    part: 'distortion',
    name: 'distortion',
    shape: 'box',
    at: distortion,
    size: [6.2, 1.8],
    label: 'distortion $D(x)$',
  },
];

const marks = (at: Places): readonly Mark[] => [
  ...inference(at),
  ...charge(at),
  ...generation(at),
  ...comparison(at),
  ...at.steps.map((place, i): Mark => ({ kind: 'step', part: STEPS[i] ?? '', at: place, number: i + 1 })),
];

export const diagram: Diagram = {
  says: 'A picture x passes through the encoder, which gives the distribution q of its code. The rate R compares q with the prior, a code z is sampled from q, the decoder turns it into a distribution over pictures, and the distortion D asks how likely x is under it.',
  parts: {
    picture: 'data',
    encoder: 'inference',
    'code-distribution': 'inference',
    rate: 'rate',
    prior: 'prior',
    sample: 'inference',
    decoder: 'model',
    distortion: 'distortion',
  },
  wide: {
    size: [30, 11.6],
    marks: marks({
      flow: 'right',
      besides: 'middle',
      x: [1.4, 5.6],
      encoder: [5.6, 5.6],
      encoderName: [5.6, 8.5],
      q: [10.7, 5.6],
      rate: [10.7, 1.2],
      prior: [17.2, 1.2],
      z: [15.4, 5.6],
      decoder: [19.8, 5.6],
      decoderName: [19.8, 8.5],
      p: [25.4, 5.6],
      distortion: [25.4, 10.4],
      compared: [[1.4, 10.4]],
      steps: [
        [5.6, 2.8],
        [7.5, 1.2],
        [15.4, 3.8],
        [19.8, 2.8],
        [29.4, 10.4],
      ],
    }),
  },
  narrow: {
    size: [16, 26],
    marks: marks({
      flow: 'down',
      besides: 'start',
      x: [6.2, 1.2],
      encoder: [6.2, 5],
      encoderName: [8.8, 5],
      q: [6.2, 8.8],
      rate: [12.6, 8.8],
      prior: [12.6, 12.2],
      z: [6.2, 12.4],
      decoder: [6.2, 16.4],
      decoderName: [8.8, 16.4],
      p: [6.2, 20.4],
      distortion: [6.2, 24.6],
      compared: [
        [1.2, 1.2],
        [1.2, 24.6],
      ],
      steps: [
        [3.2, 5],
        [12.6, 7],
        [4.2, 12.4],
        [3.2, 16.4],
        [10.2, 24.6],
      ],
    }),
  },
};
