/** Numbers as text, small enough to be fetched with a figure: what a recorded snapshot is written with and read from. */

/** A part of a recording as it stands in its file. */
export type Written = Readonly<Record<string, unknown>>;

/** Z85 (ZeroMQ's RFC 32): 85 letters that need no escape in JSON. */
const LETTERS = '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?&<>()[]{}@%$#';
const valueOf = new Map(Array.from(LETTERS, (letter, value) => [letter, value]));

/** The number of levels that this many letters can write. */
const levels = (letters: number) => LETTERS.length ** letters;
const BYTE = 255;

/** Grey bytes in 85 shades, a letter each: what is read back is at most half a shade, 255/168 < 1.52, away, so 2 in bytes. */
export const shades = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => LETTERS.charAt(Math.round((byte * (LETTERS.length - 1)) / BYTE))).join('');

/** Numbers of one range. */
type Scaled = { readonly low: number; readonly step: number; readonly text: string };

/**
 * Numbers in equal steps from the least to the largest, with one letter (85 levels) or two (7,225) each: what is read back is
 * at most half a step away, and single precision's rounding.
 */
export function scaled(values: Float32Array, letters: 1 | 2): Scaled {
  const [low, high] = values.reduce(([least, most], value) => [Math.min(least, value), Math.max(most, value)], [
    Infinity,
    -Infinity,
  ] as const);
  const step = (high - low) / (levels(letters) - 1) || 1;
  const text = Array.from(values, (value) => lettersOf(Math.round((value - low) / step), letters)).join('');
  return { low, step, text };
}

const lettersOf = (level: number, letters: 1 | 2) =>
  letters === 1
    ? LETTERS.charAt(level)
    : LETTERS.charAt(Math.floor(level / LETTERS.length)) + LETTERS.charAt(level % LETTERS.length);

/** Numbers to five significant digits, in one line: finer than any chart of a thousand pixels. */
export const line = (values: Iterable<number>): string =>
  Array.from(values, (value) => Number(value.toPrecision(5))).join(' ');

/** These numbers of a snapshot by name, to eight significant digits: single precision has seven. */
export const picked = <Name extends string>(from: Readonly<Record<Name, number>>, names: readonly Name[]): Written =>
  Object.fromEntries(names.map((name) => [name, Number(from[name].toPrecision(8))]));

const isWritten = (value: unknown): value is Written => typeof value === 'object' && value !== null;
const damaged = (name: string, expected: string) => new Error(`Expected ${expected} as “${name}” of the recording.`);

export function partIn(written: unknown, name: string): Written {
  const value = isWritten(written) ? written[name] : undefined;
  if (isWritten(value)) return value;
  throw damaged(name, 'a part');
}

export function textIn(written: Written, name: string): string {
  const value = written[name];
  if (typeof value === 'string') return value;
  throw damaged(name, 'text');
}

export function numberIn(written: Written, name: string): number {
  const value = written[name];
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  throw damaged(name, 'a number');
}

/** Numbers by name, as `picked` wrote them. */
export const numbersIn = <Name extends string>(
  written: Written,
  names: readonly Name[],
): Readonly<Record<Name, number>> =>
  Object.fromEntries(names.map((name) => [name, numberIn(written, name)])) as Readonly<Record<Name, number>>;

/** What `line` wrote; any number of numbers, unless it is said how many. */
export function lineIn(written: Written, name: string, count?: number): readonly number[] {
  const values = textIn(written, name)
    .split(' ')
    .map((word) => (word === '' ? NaN : Number(word)));
  if (values.every(Number.isFinite) && values.length === (count ?? values.length)) return values;
  throw damaged(name, count === undefined ? 'a line of numbers' : `a line of ${count} numbers`);
}

/** The levels that letters stand for, `letters` of them each. */
function levelsIn(written: Written, name: string, count: number, letters: 1 | 2): readonly number[] {
  const values = Array.from(textIn(written, name), (letter) => valueOf.get(letter) ?? NaN);
  if (values.length !== count * letters || values.some(Number.isNaN)) throw damaged(name, `${count * letters} letters`);
  if (letters === 1) return values;
  return Array.from({ length: count }, (_, i) => (values[2 * i] ?? 0) * LETTERS.length + (values[2 * i + 1] ?? 0));
}

/** Grey bytes as `shades` wrote them. */
export const shadesIn = (written: Written, name: string, count: number): Uint8Array =>
  Uint8Array.from(levelsIn(written, name, count, 1), (shade) => Math.round((shade * BYTE) / (LETTERS.length - 1)));

/** Numbers as `scaled` wrote them. */
export function scaledIn(written: Written, name: string, count: number, letters: 1 | 2): Float32Array {
  const part = partIn(written, name);
  const [low, step] = [numberIn(part, 'low'), numberIn(part, 'step')];
  return Float32Array.from(levelsIn(part, 'text', count, letters), (level) => low + level * step);
}
