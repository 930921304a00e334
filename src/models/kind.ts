import type { Split } from '#src/engine/data/digits.ts';
import type { AsyncExecutorFactory } from '#src/engine/executors/async-executor.ts';
import type { Run, Standing, TrainedState } from '#src/engine/experiment.ts';
import type { ExecutorFactory } from '#src/engine/executors/executor.ts';

/** What computes a run: our own stages on one of their executors, or TensorFlow.js on the backend that is open. */
export type Computing =
  | { readonly name: 'webgpu'; readonly open: AsyncExecutorFactory }
  | { readonly name: 'simd'; readonly kernels: WebAssembly.Module }
  | { readonly name: 'reference' }
  | { readonly name: 'tfjs' };

export type DataName = 'digits' | 'mnist';
export type OnProgress = (what: string, share: number) => void;

/** What a kind of model can ask for before its run begins. Each is made or fetched once, and kept. */
export type Loads = {
  /** Digits to train on and digits held out, by the name of the set. */
  readonly digits: (name: DataName) => Promise<Split>;
  /** Something that is computed from those digits, on kernels of our own. Its shares done are told under this name. */
  readonly computed: <Made>(
    from: Split,
    what: string,
    compute: (from: Split, open: ExecutorFactory) => Generator<number, Made>,
  ) => Promise<Made>;
};

/**
 * A kind of model, as the worker trains it and a figure asks for it. `Config` is what it is told, `Source` names what it learns
 * from, `Data` is that once it is there, `Snapshot` is what it shows.
 */
export type ModelKind<Config, Source, Data, Snapshot extends Standing> = {
  /** What the run learns from; nothing for one that makes its own data from its settings. */
  readonly data: (source: Source, loads: Loads) => Promise<Data>;
  /** A run from its beginning, or from a state of an earlier run with the same settings. */
  readonly run: (config: Config, data: Data, computing: Computing, from?: TrainedState) => Run<Snapshot>;
  /** Why our own stages do not serve this configuration, in a sentence; nothing where they do. */
  readonly uncovered: (config: Config) => string | undefined;
  /** Its model has plain parts alone (engine/layers/plain.ts), so that the smaller binary of the kernels serves it; it runs by shared/plain-stages-on.ts. */
  readonly plain?: true;
  /** Multiply-adds of a step forward, roughly: networks of about one size are about equally fast. */
  readonly work: (config: Config) => number;
};

/** For a kind that makes its own data from its settings. */
export const noData = (): Promise<undefined> => Promise.resolve(undefined);
