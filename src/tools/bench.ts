/** `npm run bench`: measures the engine, transfer, training and digits side by side in one run, prints them and writes BENCHMARKS.md. */
import { existsSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { cpus, platform } from 'node:os';
import { join } from 'node:path';
import { chromium, type Browser } from '@playwright/test';
import { measureEngine } from './bench/engine.ts';
import { measureBound, measureGanPace, measurePace } from './bench/training.ts';
import { markdown } from './bench/table.ts';
import { measureTransfer } from './bench/transfer.ts';
import { chromiumArgs, findChromium } from './chromium.ts';
import { ROOT, secondsSince } from './commands.ts';
import { measureDigits } from './measure-digits.ts';
import { serveSite } from './site.ts';

const SITE = join(ROOT, 'dist');
/** Where the time of a step goes, and what was tried: measured by hand, and kept with the rest. */
const PROFILE = join(ROOT, 'src/tools/bench/profile.md');
/** Where the 5,000 written digits are looked for; everything else is measured without them. */
const DATA = join(ROOT, '../shared/data');

async function digits(): Promise<string> {
  if (!existsSync(join(DATA, 'mnist-5k-images-idx3-ubyte.gz')))
    return 'The 5,000 written digits are not beside the project, so this was left out.';
  const { accuracy, perClass, growMs, trainMs } = await measureDigits(DATA);
  const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
  return [
    'A net with one hidden layer of 128, trained on 20,000 grown digits alone, reads 5,000 written ones.',
    '',
    markdown({
      columns: ['all', ...perClass.map((_, digit) => String(digit))],
      rows: [[percent(accuracy), ...perClass.map(percent)]],
    }),
    '',
    `The floor is 85 %, the aim 92 %. Growing one digit took ${growMs.toFixed(2)} ms, training ${(trainMs / 1000).toFixed(0)} s.`,
  ].join('\n');
}

function system(): string {
  const release = '/etc/os-release';
  const name = existsSync(release) ? /^PRETTY_NAME="?([^"\n]+)/m.exec(readFileSync(release, 'utf8'))?.[1] : undefined;
  return name ?? platform();
}

function machine(browser: Browser): string {
  const processors = cpus();
  const model = processors[0]?.model.trim() ?? 'unknown processor';
  return `${model}, ${processors.length} cores; ${system()}; Node ${process.version}; Chromium ${browser.version()}; ${new Date().toISOString().slice(0, 10)}.`;
}

async function section(title: string, measure: () => Promise<string>): Promise<string> {
  const begin = performance.now();
  const text = `## ${title}\n\n${await measure()}\n`;
  console.log(`${text}\n(${secondsSince(begin)})\n`);
  return text;
}

async function main(): Promise<void> {
  if (!existsSync(join(SITE, 'index.html')))
    throw new Error('There is no built site in dist/. Run `npm run build` first.');
  const site = await serveSite(SITE);
  const browser = await chromium.launch({ executablePath: findChromium(), args: [...chromiumArgs] });
  try {
    const head = `# Measurements\n\nWritten by \`npm run bench\`. ${machine(browser)}\n`;
    console.log(head);
    const sections = [
      await section('The engine', () => measureEngine(browser, site, SITE)),
      await section('Transfer', () => measureTransfer(browser, site, SITE)),
      await section('Training in the page', () => measurePace(site)),
      await section('A GAN in the plane, training in the page', () => measureGanPace(site)),
      await section('What training reaches', () => measureBound(browser, site, DATA)),
      await section('Grown digits against written ones', digits),
      readFileSync(PROFILE, 'utf8'),
    ];
    await writeFile(join(ROOT, 'BENCHMARKS.md'), [head, ...sections].join('\n'));
  } finally {
    await browser.close();
    await site.close();
  }
}

await main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
