import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { quadraticAt, shareBelowZero, type Gaussian, type Quadratic } from './gaussian-plane.ts';
import { normalBelow } from './gaussian.ts';

const standard: Gaussian = { mean: [0, 0], v11: 1, v12: 0, v22: 1 };

/** Written out as the polynomial that it is. */
const plain = (q: Quadratic, x: number, y: number) =>
  q[0] + q[1] * x + q[2] * y + q[3] * x * x + q[4] * x * y + q[5] * y * y;

const RAYS = 2000;

/**
 * The share where the product of the quadratics is negative, from polar coordinates: along a ray from the mean a quadratic
 * is one of r, known from three of its values, and what lies between two radii is e^(−a²/2) − e^(−b²/2). Where a ray touches
 * a border the mean over rays errs like their distance to the power 3/2, (2π/2000)^1.5 = 2e-4 times a share of the mass along
 * a ray; how far the odd rays are from the even ones says how much.
 */
function byRays({ mean, v11, v12, v22 }: Gaussian, quadratics: readonly Quadratic[]): { share: number; error: number } {
  const a = Math.sqrt(v11);
  const c = Math.sqrt(v22 - v12 ** 2 / v11);
  let [even, odd] = [0, 0];
  for (let k = 0; k < RAYS; k++) {
    const angle = (2 * Math.PI * (k + 0.5)) / RAYS;
    const [dx, dy] = [a * Math.cos(angle), (v12 / a) * Math.cos(angle) + c * Math.sin(angle)];
    const rays = quadratics.map((q) => {
      const [here, ahead, behind] = [0, 1, -1].map((r) => plain(q, mean[0] + r * dx, mean[1] + r * dy)) as [
        number,
        number,
        number,
      ];
      return [here, (ahead - behind) / 2, (ahead + behind) / 2 - here] as const;
    });
    const share = alongRay(rays);
    if (k % 2 === 0) even += share / RAYS;
    else odd += share / RAYS;
  }
  return { share: even + odd, error: 4 * Math.abs(even - odd) + 1e-5 };
}

function alongRay(rays: readonly (readonly [number, number, number])[]): number {
  const stops = [0, 9];
  for (const [c, b, a] of rays) {
    const root = Math.sqrt(b * b - 4 * a * c);
    const radii = Math.abs(a) < 1e-13 ? [-c / b] : [(-b - root) / (2 * a), (-b + root) / (2 * a)];
    stops.push(...radii.filter((r) => r > 0 && r < 9));
  }
  stops.sort((p, q) => p - q);
  let share = 0;
  for (let i = 1; i < stops.length; i++) {
    const [from = NaN, to = NaN] = [stops[i - 1], stops[i]];
    const r = (from + to) / 2;
    const sign = rays.reduce((product, [c, b, a]) => product * (c + r * (b + r * a)), 1);
    if (sign < 0) share += Math.exp(-(from * from) / 2) - Math.exp(-(to * to) / 2);
  }
  return share;
}

const coefficient = fc.integer({ min: -200, max: 200 }).map((hundredths) => hundredths / 100);
const gaussians = fc
  .record({
    m1: coefficient,
    m2: coefficient,
    s1: fc.double({ min: 0.3, max: 2, noNaN: true }),
    ratio: coefficient,
  })
  .map(({ m1, m2, s1, ratio }): Gaussian => {
    const [v11, v22] = [s1 * s1, 1.3];
    return { mean: [m1, m2], v11, v22, v12: 0.45 * ratio * s1 * Math.sqrt(v22) };
  });
const straight = fc.tuple(coefficient, coefficient, coefficient).map(([c, a, b]): Quadratic => [c, a, b, 0, 0, 0]);
const curved = fc.tuple(coefficient, coefficient, coefficient, coefficient, coefficient, coefficient);
const borders = fc.oneof(straight, curved);

test('a quadratic’s value is the sum of its six terms', () => {
  expect(quadraticAt([1, 2, 3, 4, 5, 6], 2, -3)).toBe(1 + 4 - 9 + 16 - 30 + 54);
});

