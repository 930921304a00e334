import { CholeskyDecomposition, Matrix } from 'ml-matrix';
import { latest } from '#src/engine/latest.ts';
import { quadraticAt, shareBelowZero, type Gaussian, type Quadratic } from '#src/engine/maths/gaussian-plane.ts';
import { sigmoid, softplus } from '#src/engine/maths/logistic.ts';
import { random } from '#src/engine/random.ts';
import type { MetricsOf } from '#src/run/meta.ts';
import type { ParamValues } from '#src/run/params.ts';
import { meta } from './meta.ts';

export type Values = ParamValues<typeof meta.params>;
export type Point = { readonly x1: number; readonly x2: number; readonly label: 'A' | 'B' };

type Classes = { readonly A: Gaussian; readonly B: Gaussian; readonly prior: number };

/** log p(B|x)/p(A|x) = w·(1, x₁, x₂, x₁², x₁x₂, x₂²); a straight border has zeros in the last three places. */
export type Logit = Quadratic;

const TRUE = { v11: 1, v12: 0.3, v22: 0.8 } as const;
const TRUE_B_OTHER = { v11: 0.35, v12: -0.3, v22: 2 } as const;
/** On B's side: as seen from the border, beyond B. */
const OUTLYING: Gaussian = { mean: [7, 3.5], v11: 0.25, v12: 0, v22: 0.25 };
/** Fewer points than this have no covariance worth inverting. */
const FEWEST = 4;

type Middles = Pick<Values, 'a1' | 'a2' | 'b1' | 'b2'>;
const { a1, a2, b1, b2 } = meta.params;

/** The means of both classes; where the figure opens unless told. */
const middlesOf = (given: Partial<Middles>) => ({
  A: [given.a1 ?? a1.initial, given.a2 ?? a2.initial] as const,
  B: [given.b1 ?? b1.initial, given.b2 ?? b2.initial] as const,
});

/** What the points come from, outliers apart. */
export function truthOf({ truth, prior, ...given }: Pick<Values, 'truth' | 'prior'> & Partial<Middles>): Classes {
  const { A, B } = middlesOf(given);
  return { A: { mean: A, ...TRUE }, B: { mean: B, ...(truth === 'equal' ? TRUE : TRUE_B_OTHER) }, prior };
}

/** The place that two standard normals have under a Gaussian: the mean plus the lower triangular root of its covariance. */
function placeOf({ mean, v11, v12, v22 }: Gaussian, first: number, second: number): readonly [number, number] {
  const root = Math.sqrt(v11);
  const below = v12 / root;
  return [mean[0] + root * first, mean[1] + below * first + Math.sqrt(v22 - below ** 2) * second];
}

/** How many of the n points are of class B: the share asked for, and never too few of either class. */
export const countOfB = ({ n, prior }: Pick<Values, 'n' | 'prior'>): number =>
  Math.min(n - FEWEST, Math.max(FEWEST, Math.round(n * prior)));

/** Points in columns: `sign` is 1 for class B and −1 for class A. */
export type Points = { readonly x1: Float64Array; readonly x2: Float64Array; readonly sign: Float64Array };

type Noise = { readonly normals: Float64Array; readonly lots: Float64Array };

let drawn: { readonly seed: number; readonly A: Noise; readonly B: Noise } | undefined;

/** The chance in a seed's points, kept while the other knobs move what it stands for. */
function noiseOf(seed: number, count: number) {
  if (drawn?.seed !== seed || drawn.A.lots.length < count) {
    const noise = (name: string): Noise => {
      const [normals, lots] = [random(seed).fork(name), random(seed).fork(`${name}-far`)];
      return {
        normals: Float64Array.from({ length: 2 * count }, () => normals.normal()),
        lots: Float64Array.from({ length: count }, () => 100 * lots.uniform()),
      };
    };
    drawn = { seed, A: noise('A'), B: noise('B') };
  }
  return drawn;
}

