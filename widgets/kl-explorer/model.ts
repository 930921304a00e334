import { mix } from '#src/base/mix.ts';
import { latest } from '#src/engine/latest.ts';
import { GAUSS_EIGHT } from '#src/engine/maths/gauss-rule.ts';
import { klBetweenNormals, logNormal } from '#src/engine/maths/gaussian.ts';
import { logNormalBetween } from '#src/engine/maths/normal-tails.ts';
import { random, type Random } from '#src/engine/random.ts';
import type { MetricsOf } from '#src/run/meta.ts';
import type { ParamValues } from '#src/run/params.ts';
import { amount } from '#src/ui/amount.ts';
import { meta } from './meta.ts';

export type Values = ParamValues<typeof meta.params>;
export type Direction = 'forward' | 'reverse';

/** One Gaussian of a mixture; the weights add up to 1. */
type Part = { readonly weight: number; readonly mean: number; readonly sd: number };

/** A mixture of Gaussians, cut to an interval and scaled up by e^−logMass to area 1; the whole line has logMass 0. */
type Density = {
  readonly parts: readonly Part[];
  readonly low: number;
  readonly high: number;
  readonly logMass: number;
};

const addLogs = (logs: readonly number[]): number => {
  const top = Math.max(...logs);
  return top + Math.log(logs.reduce((sum, log) => sum + Math.exp(log - top), 0));
};

function cutTo(parts: readonly Part[], low: number, high: number): Density {
  const shares = parts.map(
    ({ weight, mean, sd }) => Math.log(weight) + logNormalBetween((low - mean) / sd, (high - mean) / sd),
  );
  return { parts, low, high, logMass: addLogs(shares) };
}

const whole = (parts: readonly Part[]): Density => ({ parts, low: -Infinity, high: Infinity, logMass: 0 });

export function targetOf(values: Values): Density {
  const { separation, weight, left, right, support, cut, reach } = values;
  const bumps = [
    { weight: 1 - weight, mean: -separation / 2, sd: left },
    { weight, mean: separation / 2, sd: right },
  ].filter((part) => part.weight > 0);
  return support === 'p' ? cutTo(bumps, cut - reach, cut + reach) : whole(bumps);
}

export function fitOf({ m, s, support, cut, reach }: Values): Density {
  const parts = [{ weight: 1, mean: m, sd: s }];
  return support === 'q' ? cutTo(parts, cut - reach, cut + reach) : whole(parts);
}

/** log f(z), −∞ outside the interval. */
export function logDensity({ parts, low, high, logMass }: Density, z: number): number {
  if (z < low || z > high) return -Infinity;
  const [first, second] = parts;
  if (!first) return -Infinity;
  const one = Math.log(first.weight) + logNormal(z, first.mean, first.sd ** 2);
  if (!second) return one - logMass;
  const other = Math.log(second.weight) + logNormal(z, second.mean, second.sd ** 2);
  return Math.max(one, other) + Math.log1p(Math.exp(-Math.abs(one - other))) - logMass;
}

/** How far a Gaussian is integrated, in its standard deviations; what lies beyond is below 1e-32. */
const REACH = 12;
/** Halvings of the panels towards a place where a density turns or ends sharply. */
const HALVINGS = 14;

/** Where the two bumps of a mixture are equally likely: there its logarithm bends from one parabola to the other. */
function crossings({ parts: [a, b] }: Density): number[] {
  if (!a || !b) return [];
  // log a − log b is the quadratic A z² + B z + C.
  const A = 0.5 / b.sd ** 2 - 0.5 / a.sd ** 2;
  const B = a.mean / a.sd ** 2 - b.mean / b.sd ** 2;
  const C =
    Math.log(a.weight / b.weight) +
    Math.log(b.sd / a.sd) +
    b.mean ** 2 / (2 * b.sd ** 2) -
    a.mean ** 2 / (2 * a.sd ** 2);
  // B is never positive, as the first bump is never right of the second: `half` never cancels. Of bumps of one width the
  // only crossing is C / half; what is infinite or no number lies in no interval and makes no panel.
  const half = (Math.sqrt(B ** 2 - 4 * A * C) - B) / 2;
  return [half / A, C / half];
}

