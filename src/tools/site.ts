import { existsSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import sirv from 'sirv';

export type Site = { readonly address: string; readonly close: () => Promise<void> };

/** Serves a built site as a static host would, under `base`, with its own 404 page. Port 0 takes any free one; a folder
 * that is `changing` is read anew at each request. */
export async function serveSite(
  folder: string,
  { base = '/', port = 0, changing = false }: { base?: string; port?: number; changing?: boolean } = {},
): Promise<Site> {
  const files = sirv(folder, { etag: true, extensions: ['html'], dev: changing });
  const notFound = join(folder, '404.html');
  const root = base.replace(/\/$/, '');
  const server: Server = createServer((request, response) => {
    const url = request.url ?? '/';
    const lost = () => {
      response.writeHead(404, { 'content-type': 'text/html; charset=utf-8' });
      response.end(existsSync(notFound) ? readFileSync(notFound) : 'No such page.');
    };
    if (root && !url.startsWith(`${root}/`)) return lost();
    request.url = url.slice(root.length);
    return files(request, response, lost);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const { port: taken } = server.address() as AddressInfo;
  return {
    address: `http://localhost:${taken}${root}/`,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
