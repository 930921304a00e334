import { expect, test } from 'vitest';
import { GAUSS_EIGHT } from './gauss-rule.ts';

test('the rule integrates every power up to the fifteenth exactly, and the sixteenth not', () => {
  const integral = (power: number) => GAUSS_EIGHT.reduce((sum, [place, weight]) => sum + weight * place ** power, 0);
  // ∫ xᵏ from −1 to 1 is 2/(k + 1) for even k and 0 for odd k; the table has 16 digits.
  for (let power = 0; power <= 15; power++)
    expect(integral(power)).toBeCloseTo(power % 2 === 0 ? 2 / (power + 1) : 0, 14);
  // By Gauss's error term 2¹⁷ (8!)⁴ / (17 (16!)³) · 16! = 4.7e-5.
  expect(2 / 17 - integral(16)).toBeCloseTo((2 ** 17 * 40320 ** 4) / (17 * 20922789888000 ** 2), 12);
});
