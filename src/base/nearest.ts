import { closest, distance } from 'fastest-levenshtein';

/** The name that was probably meant, if one is near. */
export function nearestTo(name: string, names: readonly string[]): string | undefined {
  if (names.length === 0) return undefined;
  const near = closest(name.toLowerCase(), [...names]);
  return distance(name.toLowerCase(), near.toLowerCase()) > Math.max(2, name.length / 2) ? undefined : near;
}
