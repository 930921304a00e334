/** Models of the course in awkward sizes, with a step's worth of what they are given, for the tests of the executors. */
import type { Activation, Dense, Layer, Loss, Model, Network } from '../steps/model.ts';
import type { Images } from './executor.ts';
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

const dense = (name: string, outputs: number, activation: Activation, more: Partial<Dense> = {}): Dense => ({
  ...{ layer: 'dense', name, outputs, activation },
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
          ...{ name: player, rows, through: ['discriminator'], trains: [player] },
          input: player === 'generator' ? [fake] : [real, fake],
          loss: { loss: 'adversarial', form: 'non-saturating', player },
        },
      ],
    },
    given: {
      ...{ images: [], noise: [], numbers: {}, labels: labelsOf(rows, classes) },
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
