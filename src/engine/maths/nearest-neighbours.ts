/** Balls that reach from each point of a set to its k-th nearest neighbour: a set's outline without a density. */
import { checkPoints, checkSameWidth, countOf, type Points } from './points.ts';

/** For each point the squared distance to its k-th nearest neighbour among the others, 1 ≤ k < n; a twin is a neighbour at 0. */
export function squaredRadii(points: Points, k: number): Float64Array {
  checkNeighbours(points, k);
  const count = countOf(points);
  const nearest = new Float64Array(count * k).fill(Infinity);
  for (let i = 0; i < count; i++)
    for (let j = 0; j < i; j++) {
      const apart = squaredDistance(points, i, points, j);
      insert(nearest, i * k, k, apart);
      insert(nearest, j * k, k, apart);
    }
  return Float64Array.from({ length: count }, (_, i) => nearest[(i + 1) * k - 1] ?? NaN);
}

function checkNeighbours(points: Points, k: number): void {
  checkPoints(points);
  if (!Number.isInteger(k) || k < 1) throw new Error(`Expected a whole number k of neighbours from 1 on, found ${k}.`);
  if (countOf(points) <= k)
    throw new Error(
      `Expected more than ${k} points, so that each has ${k} neighbours, found ${countOf(points)}. ` +
        'Give more points or a smaller k.',
    );
}

/** Puts a number in its place among `k` ascending ones from `start` on; the largest falls out. */
function insert(ascending: Float64Array, start: number, k: number, value: number): void {
  let at = start + k - 1;
  if (value >= (ascending[at] ?? NaN)) return;
  for (; at > start && (ascending[at - 1] ?? NaN) > value; at--) ascending[at] = ascending[at - 1] ?? NaN;
  ascending[at] = value;
}

/**
 * The same sum whichever point comes first, so that equal distances compare as equal. An index loop: this is where all the
 * time goes, some 32 million differences for 1,000 points of 64 features.
 */
function squaredDistance(one: Points, i: number, other: Points, j: number): number {
  const { width } = one;
  const [a, b] = [i * width, j * width];
  let sum = 0;
  for (let axis = 0; axis < width; axis++) {
    const apart = (one.values[a + axis] ?? NaN) - (other.values[b + axis] ?? NaN);
    sum += apart * apart;
  }
  return sum;
}

/** Who lies in whose ball: how many balls hold each guest, and how many guests each ball holds. */
export type Visits = { readonly ofGuest: Uint32Array; readonly ofBall: Uint32Array };

/**
 * Counts the guests in the balls of the hosts' k-th neighbours. A ball is closed: a guest exactly as far away as the
 * neighbour is inside, so that a set of twins, whose balls have no extent, still holds itself.
 */
export function visits(hosts: Points, guests: Points, k: number): Visits {
  checkSameWidth(hosts, guests);
  checkPoints(guests);
  const radii = squaredRadii(hosts, k);
  const ofGuest = new Uint32Array(countOf(guests));
  const ofBall = new Uint32Array(radii.length);
  for (let ball = 0; ball < ofBall.length; ball++)
    for (let guest = 0; guest < ofGuest.length; guest++)
      if (squaredDistance(hosts, ball, guests, guest) <= (radii[ball] ?? NaN)) {
        ofGuest[guest] = (ofGuest[guest] ?? 0) + 1;
        ofBall[ball] = (ofBall[ball] ?? 0) + 1;
      }
  return { ofGuest, ofBall };
}

/** The share of counts above zero, 0–1. */
export const shareVisited = (counts: Uint32Array): number =>
  counts.reduce((sum, count) => sum + (count > 0 ? 1 : 0), 0) / counts.length;
