/** What writes snapshots of one kind of model into a file, and reads them again. */
import type { Config, Kind, Snapshot } from './registry.ts';
import type { Written } from './shared/written.ts';

/** Does work that takes a while, in slices where a page has to answer meanwhile. */
export type Finish = <Made>(work: Generator<unknown, Made>) => Promise<Made>;

/** The snapshots of a run, oldest first: the last one whole, of the ones before it what its curves are drawn from. */
export type Recorder<K extends Kind> = {
  readonly write: (config: Config<K>, snapshots: readonly Snapshot<K>[]) => Written;
  /** Throws where something is missing or no number. What follows from the settings alone is made again, not written. */
  readonly read: (written: Written, finish: Finish) => Promise<readonly Snapshot<K>[]>;
};
