/**
 * `npm run mutate -- <widget or file> […]`: changes one operator, number or condition of a model at a time and lists the
 * changes that no test notices. `coin-likelihood` means `widgets/coin-likelihood/model.ts`; `maths` every file of
 * `src/engine/maths`; a path means itself, with `:first-last` for some of its lines. `--all` also lists the survivors
 * whose reason is on file (`survivors.json` beside the mutated file). Not part of `npm test`: a widget takes minutes.
 */
import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { Stryker } from '@stryker-mutator/core';
import { ROOT } from './commands.ts';
import { type Excused, type Mutant, scoreOf, scoreSentence, staleIn, survivorsOf } from './mutation/report.ts';

const MATHS = 'src/engine/maths';

/** The files to mutate that a word names; a word that names none ends the run with a sentence. */
function filesOf(word: string): readonly string[] {
  const path = word.replace(/:[\d:-]+$/, '');
  if (existsSync(join(ROOT, 'widgets', word, 'model.ts'))) return [`widgets/${word}/model.ts`];
  if (word === 'maths') return globSync(`${MATHS}/*.ts`, { cwd: ROOT }).filter((file) => !file.includes('.test.'));
  if (path.endsWith('.ts') && existsSync(join(ROOT, path))) return [word];
  throw new Error(`“${word}” is no widget, no file, and not “maths”. The widgets: ${widgets().join(', ')}.`);
}

const widgets = () =>
  globSync('widgets/*/model.ts', { cwd: ROOT })
    .map((file) => file.split('/')[1] ?? '')
    .sort();

function excusedIn(files: readonly string[]): readonly Excused[] {
  const lists = new Set(files.map((file) => join(dirname(file), 'survivors.json')));
  return [...lists].flatMap((list) => {
    const path = join(ROOT, list);
    if (!existsSync(path)) return [];
    const rows = JSON.parse(readFileSync(path, 'utf8')) as readonly (Omit<Excused, 'file'> & {
      readonly file: string;
    })[];
    return rows.map((row) => ({ ...row, file: join(dirname(list), row.file) }));
  });
}

/** Strings are left as they are: what a figure says is read by people, and by the tests of its words. */
const options = (mutate: readonly string[], concurrency: number) => ({
  mutate: [...mutate],
  testRunner: 'vitest',
  vitest: { configFile: 'src/tools/mutation/vitest.config.ts', related: true },
  plugins: ['@stryker-mutator/vitest-runner'],
  coverageAnalysis: 'perTest' as const,
  ignorePatterns: ['dist', 'public', 'test-results', '.astro', '.fonts', 'content'],
  mutator: { excludedMutations: ['StringLiteral'] },
  reporters: ['progress-append-only'],
  tempDirName: 'test-results/mutation',
  allowConsoleColors: false,
  // The kernels are AssemblyScript, which the preprocessor cannot read; tests do not check types anyway.
  disableTypeChecks: false,
  timeoutMS: 15_000,
  concurrency,
});

async function mutantsOf(files: readonly string[], concurrency: number): Promise<readonly Mutant[]> {
  process.env['NOTES_MUTATED'] = [...new Set(files.map((file) => dirname(file)))].join(',');
  const results = await new Stryker(options(files, concurrency)).runMutationTest();
  return results.map(({ fileName, location, mutatorName, replacement, status }) => {
    const file = fileName.startsWith(ROOT) ? fileName.slice(ROOT.length) : fileName;
    const lines = readFileSync(join(ROOT, file), 'utf8').split('\n');
    // Stryker's results count lines from 0.
    const line = (lines[location.start.line] ?? '').trim();
    const number = location.start.line + 1;
    return { file, number, line, mutator: mutatorName, replacement, status };
  });
}

function tell(files: readonly string[], mutants: readonly Mutant[], all: boolean): number {
  const list = excusedIn(files);
  const { known, unknown } = survivorsOf(mutants, list);
  const shown = all ? [...unknown, ...known] : unknown;
  for (const { file, number, line, mutator, replacement, status } of shown)
    console.log(`${file}:${number} ${status} (${mutator})\n  ${line}\n  → ${replacement}`);
  for (const { file, line, replacement } of staleIn(mutants, list))
    console.log(`The reason on file for “${replacement}” in “${line}” (${file}) is not needed in this run.`);
  for (const file of new Set(mutants.map(({ file }) => file))) console.log(scoreSentence(scoreOf(file, mutants)));
  console.log(`${unknown.length} survivors without a reason, ${known.length} with one.`);
  return unknown.length;
}

try {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { all: { type: 'boolean', default: false }, workers: { type: 'string', default: '1' } },
  });
  if (positionals.length === 0) throw new Error(`Name what to mutate: ${widgets().join(', ')}, maths, or a file.`);
  const files = positionals.flatMap(filesOf);
  process.exitCode = tell(files, await mutantsOf(files, Number(values.workers)), values.all) > 0 ? 1 : 0;
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
