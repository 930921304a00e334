/**
 * Numbers of the formulas that others refer to. `\label{elbo}` inside a display formula of lecture 9 makes it (9.1), (9.2) …
 * in the order of the text; `<Eq id="elbo" />` anywhere in the course prints that number as a link.
 */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';

export type Equation = {
  readonly label: string;
  /** Lecture and place in it, as printed without brackets: 9.2. */
  readonly number: string;
  /** The lecture's slug. */
  readonly lecture: string;
};

const LABEL = /\\label\{([^}]*)\}/g;
const COMMENT = /\{\/\*[\s\S]*?\*\/\}/g;

/** The labelled formulas of one lecture, in the order of its text. */
export function equationsIn(file: string, source: string): readonly Equation[] {
  const lecture = basename(file)
    .replace(/^\d+-/, '')
    .replace(/\.mdx$/, '');
  const chapter = /^number:\s*(\d+)/m.exec(source)?.[1] ?? '';
  return [...source.replace(COMMENT, '').matchAll(LABEL)].map(([, label = ''], at) => {
    if (!/^[a-z][a-z0-9-]*$/.test(label))
      throw new Error(
        `${file} labels a formula “${label}”. A label is small letters, digits and hyphens, like best-discriminator.`,
      );
    return { label, number: `${chapter}.${at + 1}`, lecture };
  });
}

/** What was read of each file, and when it had been written and how long it was then. */
const read = new Map<string, { readonly stamp: string; readonly found: readonly Equation[] }>();

/** The same from a file, which is read again only when it has changed: every label of every page asks for all of them. */
function equationsOf(file: string): readonly Equation[] {
  const { mtimeMs, size } = statSync(file);
  const [stamp, known] = [`${mtimeMs} ${size}`, read.get(file)];
  if (known?.stamp === stamp) return known.found;
  const found = equationsIn(file, readFileSync(file, 'utf8'));
  read.set(file, { stamp, found });
  return found;
}

/** Every labelled formula of the course. A page under work sees the other pages' changes. */
export function equations(folder = 'content/lectures'): readonly Equation[] {
  const files = readdirSync(folder).filter((name) => name.endsWith('.mdx'));
  const all = files.sort().flatMap((name) => equationsOf(join(folder, name)));
  const seen = new Set<string>();
  const twice = all.find(({ label }) => seen.size === seen.add(label).size);
  if (twice)
    throw new Error(
      `Two formulas are labelled “${twice.label}”, the second in ${twice.lecture}. Give one another label.`,
    );
  return all;
}

/** The formula with that label; a label that leads nowhere stops the build. */
export function equationOf(label: string, known: readonly Equation[] = equations()): Equation {
  const found = known.find((equation) => equation.label === label);
  if (!found)
    throw new Error(
      `No lecture labels a formula “${label}”. The labels are: ${known.map((equation) => equation.label).join(', ') || 'none yet'}.`,
    );
  return found;
}
