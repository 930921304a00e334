import { existsSync, readFileSync, statSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import sirv from 'sirv';

export type Site = { readonly address: string; readonly close: () => Promise<void> };
type Options = {
  readonly base?: string;
  /** Any free one, if 0. */
  readonly port?: number;
  /** Whether the folder is read anew at each request. */
  readonly changing?: boolean;
  /** Whether text travels as GitHub Pages sends it: gzip, kept by the browser for ten minutes. */
  readonly compressed?: boolean;
};

/** Serves a built site as a static host would, under `base`, with its own 404 page. */
export async function serveSite(
  folder: string,
  { base = '/', port = 0, changing = false, compressed = false }: Options = {},
): Promise<Site> {
  const plain = sirv(folder, { etag: true, extensions: ['html'], dev: changing, ...(compressed && { maxAge: KEPT }) });
  const smaller = compressed ? compressing(folder) : () => false;
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
    if (!smaller(request, response)) plain(request, response, lost);
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

/** Seconds for which GitHub Pages lets a browser keep a file. */
const KEPT = 600;

const texts: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.wasm': 'application/wasm',
  '.webmanifest': 'application/manifest+json; charset=utf-8',
  '.xml': 'application/xml; charset=utf-8',
};

/** Answers requests for text in gzip, each file compressed once; says whether it did. */
function compressing(folder: string): (request: IncomingMessage, response: ServerResponse) => boolean {
  const kept = new Map<string, Buffer>();
  return ({ url = '/', headers }, response) => {
    const { pathname } = new URL(url, 'http://localhost');
    const file = pathname.endsWith('/') ? `${pathname}index.html` : pathname;
    const type = texts[extname(file)];
    const path = join(folder, decodeURIComponent(file));
    if (!type || !String(headers['accept-encoding']).includes('gzip') || !isFile(path)) return false;
    const body = kept.get(path) ?? gzipSync(readFileSync(path));
    kept.set(path, body);
    response.writeHead(200, {
      'content-type': type,
      'content-encoding': 'gzip',
      'content-length': body.length,
      'cache-control': `max-age=${KEPT}`,
      vary: 'accept-encoding',
    });
    response.end(body);
    return true;
  };
}

const isFile = (path: string) => statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
