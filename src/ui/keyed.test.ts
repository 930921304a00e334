import { expect, test } from 'vitest';
import { number } from '#src/run/params.ts';
import { keyed } from './keyed.ts';

const h = number('bandwidth', { min: 0.01, max: 3, initial: 0.4, scale: 'log', step: 0.02, about: '' });
const rate = number('learning rate', { min: 0.0001, max: 0.1, initial: 0.001, scale: 'log', about: '' });
const mu = number('mean', { min: -3, max: 3, initial: 1, step: 0.05, about: '' });
const width = number('width', { min: 4, max: 1024, initial: 4, scale: 'log', integer: true, about: '' });

test('a key moves a knob by a step of its own scale', () => {
  // 0.4 · 10^0.02 = 0.41885…, 0.001 · 10^±0.05 = 0.0011220… and 0.00089125….
  expect(keyed(h, 0.4, 'ArrowUp')).toBe(0.419);
  expect(keyed(rate, 0.001, 'ArrowUp')).toBe(0.00112);
  expect(keyed(rate, 0.001, 'ArrowDown')).toBe(0.000891);
  expect(keyed(mu, -0.1, 'ArrowUp')).toBe(-0.05);
  expect(keyed(mu, 1, 'PageDown')).toBe(0.5);
});

test('a whole number moves by one at least, and no key leads out of the range', () => {
  expect(keyed(width, 4, 'ArrowUp')).toBe(5);
  expect(keyed(width, 4, 'ArrowDown')).toBe(4);
  expect(keyed(mu, 2.99, 'PageUp')).toBe(3);
  expect([keyed(mu, 0, 'Home'), keyed(mu, 0, 'End'), keyed(mu, 0, '5')]).toEqual([-3, 3, undefined]);
});
