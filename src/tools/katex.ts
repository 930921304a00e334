import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import katex, { type KatexOptions } from 'katex';
import type { HastPluginDefinition, HastVisitorContext } from 'satteri';
import { htmlToHast } from 'satteri';
import { MATH } from './fonts.ts';

/** After an inline formula, so that the full stop behind it does not begin the next line. */
const WORD_JOINER = '\u2060';
const MARKS = new Set(['\\htmlClass', '\\htmlData']);

/** Formulas are printed while the site is built; a bad one stops the build. */
const OPTIONS: KatexOptions = {
  output: 'htmlAndMathml',
  throwOnError: true,
  strict: (code: string) => (code === 'htmlExtension' ? 'ignore' : 'error'),
  trust: ({ command }: { command: string }) => MARKS.has(command),
};

/**
 * `\term{kl}{…}` marks a term, so that formula, text and picture light up together;
 * `\num{kl-closed-form.kl; mu=1, sigma=0.5}{0.8181}` prints a number that the build holds against its model;
 * `\live{kl}{D_{KL}}{1.00}` shows a number that a widget keeps current, and its symbol to screen readers.
 */
const MACROS = {
  '\\term': '\\htmlData{term=#1}{#2}',
  // A macro that leaves out its first argument: KaTeX counts the arguments of “#2” as none.
  '\\num': '\\@secondoftwo',
  '\\live': '\\html@mathml{\\htmlData{live=#1}{#3}}{#2}',
};

/** How each printed formula begins: the index of the search reads it in another way, and no translator changes it. */
export const FORMULA_OPENS = '<span data-pagefind-ignore="all" translate="no" ';

/** One formula as HTML. Throws a sentence that holds the formula. */
export function renderTex(tex: string, displayMode: boolean): string {
  try {
    const html = katex.renderToString(tex.replaceAll('{–}', '{\\text{–}}'), {
      ...OPTIONS,
      macros: { ...MACROS },
      displayMode,
    });
    checkLetters(html);
    return html
      .replace(/ xmlns="[^"]*"/g, '')
      .replace(
        /^<span class="katex-display"/,
        '<span class="katex-display" tabindex="0" role="group" aria-label="Equation"',
      )
      .replace(/^<span /, FORMULA_OPENS);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`The formula “${tex.trim()}” cannot be printed: ${reason}`, { cause: error });
  }
}

/** A letter that the fonts were not cut to is drawn as nothing, or by a face of the reader's machine: ≠ becomes =. */
function checkLetters(html: string): void {
  // Entities may stay as they are: all of them stand for ASCII, and are written in it.
  const printed = html.slice(html.indexOf('class="katex-html"')).replace(/<[^>]*>/g, '');
  const missing = [...new Set(printed)].find((letter) => !MATH.includes(letter) && !INVISIBLE.test(letter));
  if (missing === undefined) return;
  const code = missing.codePointAt(0)?.toString(16).toUpperCase().padStart(4, '0');
  throw new Error(
    `its letter “${missing}” (U+${code}) is not among those that the fonts are cut to. Add it to MATH in src/tools/fonts.ts.`,
  );
}

/** Spaces and joiners have no shape. */
const INVISIBLE = /^[\s\u200b-\u200d\u2060-\u2063]$/u;

const LABEL = /\s*\\label\{([^}]*)\}/;

/** The number of a labelled formula, such as 9.2; throws a sentence for a label it does not know. */
export type NumberOf = (label: string) => string;

/** A display formula; a labelled one with its number at its right, which is a link to itself. */
export function displayed(tex: string, numberOf: NumberOf): string {
  const label = LABEL.exec(tex)?.[1];
  if (label === undefined) return renderTex(tex, true);
  const number = numberOf(label);
  return (
    `<div class="equation" id="eq-${label}">${renderTex(tex.replace(LABEL, ''), true)}` +
    `<a class="eq-number" href="#eq-${label}" data-pagefind-ignore="all"><span class="for-ears">Equation </span>(${number})</a></div>`
  );
}

function inline(tex: string): string {
  if (LABEL.test(tex))
    throw new Error(`The formula “${tex.trim()}” has a label, but only formulas on lines of their own can have one.`);
  // A bar is no place to break a line: what is given belongs to what it is given for.
  return renderTex(tex.replace(/\\(mid|parallel)(?![a-zA-Z])/g, '\\$1\\nobreak '), false);
}

/** The file and, where the formula stands in it as it was handed over, the line: `content/lectures/09-the-elbo.mdx:18`. */
function placeOf(tex: string, url: URL | undefined): string {
  if (!url) return 'a page';
  const file = fileURLToPath(url);
  const before = existsSync(file) ? readFileSync(file, 'utf8').split(tex.trim().split('\n')[0] ?? tex) : [];
  return before.length > 1 ? `${file}:${(before[0] ?? '').split('\n').length}` : file;
}

/** Sätteri hands formulas over as code elements of class language-math; this puts KaTeX's HTML in their place. */
export function katexPlugin(numberOf: NumberOf): HastPluginDefinition {
  const cache = new Map<string, string>();
  const html = (tex: string, display: boolean, ctx: Readonly<HastVisitorContext>) => {
    const key = `${display ? 'display' : 'inline'} ${tex}`;
    // A number may change while a page is under work, so labelled formulas are printed anew.
    const known = LABEL.test(tex) ? undefined : cache.get(key);
    if (known !== undefined) return known;
    try {
      const fresh = display ? displayed(tex, numberOf) : inline(tex);
      cache.set(key, fresh);
      return fresh;
    } catch (error) {
      throw new Error(`${placeOf(tex, ctx.fileURL)}: ${error instanceof Error ? error.message : String(error)}`, {
        cause: error,
      });
    }
  };
  return {
    name: 'katex',
    element: {
      filter: ['pre', 'code'],
      visit(node, ctx) {
        const code =
          node.tagName === 'pre'
            ? node.children.find((child) => child.type === 'element' && child.tagName === 'code')
            : node;
        if (code?.type !== 'element' || !isMath(code)) return undefined;
        if (node.tagName === 'pre')
          return placed(
            html(ctx.textContent(code).replace(/\n$/, ''), true, ctx),
            ctx.sourceFormat === 'mdx',
            'mdxJsxFlowElement',
          );
        const inside = classesOf(node).includes('math-display');
        return inside
          ? undefined
          : placed(
              html(ctx.textContent(node), false, ctx) + WORD_JOINER,
              ctx.sourceFormat === 'mdx',
              'mdxJsxTextElement',
            );
      },
    },
  };
}

type Node = { readonly properties?: Readonly<Record<string, unknown>> };
const classesOf = (node: Node): readonly unknown[] =>
  Array.isArray(node.properties?.['className']) ? node.properties['className'] : [];
const isMath = (node: Node) => classesOf(node).includes('language-math');

function placed(html: string, mdx: boolean, type: 'mdxJsxFlowElement' | 'mdxJsxTextElement') {
  if (mdx)
    return {
      type,
      name: 'Fragment',
      attributes: [{ type: 'mdxJsxAttribute' as const, name: 'set:html', value: html }],
      children: [],
    };
  const tree = htmlToHast(html, { fragment: true });
  return tree.type === 'root' ? tree.children.find((child) => child.type === 'element') : undefined;
}
