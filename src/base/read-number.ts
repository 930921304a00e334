/**
 * One reader for every number that a person writes: in a field, a link, a pasted text or a file.
 *
 * Read: digits of the Latin, full-width, Arabic, Persian and Devanagari scripts; a minus sign in its own right, a hyphen
 * or an en dash for it; a decimal point or a decimal comma; thousands in groups of three behind apostrophes, no-break or
 * thin spaces, points or commas; powers as `1.2e-3`, `1.2×10^-3` or `1.2×10⁻³`.
 *
 * A point alone is a decimal point: `1.234` is what this site itself prints. A comma alone before three digits has two
 * readings (`1,234` is 1.234 to some and 1234 to others) and is refused with both of them; a text that is not a number is
 * refused too. No value is ever changed in silence: it is read to the nearest double or it is refused.
 */

/** What a comma is: decimal, or between groups of three digits, where points would then be decimal. */
export type Comma = 'decimal' | 'grouping';

export type Refused =
  | { readonly why: 'no number' | 'too large' | 'too small' }
  /** Both numbers that it could be, the one with a decimal comma first. */
  | { readonly why: 'two readings'; readonly readings: readonly [number, number] };

export type NumberRead =
  /** `comma` where the spelling shows which of the two its writer uses. */
  | { readonly value: number; readonly comma?: Comma | undefined; readonly refused?: undefined }
  | { readonly value?: undefined; readonly comma?: undefined; readonly refused: Refused };

const LONGEST = 100;
/** The least number that a double holds to its full precision. */
const LEAST = 2 ** -1022;

/** Marks of direction and joints that nobody sees; overrides of direction are no such marks, since they change what is seen. */
const UNSEEN = /[\u061c\u200b\u200e\u200f\u2060\u2066-\u2069\ufeff]/g;
/** The zeros of the scripts whose digits are read. */
const ZEROS = [0xff10, 0x0660, 0x06f0, 0x0966];
const DIGITS = /[\uff10-\uff19\u0660-\u0669\u06f0-\u06f9\u0966-\u096f]/g;
const SAME: readonly (readonly [RegExp, string])[] = [
  [/[\u2010-\u2013\u2212\ufe63\uff0d]/g, '-'],
  [/[\ufe62\uff0b]/g, '+'],
  [/[\ufe52\uff0e\u066b]/g, '.'],
  [/[\ufe50\uff0c]/g, ','],
  [/[\u2018\u2019\u02bc\uff07\u066c]/g, "'"],
  [/[\u2007-\u2009\u202f]/g, '\u00a0'],
  [/\u3000/g, ' '],
  [/[eE\uff25\uff45]/g, 'e'],
];
const RAISED = '⁰¹²³⁴⁵⁶⁷⁸⁹';

const digitOf = (character: string): string => {
  const code = character.charCodeAt(0);
  return String(code - (ZEROS.find((zero) => code >= zero && code <= zero + 9) ?? code));
};

/** The same number with the signs of one keyboard. */
function plain(text: string): string {
  const seen = text.replace(UNSEEN, '').trim().replace(DIGITS, digitOf);
  return SAME.reduce((line, [from, to]) => line.replace(from, to), seen);
}

const lowered = (raised: string) =>
  raised
    .replace('⁻', '-')
    .replace('⁺', '+')
    .replace(/[⁰¹²³⁴⁵⁶⁷⁸⁹]/g, (digit) => String(RAISED.indexOf(digit)));

type Parts = { readonly sign: string; readonly body: string; readonly power: string };

const E_POWER = /^(.+?)e([+-]?\d{1,5})$/;
const TEN_TO =
  /^(?:(.+?)\s*[×✕xX*·⋅]\s*)?10(?:(?:\^|\*\*)([+-]?\d{1,5}|\{[+-]?\d{1,5}\}|\([+-]?\d{1,5}\))|([⁻⁺]?[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,5}))$/;

/** Sign, digits with what stands between them, and power of ten. */
function partsOf(text: string): Parts {
  const [, sign = '', rest = ''] = /^([+-]?)\s*(.*)$/s.exec(text) ?? [];
  const byE = E_POWER.exec(rest);
  if (byE) return { sign, body: byE[1] ?? '', power: byE[2] ?? '' };
  const byTen = TEN_TO.exec(rest);
  if (!byTen) return { sign, body: rest, power: '0' };
  const [, body = '1', written, raised = ''] = byTen;
  return { sign, body, power: written?.replace(/[{}()]/g, '') ?? lowered(raised) };
}

