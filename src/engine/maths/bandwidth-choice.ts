/** The bandwidth at which a curve over bandwidths is highest, found from a ladder of them and between its rungs. */
import { climb, kernels, type KernelName, type Ladder, type Mixture } from './kernel-density.ts';

type Curve = (h: number) => number;
/** A bandwidth by its logarithm to base 2, and the height of the curve there. */
type Place = { readonly x: number; readonly y: number };

/**
 * Of a parabola through three places the slope at the middle one errs by the product of their distances, times a sixth of the
 * third derivative: so these may multiply to this much, and the vertex be so near to the middle one (all in octaves).
 */
const FLAT = 1e-4;
const NEAR = 1e-3;
/** How far beside a place that seems to be the summit one more is tried, to be sure. */
const BESIDE = 4e-3;

/** Where the parabola through three places has its vertex. */
function vertexOf(left: Place, top: Place, right: Place): number {
  const [a, b] = [(top.x - left.x) * (top.y - right.y), (top.x - right.x) * (top.y - left.y)];
  return top.x - ((top.x - left.x) * a - (top.x - right.x) * b) / (2 * (a - b));
}

/**
 * The next place to try: the vertex; beside the best place where that is it; half-way to the farther one where there is none.
 * The middle place being the highest, a vertex lies between the outer two.
 */
function nextPlace(left: Place, top: Place, right: Place, vertex: number, round: number): number {
  const farther = right.x - top.x > top.x - left.x ? right.x : left.x;
  if (Math.abs(vertex - top.x) < NEAR) return top.x + Math.sign(farther - top.x) * BESIDE;
  // Now and then half-way all the same, since parabolas are slow about a corner.
  return round % 4 !== 0 && Number.isFinite(vertex) ? vertex : (top.x + farther) / 2;
}

/** The summit between the outer two of three places, the middle one being the highest, by parabolas through the best three. */
function summitBetween(f: Curve, left: Place, top: Place, right: Place): Place {
  for (let round = 1; right.x - left.x > NEAR; round++) {
    const vertex = vertexOf(left, top, right);
    const level = (top.x - left.x) * (right.x - top.x) < FLAT;
    if (level && Math.abs(vertex - top.x) < NEAR) return { x: vertex, y: top.y };
    const x = nextPlace(left, top, right, vertex, round);
    const found = { x, y: f(2 ** x) };
    const [low, high] = x < top.x ? [found, top] : [top, found];
    if (low.y > high.y) [top, right] = [low, high];
    else [left, top] = [low, high];
  }
  return top;
}

/** What a rung could hide: a parabola through it and its neighbours rises by an eighth of the bend at most, other curves by more. */
const riseAbove = (left: Place, top: Place, right: Place): number => (2 * top.y - left.y - right.y) / 4;

/**
 * The bandwidth of the ladder's range at which a smooth curve is highest; `heights` are its values on the rungs, which must be
 * close enough that no summit is missed between them. Every rung above its neighbours that could win is followed up.
 */
export function summitOf(f: Curve, h: Float64Array, heights: Float64Array): number {
  const rungs = Array.from(h, (width, k): Place => ({ x: Math.log2(width), y: heights[k] ?? NaN }));
  const highest = rungs.reduce((best, rung) => Math.max(best, rung.y), -Infinity);
  let best: Place = { x: Math.log2(h[0] ?? 1), y: -Infinity };
  rungs.forEach((top, k) => {
    const wall = { x: top.x, y: -Infinity };
    // The ladder descends.
    const [left, right] = [rungs[k + 1] ?? wall, rungs[k - 1] ?? wall];
    if (top.y < left.y || top.y < right.y || top.y + riseAbove(left, top, right) < highest) return;
    const summit = summitBetween(f, left, top, right);
    if (summit.y > best.y) best = summit;
  });
  return 2 ** best.x;
}

/** The bandwidth with the least squared error against a truth. */
export function nearestBandwidth(points: Float64Array, name: KernelName, truth: Mixture, { h, ise }: Ladder): number {
  const f = (width: number) => -(climb(points, name, Float64Array.of(width), truth).ise?.[0] ?? NaN);
  return summitOf(
    f,
    h,
    (ise ?? new Float64Array()).map((error) => -error),
  );
}

/** The bandwidth with the highest leave-one-out log likelihood, within the range of the ladder. */
export function likeliestBandwidth(points: Float64Array, name: KernelName, ladder: Ladder): number {
  if (name !== 'gaussian') return likeliestOfWindows(points, name, ladder);
  const f = (width: number) => climb(points, name, Float64Array.of(width), undefined).loo[0] ?? NaN;
  return summitOf(f, ladder.h, ladder.loo);
}

