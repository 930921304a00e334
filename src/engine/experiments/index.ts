import { reference } from '../executors/reference.ts';
import { simd } from '../executors/simd.ts';
import type { AsyncExecutorFactory } from '../executors/async-executor.ts';
import type { ExecutorFactory } from '../executors/executor.ts';
import type { Run } from '../experiment.ts';
import { ganDigitsFast, workOfGanDigits } from './gan-digits-fast.ts';
import type { GanDigitsConfig, GanDigitsData, GanDigitsSnapshot } from './gan-digits.ts';
import { ganFast, uncoveredGan, workOfGan } from './gan-fast.ts';
import type { GanConfig, GanSnapshot } from './gan.ts';
import { uncoveredVae, vaeFast, workOfVae } from './vae-fast.ts';
import type { VaeConfig, VaeData, VaeSnapshot } from './vae.ts';

/** What each experiment is told, is given to learn from, and shows. */
export type Configs = { vae: VaeConfig; gan: GanConfig; 'gan-digits': GanDigitsConfig };
export type Data = { vae: VaeData; gan: undefined; 'gan-digits': GanDigitsData };
export type Snapshots = { vae: VaeSnapshot; gan: GanSnapshot; 'gan-digits': GanDigitsSnapshot };

export type Kind = keyof Configs;

/** What computes a run: our own stages on one of their executors, or TensorFlow.js on the backend that is open. */
export type Computing =
  | { readonly name: 'webgpu'; readonly open: AsyncExecutorFactory }
  | { readonly name: 'simd'; readonly kernels: WebAssembly.Module }
  | { readonly name: 'reference' }
  | { readonly name: 'tfjs' };

type Experiment<K extends Kind> = {
  run(config: Configs[K], data: Data[K], computing: Computing): Run<Snapshots[K]>;
  /** Why our own stages do not serve this configuration, in a sentence; nothing where they do. */
  uncovered(config: Configs[K]): string | undefined;
  /** Multiply-adds of a step forward, roughly: networks of about one size are about equally fast. */
  work(config: Configs[K]): number;
};

export const experiments: { readonly [K in Kind]: Experiment<K> } = {
  vae: {
    uncovered: uncoveredVae,
    work: workOfVae,
    run: (config, data, computing) => {
      const open = stagesOn(computing);
      return open ? vaeFast(config, data, open) : vaeOnTfjs(config, data);
    },
  },
  gan: {
    uncovered: uncoveredGan,
    work: workOfGan,
    run: (config, _, computing) => {
      const open = stagesOn(computing);
      return open ? ganFast(config, open) : ganOnTfjs(config);
    },
  },
  'gan-digits': {
    uncovered: () => undefined,
    work: workOfGanDigits,
    run: (config, data, computing) => {
      const open = stagesOn(computing);
      return open ? ganDigitsFast(config, data, open) : ganDigitsOnTfjs(config, data);
    },
  },
};

function stagesOn(computing: Computing): ExecutorFactory | AsyncExecutorFactory | undefined {
  switch (computing.name) {
    case 'webgpu':
      return computing.open;
    case 'simd':
      return simd(computing.kernels);
    case 'reference':
      return reference;
    case 'tfjs':
      return undefined;
  }
}

/** TensorFlow.js is fetched only for a run that needs it. */
async function* vaeOnTfjs(config: VaeConfig, data: VaeData): Run<VaeSnapshot> {
  const { vaeTfjs } = await import('./vae-tfjs.ts');
  yield* vaeTfjs(config, data);
}

async function* ganOnTfjs(config: GanConfig): Run<GanSnapshot> {
  const { ganTfjs } = await import('./gan-tfjs.ts');
  yield* ganTfjs(config);
}

async function* ganDigitsOnTfjs(config: GanDigitsConfig, data: GanDigitsData): Run<GanDigitsSnapshot> {
  const { ganDigitsTfjs } = await import('./gan-digits-tfjs.ts');
  yield* ganDigitsTfjs(config, data);
}
