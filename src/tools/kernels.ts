/** `npm run build:kernels`: compiles src/engine/kernels to WebAssembly. The site and the tests do so themselves when it is older. */
import { spawnSync } from 'node:child_process';
import { globSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ROOT } from './commands.ts';

const FOLDER = 'src/engine/kernels';
const BINARY = `${FOLDER}/kernels.wasm`;
const COMPILER = 'node_modules/assemblyscript/bin/asc.js';

/** Non-relaxed SIMD only: every machine computes the same bits. The memory is handed in. Warning 112: vectors in exports. */
const OPTIONS =
  '-O3 --converge --noAssert --runtime stub --importMemory --enable simd --use abort= --disableWarning 112';

/** Makes the binary if it is missing or older than its source. */
export function prepareKernels(): void {
  const made = statSync(join(ROOT, BINARY), { throwIfNoEntry: false })?.mtimeMs ?? 0;
  const sources = globSync(`${FOLDER}/*.ts`, { cwd: ROOT });
  if (sources.some((source) => statSync(join(ROOT, source)).mtimeMs >= made)) buildKernels();
}

function buildKernels(): void {
  const args = [COMPILER, `${FOLDER}/run.ts`, '-o', BINARY, ...OPTIONS.split(' ')];
  const { status, stderr } = spawnSync(process.execPath, args, { cwd: ROOT, encoding: 'utf8' });
  if (status !== 0) throw new Error(`The kernels in ${FOLDER} do not compile:\n${stderr.slice(0, 2000)}`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) buildKernels();
