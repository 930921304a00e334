import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readNumber } from './read-number.ts';

const valueOf = (text: string) => readNumber(text).value;
const whyOf = (text: string) => readNumber(text).refused?.why;

describe('a number is read as it is written', () => {
  test.each([
    ['a minus sign in its own right', '−1.5', -1.5],
    ['a hyphen-minus', '-1.5', -1.5],
    ['a no-break hyphen', '‑1.5', -1.5],
    ['a figure dash', '‒1.5', -1.5],
    ['an en dash', '–1.5', -1.5],
    ['a small and a full-width hyphen-minus', '﹣1.5', -1.5],
    ['full-width signs and digits', '－１．５', -1.5],
    ['a space behind the sign', '− 1.5', -1.5],
    ['a leading plus', '+1.5', 1.5],
    ['spaces around it', '\t 1.5\u00a0', 1.5],
    ['a decimal comma', '0,5', 0.5],
    ['a decimal comma and a minus sign', '−0,05', -0.05],
    ['a decimal comma before other than three digits', '12,3456', 12.3456],
    ['a decimal comma before three digits, behind a zero', '0,125', 0.125],
    ['a decimal comma behind more than three digits', '1234,567', 1234.567],
    ['no digit before the point', '.5', 0.5],
    ['no digit behind the point', '5.', 5],
    ['no digit before the comma', ',5', 0.5],
    ['a power of ten', '1.2E+3', 1200],
    ['a power of ten with a minus sign', '1e−3', 0.001],
    ['a power of ten behind a decimal comma', '1,2e-3', 0.0012],
    ['times ten to the', '1.2×10^−3', 0.0012],
    ['times ten to the, raised', '−1,2 · 10⁻³', -0.0012],
    ['times ten to the, raised, of two digits', '1.2 × 10¹²', 1.2e12],
    ['times ten to the, as programs write it', '2*10**3', 2000],
    ['a power alone', '10^-3', 0.001],
    ['thousands behind a no-break space', '1\u00a0234', 1234],
    ['thousands behind a narrow space', '−12\u202f345\u202f678,5', -12_345_678.5],
    ['thousands behind a space', '1 234.5', 1234.5],
    ['thousands behind an apostrophe', "1'234.5", 1234.5],
    ['thousands behind a raised comma', '1’234’567', 1_234_567],
    ['thousands behind commas, before a point', '1,234.5', 1234.5],
    ['thousands behind points, before a comma', '1.234,5', 1234.5],
    ['thousands behind points, before a comma and three digits', '1.234,567', 1234.567],
    ['thousands behind several commas', '1,234,567', 1_234_567],
    ['thousands behind several points', '1.234.567', 1_234_567],
    ['one point before three digits, as this site prints it', '1.234', 1.234],
    ['Arabic digits with their own signs', '١٬٢٣٤٫٥', 1234.5],
    ['Persian digits', '−۱۲', -12],
    ['Devanagari digits', '१२.५', 12.5],
    ['marks of direction that nobody sees', '\u200e-\u200f1.5\u2069', -1.5],
    ['zeros in front', '007', 7],
    ['a zero with a sign, as zero', '−0', 0],
  ])('%s: %s', (_, text, value) => {
    expect(valueOf(text)).toBe(value);
  });
});

describe('text that is not a number is refused', () => {
  test.each([
    '',
    ' ',
    '−',
    '.',
    ',',
    '5,',
    '--2',
    '+-2',
    '2-',
    '1.5−',
    '(2)',
    '1..5',
    '1,,5',
    '1.2.3',
    '1,2,3',
    '1,23,456',
    '1,5.2',
    '01,234.5',
    '0,123.5',
    '1.23,4',
    '1.2345,6',
    "1'23",
    '1 23',
    '1.5 2.5',
    "1'234 567",
    '1 234,567.8',
    '12 34',
    '1·5',
    '1_000',
    '1/2',
    '½',
    '50%',
    '1.5 nats',
    'e3',
    '1e',
    '1e1.5',
    '1ee3',
    '0x10',
    'NaN',
    'Infinity',
    '∞',
    '10²3',
    '2²',
    '2^3',
    '¹²',
    '①',
    '١,2a',
    '\u202e321',
    '—5',
    '1\u00ad5',
    `1${'0'.repeat(100)}`,
  ])('“%s”', (text) => {
    expect(whyOf(text)).toBe('no number');
  });

  test('what no double can hold is called too large or too small', () => {
    expect(['1e400', '−1e400', '1e-400', '0.1e−310', '5e-324'].map(whyOf)).toEqual([
      'too large',
      'too large',
      'too small',
      'too small',
      'too small',
    ]);
    expect(['0e400', '0,00', '2.3e-308', '1.7e308'].map(valueOf)).toEqual([0, 0, 2.3e-308, 1.7e308]);
  });
});

describe('one comma before three digits', () => {
  test.each([
    ['1,234', 1.234, 1234],
    ['−12,500', -12.5, -12_500],
    ['999,000e-3', 0.999, 999],
    ['１，２３４', 1.234, 1234],
  ])('%s has two readings, and both are told', (text, decimal, grouping) => {
    expect(readNumber(text).refused).toEqual({ why: 'two readings', readings: [decimal, grouping] });
    expect(readNumber(text, 'decimal').value).toBe(decimal);
    expect(readNumber(text, 'grouping').value).toBe(grouping);
  });

  test('a spelling that shows what its writer’s comma is says so, and is refused where it is known to be the other', () => {
    expect(['1,5', '1.234,5', '1.234.567', '1 234,5'].map((text) => readNumber(text).comma)).toEqual(
      Array.from({ length: 4 }, () => 'decimal'),
    );
    expect(['1,234.5', '1,234,567'].map((text) => readNumber(text).comma)).toEqual(['grouping', 'grouping']);
    expect(['1.5', '12', "1'234.5", '1e3'].map((text) => readNumber(text).comma)).toEqual(
      Array.from({ length: 4 }, () => undefined),
    );
    expect(readNumber('1,5', 'grouping').value).toBeUndefined();
    expect(readNumber('1,234.5', 'decimal').value).toBeUndefined();
  });
});

