/** What the search index reads of a page: formulas as plain text, and compounds joined by a dash as their words. */
import { htmlToHast } from 'satteri';
import { FORMULA_OPENS } from './katex.ts';

type Element = Extract<ReturnType<typeof htmlToHast>, { children: unknown }>['children'][number];
type Node = {
  readonly type: string;
  readonly tagName?: string;
  readonly value?: string;
  readonly children?: readonly Element[];
};

const KATEX = `${FORMULA_OPENS}class="katex`;
const RELATIONS = /^[=<>≤≥≈≠≡∼∝∈∉⊂→←↦⇒⇔∣∥|‖+−×⋅±∖≪≫≜]$/;
/** Stands between a function's name and what it is of. */
const APPLIED = '\u2061';
const INVISIBLE = /[\u200b\u2060-\u2064\ufe00-\ufe0f]/g;
const ACCENTS = { '^': '\u0302', '~': '\u0303', ˉ: '\u0304', '¯': '\u0304', '‾': '\u0304', '˙': '\u0307' } as Readonly<
  Record<string, string>
>;
const POWERS = '⁰¹²³⁴⁵⁶⁷⁸⁹';

const grouped = (text: string) => (/^[\p{L}\p{N}\p{M}′∗*]*$/u.test(text) ? text : `(${text})`);
const power = (text: string) =>
  /^\d+$/.test(text) ? text.replace(/\d/g, (digit) => POWERS[Number(digit)] ?? '') : `^${grouped(text)}`;
const accented = (base: string, mark: string) => (ACCENTS[mark] ? base.normalize() + ACCENTS[mark] : base);

/** An operator with the room that a reader needs to tell it from its neighbours. */
function operator(sign: string): string {
  if (RELATIONS.test(sign)) return ` ${sign === '∣' ? '|' : sign} `;
  return /^[,;]$/.test(sign) ? `${sign} ` : sign;
}

/** MathML as a line of plain text: `p_θ(x) = ∫p(x | z)dz`. */
function lineOf({ tagName, value, children = [] }: Node): string {
  const [a = '', b = '', c = ''] = children.map((child) => lineOf(child as Node).trim());
  const all = () => children.map((child) => lineOf(child as Node)).join('');
  switch (tagName) {
    case 'annotation':
      return '';
    case 'mo':
      return operator(all());
    case 'mspace':
      return ' ';
    case 'msub':
    case 'munder':
      return `${a}_${grouped(b)}`;
    case 'msup':
      return /^[′'*∗]+$/.test(b) ? a + b : a + power(b);
    case 'msubsup':
    case 'munderover':
      return `${a}_${grouped(b)}${power(c)}`;
    case 'mover':
      return accented(a, b);
    case 'mfrac':
      return `${grouped(a)}/${grouped(b)}`;
    case 'msqrt':
      return `√${grouped(all().trim())}`;
    case 'mtr':
      return `${children.map((child) => lineOf(child as Node)).join(' ')} `;
    default:
      return value?.replace(APPLIED, ' ').replace(INVISIBLE, '') ?? all();
  }
}

/** A formula's MathML as plain text. */
export const plainFormula = (mathml: string): string =>
  lineOf(htmlToHast(mathml, { fragment: true }))
    .replace(/\s+/g, ' ')
    .trim();

const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** Where the span that opens at `open` ends. */
function spanEnd(html: string, open: number): number {
  const tags = /<(\/?)span\b/g;
  tags.lastIndex = open;
  let depth = 0;
  for (let tag = tags.exec(html); tag; tag = tags.exec(html)) {
    depth += tag[1] === '' ? 1 : -1;
    if (depth === 0) return html.indexOf('>', tag.index) + 1;
  }
  return html.length;
}

/** A formula is shown in an excerpt and does not count when pages are ranked: letters are no words. */
function withPlainFormulas(html: string): string {
  const parts: string[] = [];
  let from = 0;
  for (let at = html.indexOf(KATEX); at >= 0; at = html.indexOf(KATEX, from)) {
    const end = spanEnd(html, at);
    const mathml = /<math\b[\s\S]*?<\/math>/.exec(html.slice(at, end))?.[0] ?? '';
    parts.push(html.slice(from, at), `<span data-pagefind-weight="0">${escaped(plainFormula(mathml))}</span>`);
    from = end;
  }
  return parts.join('') + html.slice(from);
}

/** The index takes words apart at a hyphen and at no other dash. Headings stay: results show them as they are. */
const withHyphens = (html: string): string =>
  html
    .split(/(<title>.*?<\/title>|<h[1-6]\b.*?<\/h[1-6]>)/s)
    .map((part, at) => (at % 2 === 0 ? part.replace(/(?<=\p{L})[\u2010-\u2015\u2212](?=\p{L})/gu, '-') : part))
    .join('');

/** A page as the index reads it. `weight` is how much its words count next to those of other pages. */
export function searchText(html: string, weight = 1): string {
  const text = withHyphens(withPlainFormulas(html));
  return weight === 1
    ? text
    : text.replace(/<(main|h[1-6]|p|li)\b(?![^>]*data-pagefind-weight)/g, `<$1 data-pagefind-weight="${weight}"`);
}
