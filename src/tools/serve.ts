/** `npm start`: builds the site, serves it and prints its address. `-- --base /notes/ --port 4321 --no-build`. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ROOT, runCommand, secondsSince } from './commands.ts';
import { serveSite, type Site } from './site.ts';

const PORTS_TRIED = 20;
const FOLDER = join(ROOT, 'dist');

const { values } = parseArgs({
  allowNegative: true,
  options: {
    base: { type: 'string', default: process.env['BASE_PATH'] ?? '/' },
    port: { type: 'string', default: '4321' },
    build: { type: 'boolean', default: true },
  },
});

async function build(base: string): Promise<void> {
  const begin = performance.now();
  console.log('Building the site; that takes about half a minute …');
  const code = await runCommand('astro', ['build', '--silent', '--base', base]);
  if (code !== 0) process.exit(code);
  console.log(`Built in ${secondsSince(begin)}.`);
}

/** The site on `first`, or on the next port that nobody holds. */
async function serveFrom(first: number, base: string): Promise<Site> {
  for (let port = first; port < first + PORTS_TRIED; port++) {
    try {
      return await serveSite(FOLDER, { base, port });
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')) throw error;
    }
  }
  throw new Error(
    `Ports ${first} to ${first + PORTS_TRIED - 1} are all taken. Name a free one: npm start -- --port 8080`,
  );
}

function portOf(given: string): number {
  const port = Number(given);
  if (Number.isInteger(port) && port >= 0 && port < 65_536 - PORTS_TRIED) return port;
  throw new Error(`--port needs a whole number such as 4321, but it says “${given}”.`);
}

async function main(): Promise<void> {
  const base = `/${values.base}/`.replace(/\/+/g, '/');
  const port = portOf(values.port);
  if (values.build) await build(base);
  if (!existsSync(join(FOLDER, 'index.html'))) {
    throw new Error('There is no built site in dist/ to serve. Leave out --no-build to have it built.');
  }
  const site = await serveFrom(port, base);
  console.log(`The notes are at ${site.address} (Ctrl-C ends)`);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => void site.close().then(() => process.exit(0)));
  }
}

await main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
