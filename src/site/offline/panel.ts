/** The table of pages on `/offline/`: which are kept, how large they are, and buttons to keep or remove them. */
import { path } from '../path.ts';
import { fetchList, filesOf, keep, keptAmong, openCache, standIn } from './keep.ts';
import { OFFLINE_PAGE, type KeepList } from './kept.ts';
import { offline as words } from '../words/offline.ts';

const panel = document.querySelector<HTMLElement>('[data-offline]');
const said = document.querySelector<HTMLElement>('[data-offline-status]');
const bar = panel?.querySelector('progress');
const say = (sentence: string) => {
  if (said) said.textContent = sentence;
};
const size = (bytes: number) =>
  bytes < 995_000 ? words.kilobytes(Math.max(1, Math.round(bytes / 1000))) : words.megabytes((bytes / 1e6).toFixed(1));
const bytesOf = (files: KeepList['files']) => files.reduce((sum, [, bytes]) => sum + bytes, 0);

async function draw(list: KeepList): Promise<void> {
  const kept = await keptAmong(list.files.map(([address]) => address));
  const pages = list.pages.filter(({ address }) => address !== OFFLINE_PAGE);
  panel?.querySelector('tbody')?.replaceChildren(...pages.map((page) => row(list, page, kept)));
  const all = filesOf(
    list,
    pages.map(({ address }) => address),
  );
  const missing = all.filter(([address]) => !kept.has(address));
  const button = panel?.querySelector<HTMLButtonElement>('[data-keep-all]');
  if (button) {
    button.disabled = missing.length === 0;
    button.textContent = missing.length === 0 ? words.everything : words.keepMore(size(bytesOf(missing)));
  }
}

function row(list: KeepList, { address, title }: KeepList['pages'][number], kept: ReadonlySet<string>): HTMLElement {
  const line = document.createElement('tr');
  const name = document.createElement('th');
  name.scope = 'row';
  const link = document.createElement('a');
  link.href = path(`/${address}`);
  link.textContent = title;
  name.append(link);
  const files = filesOf(list, [address]);
  const here = files.every(([file]) => kept.has(file));
  const state = document.createElement('td');
  if (here) state.textContent = words.kept;
  else state.append(keepButton(list, address, title));
  const bytes = document.createElement('td');
  bytes.textContent = size(bytesOf(files));
  line.append(name, bytes, state);
  return line;
}

function keepButton(list: KeepList, address: string, title: string): HTMLButtonElement {
  const button = document.createElement('button');
  button.type = 'button';
  button.textContent = words.keep;
  button.setAttribute('aria-label', words.keepPage(title));
  button.addEventListener('click', () => void keepPages(list, [address]));
  return button;
}

async function keepPages(list: KeepList, addresses: readonly string[]): Promise<void> {
  const show = (done: number, all: number) => {
    if (bar) [bar.hidden, bar.value] = [false, all > 0 ? done / all : 1];
    say(words.progress(size(done), size(all)));
  };
  try {
    await keep(filesOf(list, addresses), show);
    say(addresses.length === 1 ? words.keptOne : words.keptMany(addresses.length));
  } catch (error) {
    say(words.brokeOff(error instanceof Error ? error.message : String(error)));
  }
  if (bar) bar.hidden = true;
  await draw(list);
}

async function drop(list: KeepList): Promise<void> {
  const cache = await openCache();
  const shell = new Set(filesOf(list, [OFFLINE_PAGE]).map(([address]) => path(`/${address}`)));
  for (const request of await cache.keys()) {
    const { pathname } = new URL(request.url);
    if (!shell.has(pathname) && !pathname.endsWith('.json')) await cache.delete(request);
  }
  say(words.dropped);
  await draw(list);
}

async function begin(): Promise<void> {
  if (!('caches' in window && 'serviceWorker' in navigator)) return say(words.notHere);
  await standIn();
  const list = await fetchList();
  if (panel) panel.hidden = false;
  const every = list.pages.map(({ address }) => address);
  panel?.querySelector('[data-keep-all]')?.addEventListener('click', () => void keepPages(list, every));
  panel?.querySelector('[data-drop-all]')?.addEventListener('click', () => void drop(list));
  await draw(list);
}

begin().catch(() => say(words.noList));
