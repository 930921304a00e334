/**
 * The parts of models that learn images through dense layers and a Gaussian code. They are fetched with the model and
 * nothing else is; whatever has other parts is planned with every one (plan.ts).
 */
import type { FeedPart, Parts } from '../steps/making.ts';
import { plainDense } from './dense/plain.ts';
import { codes, gaussianCode } from './gaussian-code/plan.ts';
import { bernoulli, gaussian, squared } from './loss/plan.ts';

export const learning: FeedPart = { numbers: ({ pass }) => (pass.trains.length > 0 ? { adam: 2 } : {}) };

export const plain: Parts = {
  layers: {
    dense: plainDense,
    'gaussian code': gaussianCode,
    penalty: undefined,
    convolution: undefined,
    'transposed convolution': undefined,
    resize: undefined,
  },
  sights: { noise: undefined, packed: undefined, closeness: undefined },
  losses: { bernoulli, gaussian, squared, softmax: undefined, adversarial: undefined },
  feeds: [learning, codes],
};