/** Ends of the panels of an integral under `f`: fine where either density has its bumps, bends or ends. */
function panelsOf(f: Density, g: Density): number[] {
  // A cut density is followed to its ends: in a tail, what lies beyond twelve deviations is not little beside the rest.
  const [from, to] = Number.isFinite(f.low)
    ? [f.low, f.high]
    : [
        Math.min(...f.parts.map(({ mean, sd }) => mean - REACH * sd)),
        Math.max(...f.parts.map(({ mean, sd }) => mean + REACH * sd)),
      ];
  const ladder = (part: Part) => Array.from({ length: 2 * REACH + 1 }, (_, i) => part.mean + (i - REACH) * part.sd);
  const sharp = [from, to, ...crossings(f), ...crossings(g)];
  const graded = sharp.flatMap((z) =>
    Array.from({ length: HALVINGS }, (_, k) => 2 ** (1 - k)).flatMap((step) => [z - step, z + step]),
  );
  const ends = [...f.parts, ...g.parts].flatMap(ladder).concat(sharp, graded);
  const inside = ends.filter((z) => z >= from && z <= to).sort((a, b) => a - b);
  return inside.filter((z, i) => i === 0 || z - (inside[i - 1] ?? z) > 1e-9);
}

/** E_f[h], by Gauss's rule of eight nodes on each panel. */
function mean(f: Density, panels: readonly number[], h: (z: number, logF: number) => number): number {
  let sum = 0;
  for (let i = 1; i < panels.length; i++) {
    const [from = 0, to = 0] = [panels[i - 1], panels[i]];
    const [middle, half] = [(from + to) / 2, (to - from) / 2];
    for (const [place, weight] of GAUSS_EIGHT) {
      const z = middle + half * place;
      const logF = logDensity(f, z);
      sum += half * weight * Math.exp(logF) * h(z, logF);
    }
  }
  return sum;
}

/** Whether `f` has mass where `g` has none: a Gaussian is positive everywhere, and what is cut is cut at both ends. */
const missing = (f: Density, g: Density) => g.low > f.low;

/** KL(f‖g) by quadrature; ∞ where it is. */
function divergence(f: Density, g: Density): number {
  if (missing(f, g)) return Infinity;
  return mean(f, panelsOf(f, g), (z, logF) => logF - logDensity(g, z));
}

const pairOf = (direction: Direction, values: Values): readonly [Density, Density] =>
  direction === 'forward' ? [targetOf(values), fitOf(values)] : [fitOf(values), targetOf(values)];

export const divergenceOf = (direction: Direction, values: Values) => divergence(...pairOf(direction, values));

/** Mean and variance: of a whole mixture by formula, of a cut one by quadrature. */
export function momentsOf(f: Density): { readonly mean: number; readonly variance: number } {
  if (Number.isFinite(f.low)) {
    const panels = panelsOf(f, f);
    const middle = mean(f, panels, (z) => z);
    return { mean: middle, variance: mean(f, panels, (z) => (z - middle) ** 2) };
  }
  const middle = f.parts.reduce((sum, part) => sum + part.weight * part.mean, 0);
  const spread = f.parts.reduce((sum, { weight, mean: at, sd }) => sum + weight * (sd ** 2 + (at - middle) ** 2), 0);
  return { mean: middle, variance: spread };
}

/** A cut that leaves less than this of a Gaussian is drawn by its tail and not by throwing draws away. */
const SELDOM = 0.02;

/** Draws from `f`, seeded and named; a cut Gaussian's draws always lie inside the cut. */
function drawer(f: Density, seed: number, name: string): () => number {
  const source = random(seed).fork(name);
  const shares = f.parts.map(({ mean: at, sd }) => logNormalBetween((f.low - at) / sd, (f.high - at) / sd));
  const [first, second = first] = f.parts.map((part, i) => ({ ...part, seldom: Math.exp(shares[i] ?? 0) < SELDOM }));
  if (!first || !second) throw new Error('A density has at least one part.');
  const ofFirst = Math.exp(Math.log(first.weight) + (shares[0] ?? 0) - f.logMass);
  return () => {
    const part = source.uniform() < ofFirst ? first : second;
    return part.seldom ? drawFromTail(f, part, source) : drawInside(f, part, source);
  };
}

function drawInside({ low, high }: Density, { mean: at, sd }: Part, source: Random): number {
  for (;;) {
    const z = at + sd * source.normal();
    if (z >= low && z <= high) return z;
  }
}

