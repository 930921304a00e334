/** `npm test`: every check, what needs no browser side by side; the last line says how many passed and failed. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LinkChecker, LinkState } from 'linkinator';
import type { Counts } from '../../e2e/count-reporter.ts';
import { findHeadless } from './chromium.ts';
import { ROOT, runCommand, secondsSince, type Write } from './commands.ts';
import { serveSite, type Site } from './site.ts';

/** A step writes to the terminal itself where nobody takes what it writes. */
type Step = { readonly name: string; readonly run: (write?: Write) => Promise<Counts> };

const BASE = '/notes/';
const SITE = join(ROOT, 'dist');
const SITE_UNDER_BASE = join(ROOT, 'test-results/notes');

const passed: Counts = { passed: 1, failed: 0, skipped: 0 };
const failed: Counts = { passed: 0, failed: 1, skipped: 0 };
const verdict = (good: boolean) => (good ? passed : failed);

const check = (name: string, command: string, args: readonly string[]): Step => ({
  name,
  run: async (write) => verdict((await runCommand(command, args, {}, write)) === 0),
});

/** The old site goes first, so that a build that fails is not mistaken for one. */
const built = (name: string, folder: string, base: string): Step => ({
  name,
  run: async (write) => {
    await rm(folder, { recursive: true, force: true });
    const args = ['build', '--base', base, '--outDir', folder];
    return verdict((await runCommand('astro', args, { SITE_ORIGIN: 'https://notes.example' }, write)) === 0);
  },
});

type Counting = (report: string, write?: Write) => Promise<number>;

const counted = (name: string, run: Counting, read: (report: unknown) => Counts): Step => ({
  name,
  run: (write) => withReport((report) => run(report, write), read),
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

const unitTests: Counting = (report, write) =>
  runCommand(
    'vitest',
    ['run', '--config=e2e/vitest.config.ts', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`],
    {},
    write,
  );

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
async function linksHold({ address }: Site, say: (line: string) => void): Promise<boolean> {
  const { origin } = new URL(address);
  const { links } = await new LinkChecker().check({
    path: address,
    recurse: true,
    checkFragments: true,
    concurrency: 20,
    linksToSkip: (link) => Promise.resolve(!link.startsWith(`${origin}/`)),
  });
  const broken = new Map(links.filter(({ state }) => state === LinkState.BROKEN).map((link) => [link.url, link]));
  for (const { url, parent, status } of broken.values()) say(`${url} (${status}), linked from ${parent}`);
  const followed = new Set(links.filter(({ state }) => state === LinkState.OK).map(({ url }) => url)).size;
  say(`${followed} addresses answer, ${broken.size} do not.`);
  return broken.size === 0 && followed > 0;
}

const linked = (name: string, folder: string, base: string): Step => ({
  name,
  run: async (write) => {
    const say = (line: string) => (write ? write(`${line}\n`) : console.log(line));
    return verdict(await withSite(folder, base, (site) => linksHold(site, say)));
  },
});

const npmRun = (name: string, script: string, args: readonly string[] = []) =>
  check(name, 'npm', ['run', '--silent', script, '--', ...args]);

/**
 * What needs no browser, in lanes that go side by side, since most of it keeps only one core busy. The builds stand behind
 * the types because both write what `astro sync` makes.
 */
const lanes: readonly (readonly Step[])[] = [
  [
    npmRun('types', 'check:types'),
    built('build', SITE, '/'),
    npmRun('pack', 'pack', ['--out', 'test-results/notes.zip']),
    built(`build under ${BASE}`, SITE_UNDER_BASE, BASE),
    linked(`links under ${BASE}`, SITE_UNDER_BASE, BASE),
  ],
  [npmRun('lint', 'check:lint')],
  [npmRun('format', 'check:format'), counted('unit tests', unitTests, vitestCounts)],
];

const inBrowser: readonly Step[] = [
  counted('browser tests', browserTests('site', SITE, '/'), (report) => report as Counts),
  counted(`browser tests under ${BASE}`, browserTests('base', SITE_UNDER_BASE, BASE), (report) => report as Counts),
];

type Result = { readonly name: string; readonly counts: Counts };

/** Every step runs, also after one that failed; an exception is a failure with its message. */
async function take({ name, run }: Step, write?: Write): Promise<Result> {
  const begin = performance.now();
  const counts = await run(write).catch((error: unknown) => {
    (write ?? console.error)(`${error instanceof Error ? error.message : String(error)}\n`);
    return failed;
  });
  const end = `── ${name}: ${sentence(counts)} (${secondsSince(begin)})`;
  if (write) write(`${end}\n`);
  else console.log(end);
  return { name, counts };
}

/** Takes steps in turn; what each of them wrote is shown in one piece when it ends. */
async function takeLane(steps: readonly Step[]): Promise<readonly Result[]> {
  const results: Result[] = [];
  for (const step of steps) {
    console.log(`── ${step.name} …`);
    const written: string[] = [`\n── ${step.name}\n`];
    results.push(await take(step, (piece) => written.push(piece)));
    console.log(written.join(''));
  }
  return results;
}

async function takeBeforeEyes(steps: readonly Step[]): Promise<readonly Result[]> {
  const results: Result[] = [];
  for (const step of steps) {
    console.log(`\n── ${step.name}`);
    results.push(await take(step));
  }
  return results;
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
  await runCommand('astro', ['sync']);
  const results = [...(await Promise.all(lanes.map(takeLane))).flat(), ...(await takeBeforeEyes(inBrowser))];
  const bad = results.filter(({ counts }) => counts.failed > 0);
  for (const { name, counts } of bad)
    console.log(`\nFailed: ${[name, ...(counts.failures ?? []).map(brief)].join('\n\n')}`);
  console.log(bad.length > 0 ? '' : '\nEverything holds.');
  const total = (key: 'passed' | 'failed' | 'skipped') => results.reduce((sum, { counts }) => sum + counts[key], 0);
  process.exitCode = bad.length > 0 ? 1 : 0;
  console.log(sentence({ passed: total('passed'), failed: total('failed'), skipped: total('skipped') }));
}

await main();
