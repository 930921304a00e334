/** How snapshots of each kind of model are written into a file and read from it: fetched like the kinds, one line for each. */
import type { Config, Kind, Snapshot } from './registry.ts';
import type { Written } from './shared/written.ts';

/** Does work that takes a while, in slices where a page has to answer meanwhile. */
export type Finish = <Made>(work: Generator<unknown, Made>) => Promise<Made>;

/** The snapshots of a run, oldest first: the last one whole, of the ones before it what its curves are drawn from. */
export type Recorder<K extends Kind> = {
  readonly write: (config: Config<K>, snapshots: readonly Snapshot<K>[]) => Written;
  /** Throws where something is missing or no number. What the settings alone say is made anew, not written. */
  readonly read: (written: Written, finish: Finish) => Promise<readonly Snapshot<K>[]>;
};

const lazily = {
  vae: () => import('./vae/recorder.ts'),
  gan: () => import('./gan/recorder.ts'),
  'gan-digits': () => import('./gan-digits/recorder.ts'),
  codes: () => import('./codes/recorder.ts'),
  autoencoder: () => import('./autoencoder/recorder.ts'),
};

const recorders: { readonly [K in Kind]: () => Promise<{ readonly default: Recorder<K> }> } = lazily;

export const recorderOf = async <K extends Kind>(kind: K): Promise<Recorder<K>> => (await recorders[kind]()).default;

export const isKind = (name: string): name is Kind => Object.hasOwn(recorders, name);
