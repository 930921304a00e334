import { createContext } from 'preact';

/** Which knobs a panel shows where two runs stand side by side: those that they have in common, or one run's own. */
export type ShownKnobs = {
  readonly shows: (name: string) => boolean;
  /** Whether all of them stand in sight; else those that are not primary are behind “more”. */
  readonly inSight: boolean;
};

export const ShownKnobs = createContext<ShownKnobs>({ shows: () => true, inSight: false });
