/**
 * `npm run bench`: measures all that BENCHMARKS.md tells, prints it and writes the file. `-- lighthouse sliders` measures
 * those parts alone and leaves the other sections as they stand.
 */
import { existsSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { cpus, platform } from 'node:os';
import { join } from 'node:path';
import { chromium, type Browser } from '@playwright/test';
import { measureEngine } from './bench/engine.ts';
import { measureFigures } from './bench/figures.ts';
import { measureLighthouse } from './bench/lighthouse.ts';
import { measureSliders } from './bench/sliders.ts';
import { measureBound, measureGanPace, measurePace } from './bench/training.ts';
import { markdown } from './bench/table.ts';
import { measureTransfer } from './bench/transfer.ts';
import { chromiumArgs, findChromium } from './chromium.ts';
import { ROOT, secondsSince } from './commands.ts';
import { measureDigits } from './measure-digits.ts';
import { serveSite, type Site } from './site.ts';

const SITE = join(ROOT, 'dist');
const RESULT = join(ROOT, 'BENCHMARKS.md');
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

type Machinery = { readonly browser: Browser; readonly site: Site };
type Part = { readonly title: string; readonly measure: (machinery: Machinery) => Promise<string> };

/** What can be measured, by the name that asks for it alone. */
const parts: Readonly<Record<string, Part>> = {
  engine: { title: 'The engine', measure: ({ browser, site }) => measureEngine(browser, site, SITE) },
  transfer: { title: 'Transfer', measure: ({ browser, site }) => measureTransfer(browser, site, SITE) },
  lighthouse: { title: 'Lighthouse', measure: () => measureLighthouse(SITE) },
  figures: {
    title: 'How figures show',
    measure: ({ browser, site }) => measureFigures(browser, site, SITE),
  },
  sliders: {
    title: 'From a slider to its picture',
    measure: ({ browser, site }) => measureSliders(browser, site, SITE),
  },
  pace: { title: 'Training in the page', measure: ({ site }) => measurePace(site) },
  gan: { title: 'A GAN in the plane, training in the page', measure: ({ site }) => measureGanPace(site) },
  bound: { title: 'What training reaches', measure: ({ browser, site }) => measureBound(browser, site, DATA) },
  digits: { title: 'Grown digits against written ones', measure: digits },
};

function chosen(names: readonly string[]): readonly Part[] {
  return (names.length > 0 ? names : Object.keys(parts)).map((name) => {
    const part = parts[name];
    if (part) return part;
    throw new Error(`There is nothing called ${name} to measure. The parts are: ${Object.keys(parts).join(', ')}.`);
  });
}

/** The file with the sections measured now in place of the old ones of the same title; the others stay as they are. */
function withSections(old: string, fresh: ReadonlyMap<string, string>): string {
  const found = new Map(
    old
      .split(/^(?=## )/m)
      .slice(1)
      .map((text) => [/^## (.*)/.exec(text)?.[1] ?? '', text.trimEnd()]),
  );
  const titles = Object.values(parts).map(({ title }) => title);
  return titles.flatMap((title) => fresh.get(title) ?? found.get(title) ?? []).join('\n\n');
}

async function main(): Promise<void> {
  const names = process.argv.slice(2);
  const wanted = chosen(names);
  if (!existsSync(join(SITE, 'index.html')))
    throw new Error('There is no built site in dist/. Run `npm run build` first.');
  const site = await serveSite(SITE);
  const browser = await chromium.launch({ executablePath: findChromium(), args: [...chromiumArgs] });
  try {
    const head = `# Measurements\n\nWritten by \`npm run bench\`. ${machine(browser)}`;
    console.log(`${head}\n`);
    const fresh = new Map<string, string>();
    for (const { title, measure } of wanted)
      fresh.set(title, (await section(title, () => measure({ browser, site }))).trimEnd());
    const old = existsSync(RESULT) ? readFileSync(RESULT, 'utf8') : '';
    const kept = /^[\s\S]*?(?=\n+## )/.exec(old)?.[0] ?? head;
    const text = [names.length > 0 ? kept : head, withSections(old, fresh), readFileSync(PROFILE, 'utf8')];
    await writeFile(RESULT, text.join('\n\n'));
  } finally {
    await browser.close();
    await site.close();
  }
}

await main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
