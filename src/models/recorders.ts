/** How snapshots of each kind of model are written into a file and read from it. */
import codes from './codes/recorder.ts';
import ganDigits from './gan-digits/recorder.ts';
import gan from './gan/recorder.ts';
import type { Config, Kind, Snapshot } from './registry.ts';
import type { Written } from './shared/written.ts';
import vae from './vae/recorder.ts';

/** Does work that takes a while, in slices where a page has to answer meanwhile. */
export type Finish = <Made>(work: Generator<unknown, Made>) => Promise<Made>;

/** The snapshots of a run, oldest first: the last one whole, of the ones before it what its curves are drawn from. */
export type Recorder<K extends Kind> = {
  readonly write: (config: Config<K>, snapshots: readonly Snapshot<K>[]) => Written;
  /** Throws where something is missing or no number. What the settings alone say is made anew, not written. */
  readonly read: (written: Written, finish: Finish) => Promise<readonly Snapshot<K>[]>;
};

export const recorders: { readonly [K in Kind]: Recorder<K> } = { vae, gan, 'gan-digits': ganDigits, codes };

export const isKind = (name: string): name is Kind => Object.hasOwn(recorders, name);
