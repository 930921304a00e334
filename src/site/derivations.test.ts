/** The lines of every live derivation: which of them have to show one number, and which number that is. */
import { globSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { initialValues } from '#src/run/params.ts';
import { meta as coinMeta } from '#widgets/coin-likelihood/meta.ts';
import { metricsOf as coinMetrics, type Values as Coin } from '#widgets/coin-likelihood/model.ts';
import { meta as densityMeta } from '#widgets/density-fit/meta.ts';
import { metricsOf as densityMetrics, sampleOf, type Values as Density } from '#widgets/density-fit/model.ts';
import { meta as elboMeta } from '#widgets/elbo-identity/meta.ts';
import { metricsOf as elboMetrics, type Values as Elbo } from '#widgets/elbo-identity/model.ts';
import { meta as mixtureMeta } from '#widgets/em-mixture/meta.ts';
import { metricsOf as mixtureMetrics, pointsOf, startOf, type Values as Em } from '#widgets/em-mixture/model.ts';
import { meta as evidenceMeta } from '#widgets/evidence-monte-carlo/meta.ts';
import { metricsOf as evidenceMetrics, type Values as Evidence } from '#widgets/evidence-monte-carlo/model.ts';
import { meta as gameMeta } from '#widgets/gan-objective/meta.ts';
import { metricsOf as gameMetrics, type Values as Game } from '#widgets/gan-objective/model.ts';
import { meta as klMeta } from '#widgets/kl-closed-form/meta.ts';
import { metricsOf as klMetrics, type Values as Kl } from '#widgets/kl-closed-form/model.ts';
import { meta as fieldMeta } from '#widgets/mean-field/meta.ts';
import { metricsOf as fieldMetrics, type Values as Field } from '#widgets/mean-field/model.ts';

/** A derivation as it stands in a lecture: its figure, its lines' metrics in order, and those of the numbers inside. */
type Live = { readonly widget: string; readonly title: string; readonly lines: string[]; readonly inside: string[] };

const derivations: readonly Live[] = globSync('content/lectures/*.mdx')
  .sort()
  .flatMap((file) => [
    ...readFileSync(file, 'utf8').matchAll(/<Derivation widget="([^"]+)" title="([^"]+)">([^]*?)<\/Derivation>/g),
  ])
  .map(([, widget = '', title = '', body = '']) => ({
    widget,
    title,
    lines: [...body.matchAll(/<Line[^>]*\smetric="([^"]+)"/g)].map(([, metric = '']) => metric),
    inside: [...body.matchAll(/\\live\{([\w-]+)\}/g)].map(([, metric = '']) => metric),
  }));

/** What one or more lines must show, and how near. */
type Shown = { readonly lines: readonly string[]; readonly value: number; readonly within: number };
const shows = (value: number, lines: string, within = 1e-9): Shown => ({ lines: lines.split(' '), value, within });

type Case = {
  readonly widget: string;
  readonly titles: readonly string[];
  /** Settings with their metrics and what the lines must show there; the first is the figure as it opens. */
  readonly at: readonly { readonly found: Readonly<Record<string, number>>; readonly shown: readonly Shown[] }[];
};

const logNormal = (x: number, mean: number, variance: number) =>
  -0.5 * Math.log(2 * Math.PI * variance) - (x - mean) ** 2 / (2 * variance);

/** Simpson's rule with 20,000 strips over ±20: strips of 0.002, and errors of a fourth power of that. */
function integral(f: (x: number) => number): number {
  let sum = 0;
  for (let i = 0; i <= 20_000; i++) sum += (i === 0 || i === 20_000 ? 1 : i % 2 === 1 ? 4 : 2) * f(-20 + i / 500);
  return sum / 1500;
}

const total = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);

/** (n − 1)!, which is Γ(n), for whole numbers. */
const gamma = (n: number): number => (n <= 1 ? 1 : (n - 1) * gamma(n - 1));
const beta = (a: number, b: number) => (gamma(a) * gamma(b)) / gamma(a + b);

