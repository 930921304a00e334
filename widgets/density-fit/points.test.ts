import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fill } from '#src/run/params.ts';
import { meta } from './meta.ts';
import { metricsOf } from './model.ts';
import { linkTextOf, numbersIn, readFile, readList, readPoints, shownPoints, type Reading } from './points.ts';

const { params } = meta;
const STAY = /^[A-Z“].+ The points stay as they were\.$/s;
const bytesOf = (text: string) => new TextEncoder().encode(text);
const pasted = async (text: string) => brief(await readPoints(text));
const fromFile = async (bytes: Uint8Array) => brief(await readFile(bytes));
const brief = ({ read, offers }: Reading) => ({
  points: read.points,
  said: read.said,
  offers: Object.fromEntries(offers.map(({ name, read: { points } }) => [name, points])),
});
const numbersOf = (points: readonly number[]) =>
  metricsOf({ ...fill(params, { data: 'own', points: linkTextOf(points) ?? '' }).values });

describe('a text with two readings is refused, and both are offered', () => {
  test.each([
    ['1,5\n2,3\n3,7\n0,9', '4 numbers: 1.5, 2.3, 3.7, …', [1.5, 2.3, 3.7, 0.9]],
    ['1,5 2,3 3,7 0,9', '4 numbers: 1.5, 2.3, 3.7, …', [1.5, 2.3, 3.7, 0.9]],
    ['−1,5; 2,3; 3,7; 0,9', '4 numbers: -1.5, 2.3, 3.7, …', [-1.5, 2.3, 3.7, 0.9]],
    ['1,5, 2,3, 3,7, 0,9', '4 numbers: 1.5, 2.3, 3.7, …', [1.5, 2.3, 3.7, 0.9]],
    ['1,5\t2,3\t3,7', '3 numbers: 1.5, 2.3, 3.7', [1.5, 2.3, 3.7]],
    ['1,234.5\n2,345.5\n3,456.5', '3 numbers: 1234.5, 2345.5, 3456.5', [1234.5, 2345.5, 3456.5]],
    ['1.234,5\n2.345,5', '2 numbers: 1234.5, 2345.5', [1234.5, 2345.5]],
    ['1,234\n2,345', '2 numbers: 1.234, 2.345', [1.234, 2.345]],
    ['1,234\n2,345', '2 numbers: 1234, 2345', [1234, 2345]],
    ['1 234,5\n2 345,5', '2 numbers: 1234.5, 2345.5', [1234.5, 2345.5]],
    ['1 234.5\n2 345.5', '2 numbers: 1234.5, 2345.5', [1234.5, 2345.5]],
    ['1\u00a0234 2\u00a0345', '2 numbers: 1234, 2345', [1234, 2345]],
    ['1\u202f234\n2\u202f345', '2 numbers: 1234, 2345', [1234, 2345]],
    ['１，５\n２，３', '2 numbers: 1.5, 2.3', [1.5, 2.3]],
    ['100,200,300', '1 number: 100200300', undefined],
  ])('%j', async (text, name, points) => {
    const { points: taken, said, offers } = await pasted(text);
    expect(taken).toBeUndefined();
    expect(said).toMatch(STAY);
    if (points) expect(offers).toMatchObject({ [name]: points });
    expect(await fromFile(bytesOf(text))).toEqual(await pasted(text));
  });

  test('a point before three digits is not chosen from where others have decimal commas', () => {
    expect(readList('1.234.567 2.345 3').said).toBe(
      'Line 1 has “2.345” among numbers with decimal commas: its point could be decimal, or stand before thousands. Write it without the point, or write all with decimal points. The points stay as they were.',
    );
  });
});

