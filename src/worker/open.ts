/** Starts a module worker, also in a frame whose origin is nobody's (`sandbox="allow-scripts"`). */

/**
 * A frame without an origin may start no worker from the site's address, and of blobs of its own only classic ones; such a
 * blob imports the script from the site, which has to allow that to everybody, as it has to for the scripts of the frame's
 * page.
 */
export function startWorker(address: string): Worker {
  const { href } = new URL(address, location.href);
  return isolated() ? new Worker(blobOf(importing(href))) : new Worker(href, { type: 'module' });
}

/** Whether this page stands in a frame that keeps its origin from it. */
export const isolated = (): boolean => globalThis.origin === 'null';

const blobOf = (script: string) => URL.createObjectURL(new Blob([script], { type: 'text/javascript' }));

/** Messages that come before the script are kept for it; if it does not come, that is an error of the worker's. */
const importing = (href: string) => `
const early = [];
const keep = ({ data }) => early.push(data);
addEventListener('message', keep);
import(${JSON.stringify(href)}).then(
  () => {
    removeEventListener('message', keep);
    for (const data of early) dispatchEvent(new MessageEvent('message', { data }));
  },
  (error) => setTimeout(() => { throw error; }),
);`;
