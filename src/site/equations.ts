/**
 * Numbers of the formulas that others refer to. `\label{elbo}` inside a display formula of lecture 9 makes it (9.1), (9.2) …
 * in the order of the text; `<Eq id="elbo" />` anywhere in the course prints that number as a link.
 */
import { globSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';

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

/** Every labelled formula of the course. Read anew each time, so that a page under work sees the other pages' changes. */
export function equations(folder = 'content/lectures'): readonly Equation[] {
  const files = globSync(`${folder}/*.mdx`).sort();
  const all = files.flatMap((file) => equationsIn(file, readFileSync(file, 'utf8')));
  const twice = all.find(({ label }, at) => all.findIndex((other) => other.label === label) < at);
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
