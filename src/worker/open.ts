/** Starts a module worker, also in a frame whose origin is nobody's (`sandbox="allow-scripts"`). */

/**
 * A frame without an origin may start no worker from the site's address, only from a blob of its own; the blob fetches the
 * script from the site, which has to allow that to everybody, as it has to for the scripts of the frame's page.
 */
export function startWorker(address: string): Worker {
  const { href } = new URL(address, location.href);
  if (isolated()) return new Worker(blobOf(`import ${JSON.stringify(href)};`), { type: 'module' });
  return new Worker(href, { type: 'module' });
}

/** Whether this page stands in a frame that keeps its origin from it. */
export const isolated = (): boolean => globalThis.origin === 'null';

const blobOf = (script: string) => URL.createObjectURL(new Blob([script], { type: 'text/javascript' }));
