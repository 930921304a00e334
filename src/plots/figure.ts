import { LANGUAGE } from '#src/base/language.ts';

/** A number as pictures print it: fixed decimals and a real minus sign, which a zero has not. */
export function figure(value: number, digits: number): string {
  const fixed = value.toFixed(digits);
  return Number(fixed) === 0 ? fixed.replace('-', '') : fixed.replace('-', '−');
}

const COMPACT = new Intl.NumberFormat(LANGUAGE, { notation: 'compact', maximumSignificantDigits: 3 });

/** A number beside a mark: with its decimals, and shortened where so many digits would only cover the picture: 9.79M. */
export const label = (value: number, digits: number): string =>
  Math.abs(value) < 10_000 ? figure(value, digits) : COMPACT.format(value).replace('-', '−');