/** Whole part and decimals, as digits alone. */
type Figures = { readonly whole: string; readonly decimals: string; readonly comma?: Comma | undefined };

const inGroups = (whole: string, between: string) => new RegExp(`^[1-9]\\d{0,2}(?:[${between}]\\d{3})+$`).test(whole);

/** `whole` in groups with `between` among them, and `decimals` behind them. */
function grouped(whole: string, between: string, decimals: string | undefined, comma?: Comma): Figures | undefined {
  if (!inGroups(whole, between) || (decimals !== undefined && !/^\d+$/.test(decimals))) return undefined;
  return { whole: whole.replace(/\D/g, ''), decimals: decimals ?? '', comma };
}

/** With apostrophes or spaces among the thousands the one point or comma that is left is decimal. */
function apart(body: string, between: string): Figures | undefined {
  const [whole = '', decimals, ...more] = body.split(/[.,]/);
  return more.length > 0 ? undefined : grouped(whole, between, decimals, body.includes(',') ? 'decimal' : undefined);
}

/** Commas and no point: one is decimal unless told otherwise, several stand among thousands. */
function withCommas(body: string, comma: Comma): Figures | undefined {
  const [whole = '', decimals = '', ...more] = body.split(',');
  if (comma === 'grouping' || more.length > 0) return grouped(body, ',', undefined, 'grouping');
  return /^\d*$/.test(whole) && /^\d+$/.test(decimals) ? { whole, decimals, comma: 'decimal' } : undefined;
}

/** Points and no comma: one is decimal, several stand among thousands. */
function withPoints(body: string): Figures | undefined {
  const [whole = '', decimals = '', ...more] = body.split('.');
  if (more.length > 0) return grouped(body, '.', undefined, 'decimal');
  return /^\d*$/.test(whole + decimals) && whole + decimals !== '' ? { whole, decimals } : undefined;
}

/** Points and commas: the last of them is the decimal one, the others stand among thousands. */
function withBoth(body: string): Figures | undefined {
  const at = Math.max(body.lastIndexOf('.'), body.lastIndexOf(','));
  const [between, comma] = body[at] === ',' ? (['.', 'decimal'] as const) : ([',', 'grouping'] as const);
  return grouped(body.slice(0, at), between, body.slice(at + 1), comma);
}

function figuresOf(body: string, comma: Comma): Figures | undefined {
  const between = /[' \u00a0]/.exec(body)?.[0];
  if (between !== undefined) return apart(body, between);
  if (!body.includes(',')) return withPoints(body);
  return body.includes('.') ? withBoth(body) : withCommas(body, comma);
}

const valueOf = ({ sign, power }: Parts, { whole, decimals }: Figures) =>
  Number(`${sign}${whole || '0'}.${decimals || '0'}e${power}`) + 0;

/** One comma before the last three digits, and no zero ahead of it: a decimal comma, or one among thousands. */
const hasTwoReadings = (body: string) => /^[1-9]\d{0,2},\d{3}$/.test(body);

/** The number that a text spells as a whole; `comma` says what a comma is, where that is known. */
export function readNumber(text: string, comma?: Comma): NumberRead {
  const parts = partsOf(text.length <= LONGEST ? plain(text) : '');
  const found = figuresOf(parts.body, comma ?? 'decimal');
  if (!found) return { refused: { why: 'no number' } };
  const value = valueOf(parts, found);
  if (!Number.isFinite(value)) return { refused: { why: 'too large' } };
  if (Math.abs(value) < LEAST && /[1-9]/.test(found.whole + found.decimals)) return { refused: { why: 'too small' } };
  if (comma === undefined && hasTwoReadings(parts.body))
    return {
      refused: {
        why: 'two readings',
        readings: [value, valueOf(parts, { whole: parts.body.replace(',', ''), decimals: '' })],
      },
    };
  // What the spelling of another number says against this one matters only to a caller that reads several together.
  if (comma !== undefined && found.comma !== undefined && found.comma !== comma)
    return { refused: { why: 'no number' } };
  return { value, comma: found.comma };
}
