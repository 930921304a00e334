/** Numbers in two bytes each: whole multiples of a tensor's own step, or single precision cut to its upper half. */

/** The largest multiple: 2¹⁵ − 1, so that both signs reach equally far. */
export const MOST = 32_767;

/** The largest magnitude of some numbers. */
export const reachOf = (values: Float32Array): number =>
  values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);

/** Multiples of reach/32767, each within half a step of its number. */
export const toWhole = (values: Float32Array, reach: number): Int16Array =>
  Int16Array.from(values, (value) => (reach === 0 ? 0 : Math.round((value / reach) * MOST)));

/** Plain loops here and below: a file of eight million parameters is read while the page waits. */
export function fromWhole(multiples: Int16Array, reach: number): Float32Array {
  const values = new Float32Array(multiples.length);
  for (let i = 0; i < values.length; i++) values[i] = ((multiples[i] ?? 0) * reach) / MOST;
  return values;
}

/**
 * bfloat16: sign, the whole exponent of single precision, and 7 bits behind the leading one, rounded to even. What is
 * not 0 and above 2⁻¹³³ stays so, and is off by at most 2⁻⁸ of itself above 2⁻¹²⁶.
 */
export function toBrain(values: Float32Array): Uint16Array {
  const words = new Uint32Array(values.slice().buffer);
  return Uint16Array.from(
    words,
    (word) => (Math.min((word & 0x7fffffff) + 0x7fff + ((word >>> 16) & 1), LARGEST) >>> 16) | ((word >>> 16) & 0x8000),
  );
}

/** The largest finite one: what would round up to infinity stays below it. */
const LARGEST = 0x7f7fffff;

export function fromBrain(halves: Uint16Array): Float32Array {
  const words = new Uint32Array(halves.length);
  for (let i = 0; i < words.length; i++) words[i] = (halves[i] ?? 0) << 16;
  return new Float32Array(words.buffer);
}
