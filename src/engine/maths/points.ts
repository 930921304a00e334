/** Sets of points that are compared with each other: features of images, or places in the plane. */

/** A set of points: `values` [n, width], row by row. */
export type Points = { readonly values: Float32Array | Float64Array; readonly width: number };

/** How many points there are. */
export const countOf = ({ values, width }: Points): number => values.length / width;

/** Throws unless there are at least `fewest` points and all their coordinates are finite. */
export function checkPoints(points: Points, fewest = 1): void {
  const { values, width } = points;
  if (!Number.isInteger(width) || width < 1 || values.length % width !== 0)
    throw new Error(`Expected rows of ${width} numbers, found ${values.length} numbers. Give whole rows.`);
  if (countOf(points) < fewest)
    throw new Error(`Expected at least ${fewest} points, found ${countOf(points)}. Give more points.`);
  const bad = values.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0)
    throw new Error(`Expected finite numbers, found ${values[bad]} in row ${Math.floor(bad / width)}. Leave it out.`);
}

/** Refuses two sets whose points have different numbers of coordinates. */
export function checkSameWidth(one: Points, other: Points): void {
  if (one.width !== other.width)
    throw new Error(
      `Expected points with as many coordinates in both sets, found ${one.width} and ${other.width}. ` +
        'Describe both by the same features.',
    );
}