describe('a list is read', () => {
  test.each([
    ['1.2e−3 2.5e−3 0.004', [0.0012, 0.0025, 0.004]],
    ['–1 ‑2 −3 －4', [-1, -2, -3, -4]],
    ['1.5,2.5,3.25,4', [1.5, 2.5, 3.25, 4]],
    ['1 2 3 4', [1, 2, 3, 4]],
    ['1、2、3', [1, 2, 3]],
    ['١٢ ٣٫٥', [12, 3.5]],
    ['１．５ ２', [1.5, 2]],
    ["1'234.5 2’345", [1234.5, 2345]],
    ['1.5\u00a02.5', [1.5, 2.5]],
    ['1×10^-3; 2×10⁻³', [0.001, 0.002]],
    ['\ufeff1\r\n2\r\n# a remark, with 3\r\n4', [1, 2, 4]],
  ])('%j, pasted as from a file', async (text, points) => {
    expect((await pasted(text)).points).toEqual(points);
    expect((await fromFile(bytesOf(text))).points).toEqual(points);
  });

  test('to the last digit, and a link carries it so', () => {
    for (const text of ['1.2e-7 3.4e-7 5.6e-7 9.1e-7', '101325.21 101325.43 101325.62 101326.04']) {
      const points = readList(text).points ?? [];
      expect(points).toEqual(text.split(' ').map(Number));
      expect(fill(params, { points: linkTextOf(points) }).notices).toEqual([]);
      expect(numbersIn(linkTextOf(points) ?? '')).toEqual(points);
      expect(readList(shownPoints(points)).points).toEqual(points);
    }
    // By hand: √(34.0475/4) · 10⁻⁷ and √(0.3725/4); the spread of the second is 10⁻⁶ of its mean, of which 15 digits are held.
    const small = numbersOf([1.2e-7, 3.4e-7, 5.6e-7, 9.1e-7]);
    expect(small.mean / 4.825e-7).toBeCloseTo(1, 12);
    expect(small.sigma / 2.9175118e-7).toBeCloseTo(1, 6);
    const pressure = numbersOf([101325.21, 101325.43, 101325.62, 101326.04]);
    expect(pressure.mean).toBeCloseTo(101325.575, 9);
    expect(pressure.sigma).toBeCloseTo(0.3051639, 6);
  });

  test('or refused with the line, also from a file', async () => {
    expect((await pasted('1 2 x')).said).toBe(
      'Line 1 has “x”, where a number with a decimal point was expected. The points stay as they were.',
    );
    expect((await fromFile(bytesOf('1 2 3\n4 five 6'))).said).toMatch(/^Line 2 has “five”/);
    expect((await pasted('1 x 3\n4 5 6\n7 8 9\n1 2 3')).said).toMatch(/^Line 1 has “x”/);
  });
});

describe('a table is read', () => {
  test('of numbers between spaces: column 1, with the others and all of it as buttons', async () => {
    const text = '1.500000e+00 7.0e+00\n2.500000e+00 8.0e+00\n3.250000e+00 9.0e+00\n';
    const { points, said, offers } = await fromFile(bytesOf(text));
    expect(points).toEqual([1.5, 2.5, 3.25]);
    expect(said).toBe('3 points, from 1.5 to 3.25. They are from “column 1”, one of 2 columns.');
    expect(offers).toEqual({
      'column 1': [1.5, 2.5, 3.25],
      'column 2': [7, 8, 9],
      'all 6 numbers': [1.5, 7, 2.5, 8, 3.25, 9],
    });
  });

  test.each([
    ['x,y\n1.5,10\nNA,20\n3.5,30', [1.5, 3.5], [10, 20, 30], 'NA'],
    ['x,y\n1.5,20\n2.5,30\nTotal,50', [1.5, 2.5], [20, 30, 50], 'Total'],
    ['x;y\n1,5;10\n#N/A;20\n3,5;30', [1.5, 3.5], [10, 20, 30], '#N/A'],
    ['x\ty\n−1.5\t10\n–\t20\n3.5\t30', [-1.5, 3.5], [10, 20, 30], '–'],
    ['x y\n1.5 10\nnull 20\n3.5 30', [1.5, 3.5], [10, 20, 30], 'null'],
  ])('with a cell left out, and that is said: %j', async (text, x, y, cell) => {
    const { points, said, offers } = await pasted(text);
    expect(points).toEqual(x);
    expect(said).toContain(
      `They are from “x”, one of 2 columns. 1 cell that is not a number was left out, such as “${cell}”`,
    );
    expect(offers).toEqual({ x, y });
  });

  test.each([
    ['x\n1.5\nnan\n2.5\n3.5', [1.5, 2.5, 3.5]],
    ['NA\n1.5\n2.5', [1.5, 2.5]],
    ['Größe\n"1,5"\n"2,5"', [1.5, 2.5]],
    ['sep=;\nx;note\n1,5;a\n2,5;b', [1.5, 2.5]],
    ['name,height\na,1.5\nb,2.5', [1.5, 2.5]],
    ['a b\n1 1.5 7\n2 2.5 8\n3 3.5 9', [1, 2, 3]],
  ])('%j', async (text, points) => {
    expect((await pasted(text)).points).toEqual(points);
  });

  test('row names in front, without a heading, do not move the headings', async () => {
    expect((await pasted('height width\nr1 1.5 7\nr2 2.5 8\nr3 3.5 9')).offers).toEqual({
      height: [1.5, 2.5, 3.5],
      width: [7, 8, 9],
    });
  });

  test('whose heading has fewer cells than its rows is asked about, and decimal commas are offered first', async () => {
    const { points, said, offers } = await pasted('wert\n1,5\n2,3\n3,7\n0,9');
    expect(points).toBeUndefined();
    expect(said).toMatch(/^The heading has 1 cell and the rows have 2/);
    expect(said).toMatch(STAY);
    expect(offers).toMatchObject({ 'wert, with decimal commas': [1.5, 2.3, 3.7, 0.9] });
    expect((await pasted('x,y\n1,5,2\n2,3,4')).points).toBeUndefined();
  });

  test('whose column has two readings is asked about', async () => {
    for (const text of ['x;y\n1,234;1\n2,345;2', 'x;y\n1,5;1\n2.345;2', 'x\n"1,234"\n"2,345"']) {
      const { points, said, offers } = await pasted(text);
      expect(points).toBeUndefined();
      expect(said).toMatch(/has two readings\. The points stay/);
      expect(Object.keys(offers)).toEqual(
        expect.arrayContaining(['x, with decimal commas', 'x, with commas before thousands']),
      );
    }
  });
});

