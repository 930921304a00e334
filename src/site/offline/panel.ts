/** The table of pages on `/offline/`: which are kept, how large they are, and buttons to keep or remove them. */
import { path } from '../path.ts';
import { bytesOf, KEEP_LIST, numbered, OFFLINE_PAGE, type Inventory, type KeepList, type KeptFile } from './kept.ts';
import { causeOf, standIn, type Obstacle } from './setup.ts';
import { missingOf, standingOf } from './standing.ts';
import { fetchList, filesOfPages, inventoryOf, keep, listsIn, noteList, openStore } from './store.ts';
import { offline as words } from '../words/offline.ts';

const BASE = path('/');
const EMBEDS = 'embed/';
const panel = document.querySelector<HTMLElement>('[data-offline]');
const said = document.querySelector<HTMLElement>('[data-offline-status]');
const bar = panel?.querySelector('progress');
const say = (sentence: string) => {
  if (said) said.textContent = sentence;
};
const size = (bytes: number) =>
  bytes < 995_000 ? words.kilobytes(Math.max(1, Math.round(bytes / 1000))) : words.megabytes((bytes / 1e6).toFixed(1));

/** A line of the table: a page, all pages for embedding together, or what belongs to no page. */
type Row = {
  readonly name: string;
  readonly address?: string;
  readonly files: readonly KeptFile[];
  /** Whole, but as an earlier version of the site had it. */
  readonly older: boolean;
};
type Shelf = { readonly list: KeepList; readonly lists: readonly KeepList[]; readonly inventory: Inventory };

async function shelf(list: KeepList): Promise<Shelf> {
  return { list, lists: await listsIn(BASE), inventory: await inventoryOf(BASE) };
}

function rowsOf({ list, lists, inventory }: Shelf): readonly Row[] {
  const isOlder = (address: string) => standingOf(lists, address, inventory) === 'older';
  const pages = list.pages.filter(({ address }) => address !== OFFLINE_PAGE);
  const [embeds, own] = [true, false].map((embed) =>
    pages.filter(({ address }) => address.startsWith(EMBEDS) === embed),
  );
  return [
    ...(own ?? []).map(({ address, title, files }) => ({
      name: title,
      address,
      files: numbered(list, files),
      older: isOlder(address),
    })),
    {
      name: words.embeds(embeds?.length ?? 0),
      files: numbered(
        list,
        (embeds ?? []).flatMap(({ files }) => files),
      ),
      older: false,
    },
    ...list.extras.map(({ name, files }) => ({ name: words.extras[name], files: numbered(list, files), older: false })),
  ];
}

async function draw(list: KeepList): Promise<void> {
  const stock = await shelf(list);
  const { inventory } = stock;
  panel?.querySelector('tbody')?.replaceChildren(...rowsOf(stock).map((row) => line(list, row, inventory)));
  const missing = bytesOf(missingOf(list.files, inventory));
  const button = panel?.querySelector<HTMLButtonElement>('[data-keep-all]');
  if (!button) return;
  button.disabled = missing === 0;
  button.textContent = missing === 0 ? words.everything : words.keepMore(size(missing));
}

function line(list: KeepList, row: Row, inventory: Inventory): HTMLElement {
  const element = document.createElement('tr');
  const [name, bytes, state] = ['th', 'td', 'td'].map((tag) => document.createElement(tag));
  if (!name || !bytes || !state) return element;
  name.setAttribute('scope', 'row');
  name.append(row.address === undefined ? row.name : linkTo(row.address, row.name));
  bytes.textContent = size(bytesOf(row.files));
  if (missingOf(row.files, inventory).length === 0) state.textContent = words.kept;
  else state.append(...(row.older ? [words.older] : []), keepButton(list, row));
  element.append(name, bytes, state);
  return element;
}

function linkTo(address: string, title: string): HTMLAnchorElement {
  const link = document.createElement('a');
  link.href = BASE + address;
  link.textContent = title;
  return link;
}

function keepButton(list: KeepList, { name, files, older }: Row): HTMLButtonElement {
  const button = document.createElement('button');
  button.type = 'button';
  button.textContent = older ? words.renew : words.keep;
  button.setAttribute('aria-label', older ? words.renewPage(name) : words.keepPage(name));
  button.addEventListener('click', () => void keepFiles(list, files, words.keptOne(name)));
  return button;
}

/** Files are asked for in turn; what the browser or the network refuses is said in our words, and what came stays. */
async function keepFiles(list: KeepList, files: readonly KeptFile[], done: string): Promise<void> {
  const show = (part: number, all: number) => {
    if (bar) [bar.hidden, bar.value] = [false, all > 0 ? part / all : 1];
    say(words.progress(size(part), size(all)));
  };
  // Asked once somebody wants pages kept: a browser that agrees does not clear them when it needs room.
  if ('storage' in navigator) void navigator.storage.persist().catch(() => false);
  try {
    await keep(BASE, list, files, show);
    say(done);
  } catch (error) {
    say(words.brokeOff(sentenceOn(causeOf(error))));
  }
  if (bar) bar.hidden = true;
  await draw(list);
}

async function drop(list: KeepList): Promise<void> {
  const store = await openStore(BASE);
  const shell = new Set(filesOfPages(list, [OFFLINE_PAGE]).map(([address]) => address));
  for (const address of (await inventoryOf(BASE)).keys())
    if (!shell.has(address) && !address.startsWith(KEEP_LIST)) await store.delete(BASE + address);
  say(words.dropped);
  await draw(list);
}

function sentenceOn(obstacle: Obstacle): string {
  switch (obstacle.kind) {
    case 'site':
      return words.obstacles.site(obstacle.file || words.home, obstacle.status);
    case 'wrong':
      return words.obstacles.wrong(obstacle.file || words.home);
    default:
      return words.obstacles[obstacle.kind];
  }
}

async function begin(): Promise<void> {
  const obstacle = await standIn();
  if (obstacle) return say(sentenceOn(obstacle));
  const list = await fetchList(BASE);
  await noteList(BASE, list);
  if (panel) panel.hidden = false;
  panel
    ?.querySelector('[data-keep-all]')
    ?.addEventListener('click', () => void keepFiles(list, list.files, words.keptMany(list.pages.length)));
  panel?.querySelector('[data-drop-all]')?.addEventListener('click', () => void drop(list));
  await draw(list);
}

begin().catch((error: unknown) => say(sentenceOn(causeOf(error))));
