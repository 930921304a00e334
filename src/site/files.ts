/** The two files that the page of exercises writes and reads. What comes from a file is looked at before it is believed. */
import type { Proof } from './proof.ts';
import { files as words } from './words/exercises.ts';

/** Exercises by lecture and id: `kl-divergence/half-a-nat`. */
export type Progress = {
  readonly notes: 'progress';
  readonly version: 1;
  readonly exercises: Readonly<Record<string, { readonly proof?: Proof }>>;
};
export type Solved = {
  readonly exercise: string;
  readonly title: string;
  readonly link?: string;
  readonly proof?: Proof;
};
export type Report = {
  readonly notes: 'report';
  readonly version: 1;
  readonly by: string;
  readonly made: string;
  readonly solved: readonly Solved[];
};

type Kind = 'progress' | 'report';
const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function parsed(text: string, kind: Kind): Record<string, unknown> {
  let found: unknown;
  try {
    found = JSON.parse(text);
  } catch {
    throw new Error(words.noJson);
  }
  if (!isRecord(found) || (found['notes'] !== 'progress' && found['notes'] !== 'report'))
    throw new Error(words.foreign(words[kind]));
  if (found['notes'] !== kind) throw new Error(words.other(words[found['notes']], words[kind]));
  if (found['version'] !== 1) throw new Error(words.version(String(found['version'])));
  return found;
}

/** A proof as it stands in a file, or nothing where it is not one. */
function proofIn(value: unknown): Proof | undefined {
  if (!isRecord(value)) return undefined;
  const { widget, settings, step, backend, numbers } = value;
  if (typeof widget !== 'string' || !/^[a-z0-9-]+$/.test(widget)) return undefined;
  if (!isRecord(settings) || !isRecord(numbers) || typeof step !== 'number') return undefined;
  const knobs = Object.entries(settings).filter(([, knob]) => typeof knob === 'number' || typeof knob === 'string');
  const amounts = Object.entries(numbers).filter(
    ([, number]) => Number.isFinite(number) || number === 'Infinity' || number === '-Infinity',
  );
  return {
    widget,
    settings: Object.fromEntries(knobs) as Proof['settings'],
    step,
    backend: typeof backend === 'string' ? backend : '',
    numbers: Object.fromEntries(amounts) as Proof['numbers'],
  };
}

const textOf = (value: unknown) => (typeof value === 'string' ? value : '');
const withProof = (proof: Proof | undefined) => (proof ? { proof } : {});

/** Throws a sentence for a file that is not one of progress. */
export function readProgress(text: string): Progress['exercises'] {
  const { exercises } = parsed(text, 'progress');
  if (!isRecord(exercises)) throw new Error(words.noExercises);
  return Object.fromEntries(
    Object.entries(exercises).map(([name, entry]) => [
      name,
      withProof(isRecord(entry) ? proofIn(entry['proof']) : undefined),
    ]),
  );
}

/** Throws a sentence for a file that is not a report. */
export function readReport(text: string): Report {
  const { by, made, solved } = parsed(text, 'report');
  if (!Array.isArray(solved)) throw new Error(words.noSolved);
  const entries = (solved as unknown[]).filter(isRecord).map((entry) => ({
    exercise: textOf(entry['exercise']),
    title: textOf(entry['title']),
    ...withProof(proofIn(entry['proof'])),
  }));
  return { notes: 'report', version: 1, by: textOf(by), made: textOf(made), solved: entries };
}