/** The labelled points, A's first. More points of a seed begin, class by class, with those of fewer. */
function pointsOf(values: Values): Points {
  const { n, outliers, seed } = values;
  const { A, B } = truthOf(values);
  const noise = noiseOf(seed, n);
  const ofA = n - countOfB(values);
  const points = {
    x1: new Float64Array(n),
    x2: new Float64Array(n),
    sign: new Float64Array(n).fill(-1, 0, ofA).fill(1, ofA),
  };
  for (let i = 0; i < n; i++) {
    const [k, { normals, lots }] = i < ofA ? [i, noise.A] : [i - ofA, noise.B];
    const outlying = i >= ofA && (lots[k] ?? 0) < outliers;
    const from = outlying ? OUTLYING : i < ofA ? A : B;
    [points.x1[i], points.x2[i]] = placeOf(from, normals[2 * k] ?? 0, normals[2 * k + 1] ?? 0);
  }
  return points;
}

/** Maximum likelihood from the points of one class: the mean, and the mean squared distances from it. */
export function gaussianOf({ x1, x2, sign }: Points, wanted: 1 | -1): Gaussian {
  const average = (f: (i: number) => number) => {
    let [sum, count] = [0, 0];
    for (let i = 0; i < sign.length; i++) {
      if (sign[i] !== wanted) continue;
      sum += f(i);
      count += 1;
    }
    return sum / count;
  };
  const mean = [average((i) => x1[i] ?? 0), average((i) => x2[i] ?? 0)] as const;
  const [from1, from2] = [(i: number) => (x1[i] ?? 0) - mean[0], (i: number) => (x2[i] ?? 0) - mean[1]];
  return {
    mean,
    v11: average((i) => from1(i) ** 2),
    v12: average((i) => from1(i) * from2(i)),
    v22: average((i) => from2(i) ** 2),
  };
}

const shareOfB = ({ sign }: Points) => sign.reduce((count, value) => count + (value > 0 ? 1 : 0), 0) / sign.length;

/** The fitted p(x|y) p(y). A shared covariance is the classes' own ones, averaged by their shares. */
export function generativeOf(points: Points, covariances: Values['covariances']): Classes {
  const [A, B] = [gaussianOf(points, -1), gaussianOf(points, 1)];
  const prior = shareOfB(points);
  if (covariances === 'own') return { A, B, prior };
  const pooled = (name: 'v11' | 'v12' | 'v22') => (1 - prior) * A[name] + prior * B[name];
  const shared = { v11: pooled('v11'), v12: pooled('v12'), v22: pooled('v22') };
  return { A: { ...A, ...shared }, B: { ...B, ...shared }, prior };
}

/** log p(y) + log N(x; m, V) as numbers before (1, x₁, x₂, x₁², x₁x₂, x₂²). */
function logJointOf({ mean: [m1, m2], v11, v12, v22 }: Gaussian, share: number): Quadratic {
  const determinant = v11 * v22 - v12 ** 2;
  const [p11, p12, p22] = [v22 / determinant, -v12 / determinant, v11 / determinant];
  const constant = Math.log(share) - Math.log(2 * Math.PI) - 0.5 * Math.log(determinant);
  return [
    constant - 0.5 * (p11 * m1 ** 2 + 2 * p12 * m1 * m2 + p22 * m2 ** 2),
    p11 * m1 + p12 * m2,
    p12 * m1 + p22 * m2,
    -0.5 * p11,
    -p12,
    -0.5 * p22,
  ];
}

/** Bayes' rule: log p(B|x)/p(A|x) is the difference of the two log joints; p(x) cancels. */
export const bayesLogit = ({ A, B, prior }: Classes): Logit =>
  moved(logJointOf(B, prior), logJointOf(A, 1 - prior), -1);

/** w + share · by, where `by` may leave out the last weights. */
function moved(w: Logit, by: readonly number[], share: number): Logit {
  const at = (i: 0 | 1 | 2 | 3 | 4 | 5) => w[i] + share * (by[i] ?? 0);
  return [at(0), at(1), at(2), at(3), at(4), at(5)];
}

/**
 * Weight of ½‖w‖² (the constant apart) against the sum over points. Where a border separates the classes the sum alone has no
 * maximum, and this decides which border is found and how steep it is.
 */
export const PENALTY = 0.01;

/** Σ log p(y|x), where log p(y|x) = log σ(±logit) = −softplus(∓logit). */
function sumOfLogs({ x1, x2, sign }: Points, w: Logit): number {
  let sum = 0;
  for (let i = 0; i < sign.length; i++) sum -= softplus(-(sign[i] ?? 0) * quadraticAt(w, x1[i] ?? 0, x2[i] ?? 0));
  return sum;
}

