import { expect, test } from 'vitest';
import { blame } from './blame.ts';
import { choice, initialValues, number } from './params.ts';

const specs = {
  beta: number('weight of the rate', { min: 0.01, max: 100, initial: 1, scale: 'log', about: '' }),
  lr: number('learning rate', { min: 1e-4, max: 1, initial: 1e-3, scale: 'log', about: '' }),
  seed: number('seed', { min: 0, max: 9999, initial: 1, integer: true, about: '' }),
  decoder: choice('decoder', { bernoulli: '', gaussian: '' }, { initial: 'bernoulli', about: '' }),
};
const h2 = number('variance', { min: 0.01, max: 1, initial: 0.1, scale: 'log', about: '' });
const initial = initialValues(specs);

test('a learning rate that was raised is named before a knob that stands further from its initial place', () => {
  expect(blame(specs, { ...initial, lr: 1, beta: 100, seed: 9000 }, 12, 8)).toBe(
    'The numbers of this run were lost at step 12: the loss or a parameter was no longer a number. ' +
      'The learning rate (1, usually 0.001) is the likeliest cause. Lower it and run again. ' +
      'The figure is back at step 8, where all was well.',
  );
});

test('otherwise the knob furthest from its initial place is named, and which way to turn it', () => {
  // On logarithmic controls: β is two of four decades down, which is half its control; h² is a little less than half of its own up.
  expect(blame({ ...specs, h2 }, { ...initial, beta: 0.01, h2: 0.9, lr: 1e-4 }, 2, 1)).toContain(
    'The weight of the rate (0.01, usually 1) is the likeliest cause. Raise it',
  );
});

test('a small learning rate is never to blame; without a knob that was turned the rate is to be lowered', () => {
  expect(blame(specs, { ...initial, lr: 1e-4, beta: 1.5 }, 2, 1)).toContain('weight of the rate');
  expect(blame(specs, { ...initial, seed: 5 }, 2, 1)).toContain(
    'The learning rate (0.001) is the likeliest cause. Lower',
  );
});

test('where there is no such knob another seed is advised', () => {
  expect(blame({ seed: specs.seed }, { seed: 3 }, 2, 1)).toContain('where all was well; another seed may fare better.');
});