/** A normal beyond `edge` standard deviations, from exponential draws kept by their share (Robert 1995, section 2.2). */
function drawFromTail({ low, high }: Density, { mean: at, sd }: Part, source: Random): number {
  const side = low > at ? 1 : -1;
  const edge = (side > 0 ? low - at : at - high) / sd;
  for (;;) {
    const beyond = -Math.log(source.uniform()) / edge;
    const z = at + side * sd * (edge + beyond);
    if (z >= low && z <= high && source.uniform() < Math.exp((-beyond * beyond) / 2)) return z;
  }
}

/** The mean log ratio over n draws from `f`, and its standard error; both ∞ once a draw falls where `g` is zero. */
function estimate(f: Density, g: Density, { samples, seed }: Values, name: string) {
  const draw = drawer(f, seed, name);
  let [average, squares] = [0, 0];
  for (let n = 1; n <= samples; n++) {
    const z = draw();
    const ratio = logDensity(f, z) - logDensity(g, z);
    if (ratio === Infinity) return { average: Infinity, error: Infinity };
    const from = ratio - average;
    average += from / n;
    squares += from * (ratio - average);
  }
  return { average, error: Math.sqrt(squares / (samples - 1) / samples) };
}

/** What the forward divergence is made of: what no Gaussian avoids, and what this one costs beyond it. */
function forwardParts(values: Values) {
  const p = targetOf(values);
  const { mean: at, variance } = momentsOf(p);
  const best = whole([{ weight: 1, mean: at, sd: Math.sqrt(variance) }]);
  return {
    'forward-least': divergence(p, best),
    'forward-excess': values.support === 'q' ? Infinity : klBetweenNormals(at, variance, values.m, values.s ** 2),
    'p-mean': at,
    'p-deviation': Math.sqrt(variance),
  };
}

/** Every number of `meta.metrics`. Pictures and readouts ask for the same ones, so the last are kept. */
export const metricsOf = latest(countOf);

function countOf(values: Values): MetricsOf<typeof meta> {
  const [p, q] = pairOf('forward', values);
  const forward = estimate(p, q, values, 'forward');
  const reverse = estimate(q, p, values, 'reverse');
  return {
    forward: divergence(p, q),
    reverse: divergence(q, p),
    'forward-monte-carlo': forward.average,
    'forward-error': forward.error,
    'reverse-monte-carlo': reverse.average,
    'reverse-error': reverse.error,
    ...forwardParts(values),
  };
}

const inRange = (name: 'm' | 's', value: number) =>
  Math.min(meta.params[name].max, Math.max(meta.params[name].min, value));

/** A fit to eight decimals, so that zero is zero and not 3e−9: at a minimum, that costs less than rounding does. */
const tidy = (value: number) => Number(value.toFixed(8)) + 0;
const tidied = ({ m, s }: Pick<Values, 'm' | 's'>) => ({ m: tidy(m), s: tidy(s) });

/** The Gaussian with p's mean and standard deviation, brought into the knobs' ranges; nothing where q is cut off. */
export function forwardFit(values: Values): Pick<Values, 'm' | 's'> | undefined {
  if (values.support === 'q') return undefined;
  const { mean: at, variance } = momentsOf(targetOf(values));
  return tidied({ m: inRange('m', at), s: inRange('s', Math.sqrt(variance)) });
}

type Place = readonly [number, number];

/** The longest step of the descent in m/s and log s, so that it does not leap into another valley. */
const LONGEST = 0.3;
/** Distance of the central differences: their error is its square, the quadrature's rounding over it 1e-10. */
const APART = 1e-3;
const MOST_STEPS = 1000;

/** Slopes and curvatures of `f` at a place, by central differences. */
function slopesOf(f: (x: number, y: number) => number) {
  const h = APART;
  const [middle, east, west, north, south] = [f(0, 0), f(h, 0), f(-h, 0), f(0, h), f(0, -h)];
  return {
    gx: (east - west) / (2 * h),
    gy: (north - south) / (2 * h),
    xx: (east - 2 * middle + west) / h ** 2,
    yy: (north - 2 * middle + south) / h ** 2,
    xy: (f(h, h) - f(h, -h) - f(-h, h) + f(-h, -h)) / (4 * h ** 2),
  };
}

