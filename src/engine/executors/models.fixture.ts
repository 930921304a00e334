/** Models of the course in awkward sizes, with a step's worth of what they are given, for the tests of the executors. */
import type {
  Activation,
  Convolution,
  Corruption,
  Dense,
  Layer,
  Loss,
  Model,
  Network,
  Pass,
  Penalty,
  Picture,
  Resize,
  TransposedConvolution,
} from '../steps/model.ts';
import type { Images } from './executor.ts';
import { random } from '../random.ts';
import { masksOf } from '../steps/degrees.ts';
import { numbersOf as sizeOf, pictureAfter } from '../steps/pictures.ts';
import { inkOn, normals, type Given } from './oracle.fixture.ts';

/** A model whose pass `pass` learns; with β₁ = 0 a first moment is the gradient itself. */
export type Case = {
  readonly name: string;
  readonly model: Model;
  readonly pass: string;
  readonly images: Images;
  readonly given: Given;
};

export const SIZES = [1, 3, 5, 127] as const;
const IMAGES = 40;
const adam = { beta1: 0, beta2: 0.999, epsilon: 1e-8 };
const bernoulli = { loss: 'bernoulli' } as const;
const gaussian = { loss: 'gaussian', h2: 0.1 } as const;
const squared = { loss: 'squared' } as const;

const dense = (name: string, outputs: number, activation: Activation, more: Partial<Dense> = {}): Dense => ({
  layer: 'dense',
  name,
  outputs,
  activation,
  ...more,
});

const numbersOf = (rows: number) => Array.from({ length: rows }, (_, i) => (i * 7) % IMAGES);
const labelsOf = (rows: number, classes: number) => Array.from({ length: rows }, (_, i) => (i * 3 + 1) % classes);

/** A case of images that pass one network after the other. */
function ofImages(
  name: string,
  { rows, inputs, loss }: { readonly rows: number; readonly inputs: number; readonly loss: Loss },
  networks: readonly Network[],
  given: Partial<Given>,
): Case {
  const names = networks.map((network) => network.name);
  return {
    name,
    pass: 'train',
    images: inkOn(IMAGES, inputs),
    model: {
      adam,
      networks,
      passes: [{ name: 'train', rows, input: 'images', through: names, loss, trains: names }],
    },
    given: { images: numbersOf(rows), rows: {}, labels: [], noise: [], numbers: {}, ...given },
  };
}

/** As `ofImages`, with what its one pass is told besides. */
const withPass = ({ model, ...rest }: Case, more: Partial<Pass>): Case => ({
  ...rest,
  model: { ...model, passes: model.passes.map((pass) => ({ ...pass, ...more })) },
});

const network = (name: string, inputs: number, layers: readonly Layer[]): Network => ({ name, inputs, layers });

/** A variational autoencoder whose encoder and decoder read the label (Sohn et al. 2015). */
function conditionalVae(rows: number, width: number, latent: number, classes: number, activation: Activation): Case {
  return ofImages(
    `conditional VAE, ${rows} rows, ${width} → ${width} ${activation} → code of ${latent}, ${classes} classes`,
    { rows, inputs: width, loss: activation === 'tanh' ? gaussian : bernoulli },
    [
      network('encoder', width, [
        dense('encoder', width, activation, { classes }),
        dense('moments', 2 * latent, 'linear'),
        { layer: 'gaussian code', latent },
      ]),
      network('decoder', latent, [
        dense('decoder', width, activation, { classes }),
        dense('pixels', width, 'linear', { classes }),
      ]),
    ],
    { labels: labelsOf(rows, classes), noise: normals('noise', rows, latent), numbers: { weight: 0.7 } },
  );
}

/** A GAN both of whose players read the label (Mirza & Osindero 2014); a row of noise and its fake share one. */
function conditionalGan(player: 'discriminator' | 'generator', reals: number, fakes: number, hidden: number): Case {
  const [noise, point, classes] = [3, 2, 4];
  const real = { feed: 'real', rows: reals, through: [] };
  const fake = { feed: 'noise', rows: fakes, through: ['generator'] };
  const rows = player === 'generator' ? fakes : reals + fakes;
  return {
    name: `conditional GAN, ${player}, ${reals} and ${fakes} rows, ${hidden} units`,
    pass: player,
    images: { bytes: new Uint8Array(), width: 0 },
    model: {
      adam,
      networks: [
        network('generator', noise, [dense('hidden', hidden, 'tanh', { classes }), dense('point', point, 'linear')]),
        network('discriminator', point, [
          dense('hidden', hidden, 'leaky relu', { classes }),
          dense('logit', 1, 'linear', { classes }),
        ]),
      ],
      passes: [
        {
          name: player,
          rows,
          through: ['discriminator'],
          trains: [player],
          input: player === 'generator' ? [fake] : [real, fake],
          loss: { loss: 'adversarial', form: 'non-saturating', player },
        },
      ],
    },
    given: {
      images: [],
      noise: [],
      numbers: {},
      labels: labelsOf(rows, classes),
      rows: {
        noise: normals('noise', fakes, noise),
        ...(player === 'discriminator' && { real: normals('real', reals, point) }),
      },
    },
  };
}