function coin(set: Partial<Coin>) {
  const values = { ...initialValues(coinMeta.params), ...set };
  const { n, k, p, a, b } = values;
  const ways = gamma(n + 1) / gamma(k + 1) / gamma(n - k + 1);
  const prior = (p ** (a - 1) * (1 - p) ** (b - 1)) / beta(a, b);
  const likelihood = ways * p ** k * (1 - p) ** (n - k);
  const evidence = (ways * beta(a + k, b + n - k)) / beta(a, b);
  return {
    found: coinMetrics(values),
    shown: [
      shows(prior, 'prior-density'),
      shows(likelihood, 'likelihood'),
      shows(prior * likelihood, 'joint joint-gathered'),
      // A sum over a grid: far below the fourth digit that is shown.
      shows(evidence, 'evidence evidence-closed', 1e-7),
      shows((prior * likelihood) / evidence, 'posterior-ratio posterior-density', 1e-6),
    ],
  };
}

/** Mean, deviation and leave-one-out score of the figure's own points, added up here. */
function density(set: Partial<Density>) {
  const values = { ...initialValues(densityMeta.params), ...set };
  const points = [...sampleOf(values).points];
  const n = points.length;
  const mean = total(points) / n;
  const sigma = Math.sqrt(total(points.map((x) => (x - mean) ** 2)) / n);
  const kernel = (x: number, y: number) => Math.exp(logNormal(x, y, values.h ** 2));
  const without = (i: number) => (total(points.map((y) => kernel(points[i] ?? NaN, y))) - kernel(0, 0)) / (n - 1);
  return {
    found: densityMetrics(values),
    shown: [
      shows(mean, 'mean'),
      shows(sigma, 'sigma'),
      shows(-0.5 * Math.log(2 * Math.PI * sigma ** 2) - 0.5, 'fit-gaussian-direct fit-gaussian'),
      shows(total(points.map((_, i) => Math.log(without(i)))) / n, 'loo', 1e-7),
    ],
  };
}

type Part = {
  readonly weight: number;
  readonly mean: readonly number[];
  readonly cov: { xx: number; xy: number; yy: number };
};

/** log of weight times density of a bell in the plane. */
function logPart({ weight, mean, cov: { xx, xy, yy } }: Part, [x = NaN, y = NaN]: readonly number[]): number {
  const [u, v] = [x - (mean[0] ?? NaN), y - (mean[1] ?? NaN)];
  const det = xx * yy - xy * xy;
  return (
    Math.log(weight) -
    Math.log(2 * Math.PI) -
    0.5 * Math.log(det) -
    (yy * u * u - 2 * xy * u * v + xx * v * v) / (2 * det)
  );
}

const evidenceAt = (parts: readonly Part[], x: readonly number[]) =>
  Math.log(total(parts.map((part) => Math.exp(logPart(part, x)))));

/** Weighted share, mean and covariance: the M step for any covariance. */
function refitted(points: readonly (readonly number[])[], q: readonly number[]): Part {
  const sum = total(q);
  const mean = (f: (x: number, y: number) => number) =>
    total(points.map(([x = NaN, y = NaN], i) => (q[i] ?? NaN) * f(x, y))) / sum;
  const [mx, my] = [mean((x) => x), mean((_, y) => y)];
  const cov = {
    xx: mean((x) => (x - mx) ** 2),
    xy: mean((x, y) => (x - mx) * (y - my)),
    yy: mean((_, y) => (y - my) ** 2),
  };
  return { weight: sum / points.length, mean: [mx, my], cov };
}

