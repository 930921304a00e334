/** `npm run build:kernels`: compiles the kernels of src/engine to WebAssembly. The site and the tests do so themselves when it is older. */
import { spawnSync } from 'node:child_process';
import { existsSync, globSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ROOT } from './commands.ts';
import { performText, wordsText } from './kernel-words.ts';

const FOLDER = 'src/engine/kernels';
/** The binaries, and what each is told: `EVERY` is there where every kind of stage is computed (kernel-words.ts). */
const BINARIES: readonly (readonly [string, string])[] = [
  [`${FOLDER}/kernels-plain.wasm`, ''],
  [`${FOLDER}/kernels.wasm`, ' --use EVERY=i32'],
];
const COMPILER = 'node_modules/assemblyscript/bin/asc.js';
/** Everything that the binaries, or the tables that they read their stages by, are made of. */
const SOURCES = [
  `${FOLDER}/*.ts`,
  'src/engine/layers/**/*.ts',
  'src/engine/executors/words.ts',
  'src/tools/kernel*.ts',
];

/** What is written here for the compiler, and kept out of the repository like the binaries. */
const WRITTEN = ['words.ts', 'perform.ts'];

/** Non-relaxed SIMD only: every machine computes the same bits. The memory is handed in. Warning 112: vectors in exports. */
const OPTIONS =
  '-O3 --converge --noAssert --runtime stub --importMemory --enable simd --use abort= --disableWarning 112';

/** Makes the binaries and what goes with them if any of it is missing, or a binary is older than its source. */
export function prepareKernels(): void {
  const made = Math.min(
    ...BINARIES.map(([file]) => statSync(join(ROOT, file), { throwIfNoEntry: false })?.mtimeMs ?? 0),
  );
  const sources = globSync(SOURCES, { cwd: ROOT });
  const whole = WRITTEN.every((file) => existsSync(join(ROOT, FOLDER, file)));
  if (!whole || sources.some((source) => statSync(join(ROOT, source)).mtimeMs >= made)) buildKernels();
}

/** The layers' kernels by their path from FOLDER, as one kernel imports another. */
export function kernelSources(): Readonly<Record<string, string>> {
  const paths = globSync('layers/*/{kernel,*.kernel}.ts', { cwd: join(ROOT, 'src/engine') }).sort();
  const read = (path: string) => readFileSync(join(ROOT, 'src/engine', path), 'utf8');
  return Object.fromEntries(paths.map((path) => [`../${path.replace(/\.ts$/, '')}`, read(path)]));
}

function buildKernels(): void {
  const texts = [wordsText(), performText(kernelSources())];
  WRITTEN.forEach((file, at) => writeFileSync(join(ROOT, FOLDER, file), texts[at] ?? ''));
  for (const [binary, told] of BINARIES) compile(binary, OPTIONS + told);
}

function compile(binary: string, options: string): void {
  const args = [COMPILER, `${FOLDER}/run.ts`, '-o', binary, ...options.split(' ')];
  const { status, stderr } = spawnSync(process.execPath, args, { cwd: ROOT, encoding: 'utf8' });
  if (status !== 0) throw new Error(`The kernels in ${FOLDER} do not compile:\n${stderr.slice(0, 2000)}`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) buildKernels();
