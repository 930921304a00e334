import { mix } from '#src/base/mix.ts';
import betaincinv from '@stdlib/math-base-special-betaincinv';
import betaln from '@stdlib/math-base-special-betaln';
import gammaln from '@stdlib/math-base-special-gammaln';
import { latest } from '#src/engine/latest.ts';
import { random } from '#src/engine/random.ts';
import type { MetricsOf } from '#src/run/meta.ts';
import type { ParamValues } from '#src/run/params.ts';
import type { meta } from './meta.ts';

export type Values = ParamValues<typeof meta.params>;

/** n tosses of which k showed heads. */
type Tosses = { readonly n: number; readonly k: number };

/** A Beta distribution over p. */
export type Beta = { readonly a: number; readonly b: number };

/** What was tossed: never more heads than tosses. */
export const tossesOf = ({ n, k }: Tosses): Tosses => ({ n, k: Math.min(k, n) });

/** The prior that counts; without one of the reader's own it is flat. */
export const priorOf = ({ prior, a, b }: Pick<Values, 'prior' | 'a' | 'b'>): Beta =>
  prior === 'on' ? { a, b } : { a: 1, b: 1 };

/** Bayes' rule for a coin: the parameters count heads and tails. */
export const posteriorOf = ({ a, b }: Beta, { n, k }: Tosses): Beta => ({ a: a + k, b: b + n - k });

/** x log p with 0 log 0 = 0: what cannot happen and did not happen costs nothing. */
const times = (x: number, log: number) => (x === 0 ? 0 : x * log);

/** log P(k|p) by the binomial formula with factorials. */
function logProbability({ n, k }: Tosses, p: number): number {
  const ways = gammaln(n + 1) - gammaln(k + 1) - gammaln(n - k + 1);
  return ways + times(k, Math.log(p)) + times(n - k, Math.log1p(-p));
}

export const probability = (tosses: Tosses, p: number): number => Math.exp(logProbability(tosses, p));

/** log C(n,k) by the area of the likelihood, C(n,k) B(k + 1, n − k + 1) = 1/(n + 1). */
const logWays = ({ n, k }: Tosses) => -Math.log(n + 1) - betaln(k + 1, n - k + 1);

/** L(p|k) as a function of p: the same number as P(k|p), by another way. */
function likelihoodOf({ n, k }: Tosses): (p: number) => number {
  const ways = logWays({ n, k });
  return (p) => Math.exp(ways + times(k, Math.log(p)) + times(n - k, Math.log1p(-p)));
}

export const likelihood = (tosses: Tosses, p: number): number => likelihoodOf(tosses)(p);

/** The density of Beta(a, b) as a function of p; infinite at an end whose parameter is below 1. */
function densityOf({ a, b }: Beta): (p: number) => number {
  const whole = betaln(a, b);
  return (p) => Math.exp(times(a - 1, Math.log(p)) + times(b - 1, Math.log1p(-p)) - whole);
}

export const betaDensity = (beta: Beta, p: number): number => densityOf(beta)(p);

/** Nodes of the quadrature and the end of its range. */
const QUADRATURE = { step: 0.01, reach: 5.7 } as const;

const softplus = (u: number) => Math.max(u, 0) + Math.log1p(Math.exp(-Math.abs(u)));

type Node = { readonly logP: number; readonly logQ: number; readonly logWeight: number };

/** log p, log(1 − p) and the logarithm of dp at every node; u = π sinh t and p = 1/(1 + e^−u). */
const nodes: readonly Node[] = Array.from(
  { length: 2 * Math.round(QUADRATURE.reach / QUADRATURE.step) + 1 },
  (_, i) => {
    const t = i * QUADRATURE.step - QUADRATURE.reach;
    const u = Math.PI * Math.sinh(t);
    const [logP, logQ] = [-softplus(-u), -softplus(u)];
    return { logP, logQ, logWeight: logP + logQ + Math.log(Math.PI * Math.cosh(t) * QUADRATURE.step) };
  },
);

/**
 * ∫ f(p) dp over 0 to 1 for f given by its logarithm in log p and log(1 − p), by tanh–sinh quadrature: every end that can be
 * integrated falls off doubly exponentially in t (Takahasi and Mori 1974).
 */