/** Before the first half-step q says 1/k of every component. */
function mixture(set: Partial<Em>) {
  const values = { ...initialValues(mixtureMeta.params), ...set };
  const points = pointsOf(values);
  const parts = startOf(values);
  const evidence = total(points.map((x) => evidenceAt(parts, x)));
  const joint = total(points.flatMap((x) => parts.map((part) => logPart(part, x) / values.k)));
  const entropy = points.length * Math.log(values.k);
  const posterior = parts.map((part) => points.map((x) => Math.exp(logPart(part, x) - evidenceAt(parts, x))));
  const refit = posterior.map((q) => refitted(points, q));
  const after = total(points.map((x) => evidenceAt(refit, x)));
  const bound = total(
    refit.flatMap((part, k) =>
      points.map((x, i) => {
        const q = posterior[k]?.[i] ?? NaN;
        return q === 0 ? 0 : q * (logPart(part, x) - Math.log(q));
      }),
    ),
  );
  return {
    found: mixtureMetrics(values),
    shown: [
      shows(evidence, 'evidence evidence-from-parts elbo-after-e'),
      shows(joint + entropy, 'elbo elbo-from-joint'),
      shows(joint, 'log-joint'),
      shows(entropy, 'entropy'),
      shows(evidence - joint - entropy, 'gap-direct'),
      shows(bound, 'elbo-after-m'),
      shows(bound - evidence, 'elbo-rise'),
      shows(after, 'evidence-after-m'),
      shows(after - bound, 'gap-after-m'),
      shows(after - evidence, 'evidence-rise rise-from-parts'),
    ],
  };
}

function evidence(set: Partial<Evidence>) {
  const values = { ...initialValues(evidenceMeta.params), ...set };
  const { d, n, x, s, delta, rho } = values;
  const variance = 2.25 + s * s;
  const log = d * logNormal(x, 0, variance);
  const [a, t] = [2.25 / (s * s), (x * x) / variance];
  const moment = ((1 + a) / Math.sqrt(1 + 2 * a)) * Math.exp((t * a) / (1 + 2 * a));
  // Of one coordinate under q = N(δ, ρ²) in units of the posterior N(0, 1): E_q[(p/q)²] = ρ²/√(2ρ² − 1) · exp(δ²/(2ρ² − 1)).
  const weights = ((rho * rho) / Math.sqrt(2 * rho * rho - 1)) * Math.exp((delta * delta) / (2 * rho * rho - 1));
  // The standard error of an average of n draws as a share of the truth, and 4 of them; its logarithm is off by a little more.
  const near = (second: number) => 4.5 * Math.sqrt((second ** d - 1) / n);
  return {
    found: evidenceMetrics(values),
    shown: [
      shows(log, 'evidence-quadrature evidence-under-prior evidence-under-q'),
      shows(log, 'estimate-prior', near(moment)),
      shows(log, 'estimate-q', near(weights)),
      shows(moment, 'moment-quadrature moment-densities moment'),
    ],
  };
}

function kl(set: Partial<Kl>) {
  const values = { ...initialValues(klMeta.params), ...set };
  const { mu, sigma, samples } = values;
  const square = mu * mu + sigma * sigma;
  const negative = -0.5 * Math.log(2 * Math.PI * Math.E * sigma * sigma);
  const cross = 0.5 * Math.log(2 * Math.PI) + 0.5 * square;
  return {
    found: klMetrics(values),
    shown: [
      shows(0.5 * (square - 1) - Math.log(sigma), 'kl-quadrature entropies-sum closed-sum terms-sum kl'),
      shows(negative, 'negative-entropy negative-entropy-closed'),
      shows(cross, 'cross-entropy cross-entropy-closed'),
      shows(0.5 * mu * mu, 'mean-term'),
      shows(0.5 * sigma * sigma, 'variance-term'),
      shows(-Math.log(sigma), 'log-term'),
      shows(Math.sqrt((mu ** 2 * sigma ** 2 + (sigma ** 2 - 1) ** 2 / 2) / samples), 'error-expected'),
    ],
  };
}