export const conditional: readonly Case[] = [
  ...SIZES.flatMap((size) => [
    conditionalVae(size, 6, 2, 10, 'relu'),
    conditionalVae(4, size, 3, 3, 'tanh'),
    conditionalVae(5, 12, 2, size, 'sigmoid'),
  ]),
  conditionalVae(127, 127, 5, 10, 'leaky relu'),
  ...(['discriminator', 'generator'] as const).flatMap((player) => [
    conditionalGan(player, 5, 7, 11),
    conditionalGan(player, 1, 3, 127),
  ]),
];

const uniforms = (name: string, rows: number, width: number): number[][] => {
  const source = random(5).fork(name);
  return Array.from({ length: rows }, () => Array.from({ length: width }, () => source.uniform()));
};

/** An autoencoder x → hidden → code → hidden → x whose code is penalised. */
function penalised(penalty: Penalty['penalty'], rows: number, width: number, code: number, shape: Activation): Case {
  return ofImages(
    `${penalty}, ${rows} rows, ${width} → ${code} ${shape}`,
    { rows, inputs: width, loss: shape === 'tanh' ? gaussian : bernoulli },
    [
      network('encoder', width, [
        dense('hidden', 9, 'leaky relu'),
        dense('code', code, shape),
        { layer: 'penalty', name: 'sparsity', penalty },
      ]),
      network('decoder', code, [dense('back', 7, 'tanh'), dense('pixels', width, 'linear')]),
    ],
    { numbers: { 'sparsity weight': 0.3, ...(penalty === 'KL to rho' && { 'sparsity rho': 0.05 }) } },
  );
}

/** Both penalties on one layer, and one on a layer that reads labels. */
function penalisedTwice(rows: number): Case {
  const penalty = (name: string, kind: Penalty['penalty']) => ({ layer: 'penalty', name, penalty: kind }) as const;
  return ofImages(
    `both penalties, ${rows} rows`,
    { rows, inputs: 11, loss: bernoulli },
    [
      network('net', 11, [
        dense('hidden', 13, 'tanh', { classes: 3 }),
        penalty('first', 'L1'),
        dense('code', 5, 'sigmoid'),
        penalty('second', 'KL to rho'),
        penalty('third', 'L1'),
        dense('pixels', 11, 'linear'),
      ]),
    ],
    {
      labels: labelsOf(rows, 3),
      numbers: { 'first weight': 0.1, 'second weight': 0.2, 'second rho': 0.3, 'third weight': 0.4 },
    },
  );
}

/** A decoder that is the encoder turned round; a linear one answers with its outputs themselves. */
const tied = (rows: number, inputs: number, hidden: number, code: number, activation: Activation): Case =>
  ofImages(
    `tied, ${rows} rows, ${inputs} → ${hidden} ${activation} → ${code}`,
    { rows, inputs, loss: activation === 'linear' ? squared : bernoulli },
    [
      network('encoder', inputs, [dense('first', hidden, activation), dense('second', code, 'linear')]),
      network('decoder', code, [
        dense('back', hidden, activation, { tied: 'second' }),
        dense('pixels', inputs, 'linear', { tied: 'first' }),
      ]),
    ],
    {},
  );

/** A tied layer that reads labels, over a code that is penalised. */
const tiedSparse = (rows: number): Case =>
  ofImages(
    `tied, penalised and conditional, ${rows} rows`,
    { rows, inputs: 10, loss: bernoulli },
    [
      network('net', 10, [
        dense('code', 13, 'sigmoid', { classes: 3 }),
        { layer: 'penalty', name: 'sparsity', penalty: 'KL to rho' },
        dense('pixels', 10, 'linear', { tied: 'code', classes: 3 }),
      ]),
    ],
    { labels: labelsOf(rows, 3), numbers: { 'sparsity weight': 0.5, 'sparsity rho': 0.1 } },
  );