/** Σ log p(y|x) − ½·PENALTY·‖w‖²: what the direct fit makes as large as it can. */
export const objectiveOf = (points: Points, w: Logit): number =>
  sumOfLogs(points, w) - 0.5 * PENALTY * w.slice(1).reduce((squares, value) => squares + value ** 2, 0);

/** The objective's gradient and its negative second derivatives, in the first `size` weights. */
export function slopesOf({ x1, x2, sign }: Points, w: Logit, size: 3 | 6) {
  const gradient = new Float64Array(size);
  const curvature = new Float64Array(size * size);
  const features = new Float64Array(6).fill(1, 0, 1);
  for (let k = 0; k < sign.length; k++) {
    const [a, b] = [x1[k] ?? 0, x2[k] ?? 0];
    [features[1], features[2], features[3], features[4], features[5]] = [a, b, a * a, a * b, b * b];
    const probability = sigmoid(quadraticAt(w, a, b));
    const miss = ((sign[k] ?? 0) > 0 ? 1 : 0) - probability;
    for (let i = 0; i < size; i++) {
      const feature = features[i] ?? 0;
      gradient[i] = (gradient[i] ?? 0) + miss * feature;
      const weight = probability * (1 - probability) * feature;
      for (let j = 0; j <= i; j++)
        curvature[i * size + j] = (curvature[i * size + j] ?? 0) + weight * (features[j] ?? 0);
    }
  }
  for (let i = 1; i < size; i++) {
    gradient[i] = (gradient[i] ?? 0) - PENALTY * (w[i] ?? 0);
    curvature[i * size + i] = (curvature[i * size + i] ?? 0) + PENALTY;
    for (let j = 0; j < i; j++) curvature[j * size + i] = curvature[i * size + j] ?? 0;
  }
  return { gradient, curvature };
}

/**
 * Logistic regression on 1, x₁, x₂ and, for curved borders, their products: Newton's steps, halved while they do not
 * climb. The objective has one summit, so where the climb starts decides only how long it takes.
 */
export function discriminativeOf(points: Points, covariances: Values['covariances'], start: Logit = ORIGIN): Logit {
  const size = covariances === 'shared' ? 3 : 6;
  let w = start;
  for (let round = 0; round < 60; round++) {
    const { gradient, curvature } = slopesOf(points, w, size);
    const direction = new CholeskyDecomposition(Matrix.from1DArray(size, size, [...curvature]))
      .solve(Matrix.columnVector([...gradient]))
      .to1DArray();
    const gain = 0.5 * gradient.reduce((sum, slope, i) => sum + slope * (direction[i] ?? 0), 0);
    // What a step can still gain; near the summit the next one gains its square.
    if (gain < 1e-7) return moved(w, direction, 1);
    w = climbed(points, w, direction);
  }
  return w;
}

const ORIGIN: Logit = [0, 0, 0, 0, 0, 0];

/** The longest of the steps 1, ½, ¼ … that climbs. */
function climbed(points: Points, w: Logit, direction: readonly number[]): Logit {
  const height = objectiveOf(points, w);
  for (let share = 1; share > 1e-6; share /= 2) {
    const next = moved(w, direction, share);
    if (objectiveOf(points, next) > height) return next;
  }
  return w;
}

/** Share of wrong answers of a logit, in a world of Gaussian classes: A where it is positive, B where it is negative. */
export const errorOf = ({ A, B, prior }: Classes, logit: Logit): number =>
  (1 - prior) * shareBelowZero(A, [moved(ORIGIN, logit, -1)]) + prior * shareBelowZero(B, [logit]);

/** Share of points on which two logits answer differently. */
export const disagreementOf = ({ A, B, prior }: Classes, one: Logit, other: Logit): number =>
  (1 - prior) * shareBelowZero(A, [one, other]) + prior * shareBelowZero(B, [one, other]);

export type Fits = {
  readonly points: Points;
  readonly generative: Classes;
  readonly byBayes: Logit;
  readonly direct: Logit;
  readonly best: Logit;
};

/** What depends on everything but the new points drawn. Kept, since several pictures ask for the same one. */
export const fitsOf = latest(
  (values: Values): Fits => {
    const points = pointsOf(values);
    const generative = generativeOf(points, values.covariances);
    const byBayes = bayesLogit(generative);
    const direct = discriminativeOf(points, values.covariances, byBayes);
    return { points, generative, byBayes, direct, best: bayesLogit(truthOf(values)) };
  },
  ({ prior, n, outliers, covariances, truth, seed, ...rest }) => [
    ...[prior, n, outliers, covariances, truth, seed],
    ...[rest.a1, rest.a2, rest.b1, rest.b2],
  ],
);

