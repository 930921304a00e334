import type { Run } from '../experiment.ts';
import { vae, type VaeConfig, type VaeData, type VaeSnapshot } from './vae.ts';

/** What each experiment is told, is given to learn from, and shows. */
export type Configs = { vae: VaeConfig };
export type Data = { vae: VaeData };
export type Snapshots = { vae: VaeSnapshot };

export type Kind = keyof Configs;

export const experiments: {
  readonly [K in Kind]: (config: Configs[K], data: Data[K]) => Run<Snapshots[K]>;
} = { vae };
