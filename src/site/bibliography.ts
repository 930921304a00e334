import { Cite } from '@citation-js/core';
import '@citation-js/plugin-bibtex';
import '@citation-js/plugin-csl';
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
  return `${who} (${yearOf(entry)}). ${entry.title ?? ''}`;
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
      .format('bibliography', { format: 'html', template: 'apa', lang: 'en-US' })
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

/** The references a lecture's source cites, in the order of the list. */
export function citedIn(body: string): readonly Reference[] {
  const keys = new Set(
    [...body.matchAll(/<Cite\s+id="([^"]+)"/g)].flatMap(([, ids = '']) => ids.split(',').map((key) => key.trim())),
  );
  return [...keys].map(referenceOf).sort((a, b) => a.number - b.number);
}
