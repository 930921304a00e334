/** Shares of a Gaussian over the plane that lie on one side of lines and conics. */
import { GAUSS_EIGHT } from './gauss-rule.ts';
import { logNormal, normalBelow } from './gaussian.ts';
import { minus, plus, rootsBetween, times, type Polynomial } from './polynomial.ts';

/** A Gaussian over the plane: mean and the three numbers of its covariance. */
export type Gaussian = {
  readonly mean: readonly [number, number];
  readonly v11: number;
  readonly v12: number;
  readonly v22: number;
};

/** q·(1, x₁, x₂, x₁², x₁x₂, x₂²). The border, where it is 0, is a line or a conic. */
export type Quadratic = readonly [number, number, number, number, number, number];

/** Its value at a place. */
export const quadraticAt = ([q, q1, q2, q11, q12, q22]: Quadratic, x1: number, x2: number): number =>
  q + x1 * (q1 + x1 * q11 + x2 * q12) + x2 * (q2 + x2 * q22);

/** Beyond this many standard deviations a normal has 1e-15 of its mass. */
const REACH = 8;

/** The same function of (u, v), for which the Gaussian is standard: x₁ = m₁ + au, x₂ = m₂ + bu + cv. */
function standardised(q: Quadratic, { mean: [m1, m2], v11, v12, v22 }: Gaussian): Quadratic {
  const a = Math.sqrt(v11);
  const b = v12 / a;
  const c = Math.sqrt(v22 - b * b);
  const [, q1, q2, q11, q12, q22] = q;
  const [slope1, slope2] = [q1 + 2 * q11 * m1 + q12 * m2, q2 + q12 * m1 + 2 * q22 * m2];
  return [
    quadraticAt(q, m1, m2),
    slope1 * a + slope2 * b,
    slope2 * c,
    q11 * a * a + q12 * a * b + q22 * b * b,
    (q12 * a + 2 * q22 * b) * c,
    q22 * c * c,
  ];
}

/** The coefficients of 1, v and v², each a polynomial in u. */
const byPowers = ([q, q1, q2, q11, q12, q22]: Quadratic): readonly [Polynomial, Polynomial, Polynomial] => [
  [q, q1, q11],
  [q2, q12],
  [q22],
];

/** Vanishes where the border is upright, which is where it begins and ends. */
function turning(quadratic: Quadratic): Polynomial {
  const [c, b, a] = byPowers(quadratic);
  return minus(times(b, b), times([4], times(a, c)));
}

/** Vanishes where the border leaves the strip |v| < REACH. */
const leaving = (quadratic: Quadratic): Polynomial[] => {
  const [c, b, a] = byPowers(quadratic);
  return [REACH, -REACH].map((v) => plus(c, plus(times([v], b), times([v * v], a))));
};

/** Vanishes where two borders cross: the resultant of both in v, or of two lines. */
function crossing(one: Quadratic, other: Quadratic): Polynomial {
  const [c, b, a] = byPowers(one);
  const [f, e, d] = byPowers(other);
  const mixed = minus(times(b, f), times(e, c));
  if (one[5] === 0 && other[5] === 0) return mixed;
  const [first, last] = [minus(times(a, f), times(d, c)), minus(times(a, e), times(d, b))];
  return minus(times(first, first), times(last, mixed));
}

/** Where the share along a line of one u has a corner or an endless slope, with both ends. */
function breaksOf(quadratics: readonly Quadratic[]): number[] {
  const [one, other] = quadratics;
  const conditions = quadratics.flatMap((q) => [turning(q), ...leaving(q)]);
  if (one && other) conditions.push(crossing(one, other));
  const breaks = conditions.flatMap((p) => rootsBetween(p, -REACH, REACH));
  return [-REACH, ...breaks.sort((a, b) => a - b), REACH];
}

/**
 * The Gaussian's share of the places where the product of one or two quadratics is negative, to 1e-8. Exact in v between the
 * borders; in u by Gauss's rule between the places where a border turns upright, crosses the other or leaves. There the share
 * may begin like a root, which u = from + (to − from) sin² t makes smooth.
 */
export function shareBelowZero(gaussian: Gaussian, quadratics: readonly Quadratic[]): number {
  const standard = quadratics.map((q) => standardised(q, gaussian));
  const breaks = breaksOf(standard);
  return breaks.slice(1).reduce((sum, to, i) => sum + shareBetween(standard, breaks[i] ?? to, to), 0);
}

/** The same for u between two neighbouring breaks. */
function shareBetween(quadratics: readonly Quadratic[], from: number, to: number): number {
  const width = to - from;
  const f = (t: number) => {
    const u = from + width * Math.sin(t) ** 2;
    return width * Math.sin(2 * t) * Math.exp(logNormal(u, 0, 1)) * shareAlong(u, quadratics);
  };
  return integral(f, 0, Math.PI / 2, byGauss(f, 0, Math.PI / 2));
}

/** The share of v ~ N(0, 1) at one u: the product changes its sign at every border. */
function shareAlong(u: number, quadratics: readonly Quadratic[]): number {
  const borders: number[] = [];
  let below = false;
  for (const q of quadratics) {
    for (const v of bordersAt(q, u)) if (Math.abs(v) < REACH) borders.push(v);
    if (quadraticAt(q, u, -REACH) < 0) below = !below;
  }
  let share = below ? 1 : 0;
  for (const v of borders.sort((a, b) => a - b)) {
    share += below ? -normalBelow(-v) : normalBelow(-v);
    below = !below;
  }
  return share;
}

/** Both v at which the border meets the line of one u, by the form that does not cancel; infinite or NaN where there is none. */
function bordersAt([q, q1, q2, q11, q12, q22]: Quadratic, u: number): readonly [number, number] {
  const [b, c] = [q2 + q12 * u, q + u * (q1 + u * q11)];
  const sum = -0.5 * (b + (b < 0 ? -1 : 1) * Math.sqrt(b * b - 4 * q22 * c));
  return [sum / q22, c / sum];
}

/** What two halves together may differ by from the whole. Their own error is far less. */
const TOLERANCE = 1e-8;

type Integrand = (t: number) => number;

/** ∫ f, halved until halving changes nothing; `whole` is its value by one rule. */
function integral(f: Integrand, from: number, to: number, whole: number): number {
  const middle = (from + to) / 2;
  const [left, right] = [byGauss(f, from, middle), byGauss(f, middle, to)];
  if (!(Math.abs(left + right - whole) > TOLERANCE)) return left + right;
  return integral(f, from, middle, left) + integral(f, middle, to, right);
}

function byGauss(f: Integrand, from: number, to: number): number {
  const [middle, half] = [(from + to) / 2, (to - from) / 2];
  return half * GAUSS_EIGHT.reduce((sum, [place, weight]) => sum + weight * f(middle + half * place), 0);
}
