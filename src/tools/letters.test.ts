import { globSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { WidgetMeta } from '../run/meta.ts';
import { contractOf, formulasOf, meaningIn, symbolsOf, symbolsOfLabel, type Meaning } from './letters.ts';

const contract = contractOf(readFileSync('content/appendices/notation.mdx', 'utf8'));
const lectures = globSync('content/lectures/*.mdx').map((file) => {
  const source = readFileSync(file, 'utf8');
  return {
    file,
    source,
    slug: file.replace(/.*\/\d+-|\.mdx$/g, ''),
    number: Number(/^number: (\d+)/m.exec(source)?.[1]),
  };
});
const figures = Object.entries(import.meta.glob<{ meta: WidgetMeta }>('../../widgets/*/meta.ts', { eager: true })).map(
  ([path, { meta }]) => ({ id: path.split('/').at(-2) ?? '', meta, lecture: lectureOf(meta) }),
);

function lectureOf({ lecture }: WidgetMeta): number {
  const { number = NaN } = lectures.find(({ slug }) => slug === lecture) ?? {};
  return number;
}

const symbolsOfLecture = (source: string) => new Set(formulasOf(source).flatMap(symbolsOf));
const labelsOf = ({ params, metrics }: WidgetMeta) => [
  ...Object.values(params).flatMap(({ symbol, label }) => (symbol === undefined ? [label] : [symbol, label])),
  ...Object.values(metrics).map(({ label }) => label),
];
/** Everything that a figure says about itself: labels, sentences about them, captions. */
const textsOf = (meta: WidgetMeta) => [
  ...labelsOf(meta),
  ...[...Object.values(meta.params), ...Object.values(meta.metrics)].map(({ about }) => about),
  ...Object.values(meta.presets).map(({ label }) => label),
  meta.title,
  meta.question,
  meta.invites,
  meta.caption,
  meta.still,
  meta.settles,
];
const unknownIn = (symbols: Iterable<string>, lecture: number) =>
  [...symbols].filter((symbol) => meaningIn(contract, symbol, lecture) === undefined);

/** “start, mean of q₁” is a mean of q. */
const partsOf = (label: string) => label.replace(/[₀-₉]/g, '').split(', ');
/** A label that is a symbol and nothing else, such as “λ₀” or “M, prior”: what it means stands in the sentence about it. */
const alone = (label: string) => /^(?:log )?(\p{L})[₀-₉]*²?(?:,|$)/u.exec(label)?.[1];

describe('the notation page', () => {
  test.each(lectures)('knows every letter in the formulas of $slug', ({ source, number }) => {
    expect(
      unknownIn(symbolsOfLecture(source), number),
      'a letter that content/appendices/notation.mdx does not list, or not for this lecture',
    ).toEqual([]);
  });

  test.each(figures)('knows every letter in the words of $id', ({ meta, lecture }) => {
    expect(unknownIn(textsOf(meta).flatMap(symbolsOfLabel), lecture)).toEqual([]);
  });

  test('gives a letter one meaning everywhere, and one in each lecture that has its own', () => {
    const places = contract.flatMap(({ symbol, lectures: own }) =>
      (own.length === 0 ? ['everywhere'] : own.map(String)).map((place) => `${symbol} ${place}`),
    );
    expect(places.filter((place, at) => places.indexOf(place) !== at)).toEqual([]);
  });

  test('lists no letter that the lectures it names do without', () => {
    const used = new Map(lectures.map(({ number, source }) => [number, symbolsOfLecture(source)]));
    for (const { meta, lecture } of figures)
      for (const symbol of textsOf(meta).flatMap(symbolsOfLabel)) used.get(lecture)?.add(symbol);
    const has = (symbol: string, number: number) =>
      [...(used.get(number) ?? [])].some((one) => one === symbol || one === `${symbol}_`);
    const idle = contract.filter(({ symbol, lectures: own }) => {
      const named = own.length > 0 ? own : [...used.keys()];
      return own.length > 0
        ? !named.every((number) => has(symbol, number))
        : !named.some((number) => has(symbol, number));
    });
    expect(idle.map(({ symbol, lectures: own }) => `${symbol} ${own.join(', ')}`)).toEqual([]);
  });
});

describe.each(figures)('in $id', ({ meta, lecture }) => {
  const knobs = Object.values(meta.params).filter(({ symbol }) => symbol !== undefined && !symbol.includes('('));

  test('a knob has the letter of what it is called', () => {
    for (const { symbol = '', label } of knobs) {
      const names = meaningIn(contract, symbolsOfLabel(symbol)[0] ?? '', lecture)?.names ?? [];
      expect(
        names.some((name) => partsOf(label).includes(name)),
        `${symbol} is called “${label}”, not one of ${names.join(', ')}`,
      ).toBe(true);
    }
  });

  test('a number shown under a letter is what the letter means', () => {
    for (const { label, about } of Object.values(meta.metrics)) {
      const letter = alone(label);
      if (letter === undefined) continue;
      const names = meaningIn(contract, letter, lecture)?.names ?? [];
      const said = about.toLowerCase();
      expect(
        names.some((name) => said.includes(name)),
        `${label}: “${about}” speaks of none of ${names.join(', ')}`,
      ).toBe(true);
    }
  });
});

/** Before a table's cell ends at it, `\|` would have to be escaped; `\Vert` prints the same bars there. */
const barsOf = (line: string) => (line.startsWith('|') ? /\\,\\Vert\\,/g : /\\,(?:\\Big)?\\\|\\,/g);

test('the bars of a divergence are written one way, with the same space on both sides', () => {
  for (const file of globSync('content/**/*.mdx'))
    for (const line of readFileSync(file, 'utf8').split('\n'))
      expect(line.replace(barsOf(line), ''), file).not.toMatch(/\\\||\\parallel|\\Vert/);
});

describe('symbols', () => {
  test.each<[string, readonly string[]]>([
    ['\\term{kl}{D_{\\mathrm{KL}}(q \\,\\|\\, p)}', ['q', 'p']],
    ['\\num{kl-closed-form.kl; mu=1, sigma=0.5}{0.8181} + q', ['q']],
    ['\\hat x_i + \\sigma^2\\varepsilon', ['x_', 'i', 'σ', 'ε']],
    ['\\live{rate}{R}{0.1} + \\text{constant}', ['R']],
    ['\\pi_k\\,\\mathcal{N}(x; \\mu_k, \\Sigma_k)/\\sqrt{2\\pi}', ['π_', 'k', '𝒩', 'x', 'μ_', 'Σ_', 'π']],
    ['\\mathcal{L}(a) = \\log\\mathrm{SNR}', ['𝓛', 'a']],
  ])('of %s', (tex, symbols) => {
    expect(symbolsOf(tex)).toEqual(symbols);
  });

  test.each<[string, readonly string[]]>([
    ['size of a dense code', []],
    ['scale of D’s logit', ['D']],
    ['½ log(2πeσ²)', ['π', 'e', 'σ']],
    ['log p(x|z)', ['p', 'x', 'z']],
    ['λ₀', ['λ_']],
    ['‖x − x̂‖²', ['x']],
    ['digit of a', ['a']],
    ['walk from a to b', ['a', 'b']],
    ['A needle of N(0, s²) under a q', ['s', 'q']],
    ['E step', ['E']],
  ])('on the label “%s”', (label, symbols) => {
    expect(symbolsOfLabel(label)).toEqual(symbols);
  });
});

describe('a letter of two meanings', () => {
  const two: readonly Meaning[] = [
    { symbol: 'π', names: ['pi'], lectures: [] },
    { symbol: 'π_', names: ['weight'], lectures: [] },
    { symbol: 'h', names: ['noise'], lectures: [] },
    { symbol: 'h', names: ['bandwidth'], lectures: [3] },
  ];
  test('has the one of its lecture there and the common one elsewhere', () => {
    expect(meaningIn(two, 'h', 3)?.names).toEqual(['bandwidth']);
    expect(meaningIn(two, 'h', 10)?.names).toEqual(['noise']);
  });
  test('may hang on an index', () => {
    expect(meaningIn(two, 'π', 4)?.names).toEqual(['pi']);
    expect(meaningIn(two, 'π_', 4)?.names).toEqual(['weight']);
    expect(meaningIn(two, 'θ', 4)).toBeUndefined();
  });
  test('is none of a page without tables, which is said', () => {
    expect(() => contractOf('## Letters\n\nnone')).toThrow('## Letters of single lectures');
  });
});
