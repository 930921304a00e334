/**
 * `npm run audit`: known holes in what readers receive. To npm everything here is for development, so `npm audit
 * --omit=dev` looks at nothing; this looks at the packages that the notices of the built site name.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './commands.ts';

type Hole = {
  readonly name: string;
  readonly severity: string;
  readonly range: string;
  readonly via: readonly unknown[];
};
type Audit = { readonly vulnerabilities?: Readonly<Record<string, Hole>>; readonly message?: string };

/** Names of packages in the notices. */
export const shippedIn = (notices: string): ReadonlySet<string> =>
  new Set([...notices.matchAll(/^── (\S+) /gm)].map(([, name]) => name ?? ''));

const titlesOf = ({ via }: Hole) =>
  via.flatMap((cause) => (typeof cause === 'object' && cause && 'title' in cause ? [String(cause.title)] : []));

/** A line for each hole in a package that readers receive. */
export const holesIn = ({ vulnerabilities = {} }: Audit, shipped: ReadonlySet<string>): readonly string[] =>
  Object.values(vulnerabilities)
    .filter(({ name }) => shipped.has(name))
    .map((hole) => `${hole.name} ${hole.range} (${hole.severity}): ${titlesOf(hole).join('; ')}`);

function main(): void {
  const file = join(ROOT, 'dist/notices.txt');
  if (!existsSync(file)) throw new Error('There is no built site in dist/ to audit. Run `npm run build` first.');
  const shipped = shippedIn(readFileSync(file, 'utf8'));
  const { stdout } = spawnSync('npm', ['audit', '--json'], { cwd: ROOT, encoding: 'utf8' });
  const audit = JSON.parse(stdout || '{"message":"npm audit gave no answer."}') as Audit;
  if (!audit.vulnerabilities) throw new Error(`npm audit could not be asked: ${audit.message ?? 'no reason given'}`);
  const holes = holesIn(audit, shipped);
  for (const hole of holes) console.log(hole);
  console.log(`${shipped.size} packages reach readers; ${holes.length} of them have known holes.`);
  process.exitCode = holes.length > 0 ? 1 : 0;
}

if (import.meta.main)
  try {
    main();
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