/** Mean log probability of the labels seen. */
export const conditionalOf = (points: Points, w: Logit): number => sumOfLogs(points, w) / points.sign.length;

/** Mean log density of points and labels together. */
function jointOf({ x1, x2, sign }: Points, { A, B, prior }: Classes): number {
  const [ofA, ofB] = [logJointOf(A, 1 - prior), logJointOf(B, prior)];
  let sum = 0;
  for (let i = 0; i < sign.length; i++) sum += quadraticAt((sign[i] ?? 0) > 0 ? ofB : ofA, x1[i] ?? 0, x2[i] ?? 0);
  return sum / sign.length;
}

/** Every number of `meta.metrics`. */
export const metricsOf = latest(countOf, (values) => [fitsOf(values)]);

function countOf(values: Values): MetricsOf<typeof meta> {
  const { points, generative, byBayes, direct, best } = fitsOf(values);
  const truth = truthOf(values);
  return {
    'error-generative': 100 * errorOf(truth, byBayes),
    'error-discriminative': 100 * errorOf(truth, direct),
    'error-best': 100 * errorOf(truth, best),
    disagreement: 100 * disagreementOf(truth, byBayes, direct),
    'conditional-generative': conditionalOf(points, byBayes),
    'conditional-discriminative': conditionalOf(points, direct),
    joint: jointOf(points, generative),
  };
}

/** At most this many of the points seen are put on the picture, evenly over both classes. */
export const MOST_SHOWN = 600;

/** The points to show. */
export function shownOf({ x1, x2, sign }: Points): Point[] {
  const every = Math.ceil(sign.length / MOST_SHOWN);
  return Array.from({ length: Math.ceil(sign.length / every) }, (_, k) => ({
    x1: x1[k * every] ?? 0,
    x2: x2[k * every] ?? 0,
    label: (sign[k * every] ?? 0) > 0 ? 'B' : 'A',
  }));
}

/** New points from the fitted p(x|y) p(y): a label by its share, then a point by its Gaussian. */
export function drawnOf(values: Values): Point[] {
  const { generative } = fitsOf(values);
  const source = random(values.seed).fork('drawn');
  return Array.from({ length: values.drawn }, () => {
    const label = source.uniform() < generative.prior ? 'B' : 'A';
    const [x1, x2] = placeOf(generative[label], source.normal(), source.normal());
    return { x1, x2, label };
  });
}

/** The part of the plane to show: both classes, and the outliers where there are any. */
export const windowOf = ({ outliers }: Pick<Values, 'outliers'>) =>
  outliers > 0 ? { x1: [-4.5, 9], x2: [-4.5, 6.5] } : { x1: [-5, 5], x2: [-4.5, 4.5] };

export type Chance = {
  readonly along: number;
  readonly byBayes: number;
  readonly direct: number;
  readonly best: number;
};

/** p(B|x) along the line through the two true means; 0 is the middle between them, the unit that of x. */
export function chancesOf(values: Values): Chance[] {
  const { byBayes, direct, best } = fitsOf(values);
  const { A, B } = middlesOf(values);
  const [across, up] = [B[0] - A[0], B[1] - A[1]];
  const length = Math.hypot(across, up);
  return Array.from({ length: 121 }, (_, i) => {
    const along = -4 + i / 15;
    const [x1, x2] = [(A[0] + B[0]) / 2 + (along * across) / length, (A[1] + B[1]) / 2 + (along * up) / length];
    const chance = (w: Logit) => sigmoid(quadraticAt(w, x1, x2));
    return { along, byBayes: chance(byBayes), direct: chance(direct), best: chance(best) };
  });
}

/** What the press of a button did, in a sentence. */
export function sentenceOf(values: Values): string {
  if (values.drawn === 0) return 'p(y|x) says nothing of where points lie; only p(x|y) p(y) can be drawn from.';
  const ofB = drawnOf(values).filter(({ label }) => label === 'B').length;
  return `${values.drawn} new points from p(x|y) p(y): ${values.drawn - ofB} of class A, ${ofB} of class B.`;
}
