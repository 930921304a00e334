import type { Config, Kind, Snapshot, Source } from './registry.ts';

/** The name and the description of a number, as a figure's `meta.ts` says them. */
type Named = { readonly label: string; readonly about: string };

/**
 * Where a figure that trains a kind of model may begin: `npm run new:widget -- --trains <kind>` writes one from the kind's
 * `starter.ts`, with one knob beside the seed and one number.
 */
export type Starter<K extends Kind> = {
  /** Settings with which a run is quick and shows something. */
  readonly config: Config<K>;
  readonly source: Source<K>;
  /** A positive setting that the reader turns, between these ends on a logarithmic scale. */
  readonly knob: Named & { readonly name: keyof Config<K> & string; readonly min: number; readonly max: number };
  /** A number of the snapshot that the figure draws by step. */
  readonly number: Named & {
    readonly name: keyof Snapshot<K> & string;
    readonly unit: string;
    readonly digits: number;
  };
};