/** An autoencoder that reads corrupted images and is measured against clean ones. */
const denoising = (corruption: Corruption, rows: number, inputs: number, more: Partial<Dense> = {}): Case =>
  withPass(
    ofImages(
      `denoising, ${corruption}, ${rows} rows of ${inputs}${more.tied ? ', tied' : ''}`,
      { rows, inputs, loss: bernoulli },
      [network('net', inputs, [dense('code', 12, 'relu'), dense('pixels', inputs, 'linear', more)])],
      {
        rows: { corruption: (corruption === 'gaussian' ? normals : uniforms)('corruption', rows, inputs) },
        numbers: { 'corruption level': 0.3 },
      },
    ),
    { corruption },
  );

/** A net whose answers to rows are held against other rows. */
const answering = (rows: number, inputs: number, outputs: number): Case =>
  withPass(
    ofImages(
      `answering, ${rows} rows of ${inputs} with ${outputs} numbers`,
      { rows, inputs, loss: squared },
      [network('net', inputs, [dense('hidden', 12, 'relu'), dense('answer', outputs, 'linear')])],
      { images: [], rows: { rows: normals('rows', rows, inputs), target: normals('target', rows, outputs) } },
    ),
    { input: 'rows', target: 'rows' },
  );

export const autoencoders: readonly Case[] = [
  ...SIZES.flatMap((size) => [
    penalised('L1', size, 6, 5, 'relu'),
    penalised('L1', 4, size, 3, 'tanh'),
    penalised('L1', 5, 11, size, 'leaky relu'),
    penalised('KL to rho', size, 6, 5, 'sigmoid'),
    penalised('KL to rho', 5, 11, size, 'sigmoid'),
    penalisedTwice(size),
    tied(size, 6, 9, 2, 'tanh'),
    tied(5, size, 9, 3, 'sigmoid'),
    tied(4, 12, size, 4, 'relu'),
    tied(6, 11, 7, size, 'leaky relu'),
    denoising('masking', size, 6),
    tiedSparse(size),
    denoising('masking', 5, size, { tied: 'code' }),
    denoising('gaussian', size, 9),
    denoising('gaussian', 4, size),
    denoising('salt and pepper', size, 9),
    denoising('salt and pepper', 4, size),
    answering(size, 9, 2),
    answering(5, size, 3),
    answering(4, 6, size),
  ]),
  tied(127, 127, 130, 12, 'sigmoid'),
  denoising('masking', 31, 127, { tied: 'code' }),
  ...SIZES.map((size) => tied(size, 13, 9, 2, 'linear')),
  ...SIZES.map((size) => tied(5, size, 6, 3, 'linear')),
];

/** A masked autoencoder over pixels in a random order (Germain et al. 2015). */
function masked(rows: number, inputs: number, hidden: readonly number[], activation: Activation): Case {
  const order = [...random(6).fork('order').permutation(inputs)].map((place) => place + 1);
  const masks = masksOf(order, hidden, random(6));
  const layers = [...hidden, inputs].map((outputs, i) => {
    const [mask, last] = [masks[i], i === hidden.length];
    return dense(`layer ${i}`, outputs, last ? 'linear' : activation, { ...(mask && { mask }) });
  });
  return ofImages(
    `MADE, ${rows} rows, ${[inputs, ...hidden, inputs].join(' → ')} ${activation}`,
    { rows, inputs, loss: bernoulli },
    [network('net', inputs, layers)],
    {},
  );
}

export const autoregressive: readonly Case[] = [
  ...SIZES.flatMap((size) => [
    masked(size, 6, [9], 'tanh'),
    masked(5, size, [11], 'tanh'),
    masked(4, 12, [size], 'sigmoid'),
    masked(3, 9, [size, 7, 10], 'leaky relu'),
  ]),
  masked(40, 127, [130, 127], 'relu'),
];

type OnPictures = Convolution | TransposedConvolution | Resize;
/** A layer on pictures without what it reads: that is what the layer before it makes. */
type Unread = OnPictures extends infer L ? (L extends OnPictures ? Omit<L, 'reads'> : never) : never;

const kernels = (
  layer: 'convolution' | 'transposed convolution',
  outputs: number,
  [kernel, stride, padding]: readonly [number, number, number],
  activation: Activation,
  more: { readonly extra?: number } = {},
): Unread => ({ layer, name: `${layer} to ${outputs}`, outputs, kernel, stride, padding, activation, ...more });

const enlarge = (method: Resize['method'], factor: number): Unread => ({ layer: 'resize', method, factor });

