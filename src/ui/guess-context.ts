import { createContext } from 'preact';
import type { Guessing } from '#src/run/guessing.ts';

/** The guess of the figure that a picture stands in, if that asks for one. */
export const GuessContext = createContext<Guessing | undefined>(undefined);
