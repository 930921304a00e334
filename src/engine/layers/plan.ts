/** How every layer, sight and loss is planned, and what all of them ask to be fed, in the feed's order. */
import type { Parts } from '../steps/making.ts';
import type { Pass } from '../steps/model.ts';
import { adversarial, beyondStages, between } from './adversarial/plan.ts';
import { closeness } from './closeness/plan.ts';
import { convolution, transposed } from './convolution/plan.ts';
import { corrupted, corruption, instanceNoise, noise } from './corruption/plan.ts';
import { dense, labels } from './dense/plan.ts';
import { codes, gaussianCode } from './gaussian-code/plan.ts';
import { bernoulli, classes, gaussian, softmax, squared } from './loss/plan.ts';
import { packed } from './packing/plan.ts';
import { penalty, weights } from './penalty/plan.ts';
import { learning } from './plain.ts';
import { resize } from './resize/plan.ts';

/** What a pass has that no stage computes: the executor that differentiates by itself serves it. */
const beyond = ({ name, loss }: Pass): string | undefined =>
  loss?.loss === 'adversarial' ? beyondStages(name, loss) : undefined;

export const every: Parts = {
  layers: { dense, 'gaussian code': gaussianCode, penalty, convolution, 'transposed convolution': transposed, resize },
  sights: { noise, packed, closeness },
  losses: { bernoulli, gaussian, squared, softmax, adversarial },
  feeds: [labels, classes, corruption, instanceNoise, between, weights, learning, codes],
  corrupted,
  beyond,
};
