import { widget } from '#src/run/meta.ts';
import { number, text } from '#src/run/params.ts';

const count = (label: string, about: string) => ({ label, unit: 'families', digits: 0, about });
const draws = (label: string, about: string) => ({ label, unit: 'draws', digits: 0, meaning: 'model', about });

export const meta = widget({
  title: 'The family tree of generative models',
  question: 'Which models can say how probable x is, and which can only draw one?',
  invites:
    'Choose a family of models and see what it can do: name the density of a point, only bound it, or only draw.',
  caption:
    'Open a node for its idea, its density and its lecture; the arrow keys walk the tree. The picture counts what a sample costs: draws that have to wait for one another.',
  still:
    'A tree of ten families under explicit density, exact or approximate, and implicit density, with the variational autoencoder open beside it; and a chart of the draws in a row that a sample of 784 numbers takes, from 1 for a GAN over 784 for an autoregressive model to 2,001 for a Markov chain.',
  lecture: 'what-is-a-generative-model',
  trains: false,
  params: {
    d: number('numbers in one x', {
      symbol: 'd',
      min: 1,
      max: 1_000_000,
      initial: 784,
      step: 0.1,
      scale: 'log',
      integer: true,
      primary: true,
      about: 'How many numbers one observation has; a digit of 28 × 28 pixels has 784.',
    }),
    chain: number('steps of a chain', {
      symbol: 'T',
      min: 1,
      max: 10_000,
      initial: 1000,
      step: 0.1,
      scale: 'log',
      integer: true,
      primary: true,
      about: 'How many steps a Markov chain or a diffusion takes for one sample.',
    }),
    node: text('open node', {
      pattern:
        /^(?:models|explicit|exact|parametric|kernel|mixture|autoregressive|flow|approximate|vae|diffusion|energy|implicit|gan|chain)$/,
      expected: 'the name of a node such as explicit, vae or gan',
      maxLength: 20,
      initial: 'vae',
      about: 'The node of the tree that is open.',
    }),
    folded: text('folded branches', {
      pattern:
        /^(?:|(?:models|explicit|exact|approximate|implicit)(?:\.(?:models|explicit|exact|approximate|implicit)){0,4})$/,
      expected: 'names of branches with a dot between, such as exact.implicit',
      maxLength: 60,
      initial: '',
      about: 'The branches of the tree that are folded in.',
    }),
  },
  metrics: {
    families: count('families', 'Families at the ends of the tree.'),
    exact: count('density exact', 'Families whose density can be evaluated at any x.'),
    approximate: count('density approximate', 'Families whose density is bounded, or known up to a constant.'),
    implicit: count('density implicit', 'Families that draw samples and state no density.'),
    'families-here': count('families at the open node', 'Families under the open node; 1 at a family.'),
    'exact-here': count('exact at the open node', 'Families under the open node whose density can be evaluated.'),
    draws: draws(
      'fewest draws in a row here',
      'The smallest number of draws, each waiting for the one before, for one sample of a family under the open node.',
    ),
    'draws-most': draws('most draws in a row here', 'The same, for the family under the open node that needs most.'),
    level: { label: 'level of the open node', unit: '', digits: 0, about: '1 at the root.' },
  },
  readouts: ['families-here', 'exact-here', 'draws', 'draws-most'],
  presets: {
    digits: { label: 'A digit of 784 pixels', set: {} },
    megapixel: { label: 'A million numbers, one at a time', set: { d: 1_000_000, node: 'autoregressive' } },
    sampler: { label: 'A sampler without a density', set: { node: 'gan' } },
    impatient: { label: 'A chain cut short: two steps', set: { chain: 2, node: 'energy' } },
    number: { label: 'A single number: no reason for a net', set: { d: 1, node: 'kernel' } },
    top: { label: 'The three branches', set: { node: 'models', folded: 'exact.approximate.implicit' } },
  },
  settles:
    'Of ten families five can evaluate their density, three approximate it and two have none; what a sample costs is another question with another order.',
});
