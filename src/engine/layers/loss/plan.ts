import { fedAt, type FeedPart, type LossOf, type LossPart } from '../../steps/making.ts';

const log = () => 'distortion';

/** Against the images that came in or are the target, one variance for all. */
const onPixels = <Kind extends 'bernoulli' | 'squared'>(): LossPart<LossOf<Kind>> => ({
  log,
  stage: (_, { loss }, measured, target) => ({ stage: 'loss', loss, h2: 1, ...measured, target }),
});

export const bernoulli = onPixels<'bernoulli'>();
export const squared = onPixels<'squared'>();

export const gaussian: LossPart<LossOf<'gaussian'>> = {
  log,
  stage: (_, { loss, h2 }, measured, target) => ({ stage: 'loss', loss, h2, ...measured, target }),
};

export const softmax: LossPart<LossOf<'softmax'>> = {
  log,
  stage: (making, { loss }, measured) => ({
    stage: 'loss',
    loss,
    h2: 1,
    ...measured,
    target: fedAt(making, 'labels'),
  }),
};

/** The labels that it is against. */
export const classes: FeedPart = {
  numbers: ({ pass }) => (pass.loss?.loss === 'softmax' ? { labels: pass.rows } : {}),
};
