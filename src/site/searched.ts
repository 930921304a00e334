/** What the search asks the index for, and in which order it shows the sections found. */

/** Every dash, the minus sign, slashes, and the stroke between the arguments of a density. */
const JOINTS = /[\p{Pd}\u2212/\\|_,;:]+/gu;
/** Letters by name, though people type them for an apostrophe. */
const APOSTROPHES = /[\u02b9\u02bb\u02bc\u0060\u00b4]/g;
const SOFT_HYPHEN = /\u00ad/g;

/**
 * Words apart: the index joins what stands on both sides of a hyphen, so that “log-likelihood” would find fewer pages
 * than “log likelihood”.
 */
export const searched = (words: string): string =>
  words.replace(SOFT_HYPHEN, '').replace(APOSTROPHES, '’').replace(JOINTS, ' ').replace(/\s+/g, ' ').trim();

type Scored = { readonly weighted_locations: readonly { readonly balanced_score: number }[] };
const scoreOf = ({ weighted_locations: places }: Scored) =>
  places.reduce((sum, { balanced_score: score }) => sum + score, 0);

/** The sections that say most about the words first; the index gives them as they stand on the page. */
export const sectionsBest = <Section extends Scored>(sections: readonly Section[]): readonly Section[] =>
  [...sections].sort((a, b) => scoreOf(b) - scoreOf(a));

/** Bytes of the smallest module there is: its name and its version. */
const SMALLEST = [0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0];

/** Some browsers' protection modes leave WebAssembly out, others refuse to compile any. */
export function runsWebAssembly(): boolean {
  try {
    return WebAssembly.validate(new Uint8Array(SMALLEST)) && !!new WebAssembly.Module(new Uint8Array(SMALLEST));
  } catch {
    return false;
  }
}
