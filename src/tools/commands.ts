/** What the tools share: the project's folder, and commands as child processes whose output the reader sees. */
import { spawn } from 'node:child_process';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Exit code of a command run in the project's folder; the project's own programs come first. 1 where it cannot start. */
export function runCommand(
  command: string,
  args: readonly string[] = [],
  env: Readonly<Record<string, string>> = {},
): Promise<number> {
  const path = [join(ROOT, 'node_modules/.bin'), process.env['PATH'] ?? ''].join(delimiter);
  const child = spawn(command, args, {
    cwd: ROOT,
    env: { ...process.env, ASTRO_TELEMETRY_DISABLED: '1', ...env, PATH: path },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  return new Promise((resolve) => {
    child.once('error', ({ message }) => {
      console.error(`${command} could not be started: ${message}`);
      resolve(1);
    });
    child.once('exit', (code) => resolve(code ?? 1));
  });
}

/** Seconds since `begin` (of `performance.now()`), as a reader reads them. */
export const secondsSince = (begin: number) => `${((performance.now() - begin) / 1000).toFixed(1)} s`;