export const overCoins = (logF: (logP: number, logQ: number) => number): number =>
  nodes.reduce((sum, { logP, logQ, logWeight }) => sum + Math.exp(logF(logP, logQ) + logWeight), 0);

function areaOf({ n, k }: Tosses): number {
  const ways = logWays({ n, k });
  return overCoins((logP, logQ) => ways + k * logP + (n - k) * logQ);
}

/** Prior times likelihood, integrated as it stands. */
function evidenceOf({ a, b }: Beta, { n, k }: Tosses): number {
  const constant = logWays({ n, k }) - betaln(a, b);
  return overCoins((logP, logQ) => constant + (a - 1) * logP + (b - 1) * logQ + k * logP + (n - k) * logQ);
}

const logEvidence = (prior: Beta, tosses: Tosses) => {
  const after = posteriorOf(prior, tosses);
  return logWays(tosses) + betaln(after.a, after.b) - betaln(prior.a, prior.b);
};

/** Where a Beta density is highest. With at least one toss not both parameters can be 1 or less. */
const modeOf = ({ a, b }: Beta) => (a <= 1 ? 0 : b <= 1 ? 1 : (a - 1) / (a + b - 2));

/** What lies outside an interval at either side. */
const TAIL = 0.025;

export type Interval = { readonly low: number; readonly high: number };

/** The middle 95 % of a Beta distribution. */
export const credible = ({ a, b }: Beta): Interval => ({
  low: betaincinv(TAIL, a, b),
  high: betaincinv(1 - TAIL, a, b),
});

/** The exact confidence interval of Clopper and Pearson (1934): the coins that a one-sided test at 2.5 % does not reject. */
export const confidence = ({ n, k }: Tosses): Interval => ({
  low: k === 0 ? 0 : betaincinv(TAIL, k, n - k + 1),
  high: k === n ? 1 : betaincinv(1 - TAIL, k + 1, n - k),
});

function likelihoodMetrics(tosses: Tosses, p: number) {
  const peak = tosses.k / tosses.n;
  const [found, highest] = [likelihood(tosses, p), likelihood(tosses, peak)];
  const { low, high } = confidence(tosses);
  return {
    heads: tosses.k,
    probability: probability(tosses, p),
    likelihood: found,
    'sum-over-k': sumOverCounts(tosses.n, p),
    area: areaOf(tosses),
    'area-closed': 1 / (tosses.n + 1),
    peak,
    'peak-likelihood': highest,
    relative: found / highest,
    'confidence-low': low,
    'confidence-high': high,
  };
}

const sumOverCounts = (n: number, p: number) => chancesOf(n, p).reduce((sum, chance) => sum + chance, 0);

/** P(k|p) for k = 0 … n: the formula at the highest bar, and from there each from its neighbour. */
export function chancesOf(n: number, p: number): Float64Array {
  const chances = new Float64Array(n + 1);
  const middle = Math.min(n, Math.floor((n + 1) * p));
  const odds = p / (1 - p);
  chances[middle] = probability({ n, k: middle }, p);
  for (let k = middle; k < n; k++) chances[k + 1] = ((chances[k] ?? 0) * odds * (n - k)) / (k + 1);
  for (let k = middle; k > 0; k--) chances[k - 1] = ((chances[k] ?? 0) * k) / (odds * (n - k + 1));
  return chances;
}

/** Every line of Bayes' rule on the coin, each from its own formula and not from its neighbour. */
function bayesMetrics(prior: Beta, tosses: Tosses, p: number) {
  const after = posteriorOf(prior, tosses);
  const joint = betaDensity(prior, p) * likelihood(tosses, p);
  const evidence = evidenceOf(prior, tosses);
  const gathered = (after.a - 1) * Math.log(p) + (after.b - 1) * Math.log1p(-p);
  const { low, high } = credible(after);
  return {
    'prior-density': betaDensity(prior, p),
    joint,
    'joint-gathered': Math.exp(logWays(tosses) - betaln(prior.a, prior.b) + gathered),
    evidence,
    'evidence-closed': Math.exp(logEvidence(prior, tosses)),
    'log-evidence': logEvidence(prior, tosses),
    'posterior-ratio': joint / evidence,
    'posterior-density': betaDensity(after, p),
    'prior-mean': prior.a / (prior.a + prior.b),
    'posterior-mean': after.a / (after.a + after.b),
    'posterior-mode': modeOf(after),
    'credible-low': low,
    'credible-high': high,
  };
}