function elbo(set: Partial<Elbo>) {
  const values = { ...initialValues(elboMeta.params), ...set };
  const { m, logv, x, w, s } = values;
  const v = Math.exp(logv);
  const spread = w * w + s * s;
  const evidenceThere = logNormal(x, 0, spread);
  const reconstruction = logNormal(x, w * m, s * s) - (w * w * v) / (2 * s * s);
  const fromPrior = 0.5 * (m * m + v - 1 - logv);
  const [mean, variance] = [(w * x) / spread, (s * s) / spread];
  const gap = 0.5 * ((m - mean) ** 2 / variance + v / variance - 1 - Math.log(v / variance));
  const evidenceLines =
    'evidence evidence-quadrature evidence-from-ratio evidence-from-bayes evidence-from-split evidence-from-parts';
  return {
    found: elboMetrics(values),
    shown: [
      shows(evidenceThere, evidenceLines),
      shows(evidenceThere - gap, 'elbo elbo-from-ratio elbo-from-joint elbo-from-terms'),
      shows(reconstruction, 'reconstruction'),
      shows(fromPrior, 'kl'),
      shows(gap, 'gap-direct'),
    ],
  };
}

function field(set: Partial<Field>) {
  const values = { ...initialValues(fieldMeta.params), ...set };
  const { rho, sigma } = values;
  const variance = (1 - rho * rho) * sigma * sigma;
  return {
    found: fieldMetrics(values),
    shown: [
      shows(1 / variance, 'precision precision-averaged'),
      shows(variance, 'variance variance-closed variance-given'),
      shows(sigma * sigma, 'variance-true'),
      shows(-0.5 * Math.log(1 - rho * rho), 'gap-quadrature gap-best gap-closed'),
    ],
  };
}

function game(set: Partial<Game>) {
  const values = { ...initialValues(gameMeta.params), ...set };
  const { mu, m, x, sigma, s, b, c } = values;
  const logData = (at: number) => logNormal(at, m, s * s);
  const logFake = (at: number) => logNormal(at, mu, sigma * sigma);
  const data = (at: number) => Math.exp(logData(at));
  const fake = (at: number) => Math.exp(logFake(at));
  const best = (at: number) => logData(at) - logFake(at);
  const logit = (at: number) => b * best(at) + c;
  /** log of 1/(1 + e^−a). */
  const logOf = (a: number) => (a > 0 ? -Math.log1p(Math.exp(-a)) : a - Math.log1p(Math.exp(a)));
  const dataTerm = integral((at) => data(at) * logOf(logit(at)));
  const modelTerm = integral((at) => fake(at) * logOf(-logit(at)));
  const value = integral((at) => data(at) * logOf(best(at)) + fake(at) * logOf(-best(at)));
  const middle = (at: number) => Math.log(data(at) + fake(at)) - Math.LN2;
  const apart = (of: (at: number) => number, log: (at: number) => number) =>
    integral((at) => (of(at) === 0 ? 0 : of(at) * (log(at) - middle(at))));
  const [ofData, ofFake] = [apart(data, logData), apart(fake, logFake)];
  const d = Math.exp(logOf(logit(x)));
  const slope = (at: number) => b * ((m - at) / (s * s) - (mu - at) / (sigma * sigma));
  return {
    found: gameMetrics(values),
    shown: [
      shows(dataTerm + modelTerm, 'value-of-d-over-noise value-of-d-in-parts value-of-d'),
      shows(dataTerm, 'data-term'),
      shows(modelTerm, 'model-term'),
      shows(data(x), 'p-data-at-x'),
      shows(fake(x), 'p-model-at-x'),
      shows(data(x) / (data(x) + fake(x)), 'd-star-at-x d-star-from-logit'),
      shows(value, 'value value-from-kl value-from-jsd'),
      shows(value - dataTerm - modelTerm, 'shortfall shortfall-direct'),
      shows(Math.log(4), 'log-four'),
      shows(ofData, 'kl-data'),
      shows(ofFake, 'kl-model'),
      shows((ofData + ofFake) / 2, 'jsd jsd-from-doubt'),
      shows(logit(x), 'logit-at-x'),
      shows(d, 'd-at-x'),
      // A difference of heights 2e-4 apart: rounding of 5 nats over that is 1e-12, the third derivative's part below 1e-9.
      shows(-d, 'measured-minimax gradient-minimax', 2e-9),
      shows(d - 1, 'measured-non-saturating gradient-non-saturating', 2e-9),
      shows(
        integral((at) => fake(at) * Math.exp(logOf(logit(at))) * slope(at)),
        'pull-minimax',
      ),
      shows(
        integral((at) => fake(at) * Math.exp(logOf(-logit(at))) * slope(at)),
        'pull-non-saturating',
      ),
    ],
  };
}

