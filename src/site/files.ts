/** The two files that the page of exercises writes and reads. What comes from a file is looked at before it is believed. */
import type { Proof } from './proof.ts';
import { files as words } from './words/exercises.ts';

/** No file of these notes comes near these sizes; what is larger is refused before it can hold the page. */
export const MOST = { bytes: 2_000_000, entries: 1000, names: 100, text: 4000, said: 200 } as const;

/** Exercises by lecture and id: `kl-divergence/half-a-nat`. An entry without numbers was ticked by hand, and says so. */
export type Progress = {
  readonly notes: 'progress';
  readonly version: 1;
  readonly exercises: Readonly<Record<string, Kept>>;
};
export type Kept = { readonly proof?: Proof; readonly byHand?: true };
export type Solved = {
  readonly exercise: string;
  readonly title: string;
  readonly link?: string;
  readonly proof?: Proof;
  /** Whether a proof stands there that cannot be read. */
  readonly damaged?: true;
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

function jsonOf(text: string): unknown {
  if (text.length > MOST.bytes) throw new Error(words.tooLarge(text.length, MOST.bytes));
  try {
    return JSON.parse(text);
  } catch {
    throw new Error(words.noJson);
  }
}

function parsed(text: string, kind: Kind): Record<string, unknown> {
  const found = jsonOf(text);
  if (!isRecord(found) || (found['notes'] !== 'progress' && found['notes'] !== 'report'))
    throw new Error(words.foreign(words[kind]));
  if (found['notes'] !== kind) throw new Error(words.other(words[found['notes']], words[kind]));
  if (found['version'] !== 1) throw new Error(words.version(versionOf(found['version'])));
  return found;
}

const versionOf = (value: unknown) =>
  typeof value === 'number' || typeof value === 'string' ? String(value).slice(0, 20) : typeof value;

const isName = (name: string) => /^[a-z][a-z0-9-]{0,39}$/i.test(name);
const isSetting = (value: unknown) =>
  Number.isFinite(value) || (typeof value === 'string' && value.length <= MOST.text);
const isAmount = (value: unknown) => Number.isFinite(value) || value === 'Infinity' || value === '-Infinity';

/** A record of at most a hundred names with such values; nothing for anything else. */
function tableIn(value: unknown, fits: (entry: unknown) => boolean): Record<string, unknown> | undefined {
  if (!isRecord(value)) return undefined;
  const entries = Object.entries(value);
  const whole = entries.length <= MOST.names && entries.every(([name, entry]) => isName(name) && fits(entry));
  return whole ? value : undefined;
}

/** A proof as it stands in a file, or nothing where it is not one. */
function proofIn(value: unknown): Proof | undefined {
  if (!isRecord(value)) return undefined;
  const { widget, step, backend } = value;
  const settings = tableIn(value['settings'], isSetting);
  const numbers = tableIn(value['numbers'], isAmount);
  if (typeof widget !== 'string' || !/^[a-z0-9-]{1,60}$/.test(widget) || !settings || !numbers) return undefined;
  if (typeof step !== 'number' || !Number.isSafeInteger(step) || step < 0) return undefined;
  return {
    widget,
    settings: settings as Proof['settings'],
    step,
    backend: textOf(backend),
    numbers: numbers as Proof['numbers'],
  };
}

const textOf = (value: unknown) => (typeof value === 'string' ? value.slice(0, MOST.said) : '');
const withProof = (proof: Proof | undefined) => (proof ? { proof } : {});

/** A proof as the browser keeps it, or nothing where what is kept is damaged. */
export function proofFrom(text: string): Proof | undefined {
  try {
    return proofIn(jsonOf(text));
  } catch {
    return undefined;
  }
}

function atMost(entries: number): void {
  if (entries > MOST.entries) throw new Error(words.tooMany(entries, MOST.entries));
}

function keptIn(entry: unknown): Kept {
  if (!isRecord(entry)) return {};
  return { ...withProof(proofIn(entry['proof'])), ...(entry['byHand'] === true && { byHand: true }) };
}

/** Throws a sentence for a file that is not one of progress. */
export function readProgress(text: string): Progress['exercises'] {
  const { exercises } = parsed(text, 'progress');
  if (!isRecord(exercises)) throw new Error(words.noExercises);
  const entries = Object.entries(exercises);
  atMost(entries.length);
  return Object.fromEntries(entries.map(([name, entry]) => [name, keptIn(entry)]));
}

function solvedIn(entry: unknown): Solved {
  if (!isRecord(entry)) return { exercise: '', title: '', damaged: true };
  const proof = proofIn(entry['proof']);
  const damaged = !proof && entry['proof'] !== undefined && { damaged: true as const };
  return { exercise: textOf(entry['exercise']), title: textOf(entry['title']), ...withProof(proof), ...damaged };
}

/** Throws a sentence for a file that is not a report. */
export function readReport(text: string): Report {
  const { by, made, solved } = parsed(text, 'report');
  if (!Array.isArray(solved)) throw new Error(words.noSolved);
  atMost(solved.length);
  return { notes: 'report', version: 1, by: textOf(by), made: textOf(made), solved: solved.map(solvedIn) };
}
