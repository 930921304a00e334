import type { Computing } from '#src/models/kind.ts';
import type { ExecutorName, Verdict } from './protocol.ts';

/** What computes a run, the name that the badge shows, and why. */
export type Opened = {
  readonly computing: Computing;
  readonly badge: string;
  readonly why: string;
  /** What a race has just found. */
  readonly verdict?: Verdict;
};

/** What goes on with a run whose executor failed, and what to say of it. */
export type Moved = { readonly badge: string; readonly why: string; readonly message: string };

/** What is wanted for a run. */
export type Wanted = {
  readonly executor: ExecutorName;
  /** Why our own stages do not serve here, if they do not. */
  readonly uncovered: string | undefined;
  /** Names networks of about this size, and what is known of them. */
  readonly size: string;
  /** The kernels that compute its stages. */
  readonly kernels: 'every' | 'plain';
  readonly verdicts: readonly Verdict[];
  /** Steps a second that this run takes on either; 0 where it does not get through. */
  readonly race: (webgpu: Computing, simd: Computing) => Promise<readonly [number, number]>;
  readonly onMoved: (moved: Moved) => void;
};

export const simdOpened = (kernels: WebAssembly.Module, because: string): Opened => ({
  computing: { name: 'simd', kernels },
  badge: 'simd',
  why: `Training runs on our own WebAssembly SIMD kernels, ${because}.`,
});

/** A sentence as it stands within another. */
export const lower = (sentence: string) => sentence.replace(/^T/, 't').replace(/\.$/, '');
