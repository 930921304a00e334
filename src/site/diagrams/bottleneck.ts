import type { Anchor, Diagram, Flow, Mark, Place } from '../drawing/diagram.ts';

type Places = Readonly<
  Record<
    'x' | 'encoder' | 'code' | 'decoder' | 'answer' | 'distance' | 'encoderName' | 'codeName' | 'decoderName',
    Place
  > & { flow: Flow; besides: Anchor; fromPicture: readonly Place[]; fromAnswer: readonly Place[] }
>;

const NETWORK: Readonly<Record<Flow, Place>> = { right: [4.2, 4.6], down: [4.6, 3.4] };

/** From the picture to its code. */
const encoding = ({ x, encoder, encoderName, code, codeName, flow, besides }: Places): readonly Mark[] => [
  { kind: 'node', part: 'picture', name: 'x', shape: 'circle', at: x, size: [2.6, 2.6], label: '$x$', seen: true },
  { kind: 'edge', part: 'encoder', from: 'x', to: 'encoder' },
  {
    kind: 'node',
    part: 'encoder',
    name: 'encoder',
    shape: 'narrowing',
    flow,
    at: encoder,
    size: NETWORK[flow],
    label: '$f_\\phi$',
  },
  { kind: 'words', part: 'encoder', at: encoderName, label: 'encoder', anchor: besides },
  { kind: 'edge', part: 'code', from: 'encoder', to: 'z' },
  { kind: 'node', part: 'code', name: 'z', shape: 'box', at: code, size: [1.8, 1.8], label: '$z$' },
  { kind: 'words', part: 'code', at: codeName, label: 'code', anchor: besides },
];

/** From the code to what comes back, and how far that is from the picture. */
const decoding = (at: Places): readonly Mark[] => [
  { kind: 'edge', part: 'decoder', from: 'z', to: 'decoder' },
  {
    kind: 'node',
    part: 'decoder',
    name: 'decoder',
    shape: 'widening',
    flow: at.flow,
    at: at.decoder,
    size: NETWORK[at.flow],
    label: '$g_\\theta$',
  },
  { kind: 'words', part: 'decoder', at: at.decoderName, label: 'decoder', anchor: at.besides },
  { kind: 'edge', part: 'answer', from: 'decoder', to: 'answer' },
  {
    kind: 'node',
    part: 'answer',
    name: 'answer',
    shape: 'circle',
    at: at.answer,
    size: [2.6, 2.6],
    label: '$\\hat x$',
  },
  { kind: 'edge', part: 'picture', from: 'x', to: 'distance', via: at.fromPicture },
  { kind: 'edge', part: 'distance', from: 'answer', to: 'distance', via: at.fromAnswer },
  {
    kind: 'node',
    part: 'distance',
    name: 'distance',
    shape: 'box',
    at: at.distance,
    size: [6, 1.8],
    label: 'loss $S$',
  },
];

const marks = (at: Places): readonly Mark[] => [...encoding(at), ...decoding(at)];

export const diagram: Diagram = {
  says: 'A picture x passes through the encoder, which narrows to a code z. The decoder widens from z to the reconstruction. The loss S compares the picture with its reconstruction.',
  parts: {
    picture: 'data',
    encoder: 'inference',
    code: 'inference',
    decoder: 'model',
    answer: 'reconstruction',
    distance: 'distortion',
  },
  wide: {
    size: [30, 9.8],
    marks: marks({
      flow: 'right',
      besides: 'middle',
      x: [1.6, 3.4],
      encoder: [8, 3.4],
      encoderName: [8, 6.6],
      code: [15, 3.4],
      codeName: [15, 5.4],
      decoder: [22, 3.4],
      decoderName: [22, 6.6],
      answer: [28.4, 3.4],
      distance: [15, 8.8],
      fromPicture: [[1.6, 8.8]],
      fromAnswer: [[28.4, 8.8]],
    }),
  },
  narrow: {
    size: [16, 24],
    marks: marks({
      flow: 'down',
      besides: 'start',
      x: [8, 1.5],
      encoder: [8, 5.8],
      encoderName: [11, 5.8],
      code: [8, 10],
      codeName: [9.6, 10],
      decoder: [8, 14.2],
      decoderName: [11, 14.2],
      answer: [8, 18.6],
      distance: [8, 22.8],
      fromPicture: [
        [1.6, 1.5],
        [1.6, 22.8],
      ],
      fromAnswer: [],
    }),
  },
};
