/** What failed, seen from an error that was caught: a browser's own words are for its makers and not for readers. */

/** A plain error of a library that computes for us: its words are for its users and not for readers. */
export class LibraryError extends Error {
  constructor(cause: Error) {
    super(cause.message, { cause });
  }
}

/**
 * `said`: the error's message is a sentence of these notes. Otherwise what a sentence should be about: something could not
 * be fetched, memory is short, storage is full, a file cannot be read, the browser forbids it, or the fault is ours.
 */
export type Fault = 'said' | 'fetch' | 'memory' | 'full' | 'unreadable' | 'forbidden' | 'ours';

const byName: Readonly<Record<string, Fault>> = {
  QuotaExceededError: 'full',
  NS_ERROR_DOM_QUOTA_REACHED: 'full',
  NotReadableError: 'unreadable',
  NotFoundError: 'unreadable',
  EncodingError: 'unreadable',
  SecurityError: 'forbidden',
  NotAllowedError: 'forbidden',
  NetworkError: 'fetch',
  TimeoutError: 'fetch',
};

/** How Chromium, Firefox and WebKit, and Vite's loader, say that a script or an answer did not come. */
const FETCH = /fetch|dynamically imported|importing a module|load failed|networkerror|unable to preload/i;
const MEMORY = /memory|alloc|(?:array|buffer|typed array) (?:length|size)|upper bound|too large/i;
/** Errors of the language and of the browser; what is none of these was thrown by code of ours. */
const NATIVE =
  /^(?:TypeError|RangeError|ReferenceError|SyntaxError|EvalError|URIError|AggregateError|InternalError|CompileError|LinkError|RuntimeError)$/;

const isNative = (error: Error): boolean =>
  NATIVE.test(error.name) || (typeof DOMException !== 'undefined' && error instanceof DOMException);

export function faultOf(error: unknown): Fault {
  const message = error instanceof Error ? error.message : String(error);
  if (!(error instanceof Error)) return MEMORY.test(message) ? 'memory' : 'ours';
  if (!isNative(error)) return message.startsWith('Unable to preload') ? 'fetch' : 'said';
  const named = byName[error.name];
  if (named) return named;
  if (MEMORY.test(message)) return 'memory';
  return FETCH.test(message) ? 'fetch' : 'ours';
}
