import { trainedTo, type Still } from '#src/base/still.ts';

/** Two sheets of digits above three charts. */
const twoThenThree = [
  '.stage { display: grid; grid-template-columns: repeat(12, 1fr) }',
  '.picture { grid-column: span 4 }',
  '.picture:nth-child(-n + 2) { grid-column: span 6 }',
].join('\n');

/** Eight latents: with two the digits that come back are too much alike to be told apart at this size. */
export const still: Still = {
  query: 'latent=8',
  width: 900,
  fold: twoThenThree,
  // A sweep of β leaves its points on the plane; then β = 1 is trained on, so that the digits shown are good ones.
  acts: [
    { press: 'sweep' },
    { wait: 'running', step: 1 },
    { wait: 'paused', step: 1 },
    { knob: 'weight of the rate', value: 1 },
    { wait: 'idle', step: 0 },
    ...trainedTo(2000),
  ],
};
