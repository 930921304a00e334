/** Finds a Chromium for tests, stills and measurements, and installs one where the machine has none. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from '@playwright/test';

/** Chromium without the surroundings of its pages: the same engine for two thirds of the time, so tests prefer it. */
const SHELL = 'chromium-headless-shell';
const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'Google Chrome', 'Chromium'];
const PLACES = [
  '/usr/bin',
  '/usr/local/bin',
  '/snap/bin',
  '/opt/google/chrome',
  '/Applications/Google Chrome.app/Contents/MacOS',
  '/Applications/Chromium.app/Contents/MacOS',
];
const PLAYWRIGHT = fileURLToPath(new URL('../../node_modules/.bin/playwright', import.meta.url));
/** A silent address is given up after this long; the download itself may take minutes. */
const CONNECTION_MILLISECONDS = '10000';

const isRoot = process.getuid?.() === 0;

/** The sandbox needs rights that a container's root does not have. Software WebGPU has to be allowed. */
export const chromiumArgs: readonly string[] = [
  ...(isRoot ? ['--no-sandbox'] : []),
  '--disable-quic',
  '--disable-background-networking',
  '--no-first-run',
  '--enable-unsafe-webgpu',
];

/**
 * Path of a Chromium that starts: the one that CHROMIUM_PATH names, an installed one, Playwright's own, or one that is
 * installed now, from Playwright or from Debian.
 */
export const findChromium = (): string => found([...NAMES, SHELL]);

/** The same for tests, whose pages nobody looks at. */
export const findHeadless = (): string => found([SHELL, ...NAMES]);

function found(names: readonly string[]): string {
  const named = process.env['CHROMIUM_PATH'];
  if (named !== undefined && named !== '') return checkNamed(named);
  const installed = () => candidates(names).find(starts);
  const there = installed();
  if (there !== undefined) return there;
  for (const install of [installFromPlaywright, installFromDebian]) {
    install();
    const fresh = installed();
    if (fresh !== undefined) return fresh;
  }
  throw new Error(
    'Expected a Chromium or Chrome to test in, found none and could not install one. ' +
      'Install Chromium (on Debian, as root: apt-get install chromium), or set CHROMIUM_PATH to the path of one.',
  );
}

function checkNamed(path: string): string {
  if (starts(path)) return path;
  throw new Error(
    `CHROMIUM_PATH says ${path}, but nothing that starts was found there. Correct it, or unset it to have one searched for.`,
  );
}

function candidates(names: readonly string[]): readonly string[] {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), ...PLACES];
  return [...names.flatMap((name) => folders.map((folder) => join(folder, name))), chromium.executablePath()];
}

/** A browser that lies there may still lack a library; then it cannot say its version either. */
const starts = (path: string) => existsSync(path) && spawnSync(path, ['--version'], { timeout: 20_000 }).status === 0;

function installFromPlaywright(): void {
  say('No Chromium found; trying the one that Playwright offers …');
  const { status } = spawnSync(PLAYWRIGHT, ['install', 'chromium'], {
    env: { ...process.env, PLAYWRIGHT_DOWNLOAD_CONNECTION_TIMEOUT: CONNECTION_MILLISECONDS },
    stdio: 'ignore',
  });
  if (status !== 0) say('It could not be downloaded.');
}

function installFromDebian(): void {
  if (process.platform !== 'linux' || spawnSync('apt-get', ['--version']).status !== 0) return;
  say('Installing Chromium’s headless shell, or Chromium where there is none …');
  const asRoot = isRoot ? [] : ['sudo', '-n'];
  const env = ['env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', '-q', '-y'];
  runQuietly([...asRoot, ...env, 'update']);
  const install = (name: string) => runQuietly([...asRoot, ...env, 'install', '--no-install-recommends', name]);
  if (!install(SHELL)) install('chromium');
}

function runQuietly([command = '', ...args]: readonly string[]): boolean {
  const { status, stderr, error } = spawnSync(command, args, { encoding: 'utf8', maxBuffer: 64 * 2 ** 20 });
  if (status !== 0) say(`${[command, ...args].join(' ')} did not work. ${error?.message ?? stderr.trim().slice(-400)}`);
  return status === 0;
}

const say = (sentence: string) => void process.stderr.write(`${sentence}\n`);
