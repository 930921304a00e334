import { latest } from '#src/engine/latest.ts';
import { entropyOfNormal, logNormal } from '#src/engine/maths/gaussian.ts';
import { logEvidence, logJoint, posterior } from '#src/engine/maths/linear-gaussian.ts';
import { random } from '#src/engine/random.ts';
import type { MetricsOf } from '#src/run/meta.ts';
import type { ParamValues } from '#src/run/params.ts';
import { amount } from '#src/ui/amount.ts';
import { meta } from './meta.ts';

export type Values = ParamValues<typeof meta.params>;
type Numbers = readonly number[];

/** How many bins the curve has. */
export const BINS = 192;

/** The model of the lecture's worked example. */
const MODEL = { w: 1.5, s: 0.8 };

/**
 * One task: bins over an interval, what is added to the entropy, and the side conditions as features whose mean under q
 * has to stay 0, in units in which they are about 1.
 */
type Task = {
  readonly from: number;
  readonly width: number;
  readonly at: Numbers;
  /** log p(x, z) for the ELBO, 0 for the entropy: the functional is E_q[energy − log q]. */
  readonly energy: Numbers;
  readonly features: readonly Numbers[];
  readonly best: number;
  readonly logBest: (z: number) => number;
};

function middles(from: number, to: number) {
  const width = (to - from) / BINS;
  return { from, width, at: Array.from({ length: BINS }, (_, i) => from + (i + 0.5) * width) };
}

/** Standard deviations, or means of the exponential, that the bins reach over: what is cut off is below e^−16. */
const SPREADS = 8;
const MEANS = 16;

const tasks: Readonly<Record<Values['constraints'], (values: Values) => Task>> = {
  area({ width: length }) {
    const bins = middles(0, length);
    const flat = -Math.log(length);
    return { ...bins, energy: bins.at.map(() => 0), features: [], best: -flat, logBest: () => flat };
  },
  mean({ mean }) {
    const bins = middles(0, MEANS * mean);
    const logBest = (z: number) => -Math.log(mean) - z / mean;
    const features = [bins.at.map((z) => z / mean - 1)];
    return { ...bins, energy: bins.at.map(() => 0), features, best: 1 + Math.log(mean), logBest };
  },
  variance({ mean, deviation }) {
    const bins = middles(mean - SPREADS * deviation, mean + SPREADS * deviation);
    const units = bins.at.map((z) => (z - mean) / deviation);
    const logBest = (z: number) => logNormal(z, mean, deviation ** 2);
    const features = [units, units.map((u) => u ** 2 - 1)];
    return { ...bins, energy: bins.at.map(() => 0), features, best: entropyOfNormal(deviation ** 2), logBest };
  },
  target({ x }) {
    const { mean, variance } = posterior(MODEL, x);
    const spread = Math.sqrt(variance);
    const bins = middles(mean - SPREADS * spread, mean + SPREADS * spread);
    const logBest = (z: number) => logNormal(z, mean, variance);
    const energy = bins.at.map((z) => logJoint(MODEL, x, z));
    return { ...bins, energy, features: [], best: logEvidence(MODEL, x), logBest };
  },
};

export const taskOf = (values: Values): Task => tasks[values.constraints](values);

function dot(a: Numbers, b: Numbers): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] ?? 0) * (b[i] ?? 0);
  return sum;
}

function tilted(logs: Numbers, [first = [], second = []]: readonly Numbers[], [a = 0, b = 0]: Numbers): number[] {
  return logs.map((log, i) => log + a * (first[i] ?? 0) + b * (second[i] ?? 0));
}

/** Solves the symmetric system of one or two unknowns whose matrix is `a`. */
function solve(a: readonly Numbers[], b: Numbers): number[] {
  const [[p = 1, q = 0] = [], [, r = 1] = []] = a;
  const [x = 0, y = 0] = b;
  if (b.length === 1) return [x / p];
  const determinant = p * r - q * q;
  return [(r * x - q * y) / determinant, (p * y - q * x) / determinant];
}

/** Added to the Hessian, so that Newton's step is finite also where one bin has all the mass. */
const RIDGE = 1e-6;

/**
 * log Σ e^(logs), and what it does as the features tilt the curve: its gradient are their means, its Hessian their
 * covariance. One pass over the bins for each, since a climb asks some hundred times.
 */
function responseOf(logs: Numbers, features: readonly Numbers[]) {
  let top = -Infinity;
  for (const log of logs) top = Math.max(top, log);
  const raised = logs.map((log) => Math.exp(log - top));
  let sum = 0;
  for (const mass of raised) sum += mass;
  const means = features.map((feature) => dot(raised, feature) / sum);
  const covariance = features.map((f, j) =>
    features.map((g, k) => {
      if (k < j) return 0;
      const [a = 0, b = 0] = [means[j], means[k]];
      let total = 0;
      for (let i = 0; i < raised.length; i++) total += (raised[i] ?? 0) * ((f[i] ?? 0) - a) * ((g[i] ?? 0) - b);
      return total / sum + (j === k ? RIDGE : 0);
    }),
  );
  return { total: top + Math.log(sum), means, covariance };
}

