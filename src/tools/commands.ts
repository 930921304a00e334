/** What the tools share: the project's folder, and commands as child processes whose output the reader sees. */
import { spawn } from 'node:child_process';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Takes what is written, a piece at a time. */
export type Write = (piece: string) => void;

/**
 * Exit code of a command run in the project's folder; the project's own programs come first. 1 where it cannot start. What
 * it writes goes where this process writes, or to `write`.
 */
export function runCommand(
  command: string,
  args: readonly string[] = [],
  env: Readonly<Record<string, string>> = {},
  write?: Write,
): Promise<number> {
  const path = [join(ROOT, 'node_modules/.bin'), process.env['PATH'] ?? ''].join(delimiter);
  const child = spawn(command, args, {
    cwd: ROOT,
    env: { ...process.env, ASTRO_TELEMETRY_DISABLED: '1', ...env, PATH: path },
    stdio: write ? ['ignore', 'pipe', 'pipe'] : ['ignore', 'inherit', 'inherit'],
  });
  if (write) for (const stream of [child.stdout, child.stderr]) stream?.setEncoding('utf8').on('data', write);
  return new Promise((resolve) => {
    child.once('error', ({ message }) => {
      (write ?? console.error)(`${command} could not be started: ${message}\n`);
      resolve(1);
    });
    // When its pipes are closed too, so that all it wrote has come.
    child.once('close', (code) => resolve(code ?? 1));
  });
}

/** Seconds since `begin` (of `performance.now()`), as a reader reads them. */
export const secondsSince = (begin: number) => `${((performance.now() - begin) / 1000).toFixed(1)} s`;
