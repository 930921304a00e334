import { grounds } from '#src/plots/meaning.ts';

/** The colour of the page where something outside it has to match: an installed app's frame. */
export const paper = grounds.paper.light;
