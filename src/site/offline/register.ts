/** Once the page stands and is quiet, it and what its figures need are kept for reading without a network. */
import { path } from '../path.ts';
import { fetchList, filesOf, keep, standIn } from './keep.ts';

const QUIET_MILLISECONDS = 3000;
const embedded = document.body.classList.contains('bare');
const sparing = (navigator as Navigator & { connection?: { saveData?: boolean } }).connection?.saveData === true;

async function keepThisPage(): Promise<void> {
  await standIn();
  if (sparing) return;
  const address = location.pathname.slice(path('/').length);
  await keep(filesOf(await fetchList(), [address]));
}

if (import.meta.env.PROD && 'serviceWorker' in navigator && !embedded)
  addEventListener('load', () => {
    // A reader who is offline, or whose browser keeps nothing, reads on all the same.
    setTimeout(() => void keepThisPage().catch(() => undefined), QUIET_MILLISECONDS);
  });
