/** Search over all pages, in the reader's browser. The index comes when the reader first asks for it. */
import { course } from './course.ts';
import { path } from './path.ts';
import { typing } from './typing.ts';
import { runsWebAssembly, searched, sectionsBest } from './searched.ts';
import { search as told } from './words/page.ts';

type Found = {
  readonly url: string;
  readonly excerpt: string;
  readonly meta: { readonly title?: string };
  readonly sub_results: readonly Section[];
};
type Section = {
  readonly title: string;
  readonly url: string;
  readonly excerpt: string;
  readonly weighted_locations: readonly { readonly balanced_score: number }[];
};
type Index = {
  options(options: { baseUrl: string; excerptLength: number }): Promise<void>;
  init(): Promise<void>;
  debouncedSearch(
    words: string,
    options?: object,
    milliseconds?: number,
  ): Promise<{ readonly results: readonly { data(): Promise<Found> }[] } | null>;
};

const SHOWN = 12;
const SECTIONS_SHOWN = 3;
const QUIET_MILLISECONDS = 120;
const dialog = document.querySelector<HTMLDialogElement>('dialog.search');
const field = dialog?.querySelector('input');
const list = dialog?.querySelector('ol');
const said = dialog?.querySelector<HTMLElement>('[role=status]');
let index: Promise<Index> | undefined;

async function openIndex(): Promise<Index> {
  const address = path('/pagefind/pagefind.js');
  const found = (await import(/* @vite-ignore */ address)) as Index;
  await found.options({ baseUrl: path('/'), excerptLength: 24 });
  await found.init();
  return found;
}

function open(): void {
  if (!dialog || dialog.open) return;
  dialog.showModal();
  field?.select();
  // A failed fetch is tried again at the next word.
  index ??= openIndex();
  index.catch(() => (index = undefined));
}

async function look(): Promise<void> {
  const words = field?.value.trim() ?? '';
  if (words === '') return show([], '');
  let search;
  try {
    search = await (await (index ??= openIndex())).debouncedSearch(searched(words), {}, QUIET_MILLISECONDS);
  } catch {
    index = undefined;
    return show([], runsWebAssembly() ? told.notFetched : told.noWebAssembly);
  }
  // A newer question has taken this one's place.
  if (!search) return;
  const { results } = search;
  const found = await Promise.all(results.slice(0, SHOWN).map((result) => result.data()));
  show(found, results.length > 0 ? told.found(results.length, words) : told.none(words));
}

function show(found: readonly Found[], sentence: string): void {
  if (said) said.textContent = sentence;
  list?.replaceChildren(...found.map(entry));
}

/** The page, and below it the sections that fit; excerpts come from Pagefind with the words marked and all else escaped. */
function entry({ url, excerpt, meta, sub_results: sections }: Found): HTMLLIElement {
  const item = document.createElement('li');
  item.append(link(url, meta.title?.replace(` · ${course.name}`, '') ?? url), text(excerpt));
  const inside = sectionsBest(sections.filter((section) => section.url.includes('#'))).slice(0, SECTIONS_SHOWN);
  if (inside.length > 0) {
    const deeper = document.createElement('ul');
    deeper.append(
      ...inside.map((section) => {
        const line = document.createElement('li');
        line.append(link(section.url, section.title), text(section.excerpt));
        return line;
      }),
    );
    item.append(deeper);
  }
  return item;
}

function link(url: string, title: string): HTMLAnchorElement {
  const anchor = document.createElement('a');
  anchor.href = url;
  anchor.textContent = title;
  anchor.addEventListener('click', () => dialog?.close());
  return anchor;
}

function text(excerpt: string): HTMLParagraphElement {
  const paragraph = document.createElement('p');
  paragraph.innerHTML = excerpt;
  return paragraph;
}

for (const button of document.querySelectorAll<HTMLButtonElement>('[data-search]')) {
  button.hidden = false;
  button.addEventListener('click', open);
}
field?.addEventListener('input', () => void look());
// A search field keeps the first Escape to empty itself; here one is enough to be back on the page.
field?.addEventListener('keydown', (event) => {
  if (event.key !== 'Escape') return;
  event.preventDefault();
  dialog?.close();
});
dialog?.querySelector('form')?.addEventListener('submit', (event) => {
  event.preventDefault();
  list?.querySelector('a')?.click();
});
dialog?.querySelector('[data-close]')?.addEventListener('click', () => dialog.close());
document.addEventListener('keydown', (event) => {
  const slash = event.key === '/' && !typing(event.target);
  const palette = event.key === 'k' && (event.ctrlKey || event.metaKey);
  if (!slash && !palette) return;
  event.preventDefault();
  open();
});