/** Ascending points about their mean, with the sums of the first i of them and of their squares. */
type Sums = { readonly x: Float64Array; readonly first: Float64Array; readonly second: Float64Array };

function sumsOf(points: Float64Array): Sums {
  const mean = points.reduce((sum, point) => sum + point, 0) / points.length;
  const x = points.map((point) => point - mean);
  const [first, second] = [new Float64Array(x.length + 1), new Float64Array(x.length + 1)];
  x.forEach((place, i) => {
    first[i + 1] = (first[i] ?? 0) + place;
    second[i + 1] = (second[i] ?? 0) + place * place;
  });
  return { x, first, second };
}

/** The leave-one-out log likelihood of a kernel that ends, and the largest distance below h of two points. */
function looAt({ x, first, second }: Sums, name: KernelName, h: number) {
  const n = x.length;
  const perSquare = name === 'top-hat' ? 0 : 1 / (h * h);
  let [from, to, logs, product, widest] = [0, 0, 0, 1, 0];
  for (let i = 0; i < n; i++) {
    const place = x[i] ?? NaN;
    while (place - (x[from] ?? NaN) >= h) from++;
    while ((x[to] ?? Infinity) - place < h) to++;
    widest = Math.max(widest, (x[to - 1] ?? NaN) - place);
    const [sum, squares] = [(first[to] ?? NaN) - (first[from] ?? NaN), (second[to] ?? NaN) - (second[from] ?? NaN)];
    // K(d/h)/K(0), 1 − d²/h² or 1, over the others; rounding may leave less than nothing of it.
    product *= Math.max(0, to - from - 1 - ((to - from) * place * place - 2 * place * sum + squares) * perSquare);
    // One logarithm for as many points as a product holds.
    if (product > 1e-250 && product < 1e250) continue;
    logs += Math.log(product);
    product = 1;
  }
  return { loo: (logs + Math.log(product)) / n + Math.log(kernels[name].value(0) / ((n - 1) * h)), widest };
}

/** A bandwidth and the leave-one-out log likelihood there. */
type Judged = { readonly h: number; readonly loo: number };

const better = (one: Judged, other: Judged): Judged => (other.loo > one.loo ? other : one);

/** A top-hat of exactly the distance of two points does not reach; of so much more, in proportion, it does. */
const HAIR = 1e-10;

/** How far apart the logarithms of two bandwidths are at most where the likelihood is near its highest. */
const STEP = 5e-4;
/** And then, about the best, ten times as close again and again. */
const FINER = [5e-5, 5e-6, 5e-7, 5e-8];

/**
 * Going down in h, each point's sum over the others can only fall, so log h must fall by as much as the likelihood is below
 * the best before it can reach that; what lies between need not be looked at.
 */
function likeliestOfWindows(points: Float64Array, name: KernelName, { h: rungs, loo: loos }: Ladder): number {
  const sums = sumsOf(points);
  const least = rungs.at(-1) ?? 0;
  let best: Judged = { h: rungs[0] ?? 1, loo: -Infinity };
  rungs.forEach((h, k) => (best = better(best, { h, loo: loos[k] ?? NaN })));
  if (name === 'top-hat') return likeliestTopHat(sums, best, rungs[0] ?? 0, least);
  for (let h = rungs[0] ?? 0; h >= least;) {
    const { loo } = looAt(sums, name, h);
    best = better(best, { h, loo });
    h *= Math.exp(loo - best.loo - STEP);
  }
  return closer(sums, name, best, least, rungs[0] ?? 0);
}

/** A top-hat's sums change only at the distances of two points, so right above one of these it is highest. */
function likeliestTopHat(sums: Sums, start: Judged, most: number, least: number): number {
  let best = start;
  for (let h = most; h >= least;) {
    const { loo, widest } = looAt(sums, 'top-hat', h);
    const lowest = Math.max(least, widest * (1 + HAIR));
    const there = { h: lowest, loo: loo + Math.log(h / lowest) };
    best = better(best, there);
    h = Math.min(widest, lowest * Math.exp(there.loo - best.loo));
  }
  return best.h;
}

/** Closer and closer about the best, as long as one can tell. */
function closer(sums: Sums, name: KernelName, start: Judged, least: number, most: number): number {
  let best = start;
  for (const step of FINER) {
    const middle = best.h;
    for (let k = -10; k <= 10; k++) {
      const h = Math.min(most, Math.max(least, middle * Math.exp(k * step)));
      best = better(best, { h, loo: looAt(sums, name, h).loo });
    }
  }
  return best.h;
}
