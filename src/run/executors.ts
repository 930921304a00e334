import type { ExecutorName, Verdict } from '#src/worker/protocol.ts';
import { asked as words, executorNames } from './words/figure.ts';

/** What may train a model, and how the reader's choice calls it. */
export const executors = executorNames;

const KEY = 'notes:executor';
const VERDICTS = 'notes:verdicts';
const isExecutor = (name: string | null | undefined): name is ExecutorName =>
  typeof name === 'string' && Object.hasOwn(executors, name);

/** What the link asks for, or else what was chosen earlier in this visit. */
export function chosenExecutor(asked: string | undefined): {
  readonly executor: ExecutorName;
  readonly notices: readonly string[];
} {
  if (isExecutor(asked)) return { executor: asked, notices: [] };
  const notices = asked === undefined ? [] : [words.noBackend(Object.keys(executors).join(', '), asked.slice(0, 40))];
  return { executor: remembered() ?? 'auto', notices };
}

function remembered(): ExecutorName | undefined {
  const kept = read(KEY);
  return isExecutor(kept) ? kept : undefined;
}

export const rememberExecutor = (executor: ExecutorName): void => write(KEY, executor);

/** What races on this machine found earlier in this visit. */
export function verdicts(): readonly Verdict[] {
  try {
    const kept: unknown = JSON.parse(read(VERDICTS) ?? '[]');
    return Array.isArray(kept) ? kept.filter(isVerdict) : [];
  } catch {
    return [];
  }
}

export function rememberVerdict(verdict: Verdict): void {
  write(VERDICTS, JSON.stringify([...verdicts().filter(({ size }) => size !== verdict.size), verdict]));
}

function isVerdict(kept: unknown): kept is Verdict {
  const { size, webgpu, simd } = (kept ?? {}) as Partial<Record<keyof Verdict, unknown>>;
  return typeof size === 'string' && typeof webgpu === 'number' && typeof simd === 'number';
}

function read(key: string): string | null {
  try {
    return sessionStorage.getItem(key);
  } catch {
    return null;
  }
}

function write(key: string, value: string): void {
  try {
    sessionStorage.setItem(key, value);
  } catch {
    // Private windows may refuse; what was found then lasts as long as the figure.
  }
}
