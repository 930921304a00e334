import type { AsyncExecutorFactory } from '../executors/async-executor.ts';
import type { Run, TrainedState } from '../experiment.ts';
import type { CodesConfig, CodesSnapshot } from './codes.ts';
import type { GanDigitsConfig, GanDigitsData, GanDigitsSnapshot } from './gan-digits.ts';
import type { GanConfig, GanSnapshot } from './gan.ts';
import type { VaeConfig, VaeData, VaeSnapshot } from './vae.ts';

/** What each experiment is told, is given to learn from, and shows. */
export type Configs = { vae: VaeConfig; gan: GanConfig; 'gan-digits': GanDigitsConfig; codes: CodesConfig };
export type Data = { vae: VaeData; gan: undefined; 'gan-digits': GanDigitsData; codes: undefined };
export type Snapshots = { vae: VaeSnapshot; gan: GanSnapshot; 'gan-digits': GanDigitsSnapshot; codes: CodesSnapshot };

export type Kind = keyof Configs;

/** What computes a run: our own stages on one of their executors, or TensorFlow.js on the backend that is open. */
export type Computing =
  | { readonly name: 'webgpu'; readonly open: AsyncExecutorFactory }
  | { readonly name: 'simd'; readonly kernels: WebAssembly.Module }
  | { readonly name: 'reference' }
  | { readonly name: 'tfjs' };

export type Experiment<K extends Kind> = {
  /** A run from its beginning, or from a state of an earlier run with the same settings. */
  run(config: Configs[K], data: Data[K], computing: Computing, from?: TrainedState): Run<Snapshots[K]>;
  /** Why our own stages do not serve this configuration, in a sentence; nothing where they do. */
  uncovered(config: Configs[K]): string | undefined;
  /** Multiply-adds of a step forward, roughly: networks of about one size are about equally fast. */
  work(config: Configs[K]): number;
};

/** Each experiment is fetched when a figure first wants it: who trains one kind of model loads no other. */
export const experiments: { readonly [K in Kind]: () => Promise<Experiment<K>> } = {
  vae: async () => (await import('./kinds/vae.ts')).vae,
  gan: async () => (await import('./kinds/gan.ts')).gan,
  'gan-digits': async () => (await import('./kinds/gan-digits.ts')).ganDigits,
  codes: async () => (await import('./kinds/codes.ts')).codes,
};
