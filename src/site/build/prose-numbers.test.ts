/**
 * Numbers of the prose that no figure gives: each is computed here from its definition, without the course's own models. In
 * a snippet the numbers stand between « and »; they are held to the decimals that are printed. Numbers that a figure gives
 * are tied to it where they stand, by `\num` (`printed-numbers.ts`).
 */
import { globSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';

const { abs, ceil, exp, log, log10, max, min, PI, round, sqrt } = Math;

const sources = new Map(
  globSync(['content/lectures/*.mdx', 'content/appendices/errata.mdx']).map((file) => [
    file.replace(/.*\/(?:\d+-)?|\.mdx$/g, ''),
    readFileSync(file, 'utf8'),
  ]),
);

const sum = (terms: readonly number[]) => terms.reduce((a, b) => a + b, 0);
const range = (n: number) => Array.from({ length: n }, (_, at) => at);
/** By Simpson's rule: with 4,000 pieces the error of a Gaussian's integral is below the rounding of doubles. */
const integral = (f: (x: number) => number, from: number, to: number, pieces = 4000) => {
  const step = (to - from) / pieces;
  return (
    (step / 3) *
    sum(range(pieces + 1).map((at) => f(from + at * step) * (at === 0 || at === pieces ? 1 : at % 2 === 1 ? 4 : 2)))
  );
};
/** Where a rising or falling `f` is zero, by halving 100 times. */
const root = (f: (x: number) => number, low: number, high: number) => {
  let [a, b] = [low, high];
  for (let turn = 0; turn < 100; turn++) {
    const middle = (a + b) / 2;
    if (f(a) * f(middle) <= 0) b = middle;
    else a = middle;
  }
  return a;
};
/** Where `f` is least between two bounds with one valley, by the golden section. */
const valley = (f: (x: number) => number, low: number, high: number) => {
  const share = (sqrt(5) - 1) / 2;
  let [a, b] = [low, high];
  for (let turn = 0; turn < 60; turn++) {
    const [left, right] = [b - share * (b - a), a + share * (b - a)];
    if (f(left) < f(right)) b = right;
    else a = left;
  }
  return (a + b) / 2;
};

const logBell = (x: number, mean = 0, deviation = 1) =>
  -0.5 * log(2 * PI) - log(deviation) - (x - mean) ** 2 / (2 * deviation ** 2);
const bell = (x: number, mean = 0, deviation = 1) => exp(logBell(x, mean, deviation));
/** The probability of a standard normal below −x, for positive x. */
const below = (x: number) => integral((t) => bell(t), x, x + 12);
/** The probability of a standard normal between 0 and x, by its series: 60 terms are exact to doubles for x up to 5. */
const above0 = (x: number) => {
  let [term, total] = [x, x];
  for (let k = 1; k < 60; k++) {
    term *= (x * x) / (2 * k + 1);
    total += term;
  }
  return bell(x) * total;
};
const choose = (n: number, k: number) => range(k).reduce((ways, at) => (ways * (n - at)) / (at + 1), 1);

type Density = (x: number) => number;
const klOf = (p: Density, q: Density, from: number, to: number) =>
  integral((x) => (p(x) === 0 ? 0 : p(x) * log(p(x) / q(x))), from, to);
const jsdOf = (p: Density, q: Density, from = -14, to = 14) => {
  const middle = (x: number) => (p(x) + q(x)) / 2;
  return (klOf(p, middle, from, to) + klOf(q, middle, from, to)) / 2;
};

/** Letters with their true and their believed probabilities. */
const truth = [1 / 2, 1 / 4, 1 / 8, 1 / 8];
const belief = [1 / 8, 1 / 2, 1 / 4, 1 / 8];
const length = (real: readonly number[], code: readonly number[]) =>
  -sum(real.map((share, at) => (share * log(code[at] ?? 0)) / log(2)));

/** The target with bumps at ±centre, and its divergences from one Gaussian. */
const bumps = (centre: number) => (z: number) => (bell(z, -centre, 0.5) + bell(z, centre, 0.5)) / 2;
const logBumps = (centre: number) => (z: number) => {
  const [a, b] = [logBell(z, -centre, 0.5), logBell(z, centre, 0.5)];
  return max(a, b) + log(1 + exp(-abs(a - b))) - log(2);
};
const forward = (mean: number, deviation: number, centre = 2) =>
  integral((z) => bumps(centre)(z) * (logBumps(centre)(z) - logBell(z, mean, deviation)), -12, 12);
const reverse = (mean: number, deviation: number, centre = 2) =>
  integral(
    (z) => bell(z, mean, deviation) * (logBell(z, mean, deviation) - logBumps(centre)(z)),
    mean - 12 * deviation,
    mean + 12 * deviation,
  );
const wide = sqrt(4.25);
const ownBump = { mean: valley((m) => reverse(m, 0.5), 1.5, 2.5), deviation: valley((s) => reverse(2, s), 0.3, 0.8) };

/** Of the worked model: x = 1.5 z and noise of variance 0.64, seen at x = 2. */
const worked = { w: 1.5, h: 0.8, mean: 0.3, variance: 0.5 };
type Worked = typeof worked;
const evidenceOf = ({ w, h }: Worked, x = 2) => logBell(x, 0, sqrt(w ** 2 + h ** 2));
const posteriorOf = ({ w, h }: Worked, x = 2) => ({
  mean: (w * x) / (w ** 2 + h ** 2),
  variance: h ** 2 / (w ** 2 + h ** 2),
});
const gapOf = (state: Worked, x = 2) => {
  const { mean, variance } = posteriorOf(state, x);
  const share = state.variance / variance;
  return ((state.mean - mean) ** 2 / variance + share - 1 - log(share)) / 2;
};
const eStep = (state: Worked): Worked => ({ ...state, ...posteriorOf(state) });
const mStep = (state: Worked): Worked => {
  const w = (2 * state.mean) / (state.mean ** 2 + state.variance);
  return { ...state, w, h: sqrt((2 - w * state.mean) ** 2 + w ** 2 * state.variance) };
};
const rowOf = (state: Worked) => [
  state.w,
  state.h,
  state.mean,
  state.variance,
  evidenceOf(state) - gapOf(state),
  evidenceOf(state),
];
const after = (letters: string) =>
  Array.from(letters).reduce((state, letter) => (letter === 'E' ? eStep(state) : mStep(state)), worked);
const pressed = (() => {
  const { mean, variance } = posteriorOf(worked);
  const rate = 0.5 / (1 + worked.w ** 2 / worked.h ** 2);
  const turned = log(worked.variance) - (rate * (worked.variance / variance - 1)) / 2;
  const moved = worked.mean - (rate * (worked.mean - mean)) / variance;
  return { rate, gap: gapOf({ ...worked, mean: moved, variance: exp(turned) }) };
})();
const given = posteriorOf(worked);
const halfGap = root((u) => exp(-u) - 1 + u - 0.05, 0.01, 1);

/** Of two bells of width 1 at a distance: JSD, value, and the two pulls on the fakes. */
const gameAt = (distance: number) => {
  const data = (x: number) => bell(x, distance);
  const jsd = jsdOf(data, bell, -12, distance + 12);
  const minimax = integral((x) => (bell(x) * distance) / (1 + exp(distance ** 2 / 2 - distance * x)), -12, 12);
  return [jsd, 2 * jsd - log(4), minimax, distance - minimax];
};
const twoBumps = (x: number) => (bell(x, -2.5, 0.5) + bell(x, 2.5, 0.5)) / 2;
const oneBell = valley((s) => jsdOf(twoBumps, (x) => bell(x, 0, s)), 1, 4);
const modes = (k: number, of = 8) =>
  0.5 * ((k / of) * log((2 * k) / (of + k)) + (1 - k / of) * log(2)) + 0.5 * log((2 * of) / (of + k));
/** The total variation between packs of n from ten even modes and from five of 0.14 and five of 0.06. */
const packed = (n: number) =>
  sum(range(n + 1).map((k) => choose(n, k) * 5 ** n * abs(0.14 ** k * 0.06 ** (n - k) - 0.1 ** n))) / 2;
const halved = root((d) => jsdOf((x) => bell(x, d, 0.8), bell) - (log(4) - 1) / 2, 0.1, 4);

const secondMoment = (w: number, h: number, x: number) => {
  const [snr, g2] = [w ** 2 / h ** 2, x ** 2 / (w ** 2 + h ** 2)];
  return ((1 + snr) / sqrt(1 + 2 * snr)) * exp((snr * g2) / (1 + 2 * snr));
};
const M = secondMoment(1.5, 0.8, 2);
const errorAt = (rho: number) => {
  const u = 2 * rho ** 2 - 1;
  return sqrt((((rho ** 2 / sqrt(u)) * exp(1 / u)) ** 5 - 1) / 1000);
};

/** The canonical bandwidth of a kernel, from the integrals of K² and of t² K (Marron and Nolan, 1988). */
const canonical = (square: number, second: number) => (square / second ** 2) ** 0.2;
const gaussian = canonical(1 / (2 * sqrt(PI)), 1);
/** How many points bring the relative squared error at the peak of a normal down to a tenth, with the best width. */
const needed = (error: (h: number) => { readonly bias: number; readonly once: number }, widest: number) => {
  const n = (h: number) => {
    const { bias, once } = error(h);
    return bias >= 0.1 ? Infinity : once / (0.1 - bias);
  };
  // Two neighbours of the best of a coarse grid hold the valley between them.
  const grid = range(80).map((at) => ((at + 1) * widest) / 80);
  const best = grid.reduce((h, other) => (n(other) < n(h) ? other : h));
  return ceil(n(valley(n, best - widest / 80, best + widest / 80)));
};
const kernels = (d: number) =>
  needed(
    (h) => ({
      bias: ((1 + h * h) ** (-d / 2) - 1) ** 2,
      once: (2 * h * h + h ** 4) ** (-d / 2) - (1 + h * h) ** -d,
    }),
    3,
  );
/** The same for a histogram: its cell around 0 reaches from −uh to (1 − u)h, and u is even between 0 and 1. */
const histogram = (d: number) => {
  const height = (h: number) => (2 * PI) ** (d / 2) / h ** d;
  const share = (h: number, u: number) => above0((1 - u) * h) + above0(u * h);
  return needed((h) => {
    const mean = integral((u) => share(h, u), 0, 1, 100) ** d;
    const square = integral((u) => share(h, u) ** 2, 0, 1, 100) ** d;
    return {
      bias: square * height(h) ** 2 - 2 * mean * height(h) + 1,
      once: (mean - square) * height(h) ** 2,
    };
  }, 4);
};
const growth = (count: (d: number) => number) => range(8).map((at) => count(at + 3) / count(at + 2));
const chiSquare = (halfDegrees: number) =>
  1 - exp(-0.5) * sum(range(halfDegrees).map((k) => 0.5 ** k / range(k).reduce((all, at) => all * (at + 1), 1)));

/** Ten tosses of a fair coin, and 1,000 by logarithms. */
const thousand = exp(sum(range(300).map((at) => log(1000 - at) - log(at + 1))) - 1000 * log(2));
const heads = (p: number) => choose(10, 3) * p ** 3 * (1 - p) ** 7;
const even = heads(0.5) / (heads(0.5) + 1 / 11);

const spread = (points: readonly number[]) => {
  const mean = sum(points) / points.length;
  return sum(points.map((x) => (x - mean) ** 2));
};
const about = (points: readonly number[], centre: number) => sum(points.map((x) => (x - centre) ** 2));

const level = (decibels: number) => 255 / 10 ** (decibels / 20);

/** The middle of the fakes after steps of a tenth of the pull of −log D, downhill or uphill, against N(1.5, 0.64). */
const steered = (steps: number, sign: number) => {
  const data = (x: number) => bell(x, 1.5, 0.8);
  let middle = -1;
  for (let step = 0; step < steps; step++) {
    const at = middle;
    const pull = integral(
      (x) => {
        const logit = logBell(x, 1.5, 0.8) - logBell(x, at);
        return (bell(x, at) * (x - at - (x - 1.5) / 0.64)) / (1 + exp(logit));
      },
      at - 10,
      at + 10,
    );
    middle += 0.1 * sign * pull;
  }
  return { middle, jsd: jsdOf(data, (x) => bell(x, middle), -16, 16) };
};
const [downhill, uphill] = [steered(10, 1), steered(5, -1)];
/** Codes from two pictures in even shares, at 1 and −1 with variance 1/4, along each axis. */
const mixed = (z: number) => (bell(z, 1, 0.5) + bell(z, -1, 0.5)) / 2;
const information = (apart: number) =>
  klOf(
    (z) => bell(z, apart, 0.5),
    (z) => (bell(z, apart, 0.5) + bell(z, -apart, 0.5)) / 2,
    -8,
    8,
  );
const unlike = klOf(mixed, (z) => bell(z), -8, 8);
const oneSided = (1 - below(2)) ** 2 + below(2) ** 2;

/** Gaussian data of these variances under noise of variance ½: what is left by the best factor, found by trying. */
const directions = [4, 2, 1, 0.5];
const leftBy = (factor: number, variance: number) => (1 - factor) ** 2 * variance + factor ** 2 * 0.5;
const filtered = (variance: number) =>
  leftBy(
    valley((factor) => leftBy(factor, variance), 0, 1),
    variance,
  );
const projected = (kept: number) => sum(directions.map((variance, at) => leftBy(at < kept ? 1 : 0, variance)));
/** The mean of ±1 given itself with noise. */
const cleaned = (noisy: number, deviation: number) => {
  const [up, down] = [bell(noisy, 1, deviation), bell(noisy, -1, deviation)];
  return (up - down) / (up + down);
};
/** How often each output of a transposed convolution is written to, by writing. */
const overlaps = (inputs: number, kernel: number, stride: number) => {
  const counts: number[] = [];
  for (let at = 0; at < inputs; at++)
    for (let tap = 0; tap < kernel; tap++) counts[stride * at + tap] = (counts[stride * at + tap] ?? 0) + 1;
  return counts;
};

type Row = readonly [slug: string, snippet: string, ...values: readonly number[]];

const rows: readonly Row[] = [
  ['kl-divergence', String.raw`\tfrac18\cdot 3+\tfrac18\cdot 3 = «1.75»$ bits`, length(truth, truth)],
  ['kl-divergence', String.raw`\tfrac18\cdot 2+\tfrac18\cdot 3 = «2.375»$ bits`, length(truth, belief)],
  ['kl-divergence', '$«2.375»-«1.75»=«0.625»$', 2.375, 1.75, length(truth, belief) - length(truth, truth)],
  ['kl-divergence', String.raw`$\log 2 = «0.6931»$ nats, so`, log(2)],
  ['kl-divergence', 'the «0.625» bits above are «0.4332» nats', 0.625, 0.625 * log(2)],
  ['kl-divergence', 'logarithm is $«-0.4332»$', -0.625 * log(2)],
  ['kl-divergence', 'takes «1.75» bits a letter', length(belief, belief)],
  ['kl-divergence', String.raw`\tfrac14\cdot 3+\tfrac18\cdot 3 = «2.25»$ bits`, length(belief, truth)],
  ['kl-divergence', '«0.5» bits, or «0.3466» nats, where it was «0.625» bits', 0.5, 0.5 * log(2), 0.625],
  ['kl-divergence', String.raw`&= «0.4332»\\`, 0.625 * log(2)],
  ['kl-divergence', '&= «0.3466»', 0.5 * log(2)],
  ['kl-divergence', String.raw`\log\frac{1}{1/2} = \log 2 = «0.6931»$`, log(2)],
  ['kl-divergence', '=2^2+0.5^2=«4.25»$', 4.25],
  ['kl-divergence', 'puts «37.2» %', 100 * (1 - 2 * below(1 / wide))],
  ['kl-divergence', 'the target has «2.3» %', 100 * (below(2) - below(6))],
  ['kl-divergence', String.raw`$\mu = «2.00»$, $\sigma=«0.50»$`, ownBump.mean, ownBump.deviation],
  [
    'kl-divergence',
    String.raw`$\sigma=«2.0616»$ | **«0.7236»** | «2.0976» |`,
    wide,
    forward(0, wide),
    reverse(0, wide),
  ],
  ['kl-divergence', String.raw`| «15.3069» | **«0.6931»** |`, forward(2, 0.5), reverse(2, 0.5)],
  ['kl-divergence', 'is «31.3» nats below', logBumps(2)(-2) - logBell(-2, 2, 0.5)],
  ['kl-divergence', 'density is «723» times', bell(0, 0, wide) / bumps(2)(0)],
  ['kl-divergence', String.raw`$\mu=0$, $\sigma=«1.02»$, at`, valley((s) => reverse(0, s, 1), 0.5, 2)],
  ['kl-divergence', String.raw`at $\mu=0$ and $\sigma=«1.74»$`, valley((s) => reverse(0, s), 1, 3)],
  ['kl-divergence', 'one draw in «113,000»', 1000 * round(1 / (2 * below(4 / 0.9)) / 1000)],
  ['kl-divergence', String.raw`=1-«0.81»=«0.19»$`, 0.9 ** 2, 1 - 0.9 ** 2],
  ['kl-divergence', '=«0.53125»$ and the standard deviation «0.7289»', 0.25 + 9 / 32, sqrt(0.25 + 9 / 32)],
  ['kl-divergence', 'from $n=«29»$ on', ceil((0.25 + 9 / 32) * (6 / (1 / 8 + log(2))) ** 2)],
  ['kl-divergence', String.raw`$8\log2=«5.5452»$`, 8 * log(2)],
  ['kl-divergence', 'has to bring $«0.5041»$', (8 * log(2)) / 11],
  ['kl-divergence', String.raw`\sqrt{2\cdot«0.5041»}=«1.004»$`, (8 * log(2)) / 11, sqrt((16 * log(2)) / 11)],
  ['kl-divergence', String.raw`$«0.5625»+\tfrac12\cdot1.25^2=«1.34375»$`, 0.5625, 0.5625 + 1.25 ** 2 / 2],
  ['kl-divergence', String.raw`=«13{,}437.5»$, that is «13,438» samples`, 13437.5, ceil(13437.5)],
  ['kl-divergence', 'which is «0.0133» for 90,000', 4 / sqrt(90000)],
  ['kl-divergence', String.raw`2\,\Phi(-5)=«5.7»\cdot10^{-7}$`, 2e7 * below(5)],
  ['kl-divergence', 'a probability of «0.6» %', 100 * (1 - (1 - 2 * below(5)) ** 10000)],
  ['kl-divergence', String.raw`-\tfrac12=«-0.6931»+4-0.5=`, -log(2)],
  ['kl-divergence', String.raw`\log\frac{0.5}{0.1}=«0.5108»$`, 0.5 * log(0.25 / 0.09)],
  ['kl-divergence', String.raw`\log\frac{0.1}{0.5}=«0.3681»$`, 0.9 * log(1.8) + 0.1 * log(0.2)],
  ['kl-divergence', String.raw`$\log 20=«2.9957»$`, log(20)],
  ['kl-divergence', '$«2.9957»/«0.5108»=«5.9»$', log(20), 0.5 * log(0.25 / 0.09), log(20) / (0.5 * log(0.25 / 0.09))],

  ['the-elbo', 'that is $«0.1107»$', pressed.rate],
  ['the-elbo', 'to $«0.4881»$', pressed.gap],
  // 192 bins over 16 means.
  ['the-elbo', 'here that is $«0.0003»$', (16 / 192) ** 2 / 24],
  ['the-elbo', '| start | «1.5000» | «0.8000» | «0.3000» | «0.5000» | «−3.5932» | «−2.1416» |', ...rowOf(worked)],
  ['the-elbo', '| E | «1.5000» | «0.8000» | «1.0381» | «0.2215» | «−2.1416» | «−2.1416» |', ...rowOf(after('E'))],
  ['the-elbo', '| M | «1.5982» | «0.8258» | «1.0381» | «0.2215» | «−2.1308» | «−2.1241» |', ...rowOf(after('EM'))],
  ['the-elbo', '| E | «1.5982» | «0.8258» | «0.9877» | «0.2107» | «−2.1241» | «−2.1241» |', ...rowOf(after('EME'))],
  ['the-elbo', '| M | «1.6652» | «0.8429» | «0.9877» | «0.2107» | «−2.1198» | «−2.1171» |', ...rowOf(after('EMEM'))],
  ['the-elbo', String.raw`The first is $«0.025»$`, 0.05 / 2],
  ['the-elbo', String.raw`\sqrt{0.05\,\tau^2} = «0.933»$`, given.mean - sqrt(0.05 * given.variance)],
  ['the-elbo', String.raw`hence $u = «0.334»$`, halfGap],
  [
    'the-elbo',
    String.raw`$\log\sigma^2 = «-1.5075» - «0.334» = «-1.841»$`,
    log(given.variance),
    halfGap,
    log(given.variance) - halfGap,
  ],
  ['the-elbo', String.raw`-\tfrac12\log(2\pi h^2) = «-0.6958»$`, -0.5 * log(2 * PI * 0.64)],
  ['the-elbo', String.raw`-\tfrac12\log(8\pi) - \tfrac12 = «-2.1121»$`, -0.5 * log(8 * PI) - 0.5],
  ['the-elbo', '$w = «1.80»$, $h = «0.88»$;', after('EM'.repeat(500)).w, after('EM'.repeat(500)).h],
  ['the-elbo', 'with M, $w = «0.94»$, $h = «1.77»$', after('ME'.repeat(500)).w, after('ME'.repeat(500)).h],
  ['the-elbo', String.raw`$\mu = \sqrt e = «1.6487»$`, exp(0.5)],
  ['the-elbo', String.raw`$\log\sqrt{12} = «1.2425»$`, 0.5 * log(12)],
  ['the-elbo', 'It lacks $«0.1765»$ nats', 0.5 * log(2 * PI * exp(1)) - 0.5 * log(12)],
  ['the-elbo', String.raw`$\rho = \sqrt{1/2} = «0.7071»$, and as well at $«-0.7071»$`, sqrt(0.5), -sqrt(0.5)],

  ...([1, 2, 4, 6, 8] as const).map((distance): Row => {
    const printed = {
      1: '«0.1114» | «−1.1635» | «0.3980» | «0.6020»',
      2: '«0.3368» | «−0.7126» | «0.4496» | «1.5504»',
      4: '«0.6327» | «−0.1209» | «0.1372» | «3.8628»',
      6: '«0.6893» | «−0.0077» | «0.0125» | «5.9875»',
      8: '«0.6931» | «−0.0002» | «0.0004» | «7.9996»',
    }[distance];
    return ['generative-adversarial-networks', `| ${distance} | ${printed} |`, ...gameAt(distance)];
  }),
  [
    'generative-adversarial-networks',
    String.raw`within «0.004» of its limit $\log 2 = «0.6931»$`,
    log(2) - (gameAt(6)[0] ?? NaN),
    log(2),
  ],
  ['generative-adversarial-networks', 'has reached «32» nats', 8 ** 2 / 2],
  ['generative-adversarial-networks', 'grown to «1.64» times', 1.01 ** 50],
  [
    'generative-adversarial-networks',
    'better than «0.2554», at a standard deviation of «2.53»',
    jsdOf(twoBumps, (x) => bell(x, 0, oneBell)),
    oneBell,
  ],
  [
    'generative-adversarial-networks',
    '«0.4969» nats with one mode, «0.3804» with two, «0.2158» with four, and only «0.0454» with seven',
    ...[1, 2, 4, 7].map((k) => modes(k)),
  ],
  ['generative-adversarial-networks', 'is «0.20» for both', packed(1)],
  ['generative-adversarial-networks', 'it is «0.36» for the first and «0.24» for the second', 1 - 0.8 ** 2, packed(2)],
  ['generative-adversarial-networks', 'packs of four, «0.59» and «0.34»', 1 - 0.8 ** 4, packed(4)],
  [
    'generative-adversarial-networks',
    '= «0.1931»$ nats, which is $«0.1931»/«0.6931» = «0.28»$ bits',
    (log(4) - 1) / 2,
    (log(4) - 1) / 2,
    log(2),
    (log(4) - 1) / 2 / log(2),
  ],
  ['generative-adversarial-networks', 'are then «1.23» apart', halved],
  ['generative-adversarial-networks', 'wide bell has «0.2554»', jsdOf(twoBumps, (x) => bell(x, 0, oneBell))],

  ['autoencoders', 'that is «100,352» weights', 784 * 128],
  [
    'autoencoders',
    'are multiplied by «0.89», «0.80», «0.67» and «0.50», and leave «0.44», «0.40», «0.33» and «0.25»',
    ...directions.map((variance) => variance / (variance + 0.5)),
    ...directions.map(filtered),
  ],
  ['autoencoders', 'The Wiener filter leaves $0.44 + 0.40 + 0.33 + 0.25 = «1.43»$', sum(directions.map(filtered))],
  ['autoencoders', 'which is «7.5», «4», «2.5», «2» and «2» for $J = 0$ to 4', ...range(5).map(projected)],
  ['autoencoders', String.raw`At $0.3$ it is $\tanh 1.2 = «0.83»$`, cleaned(0.3, 0.5)],
  ...[
    [3, 2],
    [4, 2],
    [5, 2],
    [5, 3],
  ].map(([k = 0, s = 0]): Row => {
    const copies = overlaps(6, k, s);
    return ['autoencoders', `| ${k} | ${s} | «${copies.length}» | ${copies.join(' ')} |`, s * 5 + k];
  }),

  ['codes-and-latent-variables', 'has variance $w^2 + h^2 = «2.89»$', 2.89],
  ['codes-and-latent-variables', '= «1.0381»$ and its standard deviation', given.mean],
  ['codes-and-latent-variables', String.raw`\sqrt{w^2 + h^2} = «0.4706»$`, sqrt(given.variance)],
  [
    'codes-and-latent-variables',
    '«193» in one dimension, «2,391» in three, and «4.5» million in ten',
    ceil(100 * (M - 1)),
    ceil(100 * (M ** 3 - 1)),
    (M ** 10 - 1) / 1e4,
  ],
  ['codes-and-latent-variables', String.raw`\sqrt{1/2} = «0.71»$. The mean`, sqrt(0.5)],
  ['codes-and-latent-variables', String.raw`about $«0.88»\sqrt J$`, sqrt(2.25 / 0.64 / (1 + 2.25 / 0.64))],
  [
    'codes-and-latent-variables',
    String.raw`Any $\rho$ from $«1.41»$ to $«1.64»$`,
    // Rounded up and down, so that both ends do what is asked.
    ceil(100 * root((rho) => errorAt(rho) - 0.1, 1, 1.5)) / 100,
    Math.floor(100 * root((rho) => errorAt(rho) - 0.1, 1.52, 3)) / 100,
  ],
  [
    'codes-and-latent-variables',
    String.raw`$u = (3 + \sqrt{17})/2 = «3.5616»$, hence $\rho = «1.510»$`,
    (3 + sqrt(17)) / 2,
    sqrt(((3 + sqrt(17)) / 2 + 1) / 2),
  ],
  ['codes-and-latent-variables', '$g^2 = 2.5^2/(1.5^2 + 1) = «1.9231»$', 6.25 / 3.25],
  [
    'codes-and-latent-variables',
    '$J > «16.118»/«1.1130» = «14.48»$',
    log(1e7 + 1),
    log(secondMoment(1.5, 1, 2.5)),
    log(1e7 + 1) / log(secondMoment(1.5, 1, 2.5)),
  ],
  ['codes-and-latent-variables', 'average price is $«15.06»$', 1 + 2.25 / 0.16],
  ['codes-and-latent-variables', '$h = 1.6$ it is $«1.88»$', 1 + 2.25 / 2.56],
  ['codes-and-latent-variables', 'For $J = 100$ that is $«7.07»$', sqrt(50)],

  ['probability-and-likelihood', '= «2.28»$', heads(0.3) / heads(0.5)],
  ['probability-and-likelihood', 'The ratio of «2.28» between', heads(0.3) / heads(0.5)],
  ['probability-and-likelihood', 'number of ways, «120» times', choose(10, 3)],
  [
    'probability-and-likelihood',
    'with probability $«0.1719»$, and a result at least as far from five on either side with $«0.3438»$',
    sum([0, 1, 2, 3].map((k) => choose(10, k))) / 1024,
    sum([0, 1, 2, 3].map((k) => choose(10, k))) / 512,
  ],
  ['probability-and-likelihood', String.raw`$\tfrac1{36} = «0.0278»$`, 1 / 36],
  ['probability-and-likelihood', String.raw`$\pi$ is «3.1416»`, PI],
  [
    'probability-and-likelihood',
    String.raw`\log\tfrac37 = «-2.8473»$ and the boundary moves to $x_1 = «1.4236»$`,
    -2 + log(3 / 7),
    1 - log(3 / 7) / 2,
  ],
  ['probability-and-likelihood', String.raw`\sqrt{\tfrac83\log 2} = \pm «1.3596»$`, sqrt((8 / 3) * log(2))],
  ['probability-and-likelihood', String.raw`so $x = \pm «1.3596»$`, sqrt((8 / 3) * log(2))],
  [
    'probability-and-likelihood',
    'that is «8» against «3», in a hundred «5,251» against «101»',
    2 * 2 + 3 + 1,
    3,
    200 + 5050 + 1,
    101,
  ],
  ['probability-and-likelihood', 'exact twin is $p = «0.1417»$', root((p) => heads(p) - heads(0.5), 0.01, 0.3)],
  ['probability-and-likelihood', String.raw`about $«5»\cdot10^{-38}$`, thousand * 1e38],
  ['probability-and-likelihood', String.raw`some $«5»\cdot10^{-35}$`, thousand * 1001 * 1e35],
  ['probability-and-likelihood', '= «0.5631»$: this is', even],

  ['fitting-a-density', String.raw`\log\frac{28\pi}{3}-\tfrac12=«-2.1892»$`, -0.5 * log((28 * PI) / 3) - 0.5],
  ['fitting-a-density', String.raw`\cdot\frac{14}{3}=«-3.2523»$`, -0.5 * log(2 * PI) - 7 / 3],
  ['fitting-a-density', String.raw`$«0.300»\pm «0.072»$`, 12 / 40, sqrt((0.3 * 0.7) / 40)],
  ['fitting-a-density', String.raw`$1/(2\sqrt\pi)=«0.2821»$`, 1 / (2 * sqrt(PI))],
  [
    'fitting-a-density',
    'needs $h=«2.214»$ and a top-hat $h=«1.740»$',
    canonical(3 / 5, 1 / 5) / gaussian,
    canonical(1 / 2, 1 / 3) / gaussian,
  ],
  ['fitting-a-density', 'slow: «32» times', 2 ** 5],
  ['fitting-a-density', '$2^{5/4}=«2.38»$', 2 ** 1.25],
  ['fitting-a-density', '$2^{3/2}=«2.83»$', 2 ** 1.5],
  ['fitting-a-density', String.raw`n^{-1/5}=«1.06»\,\sigma`, (4 / 3) ** 0.2],
  ['fitting-a-density', String.raw`$12^{10}=«6.2»\cdot10^{10}$`, 12 ** 10 / 1e10],
  ['fitting-a-density', '$0.01^{1/10}=«0.63»$', 0.01 ** 0.1],
  [
    'fitting-a-density',
    '«68» % lies within distance 1 of the centre in one dimension, «39» % in two, and «0.017» % in ten',
    100 * (1 - 2 * below(1)),
    100 * chiSquare(1),
    100 * chiSquare(5),
  ],
  [
    'fitting-a-density',
    '| kernels | «4» | «19» | «67» | «223» | «768» | «2,788» | «43,684» | «841,566» |',
    ...[1, 2, 3, 4, 5, 6, 8, 10].map(kernels),
  ],
  [
    'fitting-a-density',
    'anywhere | «9» | «50» | «218» | «978» | «4,707» | «24,355» | «790,332» | «31,730,599» |',
    ...[1, 2, 3, 4, 5, 6, 8, 10].map(histogram),
  ],
  [
    'fitting-a-density',
    'by «3.3» to «4.5» for kernels and by «4.4» to «6.5» for',
    min(...growth(kernels)),
    max(...growth(kernels)),
    min(...growth(histogram)),
    max(...growth(histogram)),
  ],
  ['fitting-a-density', String.raw`$\frac{«0.3989»}{30h}=1$ gives $h=«0.0133»$`, bell(0), bell(0) / 30],
  ['fitting-a-density', String.raw`=-\log6=«-1.7918»$`, -log(6)],
  ['fitting-a-density', String.raw`-\log\bar x-1=«-2.3718»$`, -log(3.9425) - 1],

  ['clusters-and-em', '| «207» |', about([1], 1) + about([2, 3, 8, 9, 13], 2)],
  ['clusters-and-em', '| «82» |', spread([1]) + spread([2, 3, 8, 9, 13])],
  ['clusters-and-em', '| «46» |', about([1, 2, 3], 1) + about([8, 9, 13], 7)],
  ['clusters-and-em', '| «16» |', spread([1, 2, 3]) + spread([8, 9, 13])],
  ['clusters-and-em', String.raw`$2\log 2 = «1.3863»$`, 2 * log(2)],
  [
    'clusters-and-em',
    'by $«0.9344»$ takes $u = e^{«0.4672»} = «1.60»$',
    309 - 308.0656,
    (309 - 308.0656) / 2,
    exp((309 - 308.0656) / 2),
  ],
  ['clusters-and-em', String.raw`$2\log 10^4 = «18.4207»$`, 2 * log(1e4)],
  ['clusters-and-em', String.raw`\log 99 = \pm «4.5951»$`, log(99)],
  ['clusters-and-em', 'that is $«1.1488»$', log(99) * 0.25],
  ['clusters-and-em', 'and $«0.00046»$', log(99) * 1e-4],

  ['variational-autoencoders', String.raw`$1 + 6\cdot 3 + 15 = «34»$`, 1 + 6 * 3 + 15],
  ['variational-autoencoders', 'the integral is $«0.364»$', integral((x) => 0.9 ** x * 0.1 ** (1 - x), 0, 1)],
  ['variational-autoencoders', 'standard deviation $«0.71»$', sqrt(0.5)],
  ['variational-autoencoders', String.raw`\tfrac12\log 4 = «0.693»$`, 0.5 * log(4)],
  ['variational-autoencoders', '$h^2 = d/2 = «392»$', 784 / 2],

  ['errata', 'the middle stands at $«0.81»$', downhill.middle],
  ['errata', 'to $«0.0765»$ nats', downhill.jsd],
  ['errata', 'the middle stands at $«-3.51»$', uphill.middle],
  ['errata', 'has risen to $«0.6855»$', uphill.jsd],
  ['errata', String.raw`(\mu^2 + \sigma^2) = «1.5982»$`, after('EM').w],
  ['errata', 'standard deviation $«0.71»$', sqrt(0.5)],
  ['errata', '$«65{,}025»$ times', 255 ** 2],
  ['errata', 'with probability $«0.9555»$', oneSided],
  [
    'errata',
    '= «0.6865» + «0.5789» + «0.3709»$',
    // Along the diagonal the two codes lie √2 from the middle.
    information(sqrt(2)),
    2 * information(1) - information(sqrt(2)),
    2 * unlike,
  ],

  ['what-is-a-generative-model', '0.54/0.70 = «0.7714»$', 54 / 70],
  ['what-is-a-generative-model', 'a number with «237» digits', ceil(784 * log10(2))],
  [
    'what-is-a-generative-model',
    'in the table are «21.2», «17.2» and «24.5»',
    level(21.59),
    level(23.44),
    level(20.34),
  ],
  ['what-is-a-generative-model', String.raw`$d = 3\cdot 28^2 = «2352»$`, 3 * 28 ** 2],
  ['what-is-a-generative-model', '$T = «1175»$', Math.floor((2352 - 1) / 2)],
  ['what-is-a-generative-model', '$31^2 = «961»$', 31 ** 2],
  ['what-is-a-generative-model', '$32^2 = «1024»$', 32 ** 2],
  ['what-is-a-generative-model', String.raw`$3\cdot 19^2 = «1083»$`, 3 * 19 ** 2],
  ['what-is-a-generative-model', String.raw`$3\cdot 18^2 = «972»$`, 3 * 18 ** 2],
  ['what-is-a-generative-model', '$54/70 = «0.7714»$ to $54/80 = «0.675»$', 54 / 70, 54 / 80],
  ['what-is-a-generative-model', '$80/120 = «0.6667»$', 80 / 120],
];

const MARKED = /«([^»]+)»/g;
const bare = (printed: string) => printed.replace(/\{,\}|,/g, '').replace('−', '-');

describe('a number of the prose that no figure gives is the computed one', () => {
  test.each(rows.map(([slug, snippet, ...values]) => ({ slug, snippet, values })))(
    '$slug: $snippet',
    ({ slug, snippet, values }) => {
      expect(sources.get(slug), 'where a sentence has changed, change its snippet here').toContain(
        snippet.replace(MARKED, '$1'),
      );
      const printed = [...snippet.matchAll(MARKED)].map(([, text = '']) => bare(text));
      expect(values).toHaveLength(printed.length);
      const rounded = printed.map((text, at) => (values[at] ?? NaN).toFixed(/\.(\d+)/.exec(text)?.[1]?.length ?? 0));
      expect(rounded).toEqual(printed);
    },
  );
});