const cases: readonly Case[] = [
  {
    widget: 'coin-likelihood',
    titles: ['Bayes’ rule, line by line'],
    at: [coin({}), coin({ n: 12, k: 9, p: 0.6, a: 3, b: 1 })],
  },
  {
    widget: 'density-fit',
    titles: [
      "The best Gaussian is the one with the points' own mean and variance",
      'Leave-one-out likelihood, without making n estimates',
    ],
    at: [density({}), density({ n: 37, seed: 8, h: 0.7 })],
  },
  {
    widget: 'em-mixture',
    titles: ['Evidence = ELBO + KL, for a mixture', 'One round from here'],
    at: [mixture({}), mixture({ k: 2, seed: 4 })],
  },
  {
    widget: 'evidence-monte-carlo',
    titles: ['The evidence as an expectation, in two ways', 'The second moment of one coordinate under the prior'],
    at: [evidence({}), evidence({ d: 1, n: 5000, delta: -1, rho: 1.5, x: 1, s: 1.2 })],
  },
  {
    widget: 'kl-closed-form',
    titles: ['From the definition to four terms', 'What one draw says'],
    at: [kl({}), kl({ mu: -2, sigma: 1.7, samples: 400 })],
  },
  {
    widget: 'elbo-identity',
    titles: ['The bound by Jensen’s inequality', 'The bound as what is left of an identity'],
    at: [elbo({}), elbo({ m: -1, logv: 0.6, x: -0.5, w: -2, s: 1.3 })],
  },
  {
    widget: 'mean-field',
    titles: ['The mean-field update for a correlated pair'],
    at: [field({}), field({ rho: -0.4, sigma: 1.6 })],
  },
  {
    widget: 'gan-objective',
    titles: [
      'The best discriminator',
      'The value at the best discriminator',
      'Two losses and their slopes',
      'The pull on the fakes',
    ],
    at: [game({}), game({ mu: 0.5, sigma: 1.3, b: 0.6, c: 0.4, x: 1 })],
  },
];

test('every live derivation of the lectures is among them, once', () => {
  const here = cases.flatMap(({ widget, titles }) => titles.map((title) => `${widget}: ${title}`));
  expect(derivations.map(({ widget, title }) => `${widget}: ${title}`)).toEqual(here);
});

describe.each(cases)('in the derivations of $widget', ({ widget, at }) => {
  const own = derivations.filter((derivation) => derivation.widget === widget);

  test('every line that shows a number, and every number inside a line, has its value stated', () => {
    const stated = at[0]?.shown.flatMap(({ lines }) => lines) ?? [];
    expect(new Set(stated).size).toBe(stated.length);
    expect(new Set(own.flatMap(({ lines, inside }) => [...lines, ...inside]))).toEqual(new Set(stated));
  });

  test.each(
    at.flatMap(({ found, shown }, i) => shown.map((one) => ({ ...one, found, i, names: one.lines.join(', ') }))),
  )('at setting $i $names show $value', ({ lines, value, within, found }) => {
    for (const line of lines) {
      const apart = Math.abs((found[line] ?? NaN) - value);
      expect(apart, line).toBeLessThan(within * Math.max(1, within < 1e-3 ? Math.abs(value) : 1));
    }
  });
});
