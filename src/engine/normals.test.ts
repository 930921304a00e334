import { expect, test } from 'vitest';
import { normalOf, normalTable, OCTAVES, SEGMENTS } from './normals.ts';
import { random } from './random.ts';

/** P(Z > z) / φ(z), by Simpson's rule over [z, z + 8] in steps of 0.01; its error is some h⁴ z³ / 180 < 2e-8. */
function tailOverDensity(z: number): number {
  const [steps, h] = [800, 0.01];
  let sum = 0;
  for (let i = 0; i <= steps; i++)
    sum += Math.exp((-i * h * (2 * z + i * h)) / 2) * (i === 0 || i === steps ? 1 : i % 2 === 0 ? 2 : 4);
  return (sum * h) / 3;
}

const density = (z: number) => Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);

/** Words in every segment of every octave, `each` a segment: its ends, and some between. */
function* words(each: number): Generator<number, void, void> {
  for (let octave = 0; octave < OCTAVES - 1; octave++) {
    const low = 2 ** (OCTAVES - 2 - octave);
    for (let i = 0; i < SEGMENTS * each; i++) yield Math.floor(low + (low * i) / (SEGMENTS * each));
    yield 2 * low - 1;
  }
  yield 0;
}

test('a normal lies within 2e-6 of the quantile of its bits, in the tails too', () => {
  let [worst, largest] = [0, 0];
  for (const word of words(7)) {
    const z = normalOf(word);
    // p = (2k + 1) / 2³³; z is off by (P(Z > z) − p) / φ(z) to first order.
    const off = tailOverDensity(z) - (2 * word + 1) / 2 ** 33 / density(z);
    worst = Math.max(worst, Math.abs(off));
    largest = Math.max(largest, z);
  }
  expect(worst).toBeLessThan(2e-6);
  // Φ⁻¹(2⁻³³) = −6.33796, from the same integral.
  expect(largest).toBeCloseTo(6.33796, 4);
});

test('the first bit is the sign and nothing else; a normal is a multiple of 2⁻²¹ and exact in single precision', () => {
  for (const word of words(3)) {
    const z = normalOf(word);
    expect(normalOf(word | 0x80000000)).toBe(0 - z);
    expect(z * 2 ** 21).toBe(Math.round(z * 2 ** 21));
    expect(Math.fround(z)).toBe(z);
  }
});

test('a larger tail is never a larger normal, within two of the last place, where segments meet', () => {
  let before = Infinity;
  for (const word of [...words(5)].sort((a, b) => a - b)) {
    const z = normalOf(word);
    expect(z).toBeLessThanOrEqual(before + 2 ** -20);
    before = z;
  }
});

test('moments up to the fourth and the share beyond 3 are a normal’s, within four standard errors', () => {
  const source = random(3).fork('moments');
  const count = 400_000;
  const sums = [0, 0, 0, 0, 0];
  let beyond = 0;
  for (let i = 0; i < count; i++) {
    const z = source.normal();
    for (let power = 1; power <= 4; power++) sums[power] = (sums[power] ?? 0) + z ** power;
    if (Math.abs(z) > 3) beyond++;
  }
  // E zᵏ = 0, 1, 0, 3 and Var zᵏ = E z²ᵏ − (E zᵏ)² = 1, 2, 15, 96.
  for (const [power, mean, variance] of [
    [1, 0, 1],
    [2, 1, 2],
    [3, 0, 15],
    [4, 3, 96],
  ] as const)
    expect(Math.abs((sums[power] ?? NaN) / count - mean), `moment ${power}`).toBeLessThan(
      4 * Math.sqrt(variance / count),
    );
  const share = 2 * density(3) * tailOverDensity(3);
  expect(Math.abs(beyond / count - share)).toBeLessThan(4 * Math.sqrt(share / count));
});

test('the table and the first normals stay what they were, so that a seed stays the same run', () => {
  // FNV-1a over the table's words. Recorded when it was made.
  const hash = normalTable().reduce((value, word) => Math.imul(value ^ word, 0x01000193) >>> 0, 0x811c9dc5);
  expect(hash).toBe(2843413030);
  const source = random(1).fork('frozen').at(2);
  expect(Array.from({ length: 4 }, () => source.normal() * 2 ** 21)).toEqual([899326, 466352, 1395754, 2570640]);
});
