import { describe, expect, test } from 'vitest';
import { comparison, printedIn, type Printed } from './printed-numbers.ts';

const printed = (text: string, times = 1): Printed => ({ widget: 'coin', metric: 'rate', set: {}, times, text });

test('a printed number names its figure, its metric, the settings and a factor', () => {
  expect(
    printedIn('D = \\num{kl-closed-form.kl; mu=1, sigma=0.5}{0.8181} + \\num{coin.share;; ×100}{12{,}345.6}'),
  ).toEqual([
    { widget: 'kl-closed-form', metric: 'kl', set: { mu: '1', sigma: '0.5' }, times: 1, text: '0.8181' },
    { widget: 'coin', metric: 'share', set: {}, times: 100, text: '12{,}345.6' },
  ]);
  expect(printedIn('\\num{0.8181}{1}')).toEqual([expect.stringContaining('Expected: \\num{figure.metric;')]);
});

describe('a number is held against the model at the decimals that are printed', () => {
  test.each([
    ['0.8181', 0.81814, 1],
    ['-0.5', -0.4999, 1],
    ['12{,}345.6', 12345.6499, 1],
    ['8.25\\,\\%', 0.0825, 100],
    ['3', 2.51, 1],
  ])('%s', (text, value, times) => expect(comparison(printed(text, times), value)).toBeUndefined());

  test.each([
    ['0.8181', 0.81816],
    ['-0.5', 0.5],
    ['0.30', 0.3051],
    ['3', NaN],
  ])('%s is refused for %d', (text, value) =>
    expect(comparison(printed(text), value)).toContain('but the model gives'),
  );
});
