/**
 * Once the page stands and is quiet, it and what its figures need are kept for reading without a network. Pages kept from
 * an earlier version of the site are then fetched anew, one by one.
 */
import { path } from '../path.ts';
import { OFFLINE_PAGE, pageAddress, TIDY, type KeepList } from './kept.ts';
import { standIn } from './setup.ts';
import { standingOf } from './standing.ts';
import { fetchList, inventoryOf, keepPages, listsIn } from './store.ts';

const BASE = path('/');
const QUIET_MILLISECONDS = 3000;
const embedded = document.body.classList.contains('bare');
const sparing = (navigator as Navigator & { connection?: { saveData?: boolean } }).connection?.saveData === true;

async function keepThisPage(): Promise<void> {
  if ((await standIn()) || sparing) return;
  const list = await fetchList(BASE);
  await keepPages(BASE, list, [pageAddress(BASE, location.pathname)]);
  await renew(list);
}

/** What was kept of an earlier version is whole until the new one is: a page itself is fetched last. */
async function renew(list: KeepList): Promise<void> {
  const [lists, inventory] = [await listsIn(BASE), await inventoryOf(BASE)];
  const old = list.pages
    .map(({ address }) => address)
    .filter((address) => inventory.has(address) && standingOf(lists, address, inventory) !== 'current')
    .filter((address) => address !== OFFLINE_PAGE);
  for (const address of old) await keepPages(BASE, list, [address]);
  if (old.length > 0) navigator.serviceWorker.controller?.postMessage(TIDY);
}

if (import.meta.env.PROD && 'serviceWorker' in navigator && !embedded)
  addEventListener('load', () => {
    // A reader who is offline, or whose browser keeps nothing, reads on all the same.
    setTimeout(() => void keepThisPage().catch(() => undefined), QUIET_MILLISECONDS);
  });