/** How near to 0 the features' means are brought; rounding over 192 bins allows a few 1e-15. */
const KEPT = 1e-13;

/**
 * The logarithms tilted by the features until every feature has mean 0: the nearest curve, by KL, that keeps the
 * conditions (Csiszár 1975). The tilt minimises a convex function, by Newton's method with halved steps.
 */
function kept(logs: Numbers, features: readonly Numbers[]): number[] {
  let now = logs;
  let response = responseOf(now, features);
  for (let round = 0; round < 100 && response.means.some((mean) => Math.abs(mean) > KEPT); round++) {
    const step = solve(response.covariance, response.means);
    const along = (share: number) =>
      tilted(
        now,
        features,
        step.map((amount) => -share * amount),
      );
    let next = along(1);
    let then = responseOf(next, features);
    // Near the end rounding hides the gain, and the whole step is right.
    for (let share = 0.5; share > 1e-15 && !(then.total <= response.total + 1e-12); share /= 2) {
      next = along(share);
      then = responseOf(next, features);
    }
    [now, response] = [next, then];
  }
  const { total } = response;
  return now.map((log) => log - total);
}

/** The logarithm of the curve before the first step, before it is tilted; u runs from −1 to 1 over the bins. */
const starts: Readonly<Record<Values['start'], (u: number, chance: () => number) => number>> = {
  ragged: (_, chance) => 1.2 * chance(),
  bumps: (u) => Math.log(Math.exp(-(((u + 0.3) / 0.09) ** 2) / 2) + Math.exp(-(((u - 0.35) / 0.07) ** 2) / 2) + 1e-3),
  box: (u) => (Math.abs(u) < 0.2 ? 0 : -9),
  comb: (u) => (Math.floor(20 * (u + 1)) % 2 === 0 ? 0 : -4),
};

/**
 * What a start is seen against, so that every task's start lies where its curve can be seen: wide, and nowhere near the best.
 */
function broad({ at, from, width, features, energy }: Task): number[] {
  const length = BINS * width;
  if (features.length === 0 && energy.every((nats) => nats === 0)) return at.map(() => 0);
  const middle = from + length / 2;
  return at.map((z) => -((6 * (z - middle)) ** 2) / (2 * length ** 2));
}

function startOf(values: Values, task: Task): number[] {
  const source = random(values.seed).fork('start');
  const shape = starts[values.start];
  const logs = broad(task).map((log, i) => log + shape((2 * (i + 0.5)) / BINS - 1, () => source.normal()));
  return kept(logs, task.features);
}

/**
 * One step of mirror ascent, the steepest climb when the distance of two curves is their KL: log q moves by η times the
 * functional's derivative, energy − log q − 1 plus the multipliers' part, and is tilted so that the conditions hold exactly.
 * Constants and multiples of the features, which the tilting takes back, are left out.
 */
function stepped(logs: Numbers, task: Task, rate: number): number[] {
  const climb = logs.map((log, i) => log + rate * ((task.energy[i] ?? 0) - log));
  return kept(climb, task.features);
}

let climbed: { key: string; task: Task; path: number[][] } | undefined;

/** The logarithms of the masses after 0, 1, … k steps. The last climb is kept, so a further step costs one step. */
export function climbOf(values: Values): { readonly task: Task; readonly path: readonly Numbers[] } {
  const key = JSON.stringify({ ...values, steps: 0 });
  if (climbed?.key !== key) {
    const task = taskOf(values);
    climbed = { key, task, path: [startOf(values, task)] };
  }
  const { task, path } = climbed;
  while (path.length <= values.steps) path.push(stepped(path.at(-1) ?? [], task, values.rate));
  return { task, path: path.slice(0, values.steps + 1) };
}

/** E_q[energy − log q], where log q is the log of a mass less the log of its bin's width. */
function valueOf(logs: Numbers, { energy, width }: Task): number {
  const logWidth = Math.log(width);
  return logs.reduce((sum, log, i) => sum + Math.exp(log) * ((energy[i] ?? 0) - log + logWidth), 0);
}

/** The least-squares fit, under q, of constant and features to log q − energy: the multipliers, and what is left over. */
function stationarity(logs: Numbers, { energy, features, width }: Task) {
  const masses = logs.map(Math.exp);
  const raised = logs.map((log, i) => log - Math.log(width) - (energy[i] ?? 0));
  const middle = dot(masses, raised);
  // The features have mean 0 under q, so the constant stands apart from them.
  const covariance = features.map((f) => {
    const weighted = masses.map((mass, i) => mass * (f[i] ?? 0));
    return { row: features.map((g) => dot(weighted, g)), along: dot(weighted, raised) };
  });
  const slopes =
    features.length > 0
      ? solve(
          covariance.map(({ row }) => row),
          covariance.map(({ along }) => along),
        )
      : [];
  const fitted = tilted(
    raised.map(() => middle),
    features,
    slopes,
  );
  const left = masses.reduce((sum, mass, i) => sum + mass * ((raised[i] ?? 0) - (fitted[i] ?? 0)) ** 2, 0);
  return { middle, slopes, fitted, uneven: Math.sqrt(left) };
}

