import { Cite } from '@citation-js/core';
import '@citation-js/plugin-bibtex';
import '@citation-js/plugin-csl';
import { BIBLIOGRAPHY_LANGUAGE } from '#src/base/language.ts';
import source from '../../content/references.bib?raw';

export type Reference = {
  readonly key: string;
  readonly number: number;
  readonly html: string;
  readonly short: string;
};

type Csl = {
  readonly id: string;
  readonly author?: readonly { family?: string; literal?: string }[];
  readonly issued?: { 'date-parts'?: number[][] };
  readonly title?: string;
};

const entries = [...(new Cite(source).data as Csl[])].sort(
  (a, b) => nameOf(a).localeCompare(nameOf(b)) || yearOf(a) - yearOf(b),
);

function nameOf({ author, id }: Csl): string {
  return author?.[0]?.family ?? author?.[0]?.literal ?? id;
}

function yearOf({ issued }: Csl): number {
  return issued?.['date-parts']?.[0]?.[0] ?? 0;
}

function shortOf(entry: Csl): string {
  const names = (entry.author ?? []).map(({ family, literal }) => family ?? literal ?? '');
  const who = names.length > 2 ? `${names[0] ?? ''} et al.` : names.join(' and ');
  return `${who} (${yearOf(entry) || 'n.d.'}). ${entry.title ?? ''}`;
}

const linked = (html: string) =>
  html.replace(/(https?:\/\/[^\s<]+?)(?=[.,]?(?:\s|<|$))/g, '<a href="$1" rel="noopener">$1</a>');

/** Every reference of the course, in the order of the printed list; numbers follow it. */
export const references: readonly Reference[] = entries.map((entry, at) => ({
  key: entry.id,
  number: at + 1,
  short: shortOf(entry),
  html: linked(
    new Cite(entry)
      .format('bibliography', { format: 'html', template: 'apa', lang: BIBLIOGRAPHY_LANGUAGE })
      .replace(/<\/?div[^>]*>/g, '')
      .trim(),
  ),
}));

/** One reference by its BibTeX key; an unknown key stops the build. */
export function referenceOf(key: string): Reference {
  const found = references.find((reference) => reference.key === key);
  if (!found)
    throw new Error(
      `There is no reference “${key}” in content/references.bib. The keys are: ${references.map((r) => r.key).join(', ')}.`,
    );
  return found;
}

/** The BibTeX keys that a page's source cites, each once, in the order of its text. What stands in code cites nothing. */
const keysIn = (body: string) =>
  new Set(
    [...body.replace(/`[^`\n]*`/g, '').matchAll(/<Cite\s+id="([^"]+)"/g)].flatMap(([, ids = '']) =>
      ids.split(',').map((key) => key.trim()),
    ),
  );

/** The references a page's source cites, in the order of the list. */
export const citedIn = (body: string): readonly Reference[] =>
  [...keysIn(body)].map(referenceOf).sort((a, b) => a.number - b.number);

/** The pages that cite a work, in their own order. */
export const placesOf = <Page extends { readonly body: string }>(
  key: string,
  pages: readonly Page[],
): readonly Page[] => pages.filter(({ body }) => keysIn(body).has(key));

const seen = new WeakMap<Request, Set<string>>();

/** Whether a work is cited for the first time on the page that `request` asks for: the place that the list leads back to. */
export function firstCited(request: Request, key: string): boolean {
  const keys = seen.get(request) ?? new Set();
  seen.set(request, keys);
  if (keys.has(key)) return false;
  keys.add(key);
  return true;
}
