/**
 * The letters of formulas and labels, and what `content/appendices/notation.mdx` says that each of them means. A symbol is
 * a letter as a reader tells it apart: `σ`, `π`, `𝓛` for a script L, and `π_` where it carries an index. Hats, bars, primes
 * and powers do not change it.
 */

/** What a letter means: the names that figures may give it, and the lectures in which it does. */
export type Meaning = {
  readonly symbol: string;
  readonly names: readonly string[];
  /** By number; empty for every lecture. */
  readonly lectures: readonly number[];
};

const GREEK: Readonly<Record<string, string>> = Object.fromEntries(
  (
    'alpha α beta β gamma γ delta δ epsilon ε varepsilon ε zeta ζ eta η theta θ kappa κ lambda λ mu μ nu ν xi ξ pi π rho ρ ' +
    'sigma σ tau τ phi φ varphi φ chi χ psi ψ omega ω Gamma Γ Delta Δ Theta Θ Lambda Λ Sigma Σ Phi Φ Psi Ψ Omega Ω ell ℓ'
  )
    .split(' ')
    .flatMap((word, at, all) => (at % 2 === 0 ? [[word, all[at + 1] ?? '']] : [])),
);

/** What is set in upright type is a word, not a letter; the divergences carry theirs as an index. */
const WORDS = /\\(?:text|mathrm|operatorname|label|begin|end|term|live|num)\{[^{}]*\}/g;
const DIVERGENCE = /D_\{\\mathrm\{(?:KL|JS)\}\}/g;
const SYMBOL = /\\mathcal\{([A-Z])\}|\\([a-zA-Z]+)|([a-zA-Z])/g;
const SCRIPT: Readonly<Record<string, string>> = { N: '𝒩', L: '𝓛' };

/** The symbols of one formula, each once, in the order of its TeX. */
export function symbolsOf(tex: string): readonly string[] {
  const bare = tex.replace(DIVERGENCE, ' ').replace(WORDS, ' ');
  const found = [...bare.matchAll(SYMBOL)].flatMap(({ 0: all, 1: script, 2: command, 3: letter, index }) => {
    const symbol = script === undefined ? (letter ?? GREEK[command ?? '']) : (SCRIPT[script] ?? script);
    if (symbol === undefined) return [];
    return [/^\s*_/.test(bare.slice(index + all.length)) ? `${symbol}_` : symbol];
  });
  return [...new Set(found)];
}

const COMMENT = /\{\/\*[\s\S]*?\*\/\}/g;

/** Every formula of a page, without its dollar signs. */
export const formulasOf = (source: string): readonly string[] =>
  [...source.replace(COMMENT, '').matchAll(/\$\$([\s\S]+?)\$\$|\$([^$\n]+)\$/g)].map(
    ([, display, inline]) => display ?? inline ?? '',
  );

const cellsOf = (row: string) =>
  row
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim());
const rowsUnder = (source: string, heading: string) =>
  (source.split(`\n## ${heading}\n`)[1] ?? '')
    .split('\n## ')[0]
    ?.split('\n')
    .filter((line) => line.startsWith('| $'))
    .map(cellsOf) ?? [];
const namesOf = (cell: string) => cell.split(',').map((name) => name.trim());

/** A contract's cell: `$\pi_k$` is the π with an index, `$a,\ b$` are two letters. */
const headsOf = (cell: string) =>
  formulasOf(cell).flatMap((tex) => tex.split(',').map((part) => symbolsOf(part)[0] ?? ''));

/** The two tables of letters on the notation page. Throws a sentence for a page that has lost one of them. */
export function contractOf(source: string): readonly Meaning[] {
  const everywhere = rowsUnder(source, 'Letters').flatMap(([cell = '', names = '']) =>
    headsOf(cell).map((symbol) => ({ symbol, names: namesOf(names), lectures: [] })),
  );
  const here = rowsUnder(source, 'Letters of single lectures').flatMap(([cell = '', lectures = '', names = '']) =>
    headsOf(cell).map((symbol) => ({
      symbol,
      names: namesOf(names),
      lectures: (lectures.match(/\d+/g) ?? []).map(Number),
    })),
  );
  if (everywhere.length === 0 || here.length === 0)
    throw new Error(
      'The notation page should have a table under “## Letters” and one under “## Letters of single lectures”, with rows that begin “| $”.',
    );
  return [...everywhere, ...here];
}

/** What a symbol means in a lecture: its own meaning there, else the one it has everywhere. */
export function meaningIn(contract: readonly Meaning[], symbol: string, lecture: number): Meaning | undefined {
  const letter = symbol.replace(/_$/, '');
  const rows = contract.filter((row) => row.symbol === symbol || row.symbol === letter);
  const best = (some: readonly Meaning[]) => some.find((row) => row.symbol === symbol) ?? some[0];
  return (
    best(rows.filter((row) => row.lectures.includes(lecture))) ?? best(rows.filter((row) => row.lectures.length === 0))
  );
}

/**
 * What stands alone in plain text and is no letter: an article, a genitive’s s, a degree’s C, the E of an expectation, which is
 * an operator, and the N of a normal density.
 */
const SMALL_WORDS =
  /(?<!\p{L})[Aa](?= (?!to |and |is )[\p{L}\d“])|’s(?!\p{L})|°C|(?<!\p{L})E(?=\[|_| (?:log |p̂))|(?<!\p{L})N(?=\()/gu;

/** The symbols in a label in plain text: letters that stand alone, and Greek ones wherever they stand. */
export function symbolsOfLabel(label: string): readonly string[] {
  const runs =
    label
      .replace(SMALL_WORDS, '')
      .normalize('NFD')
      .match(/[\p{Lu}\p{Ll}\p{Lo}]+[₀-₉ₐ-ₜ]?/gu) ?? [];
  return [
    ...new Set(
      runs.flatMap((run) => {
        const letters = run.replace(/[₀-₉ₐ-ₜ]$/u, '');
        const greek = /\p{Script=Greek}/u.test(letters);
        if (!greek && letters.length > 1) return [];
        return Array.from(letters).map((letter, at, all) =>
          at === all.length - 1 && run !== letters ? `${letter}_` : letter,
        );
      }),
    ),
  ];
}
