/** `npm test`: every check, most of them one after the other; the last line says how many passed and failed. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LinkChecker, LinkState } from 'linkinator';
import type { Counts } from '../../e2e/count-reporter.ts';
import { findHeadless } from './chromium.ts';
import { ROOT, runCommand, secondsSince } from './commands.ts';
import { serveSite, type Site } from './site.ts';

type Step = { readonly name: string; readonly run: () => Promise<Counts> };

const BASE = '/notes/';
const SITE = join(ROOT, 'dist');
const SITE_UNDER_BASE = join(ROOT, 'test-results/notes');

const passed: Counts = { passed: 1, failed: 0, skipped: 0 };
const failed: Counts = { passed: 0, failed: 1, skipped: 0 };
const verdict = (good: boolean) => (good ? passed : failed);

const check = (name: string, command: string, args: readonly string[]): Step => ({
  name,
  run: async () => verdict((await runCommand(command, args)) === 0),
});

/** The old site goes first, so that a build that fails is not mistaken for one. */
const built = (name: string, folder: string, base: string): Step => ({
  name,
  run: async () => {
    await rm(folder, { recursive: true, force: true });
    const args = ['build', '--base', base, '--outDir', folder];
    return verdict((await runCommand('astro', args, { SITE_ORIGIN: 'https://notes.example' })) === 0);
  },
});

const counted = (name: string, run: (report: string) => Promise<number>, read: (report: unknown) => Counts): Step => ({
  name,
  run: () => withReport(run, read),
});

/** Runs what writes its counts to a file. A run that fails without a failed test, or without any test, counts as one failure. */
async function withReport(
  run: (report: string) => Promise<number>,
  read: (report: unknown) => Counts,
): Promise<Counts> {
  const folder = await mkdtemp(join(tmpdir(), 'notes-counts-'));
  const report = join(folder, 'counts.json');
  try {
    const code = await run(report);
    const counts = await readFile(report, 'utf8').then(
      (text) => read(JSON.parse(text)),
      () => failed,
    );
    const silent = counts.failed === 0 && (code !== 0 || counts.passed === 0);
    return silent ? { ...counts, failed: 1 } : counts;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Vitest's own report, cut down to its totals and what failed. A file that cannot be read has a message and no test. */
function vitestCounts(report: unknown): Counts {
  const totals = report as Record<'numPassedTests' | 'numFailedTests' | 'numPendingTests' | 'numTodoTests', number>;
  const { testResults } = report as { testResults: readonly VitestFile[] };
  const failures = testResults.flatMap(({ name, message, assertionResults }) => [
    ...(message === '' ? [] : [`${name}\n${message}`]),
    ...assertionResults
      .filter(({ status }) => status === 'failed')
      .map(({ fullName, failureMessages }) => [`${name} › ${fullName}`, ...failureMessages].join('\n')),
  ]);
  return {
    passed: totals.numPassedTests,
    failed: totals.numFailedTests,
    skipped: totals.numPendingTests + totals.numTodoTests,
    failures,
  };
}

type VitestFile = {
  readonly name: string;
  readonly message: string;
  readonly assertionResults: readonly {
    readonly status: string;
    readonly fullName: string;
    readonly failureMessages: readonly string[];
  }[];
};

const unitTests = (report: string) =>
  runCommand('vitest', [
    'run',
    '--config=e2e/vitest.config.ts',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
  ]);

const browserTests = (project: string, folder: string, base: string) => (report: string) =>
  withSite(folder, base, ({ address }) =>
    runCommand('playwright', ['test', '--config=e2e/playwright.config.ts', `--project=${project}`], {
      CHROMIUM_PATH: findHeadless(),
      NOTES_ADDRESS: address,
      NOTES_COUNTS: report,
    }),
  );

async function withSite<Result>(folder: string, base: string, use: (site: Site) => Promise<Result>): Promise<Result> {
  const site = await serveSite(folder, { base });
  try {
    return await use(site);
  } finally {
    await site.close();
  }
}

/** Follows every link of the site that stays on it, fragments included. */
async function linksHold({ address }: Site): Promise<boolean> {
  const { origin } = new URL(address);
  const { links } = await new LinkChecker().check({
    path: address,
    recurse: true,
    checkFragments: true,
    concurrency: 20,
    linksToSkip: (link) => Promise.resolve(!link.startsWith(`${origin}/`)),
  });
  const broken = new Map(links.filter(({ state }) => state === LinkState.BROKEN).map((link) => [link.url, link]));
  for (const { url, parent, status } of broken.values()) console.log(`${url} (${status}), linked from ${parent}`);
  const followed = new Set(links.filter(({ state }) => state === LinkState.OK).map(({ url }) => url)).size;
  console.log(`${followed} addresses answer, ${broken.size} do not.`);
  return broken.size === 0 && followed > 0;
}

/** Each keeps one core busy, so they go side by side; types and lint read what `astro sync` makes. */
const readings: readonly Step[] = [
  check('types', 'npm', ['run', '--silent', 'check:types']),
  check('lint', 'npm', ['run', '--silent', 'check:lint']),
  check('format', 'npm', ['run', '--silent', 'check:format']),
];

const steps: readonly Step[] = [
  counted('unit tests', unitTests, vitestCounts),
  built('build', SITE, '/'),
  check('pack', 'npm', ['run', '--silent', 'pack', '--', '--out', 'test-results/notes.zip']),
  counted('browser tests', browserTests('site', SITE, '/'), (report) => report as Counts),
  built(`build under ${BASE}`, SITE_UNDER_BASE, BASE),
  { name: `links under ${BASE}`, run: async () => verdict(await withSite(SITE_UNDER_BASE, BASE, linksHold)) },
  counted(`browser tests under ${BASE}`, browserTests('base', SITE_UNDER_BASE, BASE), (report) => report as Counts),
];

/** Every step runs, also after one that failed; an exception is a failure with its message. */
async function take({ name, run }: Step): Promise<Counts> {
  console.log(`\n── ${name}`);
  const begin = performance.now();
  const counts = await run().catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    return failed;
  });
  console.log(`── ${name}: ${sentence(counts)} (${secondsSince(begin)})`);
  return counts;
}

/** A failure's name and the start of what it said, set in; all of it stands further up. */
const brief = (failure: string) =>
  failure
    .split('\n')
    .slice(0, 15)
    .map((line) => `  ${line}`)
    .join('\n');

const sentence = ({ passed, failed, skipped }: Counts) =>
  `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;

async function main(): Promise<void> {
  const results: { readonly name: string; readonly counts: Counts }[] = [];
  const taken = async (step: Step) => results.push({ name: step.name, counts: await take(step) });
  await runCommand('astro', ['sync']);
  await Promise.all(readings.map(taken));
  for (const step of steps) await taken(step);
  const bad = results.filter(({ counts }) => counts.failed > 0);
  for (const { name, counts } of bad)
    console.log(`\nFailed: ${[name, ...(counts.failures ?? []).map(brief)].join('\n\n')}`);
  console.log(bad.length > 0 ? '' : '\nEverything holds.');
  const total = (key: 'passed' | 'failed' | 'skipped') => results.reduce((sum, { counts }) => sum + counts[key], 0);
  process.exitCode = bad.length > 0 ? 1 : 0;
  console.log(sentence({ passed: total('passed'), failed: total('failed'), skipped: total('skipped') }));
}

await main();
