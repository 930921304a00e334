import { expect, test } from 'vitest';
import { amount, scaledAmount } from './amount.ts';

test('an amount has its decimals, a real minus sign, and no sign where nothing is left of it', () => {
  expect(amount(1.005, 1)).toBe('1.0');
  expect(amount(-2.5, 2)).toBe('−2.50');
  expect(amount(-1e-9, 2)).toBe('0.00');
  expect(amount(Infinity, 2)).toBe('∞');
  expect(amount(-Infinity, 2)).toBe('−∞');
  expect(amount(NaN, 2)).toBe('–');
  expect(amount(undefined, 2)).toBe('–');
});

test('an amount in the unit of the data never reads as nothing: three significant digits stand where decimals leave fewer than two', () => {
  expect(scaledAmount(4.825e-7, 4)).toBe('4.83 · 10⁻⁷');
  expect(scaledAmount(-2.918e-12, 4)).toBe('−2.92 · 10⁻¹²');
  expect(scaledAmount(0.00099, 4)).toBe('9.90 · 10⁻⁴');
  expect(scaledAmount(0.001, 4)).toBe('0.0010');
  expect(scaledAmount(101325.575, 4)).toBe('101325.5750');
  expect(scaledAmount(0, 4)).toBe('0.0000');
  expect(scaledAmount(0.3, 0)).toBe('3.00 · 10⁻¹');
});
