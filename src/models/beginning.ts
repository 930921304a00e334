import type { Config, Kind, Source } from './registry.ts';

/** How a figure's trained beginning is recorded, in `widgets/<id>/beginning.ts`: a run with the knobs as the figure opens. */
export type Beginning<K extends Kind, Values> = {
  readonly kind: K;
  readonly config: (values: Values) => Config<K>;
  readonly data: (values: Values) => Source<K>;
  /** Steps of training: as many as the pictures need to be good ones. */
  readonly steps: number;
};
