import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fromBrain, fromWhole, MOST, reachOf, toBrain, toWhole } from './quantised.ts';

const numbers = fc.array(fc.float({ noNaN: true, noDefaultInfinity: true }), { maxLength: 40 });
const settings = { seed: 20_261_121, numRuns: 500 };

test('a multiple of the step is within half a step, and the largest number is kept but for rounding', () => {
  fc.assert(
    fc.property(numbers, (given) => {
      const values = Float32Array.from(given);
      const reach = reachOf(values);
      const again = fromWhole(toWhole(values, reach), reach);
      // Half a step, and the rounding of the product to single precision: half of 2⁻²³ of at most the reach.
      const tolerance = reach * (0.5 / MOST + 2 ** -24) + 2 ** -149;
      expect(values.every((value, i) => Math.abs((again[i] ?? NaN) - value) <= tolerance)).toBe(true);
    }),
    settings,
  );
});

test('what was brought to the grid once stays where it is', () => {
  fc.assert(
    fc.property(numbers, (given) => {
      const values = Float32Array.from(given);
      const once = fromBrain(toBrain(values));
      expect(fromBrain(toBrain(once))).toEqual(once);
      const reach = reachOf(values);
      const multiples = toWhole(values, reach);
      // Away from the range where single precision has fewer digits than the grid.
      if (reach > 1e-30) expect(toWhole(fromWhole(multiples, reach), reach)).toEqual(multiples);
    }),
    settings,
  );
});

test('bfloat16 is off by at most 2⁻⁸ of a number, keeps its sign, and no finite number becomes infinite', () => {
  fc.assert(
    fc.property(numbers, (given) => {
      const values = Float32Array.from(given);
      const again = fromBrain(toBrain(values));
      // Seven bits behind the leading one: neighbours are 2⁻⁷ of the number apart, 2⁻¹³³ below the normal range. At the
      // upper end, where rounding would reach infinity, the way down is a whole gap.
      const right = (value: number, i: number) => {
        const found = again[i] ?? NaN;
        const gap = Math.max(2 ** -7 * Math.abs(value), 2 ** -133);
        const off = Math.abs(found - value);
        return Number.isFinite(found) && off <= (Math.abs(value) > 3.38e38 ? gap : gap / 2) && !(found * value < 0);
      };
      expect(values.every(right)).toBe(true);
    }),
    settings,
  );
});

test('of a few numbers the bfloat16 is known', () => {
  // 1, −2, 0 and powers of two are on the grid; 3.14159 lies between 3.140625 (0x4049) and 3.15625 and is nearer to the first.
  expect([...toBrain(Float32Array.of(1, -2, 0, 3.14159))]).toEqual([0x3f80, 0xc000, 0, 0x4049]);
  // Half-way between two neighbours the even one is taken: 1 + 2⁻⁸ → 1, 1 + 3·2⁻⁸ → 1 + 2⁻⁶.
  expect([...fromBrain(toBrain(Float32Array.of(1 + 2 ** -8, 1 + 3 * 2 ** -8)))]).toEqual([1, 1 + 2 ** -6]);
});

test('numbers that are all 0 become the multiple 0, and the largest number ±32,767', () => {
  const zeros = new Float32Array(3);
  expect(reachOf(zeros)).toBe(0);
  expect([...fromWhole(toWhole(zeros, 0), 0)]).toEqual([0, 0, 0]);
  expect(reachOf(Float32Array.of(-3, 2))).toBe(3);
  expect([...toWhole(Float32Array.of(-3, 1.5, 3), 3)]).toEqual([-32_767, 16_384, 32_767]);
});

test('a part of a tensor is brought to bfloat16 without its neighbours in memory', () => {
  expect([...toBrain(Float32Array.of(9, 1, -2, 9).subarray(1, 3))]).toEqual([0x3f80, 0xc000]);
});