/** Layers one behind the other on pictures of [height, width, channels], then a dense one back to all their numbers. */
function pictures(
  rows: number,
  [height, width, channels]: readonly [number, number, number],
  chain: readonly Unread[],
) {
  const inputs = height * width * channels;
  let reads: Picture = { height, width, channels };
  const layers = chain.map((unread): OnPictures => {
    const layer: OnPictures = { ...unread, reads };
    reads = pictureAfter(layer);
    return layer;
  });
  const what = chain.map((one) =>
    one.layer === 'resize'
      ? `${one.method} by ${one.factor}`
      : `${one.layer} ${one.kernel}×${one.kernel}, stride ${one.stride}, padding ${one.padding} to ${one.outputs} ${one.activation}`,
  );
  return ofImages(
    `pictures of ${height} × ${width} × ${channels}, ${rows} rows: ${what.join('; ')}`,
    { rows, inputs, loss: bernoulli },
    // A picture of as many numbers is compared as it comes out.
    [network('net', inputs, [...layers, ...(sizeOf(reads) === inputs ? [] : [dense('pixels', inputs, 'linear')])])],
    {},
  );
}

/** Odd sides, kernels from one pixel to more than the picture, strides that leave lines over, channels that fill no line. */
export const convolutional: readonly Case[] = [
  pictures(
    3,
    [5, 4, 1],
    [kernels('convolution', 3, [3, 2, 1], 'tanh'), kernels('convolution', 1, [2, 1, 0], 'sigmoid')],
  ),
  pictures(
    2,
    [7, 6, 3],
    [kernels('convolution', 5, [5, 3, 2], 'leaky relu'), kernels('convolution', 8, [1, 1, 0], 'tanh')],
  ),
  pictures(
    5,
    [3, 3, 1],
    [
      kernels('transposed convolution', 3, [3, 2, 1], 'tanh', { extra: 1 }),
      kernels('transposed convolution', 1, [1, 1, 0], 'sigmoid'),
    ],
  ),
  pictures(
    2,
    [2, 3, 3],
    [
      kernels('transposed convolution', 9, [5, 3, 0], 'tanh'),
      kernels('convolution', 3, [4, 3, 0], 'tanh'),
      enlarge('bilinear', 3),
    ],
  ),
  pictures(3, [3, 2, 5], [enlarge('nearest', 2), kernels('convolution', 1, [3, 1, 1], 'tanh'), enlarge('bilinear', 2)]),
  // Small enough for finite differences.
  pictures(
    4,
    [3, 3, 1],
    [
      kernels('convolution', 3, [3, 2, 1], 'tanh'),
      kernels('transposed convolution', 1, [2, 2, 1], 'linear', { extra: 1 }),
    ],
  ),
  // As in the autoencoder of digits, whose last layer is a picture.
  pictures(
    4,
    [8, 8, 1],
    [
      kernels('convolution', 8, [3, 2, 1], 'relu'),
      kernels('convolution', 16, [3, 2, 1], 'relu'),
      kernels('transposed convolution', 8, [4, 2, 1], 'relu'),
      kernels('transposed convolution', 1, [4, 2, 1], 'linear'),
    ],
  ),
  pictures(
    2,
    [4, 4, 1],
    [
      kernels('convolution', 2, [3, 2, 1], 'sigmoid'),
      enlarge('bilinear', 2),
      kernels('convolution', 1, [3, 1, 1], 'linear'),
    ],
  ),
  pictures(
    2,
    [6, 3, 1],
    [
      kernels('convolution', 3, [3, 3, 1], 'tanh'),
      enlarge('nearest', 3),
      kernels('convolution', 1, [1, 1, 0], 'linear'),
    ],
  ),
  pictures(
    4,
    [4, 4, 1],
    [
      kernels('convolution', 40, [3, 2, 1], 'relu'),
      enlarge('nearest', 2),
      kernels('convolution', 1, [3, 1, 1], 'linear'),
    ],
  ),
];

/** Patches of a line of places that take more than half of what the kernels lay out at a time, so that lines go one by one. */
export const wide: Case = pictures(
  2,
  [4, 28, 1],
  [
    kernels('convolution', 40, [1, 1, 0], 'tanh'),
    kernels('convolution', 8, [3, 1, 1], 'tanh'),
    kernels('transposed convolution', 40, [3, 1, 1], 'tanh'),
    kernels('convolution', 3, [3, 1, 1], 'tanh'),
    kernels('convolution', 1, [1, 1, 0], 'linear'),
  ],
);