/** Newton's step with the curvature raised by `damping` and at least so far that it is positive (Levenberg 1944). */
function newtonStep({ gx, gy, xx, yy, xy }: ReturnType<typeof slopesOf>, damping: number): Place {
  const flattest = (xx + yy) / 2 - Math.hypot((xx - yy) / 2, xy);
  const raise = damping + Math.max(0, 1e-3 - flattest);
  const [a, b] = [xx + raise, yy + raise];
  const determinant = a * b - xy ** 2;
  const [x, y] = [(xy * gy - b * gx) / determinant, (xy * gx - a * gy) / determinant];
  const scale = Math.min(1, LONGEST / Math.hypot(x, y));
  return [x * scale, y * scale];
}

/** At the end of a knob's range, a slope that points outside counts as none. */
function heldInside(slopes: ReturnType<typeof slopesOf>, { m, s }: Pick<Values, 'm' | 's'>) {
  const held = (name: 'm' | 's', value: number, slope: number) =>
    (value === meta.params[name].max && slope < 0) || (value === meta.params[name].min && slope > 0);
  const free = held('m', m, slopes.gx) ? { ...slopes, gx: 0, xy: 0 } : slopes;
  return held('s', s, slopes.gy) ? { ...free, gy: 0, xy: 0 } : free;
}

type Spot = Pick<Values, 'm' | 's'>;

/**
 * Descends on `cost` by damped Newton steps in (m/s, log s), each of them kept only if it is lower; returns every q on the
 * way, the first one included. It never rises, and mostly ends in the valley it began in; a long first step may cross to
 * another one.
 */
function descent(cost: (at: Spot) => number, first: Spot): readonly Spot[] {
  const beside = ({ m, s }: Spot, [x, y]: Place) => ({ m: m + x * s, s: s * Math.exp(y) });
  const way = [first];
  let now = first;
  let least = cost(now);
  let damping = 0;
  for (let step = 0; step < MOST_STEPS && damping < 1e6; step++) {
    const from = now;
    const slopes = heldInside(
      slopesOf((x, y) => cost(beside(from, [x, y]))),
      from,
    );
    const moved = beside(from, newtonStep(slopes, damping));
    const next = { m: inRange('m', moved.m), s: inRange('s', moved.s) };
    const found = cost(next);
    const gained = least - found;
    if (gained > 0) {
      [now, least] = [next, found];
      way.push(now);
    }
    damping = gained > 0 ? damping / 8 : Math.max(0.1, 8 * damping);
    if (Math.abs(gained) < 1e-13) break;
  }
  return way;
}

/** The way down from the present q to the least reverse divergence in its valley; nothing where every q costs ∞. */
function reverseWay(values: Values): readonly Spot[] | undefined {
  if (values.support === 'p') return undefined;
  const target = targetOf(values);
  return descent((at) => divergence(fitOf({ ...values, ...at }), target), { m: values.m, s: values.s });
}

/** The q at the end of the way down from the present one on the reverse divergence. */
export function reverseFit(values: Values): Spot | undefined {
  const end = reverseWay(values)?.at(-1);
  return end && tidied(end);
}

/** What the forward divergence costs above its least one, KL(g‖q), goes downhill from the present q to the fit. */
function forwardWay(values: Values): readonly Spot[] {
  const { mean: at, variance } = momentsOf(targetOf(values));
  return descent(({ m, s }) => klBetweenNormals(at, variance, m, s ** 2), { m: values.m, s: values.s });
}

/** Every q between the present one and its fit, step by step downhill; nothing where there is nothing to fit. */
export function wayTo(direction: Direction, values: Values): readonly Spot[] | undefined {
  const fit = direction === 'forward' ? forwardFit(values) : reverseFit(values);
  if (!fit) return undefined;
  const steps = direction === 'forward' ? forwardWay(values) : (reverseWay(values) ?? []);
  return [...steps.slice(0, -1), fit];
}