/** Every number of `meta.metrics`. Pictures and readouts ask for the same ones, so the last are kept. */
export const metricsOf = latest((values: Values): MetricsOf<typeof meta> => {
  const tosses = tossesOf(values);
  return { ...likelihoodMetrics(tosses, values.p), ...bayesMetrics(priorOf(values), tosses, values.p) };
});

export type Count = { readonly k: number; readonly probability: number; readonly here: boolean };

/** The counts that can be seen beside the highest, and the one that was thrown. */
export function countsOf(values: Values): Count[] {
  const { n, k: thrown } = tossesOf(values);
  const chances = [...chancesOf(n, values.p)];
  const highest = Math.max(...chances);
  return chances
    .map((chance, k) => ({ k, probability: chance, here: k === thrown }))
    .filter((count) => count.here || count.probability > highest / 1000);
}

export type CoinPoint = {
  readonly p: number;
  readonly likelihood: number;
  /** The likelihood over its highest value. */
  readonly relative: number;
  /** The likelihood brought to the area 1. */
  readonly scaled: number;
  readonly prior: number;
  readonly posterior: number;
};

/** Every curve over p, finer where the likelihood and the posterior are narrow. */
export function curvesOf(values: Values): CoinPoint[] {
  const tosses = tossesOf(values);
  const after = posteriorOf(priorOf(values), tosses);
  const [chance, before, then] = [likelihoodOf(tosses), densityOf(priorOf(values)), densityOf(after)];
  const highest = chance(tosses.k / tosses.n);
  return gridOf(tosses, after).map((p) => ({
    p,
    likelihood: chance(p),
    relative: chance(p) / highest,
    scaled: chance(p) * (tosses.n + 1),
    prior: before(p),
    posterior: then(p),
  }));
}

/** p from 0 to 1: even nodes, and for each curve with a hill nodes that follow its own width. */
function gridOf({ n, k }: Tosses, { a, b }: Beta): number[] {
  const even = Array.from({ length: 161 }, (_, i) => i / 160);
  const near = (middle: number, width: number) =>
    Array.from({ length: 49 }, (_, i) => middle + ((i - 24) / 6) * width).filter((p) => p > 0 && p < 1);
  const mean = a / (a + b);
  const hills = [
    ...near(k / n, Math.sqrt(((k + 1) * (n - k + 1)) / (n + 2) ** 3)),
    ...near(mean, Math.sqrt((mean * (1 - mean)) / (a + b + 1))),
  ];
  return [...new Set([...even, ...hills])].sort((x, y) => x - y);
}

/** The top of the scale that bars and curve share, so that one number stands at one height in both. */
export const topOf = (values: Values): number =>
  Math.max(...countsOf(values).map((count) => count.probability), metricsOf(values)['peak-likelihood']);

/** How many heads the next throw of n coins p shows, and the seed that stands for it. */
export function tossed({ n, p, seed }: Pick<Values, 'n' | 'p' | 'seed'>): { k: number; seed: number } {
  const next = (seed + 1) % 10_000;
  const source = random(next).fork('toss');
  let k = 0;
  for (let toss = 0; toss < n; toss++) if (source.uniform() < p) k += 1;
  return { k, seed: next };
}

/** The interval that belongs to the reading: credible with a prior, else of confidence; and the middle marked in it. */
export function intervalOf(values: Values): Interval & { readonly middle: number } {
  const found = metricsOf(values);
  return values.prior === 'on'
    ? { low: found['credible-low'], high: found['credible-high'], middle: found['posterior-mean'] }
    : { low: found['confidence-low'], high: found['confidence-high'], middle: found.peak };
}

/** What stands between the knobs and the count, where they contradict each other. */
export const tooMany = ({ n, k }: Tosses): string =>
  k > n ? `${k} heads do not fit into ${n} ${n === 1 ? 'toss' : 'tosses'}, so k counts as ${n}.` : '';

/** On the way from one count of heads to another: the curves are those of a count in between, which need not be whole. */
export const between =
  (from: Values, to: Values) =>
  (share: number): Values => ({ ...to, k: mix(tossesOf(from).k, tossesOf(to).k, share) });