describe('the share on one side', () => {
  test('of a line is Φ of its distance', () =>
    fc.assert(
      fc.property(gaussians, straight, (gaussian, q) => {
        const { mean, v11, v12, v22 } = gaussian;
        const spread = Math.sqrt(q[1] * q[1] * v11 + 2 * q[1] * q[2] * v12 + q[2] * q[2] * v22);
        fc.pre(spread > 1e-6);
        // Every place is then on one side of the plane where the quadratic is negative.
        const expected = normalBelow(-plain(q, ...mean) / spread);
        expect(Math.abs(shareBelowZero(gaussian, [q]) - expected)).toBeLessThan(1e-8);
      }),
      { seed: 43, numRuns: 200 },
    ));

  test.each([0.001, 0.1, 1, 3])('of a circle of radius %d, however small, is 1 − exp(−r²/2)', (r) => {
    expect(shareBelowZero(standard, [[-r * r, 0, 0, 1, 0, 1]])).toBeCloseTo(1 - Math.exp((-r * r) / 2), 8);
    expect(shareBelowZero(standard, [[r * r, 0, 0, -1, 0, -1]])).toBeCloseTo(Math.exp((-r * r) / 2), 8);
  });

  test.each([0.3, 2])(
    'of a hyperbola’s branches x² − y² > c: the angle doubles, so that of c and −c add up to one',
    (c) => {
      const outside = shareBelowZero(standard, [[c, 0, 0, -1, 0, 1]]);
      const turned = shareBelowZero(standard, [[c, 0, 0, 0, -2, 0]]);
      // Turned by 45° x² − y² is 2xy; and by 90° it changes its sign.
      expect(outside).toBeCloseTo(turned, 8);
      expect(shareBelowZero(standard, [[-c, 0, 0, -1, 0, 1]])).toBeCloseTo(1 - outside, 8);
    },
  );

  test('of a strip between two upright lines, however narrow, is a difference of two Φ', () => {
    for (const half of [1, 0.1, 0.001]) {
      // (x − 1)² < half²
      const q: Quadratic = [1 - half * half, -2, 0, 1, 0, 0];
      expect(shareBelowZero(standard, [q])).toBeCloseTo(normalBelow(1 + half) - normalBelow(1 - half), 8);
      const level: Quadratic = [1 - half * half, 0, -2, 0, 0, 1];
      expect(shareBelowZero(standard, [level])).toBeCloseTo(normalBelow(1 + half) - normalBelow(1 - half), 8);
    }
  });

  test('of two lines that cross at the mean is their angle over π', () => {
    for (const angle of [0.001, 0.4, 1.5]) {
      const line = (turn: number): Quadratic => [0, Math.cos(turn), Math.sin(turn), 0, 0, 0];
      expect(shareBelowZero(standard, [line(0.2), line(0.2 + angle)])).toBeCloseTo(angle / Math.PI, 8);
    }
  });

  test('of a tiny circle anywhere is its area times the density at its centre', () => {
    for (const [x, y] of [
      [0.37, 0.2],
      [-1.1, 0.6],
    ] as const) {
      const r = 0.001;
      const share = shareBelowZero(standard, [[x * x + y * y - r * r, -2 * x, -2 * y, 1, 0, 1]]);
      // The density bends by less than itself: r²/8 of the share, 1e-7, and that is 5e-7.
      expect(Math.abs(share - ((r * r) / 2) * Math.exp(-(x * x + y * y) / 2))).toBeLessThan(1e-8);
    }
  });

  test('of a circle about the mean and a line through it, at any angle, is one half', () => {
    for (const r of [0.6, 1.7])
      for (const angle of [0.3, 1, 2.5]) {
        const circle: Quadratic = [-r * r, 0, 0, 1, 0, 1];
        const line: Quadratic = [0, Math.cos(angle), Math.sin(angle), 0, 0, 0];
        // Where they cross is a break, so that Gauss's rule sees smooth functions alone.
        expect(Math.abs(shareBelowZero(standard, [circle, line]) - 0.5)).toBeLessThan(1e-9);
        expect(Math.abs(shareBelowZero(standard, [line, circle]) - 0.5)).toBeLessThan(1e-9);
      }
  });

  test('of the thin wedges between two lines that cross anywhere is the mean of |Φ(slope · (u − c)) − ½|', () => {
    for (const [c, slope] of [
      [0.37, 0.01],
      [-1.3, 0.1],
    ] as const) {
      // Simpson's rule on either side of the corner, in strips of 0.01: 1e-8/180 of a fourth derivative that is below the slope.
      const f = (u: number) =>
        (Math.abs(normalBelow(slope * (u - c)) - 0.5) * Math.exp((-u * u) / 2)) / Math.sqrt(2 * Math.PI);
      let expected = 0;
      for (const end of [-9, 9])
        for (let i = 0; i <= 1000; i++)
          expected +=
            ((i === 0 || i === 1000 ? 1 : i % 2 === 0 ? 2 : 4) * f(c + ((end - c) * i) / 1000) * Math.abs(end - c)) /
            3000;
      const wedges = shareBelowZero(standard, [
        [0, 0, 1, 0, 0, 0],
        [slope * c, -slope, 1, 0, 0, 0],
      ]);
      // The corner is a break, so that Gauss's rule sees smooth functions alone: far less than its 1e-8 is left.
      expect(Math.abs(wedges - expected)).toBeLessThan(1e-10);
    }
  });

  test('is nothing or all where there is no border', () => {
    expect(shareBelowZero(standard, [[1, 0, 0, 0, 0, 0]])).toBeCloseTo(0, 12);
    expect(shareBelowZero(standard, [[-1, 0, 0, 0, 0, 0]])).toBeCloseTo(1, 12);
    expect(shareBelowZero(standard, [[-1, 0, 0, -1, 0, -1]])).toBeCloseTo(1, 12);
    expect(
      shareBelowZero(standard, [
        [-9, 1, 0.5, 0, 0, 0],
        [-9, 1, 0.5, 0, 0, 0],
      ]),
    ).toBeCloseTo(0, 12);
  });

  test('of any line or conic is what adding up rays gives', () =>
    fc.assert(
      fc.property(gaussians, borders, (gaussian, q) => {
        const { share, error } = byRays(gaussian, [q]);
        expect(Math.abs(shareBelowZero(gaussian, [q]) - share)).toBeLessThan(error);
      }),
      { seed: 41, numRuns: 60 },
    ));

  test('of any two borders at once is what adding up rays gives', () =>
    fc.assert(
      fc.property(gaussians, borders, borders, (gaussian, one, other) => {
        const { share, error } = byRays(gaussian, [one, other]);
        expect(Math.abs(shareBelowZero(gaussian, [one, other]) - share)).toBeLessThan(error);
      }),
      { seed: 42, numRuns: 60 },
    ));
});