/** Ways in which people write a number, put together from its digits; the reader is not asked. */
const minus = fc.constantFrom('-', '−', '‐', '‑', '‒', '–', '﹣', '－', '− ', '\u200e-');
const plus = fc.constantFrom('', '', '', '+', '＋');
const space = fc.constantFrom('', '', ' ', '\u00a0', '\t', '\u2009', '\ufeff');
const between = fc.constantFrom('', '', ',', '.', "'", '’', ' ', '\u00a0', '\u2009', '\u202f', '\u2007', '，', '٬');
const point = fc.constantFrom('.', ',', '．', '，', '٫');
const digits = fc.constantFrom('0', '0', '0', '０', '٠', '۰', '०');
const exponent = fc.constantFrom('e', 'E', '×10^', '·10^', ' × 10^', '*10**', 'ｅ', 'raised');

const inScript = (text: string, zero: string) =>
  text.replace(/\d/g, (digit) => String.fromCharCode(zero.charCodeAt(0) + Number(digit)));
const raised = (text: string) => text.replace('-', '⁻').replace(/\d/g, (digit) => '⁰¹²³⁴⁵⁶⁷⁸⁹'.charAt(Number(digit)));

const spellings = fc
  .record({
    whole: fc.oneof(fc.nat(9), fc.nat(999), fc.nat(99_999), fc.nat(2 ** 31 - 1), fc.constantFrom(100, 1000, 1234)),
    decimals: fc.oneof(fc.constant(''), fc.stringMatching(/^\d{1,6}$/), fc.stringMatching(/^\d{3}$/)),
    power: fc.option(fc.integer({ min: -12, max: 12 })),
    negative: fc.boolean(),
    minus,
    plus,
    before: space,
    behind: space,
    between,
    point,
    zero: digits,
    exponent,
  })
  // Points, or commas, both among the thousands and before the decimals are nobody's spelling.
  .filter((one) => !one.decimals || !',.，'.includes(one.between || ' ') || isPair(one.between, one.point))
  .map((one) => {
    const groups = String(one.whole).replace(/\B(?=(?:\d{3})+$)/g, one.between);
    const body = inScript(groups + (one.decimals && one.point + one.decimals), one.zero);
    const sign = one.negative ? one.minus : one.plus;
    const power = one.power === null ? '' : String(one.power).replace('-', one.minus.trim());
    const tail =
      one.power === null ? '' : one.exponent === 'raised' ? `×10${raised(String(one.power))}` : one.exponent + power;
    return {
      text: one.before + sign + body + tail + one.behind,
      value: Number(`${one.negative ? '-' : ''}${one.whole}.${one.decimals || '0'}e${one.power ?? 0}`) + 0,
      // One comma, or one point, before three last digits.
      two: isTwofold(one.whole, one.decimals, one.between, one.point),
    };
  });

const kindOf = (mark: string) => (',，'.includes(mark) ? 'comma' : 'point');
const isPair = (among: string, decimal: string) => kindOf(among) !== kindOf(decimal);
const isTwofold = (whole: number, decimals: string, among: string, decimal: string) =>
  decimals === ''
    ? ['.', ',', '，'].includes(among) && whole >= 1000 && whole < 1e6
    : [',', '，'].includes(decimal) && decimals.length === 3 && whole >= 1 && whole < 1000;

describe('of numbers spelt in any of these ways none is changed', () => {
  test('those that have one reading are read, to the last bit', () =>
    fc.assert(
      fc.property(
        spellings.filter(({ two }) => !two),
        ({ text, value }) => {
          expect(valueOf(text)).toBe(value);
        },
      ),
      { seed: 20_261_131, numRuns: 10_000 },
    ));

  test('those with a comma before three digits are refused, with both readings', () =>
    fc.assert(
      fc.property(
        spellings.filter(({ two, text }) => two && /[,，]/.test(text)),
        ({ text, value }) => {
          const { refused } = readNumber(text);
          expect(refused?.why === 'two readings' && refused.readings).toContain(value);
        },
      ),
      { seed: 20_261_132, numRuns: 2000 },
    ));
});

describe('whatever the text', () => {
  test('a number that JavaScript prints is the number that is read', () =>
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        fc.pre(value === 0 || Math.abs(value) >= 2 ** -1022);
        expect(valueOf(String(value))).toBe(value + 0);
        expect(valueOf(String(value).replaceAll('-', '−'))).toBe(value + 0);
      }),
      { seed: 20_261_133, numRuns: 5000 },
    ));

  test('something is answered: a finite number or a reason', () =>
    fc.assert(
      fc.property(
        fc.oneof(fc.string(), fc.string({ unit: 'binary' }), fc.stringMatching(/^[-−+.,'eE×^ \d⁰-⁹]{0,14}$/)),
        (text) => {
          const { value, refused } = readNumber(text);
          expect(value === undefined ? typeof refused.why : Number.isFinite(value)).toBe(
            value === undefined ? 'string' : true,
          );
        },
      ),
      { seed: 20_261_134, numRuns: 3000 },
    ));
});