/** The multipliers of −log q − 1 + λ₀ + λ₁z + λ₂z² = 0, from those of the features z/μ − 1, or u and u² − 1. */
function multipliers(values: Values, middle: number, [first = 0, second = 0]: Numbers) {
  const { constraints, mean, deviation } = values;
  if (constraints === 'mean') return { lambda0: middle + 1 - first, lambda1: first / mean, lambda2: 0 };
  if (constraints !== 'variance') return { lambda0: middle + 1, lambda1: 0, lambda2: 0 };
  const bend = second / deviation ** 2;
  const slope = first / deviation - 2 * mean * bend;
  return {
    lambda0: middle + 1 - second - (first / deviation) * mean + bend * mean ** 2,
    lambda1: slope,
    lambda2: bend,
  };
}

function moments(logs: Numbers, { at }: Task) {
  const masses = logs.map(Math.exp);
  const area = masses.reduce((a, b) => a + b, 0);
  const mean = dot(masses, at) / area;
  const variance = masses.reduce((sum, mass, i) => sum + mass * ((at[i] ?? 0) - mean) ** 2, 0) / area;
  return { area, 'mean-kept': mean, 'deviation-kept': Math.sqrt(variance) };
}

/** Every number of `meta.metrics`. Pictures and readouts ask for the same ones, so the last are kept. */
export const metricsOf = latest(countOf);

function countOf(values: Values): MetricsOf<typeof meta> {
  const { task, path } = climbOf(values);
  const logs = path.at(-1) ?? [];
  const value = valueOf(logs, task);
  const { middle, slopes, uneven } = stationarity(logs, task);
  return {
    value,
    best: task.best,
    short: task.best - value,
    'kl-to-best': logs.reduce(
      (sum, log, i) => sum + Math.exp(log) * (log - Math.log(task.width) - task.logBest(task.at[i] ?? 0)),
      0,
    ),
    ...moments(logs, task),
    ...multipliers(values, middle, slopes),
    uneven,
  };
}

/** A bin of the pictures: its density and the best one's, log q, and the line or parabola that log q should be. */
export type Bin = {
  readonly from: number;
  readonly to: number;
  readonly z: number;
  readonly q: number;
  readonly best: number;
  readonly logQ: number;
  readonly fitted: number;
};

/** What the pictures show of z: the bins reach farther, where nothing is to be seen. */
const shown: Readonly<Record<Values['constraints'], (values: Values) => readonly [number, number]>> = {
  area: () => [0, meta.params.width.max],
  mean: () => [0, 8],
  variance: () => [-4, 7],
  target: () => [-4, 4],
};

export const binsOf = latest(binsAt);

function binsAt(values: Values): readonly Bin[] {
  const { task, path } = climbOf(values);
  const logs = path.at(-1) ?? [];
  const { fitted } = stationarity(logs, task);
  const [low, high] = shown[values.constraints](values);
  const logWidth = Math.log(task.width);
  return task.at
    .map((z, i): Bin => {
      const logQ = (logs[i] ?? 0) - logWidth;
      const edge = task.from + i * task.width;
      const best = Math.exp(task.logBest(z));
      const rest = (fitted[i] ?? 0) + (task.energy[i] ?? 0);
      return { from: edge, to: edge + task.width, z, q: Math.exp(logQ), best, logQ, fitted: rest };
    })
    .filter(({ from, to }) => from >= low - 1e-9 && to <= high + 1e-9);
}

export const spanOf = (values: Values) => shown[values.constraints](values);

/** Where the functional stood after each step. */
export const trailOf = latest((values: Values): readonly { readonly step: number; readonly value: number }[] => {
  const { task, path } = climbOf(values);
  return path.map((logs, step) => ({ step, value: valueOf(logs, task) }));
});

const words: Readonly<Record<Values['constraints'], { readonly name: string; readonly best: string }>> = {
  area: { name: 'entropy', best: 'the uniform density’s log L' },
  mean: { name: 'entropy', best: 'the exponential’s 1 + log μ' },
  variance: { name: 'entropy', best: 'the Gaussian’s ½ log(2πeσ²)' },
  target: { name: 'ELBO', best: 'the evidence, log p(x)' },
};

export const nameOf = (values: Values) => words[values.constraints].name;

/** Where the climb stands, in a sentence. */
export function sentenceOf(values: Values): string {
  const { name, best } = words[values.constraints];
  const { value, best: most } = metricsOf(values);
  const before = trailOf(values).at(-2)?.value ?? value;
  const fell = value < before - 1e-9 ? ` The last step went too far: the ${name} fell.` : '';
  return `Step ${values.steps}: ${name} ${amount(value, 4)}, ${best} is ${amount(most, 4)} nats.${fell}`;
}