describe('a file’s letters', () => {
  const text = 'x\ty\r\n1.5\t2\r\n2.5\t3';
  const little = (marked: string) => new Uint8Array(Buffer.from(marked, 'utf16le'));
  const big = (marked: string) => new Uint8Array(Buffer.from(marked, 'utf16le').swap16());

  test.each([
    ['UTF-16, lower byte first, with a mark', little(`\ufeff${text}`)],
    ['UTF-16, lower byte first, without one', little(text)],
    ['UTF-16, upper byte first, with a mark', big(`\ufeff${text}`)],
    ['UTF-16, upper byte first, without one', big(text)],
    ['UTF-8 with a mark', bytesOf(`\ufeff${text}`)],
    ['one byte each', new Uint8Array(Buffer.from(`${text}\r\n3.5\t4`, 'latin1'))],
  ])('may be %s', async (_, bytes) => {
    const { points, offers } = await fromFile(bytes);
    expect(points?.slice(0, 2)).toEqual([1.5, 2.5]);
    expect(Object.keys(offers)).toEqual(['x', 'y']);
  });

  test('of one byte each keep their accents, and a file too large is refused whatever its letters', async () => {
    const { read } = await readFile(new Uint8Array(Buffer.from('Größe;n\n1,5;2\n2,5;3', 'latin1')));
    expect(read.said).toContain('“Größe”');
    expect((await fromFile(little(`\ufeff${'1 '.repeat(300_000)}`))).said).toMatch(/^At most 1,000,000 characters/);
  });

  test('that are no text are refused', async () => {
    expect((await fromFile(Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, 0, 0, 0, 13))).said).toMatch(
      /^This is no text/,
    );
  });
});

describe('of numbers in any spelling and order none is changed', () => {
  const minus = fc.constantFrom('-', '−', '–', '‑', '－');
  const style = fc.record({
    minus,
    point: fc.constantFrom('.', ','),
    among: fc.constantFrom('', '', ' ', '\u00a0', '\u202f', "'", ',', '.'),
    between: fc.constantFrom('\n', ' ', ', ', '; ', ';', '\t', '\r\n'),
  });
  const value = fc.record({
    whole: fc.oneof(fc.nat(9), fc.nat(999_999)),
    decimals: fc.oneof(fc.constant(''), fc.stringMatching(/^\d{1,4}$/)),
    negative: fc.boolean(),
  });

  test('they are read to the last bit, or refused', () =>
    fc.assert(
      fc.asyncProperty(
        style.filter(({ point, among }) => point !== among),
        fc.array(value, { minLength: 2, maxLength: 6 }),
        async ({ minus: sign, point, among, between }, values) => {
          const words = values.map(({ whole, decimals, negative }) => {
            const body = String(whole).replace(/\B(?=(?:\d{3})+$)/g, among) + (decimals && point + decimals);
            return (negative ? sign : '') + body;
          });
          // A point alone is decimal and a plain space stands between numbers: both are promised, and nothing can tell them from thousands.
          const promised =
            among === '.'
              ? words.some((word) => /^[^.,]*\.\d{3}$/.test(word))
              : among === ' ' && [' ', '\t'].includes(between);
          fc.pre(!promised);
          const { points } = (await readPoints(words.join(between))).read;
          const wanted = values.map(
            ({ whole, decimals, negative }) => Number(`${negative ? '-' : ''}${whole}.${decimals || '0'}`) + 0,
          );
          if (points) expect(points).toEqual(wanted);
        },
      ),
      { seed: 20_261_140, numRuns: 3000 },
    ));
});
