/**
 * The version that links are written with. A link leaves out knobs that stand at their initial value, so its version says
 * which values those were: `before` in a figure's description holds the ones that have changed since.
 */
export const LINK_VERSION = 2;
/** The version of a link that sets something and names none: such links have been written by hand from the beginning. */
export const FIRST_VERSION = 1;
