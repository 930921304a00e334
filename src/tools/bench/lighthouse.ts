/** Lighthouse's four marks for pages of the built site, on the phone and the line that it simulates. */
import { globSync } from 'node:fs';
import { loadavg } from 'node:os';
import { chromium } from '@playwright/test';
import lighthouse, { type Result } from 'lighthouse';
import { chromiumArgs, findChromium } from '../chromium.ts';
import { serveSite, type Site } from '../site.ts';
import { medianOf } from './rounds.ts';
import { markdown } from './table.ts';

/** What a mark has to reach, of 100. */
const TARGETS = { performance: 98, accessibility: 100, 'best-practices': 100, seo: 100 } as const;
type Category = keyof typeof TARGETS;
const categories = Object.keys(TARGETS) as Category[];

/** The pages whose speed is marked too: medians of so many runs, since a busy moment costs that mark alone. */
const TIMED = [
  '',
  'lectures/variational-autoencoders/',
  'lectures/generative-adversarial-networks/',
  'widgets/vae-tradeoff/',
];
const RUNS = 3;

/** Times that Lighthouse simulates from what the page did, in its own words. */
const TIMES = {
  'first-contentful-paint': 'first text, s',
  'largest-contentful-paint': 'largest part, s',
  'total-blocking-time': 'blocked, ms',
  'cumulative-layout-shift': 'shift',
} as const;

type Marked = {
  readonly page: string;
  readonly marks: Readonly<Record<Category, number>>;
  readonly times: readonly number[];
  /** What kept a mark below 100, as Lighthouse calls it; speed apart. */
  readonly faults: readonly string[];
};

/** Marks of every page, and the speed of four of them; text travels in gzip, as GitHub Pages sends it. */
export async function measureLighthouse(folder: string, only = ''): Promise<string> {
  const site = await serveSite(folder, { compressed: true });
  const port = 9_222 + (process.pid % 1000);
  const args = [...chromiumArgs, `--remote-debugging-port=${port}`];
  const browser = await chromium.launch({ executablePath: findChromium(), args });
  try {
    const timed: Marked[] = [];
    for (const page of TIMED.filter((each) => each.includes(only))) timed.push(await markedOften(site, page, port));
    const others: Marked[] = [];
    for (const page of pagesOf(folder).filter((each) => !TIMED.includes(each) && each.includes(only)))
      others.push(await marked(site, page, port, ['accessibility', 'best-practices', 'seo']));
    return report(timed, others);
  } finally {
    await browser.close();
    await site.close();
  }
}

/** Every page but those that stand inside others and the one for lost addresses, which ask search engines to look away. */
const pagesOf = (folder: string) =>
  globSync('**/index.html', { cwd: folder })
    .map((file) => file.replaceAll('\\', '/').replace(/index\.html$/, ''))
    .filter((page) => !page.startsWith('embed'))
    .sort();

async function marked(
  site: Site,
  page: string,
  port: number,
  asked: readonly Category[] = categories,
): Promise<Marked> {
  const flags = { port, onlyCategories: [...asked], output: 'json' as const, logLevel: 'error' as const };
  const result = await lighthouse(site.address + page, flags);
  if (!result || result.lhr.runtimeError)
    throw new Error(`Lighthouse could not judge /${page}: ${result?.lhr.runtimeError?.message ?? 'it said nothing'}.`);
  return readResult(page, result.lhr);
}

function readResult(page: string, { categories: found, audits }: Result): Marked {
  const mark = (category: Category) => Math.round(100 * (found[category]?.score ?? NaN));
  const faults = categories
    .filter((category) => category !== 'performance')
    .flatMap((category) => found[category]?.auditRefs ?? [])
    .filter(({ id, weight }) => weight > 0 && (audits[id]?.score ?? 1) < 1)
    .map(({ id }) => id);
  const marks = Object.fromEntries(categories.map((each) => [each, mark(each)])) as Marked['marks'];
  return { page, marks, times: Object.keys(TIMES).map((id) => audits[id]?.numericValue ?? NaN), faults };
}

async function markedOften(site: Site, page: string, port: number): Promise<Marked> {
  const runs: Marked[] = [];
  for (let run = 0; run < RUNS; run++) runs.push(await marked(site, page, port));
  const marks = Object.fromEntries(
    categories.map((each) => [each, medianOf(runs.map((run) => run.marks[each]))]),
  ) as Marked['marks'];
  const times = Object.keys(TIMES).map((_, at) => medianOf(runs.map((run) => run.times[at] ?? NaN)));
  return { page, marks, times, faults: [...new Set(runs.flatMap(({ faults }) => faults))] };
}

function report(timed: readonly Marked[], others: readonly Marked[]): string {
  const [firstText, largest, blocked, shift] = [0, 1, 2, 3].map(
    (at) =>
      ({ times }: Marked) =>
        times[at] ?? NaN,
  );
  const all = [...timed, ...others];
  const perfect = (page: Marked) =>
    categories.every((category) => category === 'performance' || page.marks[category] === TARGETS[category]);
  const short = all.filter((page) => !perfect(page));
  return [
    `Lighthouse’s phone on its slow line (both simulated), text in gzip as GitHub Pages sends it, the browser’s cache empty; ` +
      `medians of ${RUNS} runs. The mark for performance depends on the processor; load of this machine at the end: ${(loadavg()[0] ?? 0).toFixed(1)}.`,
    '',
    markdown({
      columns: ['page', 'performance', 'accessibility', 'best practices', 'SEO', ...Object.values(TIMES)],
      rows: [
        ['target', `≥ ${TARGETS.performance}`, '100', '100', '100', '', '', '', ''],
        ...timed.map((page) => [
          `/${page.page}`,
          ...categories.map((category) => page.marks[category]),
          ((firstText?.(page) ?? NaN) / 1000).toFixed(2),
          ((largest?.(page) ?? NaN) / 1000).toFixed(2),
          (blocked?.(page) ?? NaN).toFixed(0),
          (shift?.(page) ?? NaN).toFixed(3),
        ]),
      ],
    }),
    '',
    short.length === 0
      ? `All ${all.length} pages have 100 in accessibility, best practices and SEO.`
      : `Of ${all.length} pages these have less than 100 in accessibility, best practices or SEO: ${short
          .map(({ page, faults }) => `/${page} (${faults.join(', ')})`)
          .join('; ')}.`,
  ].join('\n');
}
