import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { shareVisited, squaredRadii, visits } from './nearest-neighbours.ts';

const onLine = (...values: number[]) => ({ values: Float64Array.from(values), width: 1 });
const squared = (a: readonly number[], b: readonly number[]) =>
  a.reduce((sum, x, i) => sum + (x - (b[i] ?? NaN)) ** 2, 0);
const inRows = (rows: readonly (readonly number[])[]) => ({ values: Float64Array.from(rows.flat()), width: 2 });

test('radii by hand: of 0, 1, 3, 7 the nearest are 1, 1, 2, 4 away and the second nearest 3, 2, 3, 6', () => {
  expect([...squaredRadii(onLine(0, 1, 3, 7), 1)]).toEqual([1, 1, 4, 16]);
  expect([...squaredRadii(onLine(0, 1, 3, 7), 2)]).toEqual([9, 4, 9, 36]);
  expect([...squaredRadii(onLine(0, 1, 3, 7), 3)]).toEqual([49, 36, 16, 49]);
});

test('a twin is a neighbour at distance 0', () => {
  expect([...squaredRadii(onLine(2, 2, 5), 1)]).toEqual([0, 0, 9]);
  expect([...squaredRadii(onLine(2, 2, 5), 2)]).toEqual([9, 9, 9]);
});

describe('refused by a sentence', () => {
  test('a point has no k-th neighbour unless there are more than k points', () => {
    expect(() => squaredRadii(onLine(0, 1, 3), 3)).toThrow(
      'Expected more than 3 points, so that each has 3 neighbours, found 3. Give more points or a smaller k.',
    );
    expect(() => visits(onLine(0), onLine(0, 1), 1)).toThrow('found 1. Give more points or a smaller k.');
    // Guests need no neighbours of their own.
    expect([...visits(onLine(0, 1), onLine(0), 1).ofGuest]).toEqual([2]);
  });

  test.each([0, -1, 1.5, NaN])('k = %f is not a valid number of neighbours', (k) => {
    expect(() => squaredRadii(onLine(0, 1, 3), k)).toThrow(
      `Expected a whole number k of neighbours from 1 on, found ${k}.`,
    );
  });

  test('guests of another width, no guests at all, and coordinates that are not numbers', () => {
    expect(() => visits(onLine(0, 1), inRows([[0, 1]]), 1)).toThrow('found 1 and 2');
    expect(() => visits(onLine(0, 1), onLine(), 1)).toThrow('Expected at least 1 points, found 0');
    expect(() => visits(onLine(0, 1), onLine(NaN), 1)).toThrow('found NaN');
    expect(() => visits(onLine(0, NaN), onLine(1), 1)).toThrow('found NaN');
  });
});

test('visits by hand: a ball is closed, and holds guests on its border', () => {
  // Balls [−1, 1], [0, 2], [1, 5], [3, 11].
  const { ofGuest, ofBall } = visits(onLine(0, 1, 3, 7), onLine(1, 2.5, 11, 12), 1);
  expect([...ofGuest]).toEqual([3, 1, 1, 0]);
  expect([...ofBall]).toEqual([1, 1, 2, 1]);
});

test('a set of twins, whose balls are points, still holds itself', () => {
  const twins = onLine(4, 4, 4);
  expect([...visits(twins, twins, 2).ofGuest]).toEqual([3, 3, 3]);
});

test('the share visited is the share of counts above zero', () => {
  expect(shareVisited(Uint32Array.of(0, 3, 1, 0))).toBe(0.5);
});

// On a coarse grid, where twins and equal distances are common and squares are exact.
const place = fc.integer({ min: -3, max: 3 });
const set = fc.array(fc.tuple(place, place), { minLength: 4, maxLength: 9 });

test('radii and visits are those of sorting all distances', () => {
  fc.assert(
    fc.property(set, set, fc.integer({ min: 1, max: 3 }), (hosts, guests, k) => {
      const radii = hosts.map(
        (host, i) =>
          hosts
            .filter((_, j) => j !== i)
            .map((other) => squared(host, other))
            .sort((a, b) => a - b)[k - 1] ?? NaN,
      );
      expect([...squaredRadii(inRows(hosts), k)]).toEqual(radii);
      const { ofGuest, ofBall } = visits(inRows(hosts), inRows(guests), k);
      const inside = (host: number, guest: number) =>
        squared(hosts[host] ?? [], guests[guest] ?? []) <= (radii[host] ?? NaN);
      expect([...ofGuest]).toEqual(guests.map((_, guest) => hosts.filter((__, host) => inside(host, guest)).length));
      expect([...ofBall]).toEqual(hosts.map((_, host) => guests.filter((__, guest) => inside(host, guest)).length));
    }),
    { seed: 20_261_130, numRuns: 300 },
  );
});