/** Along a way at a share of its length, in m and log s: a short step takes less of it than a long one. */
export function along(way: readonly Spot[], share: number): Spot {
  const lengths = way.slice(1).map((to, i) => {
    const from = way[i] ?? to;
    return Math.hypot(to.m - from.m, Math.log(to.s / from.s));
  });
  let left = share * lengths.reduce((sum, length) => sum + length, 0);
  const leg = lengths.findIndex((length) => (left -= length) <= 0);
  const [from, to] = leg < 0 ? way.slice(-2) : way.slice(leg, leg + 2);
  if (!from || !to) return way.at(-1) ?? { m: 0, s: 1 };
  const length = lengths[leg] ?? 0;
  const part = length > 0 ? 1 + left / length : 1;
  return { m: mix(from.m, to.m, part), s: from.s * (to.s / from.s) ** part };
}

/** What a press on a fit's button did, or why it did nothing. */
export function sentenceOf(direction: Direction, before: Values, after: Pick<Values, 'm' | 's'> | undefined): string {
  if (!after)
    return direction === 'forward'
      ? 'q is zero outside the interval and p is not: forward is ∞ for every μ and σ, and there is nothing to fit.'
      : 'p is zero outside the interval and no Gaussian is: reverse is ∞ for every μ and σ, and there is nothing to fit.';
  const now = { ...before, ...after };
  const at = `μ = ${amount(after.m, 2)}, σ = ${amount(after.s, 2)}`;
  const cost = `${amount(divergenceOf(direction, now), 4)} nats`;
  const end = (['m', 's'] as const).find(
    (name) => after[name] === meta.params[name].min || after[name] === meta.params[name].max,
  );
  const stopped = end ? ` The knob ${meta.params[end].symbol} ends there.` : '';
  return direction === 'forward'
    ? `Mean and deviation of p: ${at}, forward ${cost}.${stopped}`
    : `Downhill from μ = ${amount(before.m, 2)}, σ = ${amount(before.s, 2)} to ${at}, reverse ${cost}.${stopped}`;
}

/** The peaks of q along the way to a fit, for the picture. */
export const peaksOf = (values: Values, way: readonly Spot[]): readonly { readonly z: number; readonly q: number }[] =>
  way.map((at) => ({ z: at.m, q: Math.exp(logDensity(fitOf({ ...values, ...at }), at.m)) }));

/** A point of the pictures; an integrand is ∞ where its first density is positive and its second zero. */
export type Row = {
  readonly z: number;
  readonly p: number;
  readonly q: number;
  readonly forward: number;
  readonly reverse: number;
};

const integrand = (logF: number, logG: number) => (logF === -Infinity ? 0 : Math.exp(logF) * (logF - logG));

/** What the pictures show of the z axis at least, and how far they follow a Gaussian, in its standard deviations. */
const SPAN = [-7, 7] as const;
const FOLLOWED = 4;
const POINTS = 280;

/** The whole numbers that the pictures end at: they hold all of both densities that is to be seen. */
function spanOf(densities: readonly Density[]): readonly [number, number] {
  const ends = densities.flatMap(({ parts, low, high }) =>
    parts.map(({ mean: at, sd }) => [Math.max(low, at - FOLLOWED * sd), Math.min(high, at + FOLLOWED * sd)] as const),
  );
  const [from, to] = [Math.min(...ends.map(([first]) => first)), Math.max(...ends.map(([, last]) => last))];
  return [Math.min(SPAN[0], Math.floor(from)), Math.max(SPAN[1], Math.ceil(to))];
}

/** Both densities and both integrands over the span, finer where a density is narrow, with both sides of a cut. */
export function rowsOf(values: Values): Row[] {
  const [p, q] = pairOf('forward', values);
  const [from, to] = spanOf([p, q]);
  const step = (to - from) / POINTS;
  const even = Array.from({ length: POINTS + 1 }, (_, i) => from + step * i);
  const near = [...p.parts, ...q.parts].flatMap(({ mean: at, sd }) =>
    sd > 8 * step ? [] : Array.from({ length: 41 }, (_, i) => at + sd * (i / 5 - 4)),
  );
  const cuts = [p, q].flatMap(({ low, high }) => [low - 1e-6, low, high, high + 1e-6]);
  return [...even, ...near, ...cuts]
    .filter((z) => z >= from && z <= to)
    .sort((a, b) => a - b)
    .map((z) => {
      const [logP, logQ] = [logDensity(p, z), logDensity(q, z)];
      return {
        z,
        p: Math.exp(logP),
        q: Math.exp(logQ),
        forward: integrand(logP, logQ),
        reverse: integrand(logQ, logP),
      };
    });
}
