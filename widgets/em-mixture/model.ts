import {
  axesOf,
  bestMixture,
  elboOf,
  entropyOf,
  evidenceOf,
  expectedLogDensity,
  expectedLogJoint,
  klToPosterior,
  klToWeights,
  logJoints,
  logSums,
  responsibilities,
  squaredDistance,
  undecided,
  type Mixture,
  type Point,
  type Points,
  type Rows,
  type Rule,
} from '#src/engine/maths/gaussian-mixture.ts';
import { mix, mixEach } from '#src/base/mix.ts';
import { readNumber } from '#src/base/read-number.ts';
import { random } from '#src/engine/random.ts';
import type { MetricsOf } from '#src/run/meta.ts';
import type { ParamValues } from '#src/run/params.ts';
import { meta } from './meta.ts';

export type Values = ParamValues<typeof meta.params>;
export type HalfStep = 'E' | 'M';
type Known = Exclude<Values['data'], 'own'>;

/** The square of the plane that is shown and that points lie in: from −SIDE to SIDE both ways. */
export const SIDE = 4;
export const MOST_POINTS = 120;

/** A cluster: how many points, around where, standard deviations along and across a direction given in degrees. */
type Cluster = { count: number; mean: Point; along: number; across: number; degrees: number };
const cluster = (count: number, mean: Point, along: number, across = along, degrees = 0): Cluster => ({
  count,
  mean,
  along,
  across,
  degrees,
});

const CLUSTERS: Readonly<Record<Known, readonly Cluster[]>> = {
  three: [
    cluster(60, [-1.7, 1.2], 0.9, 0.35, 35),
    cluster(50, [1.8, 1.4], 0.45),
    cluster(40, [0.6, -1.6], 1.1, 0.4, -20),
  ],
  pairs: [
    cluster(35, [-2.4, 0.9], 0.4),
    cluster(35, [-2.4, -0.9], 0.4),
    cluster(35, [2.4, 0.9], 0.4),
    cluster(35, [2.4, -0.9], 0.4),
  ],
  crossed: [cluster(75, [0, 0], 1.6, 0.22, 45), cluster(75, [0, 0], 1.6, 0.22, -45)],
  outlier: [cluster(60, [-1.5, -0.8], 0.7), cluster(60, [1.2, 0.3], 0.6)],
  ring: Array.from({ length: 40 }, (_, i) => cluster(3, polar(2.4, 9 * i), 0.15)),
};
const STRAY: Point = [3.2, 3.3];

function polar(radius: number, degrees: number): Point {
  const angle = (degrees * Math.PI) / 180;
  return [radius * Math.cos(angle), radius * Math.sin(angle)];
}

const drawn = memoised(drawKnown, (name) => name);

/** The points of a known set. They do not depend on the seed, so that two starts meet the same data. */
function drawKnown(name: Known): readonly Point[] {
  const chance = random(1).fork(`em-mixture/${name}`);
  const points = CLUSTERS[name].flatMap(({ count, mean, along, across, degrees }) =>
    Array.from({ length: count }, (): Point => {
      const [a, b] = [along * chance.normal(), across * chance.normal()];
      const [cos, sin] = polar(1, degrees);
      return [mean[0] + a * cos - b * sin, mean[1] + a * sin + b * cos];
    }),
  );
  return name === 'outlier' ? [...points, STRAY] : points;
}

export const pointsOf = ({ data, points }: Values): readonly Point[] => (data === 'own' ? parsed(points) : drawn(data));

const parsed = (points: string): readonly Point[] =>
  points
    .split(' ')
    .filter(Boolean)
    .slice(0, MOST_POINTS)
    .map((pair): Point => {
      const [x = 0, y = 0] = pair.split(',').map(Number);
      return [within(x), within(y)];
    });

const within = (at: number) => Math.min(SIDE, Math.max(-SIDE, at));

/** Points as the link and the text field hold them, two decimals each. */
export const written = (points: readonly Point[]): string =>
  points.map((point) => point.map((at) => String(Number(within(at).toFixed(2)))).join(',')).join(' ');

/** Points of the knob as the text field shows them, one pair a line. */
export const shownPoints = (points: string): string => points.replaceAll(' ', '\n').replaceAll(',', ', ');

/** What a reader typed or pasted, as points for the knob; or what is wrong with it, in a sentence. */
export function readPoints(typed: string): { readonly points: string } | { readonly problem: string } {
  const lines = typed.split(BETWEEN_POINTS).filter((line) => line.trim() !== '');
  const kept = 'The points stay as they were.';
  const twofold = twofoldIn(typed);
  if (twofold)
    return {
      problem: `“${twofold.replace(/\s+/, ' ')}” could be two points, or one with decimal commas. Write one point a line, and decimals with a point. ${kept}`,
    };
  const read = lines.map(pairIn);
  const bad = read.findIndex((pair) => pair === undefined);
  if (bad >= 0)
    return {
      problem: `Pair ${bad + 1} reads “${(lines[bad] ?? '').trim().slice(0, 30)}”; two numbers from −${SIDE} to ${SIDE} are expected, such as 1.5, −2. ${kept}`,
    };
  if (read.length > MOST_POINTS)
    return { problem: `These are ${read.length} points; at most ${MOST_POINTS} can be kept. ${kept}` };
  return { points: written(read.filter((pair) => pair !== undefined)) };
}

const SIGNS = '-‐-–−－+';
/** A new line or a semicolon, or spaces before a number that a comma follows. */
const BETWEEN_POINTS = new RegExp(`[\\n;；]|(?<=\\d)\\s+(?=[${SIGNS}\\d.]+\\s*,)`);
const TWOFOLD = new RegExp(`^[${SIGNS}]?\\d+,\\d+\\s+[${SIGNS}]?\\d+,\\d+$`);

/** A line that has two readings: “0,1 1,2” is (0, 1) and (1, 2) to some and (0.1, 1.2) to others. A decimal point elsewhere tells. */
function twofoldIn(typed: string): string | undefined {
  if (/\d\.\d/.test(typed)) return undefined;
  const lines = typed.split(/[\n;；]/).map((line) => line.trim());
  return lines.find((line) => TWOFOLD.test(line));
}

function pairIn(line: string): Point | undefined {
  const words = line.split(/[\s,，、]+/).filter(Boolean);
  const [x, y, ...rest] = words.map((word) => readNumber(word).value ?? NaN);
  const inside = (at: number | undefined): at is number => at !== undefined && Math.abs(at) <= SIDE;
  return inside(x) && inside(y) && rest.length === 0 ? [x, y] : undefined;
}

const ruleOf = ({ cov, sigma }: Values): Rule => ({ shape: cov, least: sigma ** 2 });

/** Means where they were put, the others on points picked at random, round components that share the variance of the data, equal weights. */
export function startOf(values: Values): Mixture {
  const points = pointsOf(values);
  const { shape, least } = ruleOf(values);
  const variance = shape === 'fixed' ? least : Math.max(least, meanVariance(points) / values.k);
  const put = parsed(values.start);
  const order = random(values.seed).fork('em-mixture/start').permutation(points.length);
  return Array.from({ length: values.k }, (_, k) => ({
    weight: 1 / values.k,
    mean: put[k] ?? points[order[k % points.length] ?? 0] ?? [0, 0],
    cov: { xx: variance, xy: 0, yy: variance },
  }));
}

/** Variance along an axis, both axes averaged. */
function meanVariance(points: readonly Point[]): number {
  const n = Math.max(1, points.length);
  const mean = (of: (point: Point) => number) => points.reduce((sum, point) => sum + of(point), 0) / n;
  const [mx, my] = [mean(([x]) => x), mean(([, y]) => y)];
  return mean(([x, y]) => (x - mx) ** 2 + (y - my) ** 2) / 2;
}

/** Where EM stands after a half-step. `joints` belong to `mixture`. */
export type State = {
  readonly step: HalfStep | 'start';
  readonly mixture: Mixture;
  readonly q: Rows;
  readonly joints: Rows;
  readonly evidence: number;
  readonly elbo: number;
};

/** Evidence and ELBO are worked out when they are first asked for. */
function stateWith(
  step: State['step'],
  mixture: Mixture,
  q: Rows,
  joints: Rows,
  evidenceThere = () => evidenceOf(logSums(joints, mixture.length)),
): State {
  let [evidence, elbo]: (number | undefined)[] = [];
  return {
    step,
    mixture,
    q,
    joints,
    get evidence() {
      return (evidence ??= evidenceThere());
    },
    get elbo() {
      return (elbo ??= elboOf(joints, q));
    },
  };
}

const stateOf = (step: State['step'], points: Points, mixture: Mixture, q: Rows): State =>
  stateWith(step, mixture, q, logJoints(points, mixture));

const flatOf = (values: Values): Points => Float64Array.from(pointsOf(values).flat());

const start = (values: Values): State => {
  const points = flatOf(values);
  return stateOf('start', points, startOf(values), undecided(points.length / 2, values.k));
};

/** The evidence does not contain q, so it is the one before. */
export function eStep(before: State): State {
  const { mixture, joints } = before;
  return stateWith('E', mixture, responsibilities(joints, mixture.length), joints, () => before.evidence);
}

export const mStep = (now: State, points: Points, rule: Rule): State =>
  stateOf('M', points, bestMixture(points, now.q, now.mixture, rule), now.q);

/** Which half-step comes after so many. */
export const stepAfter = ({ first, steps }: Pick<Values, 'first' | 'steps'>): HalfStep =>
  (steps % 2 === 0) === (first === 'E') ? 'E' : 'M';

/** The climb from the start that these values name; it grows as far as it is asked for. */
const climbs = memoised(
  (values: Values): State[] => [start(values)],
  ({ data, points, k, seed, cov, sigma, first, start: put }) =>
    JSON.stringify([data, points, k, seed, cov, sigma, first, put]),
);

/** The states from the start to the half-step that `steps` names. */
export function pathOf(values: Values): readonly State[] {
  const climb = climbs(values);
  const points = flatOf(values);
  for (let at = climb.length; at <= values.steps; at++) {
    const before = climb[at - 1] ?? start(values);
    const step = stepAfter({ first: values.first, steps: at - 1 });
    climb.push(step === 'E' ? eStep(before) : mStep(before, points, ruleOf(values)));
  }
  return climb.slice(0, values.steps + 1);
}

export const stateAt = (values: Values): State => pathOf(values).at(-1) ?? start(values);

/** Remembers the last few answers by a key. */
function memoised<Input, Output>(
  compute: (input: Input) => Output,
  keyOf: (input: Input) => string,
): (input: Input) => Output {
  const known = new Map<string, Output>();
  return (input) => {
    const key = keyOf(input);
    const found = known.get(key);
    if (found !== undefined) return found;
    const made = compute(input);
    if (known.size >= 8) known.delete(known.keys().next().value ?? '');
    known.set(key, made);
    return made;
  };
}

/** Every line of the derivation, each computed in its own way. */
export const metricsOf: (values: Values) => MetricsOf<typeof meta> = memoised(computed, (values) =>
  JSON.stringify(values),
);

function computed(values: Values): MetricsOf<typeof meta> {
  const points = flatOf(values);
  const now = stateAt(values);
  return {
    ...linesOf(points, now),
    ...roundLines(points, now, ruleOf(values)),
    distance: squaredDistance(points, now.q, now.mixture),
    'smallest-weight': Math.min(...now.mixture.map(({ weight }) => weight)),
    narrowest: Math.min(...now.mixture.map(({ cov }) => axesOf(cov).short)),
    rounds: mStepsIn(values),
  };
}

const mStepsIn = ({ first, steps }: Values) => (first === 'M' ? Math.ceil(steps / 2) : Math.floor(steps / 2));

function linesOf(points: Points, { mixture, q, joints, evidence, elbo }: State) {
  const width = mixture.length;
  const logJoint = expectedLogJoint(points, q, mixture);
  const reconstruction = expectedLogDensity(points, q, mixture);
  const kl = klToWeights(q, mixture);
  const gap = klToPosterior(joints, q, width);
  return {
    evidence,
    'evidence-from-parts': elbo + gap,
    elbo,
    'elbo-from-joint': logJoint + entropyOf(q),
    'elbo-from-prior': reconstruction - kl,
    gap: evidence - elbo,
    'gap-direct': gap,
    'log-joint': logJoint,
    entropy: entropyOf(q),
    reconstruction,
    kl,
  };
}

/** One whole round from here: what the E step reaches, what the M step adds, and the gap it opens. */
function roundLines(points: Points, now: State, rule: Rule) {
  const e = eStep(now);
  const m = mStep(e, points, rule);
  const width = now.mixture.length;
  const gap = klToPosterior(m.joints, m.q, width);
  return {
    'elbo-after-e': e.elbo,
    'gap-after-e': klToPosterior(e.joints, e.q, width),
    'elbo-after-m': m.elbo,
    'evidence-after-m': m.evidence,
    'gap-after-m': gap,
    'elbo-rise': m.elbo - e.elbo,
    'evidence-rise': m.evidence - now.evidence,
    'rise-from-parts': m.elbo - e.elbo + gap,
  };
}

/** What a button does to the knobs; nothing where the step would change nothing or the slider ends. */
export function pressed(values: Values, step: HalfStep): Partial<Values> {
  if (values.steps === 0) return { first: step, steps: 1 };
  if (step !== stepAfter(values) || values.steps >= meta.params.steps.max) return {};
  return { steps: values.steps + 1 };
}

/** The half-step that is next, as knobs. */
export const next = (values: Values): Partial<Values> => pressed(values, stepAfter(values));

/** The knobs at the first half-step from here on at which nothing changes any more. */
export function settledFrom(values: Values): Partial<Values> {
  let steps = values.steps;
  while (!settled({ ...values, steps })) steps++;
  return { steps };
}

/** Why a button did nothing, in a sentence. */
export function refused(values: Values, step: HalfStep): string {
  if (step === stepAfter(values))
    return `The slider of half-steps ends at ${meta.params.steps.max}. Reset, or take another seed.`;
  return step === 'E'
    ? 'A second E step changes nothing: q is the posterior already. An M step is next.'
    : 'A second M step changes nothing: the mixture is the best for this q already. An E step is next.';
}

/** Whether a whole round changed nothing that twelve digits show, or the slider is at its end. */
export function settled(values: Values): boolean {
  if (values.steps >= meta.params.steps.max || pointsOf(values).length === 0) return true;
  const [before = NaN, , after = NaN] = stairsOf(values)
    .slice(-3)
    .map(({ elbo }) => elbo);
  return after - before <= 1e-12 * (1 + Math.abs(after));
}

/** What the last half-step did, in a sentence, and what has gone wrong with a component. */
export function sentenceOf(values: Values): string {
  if (pointsOf(values).length === 0) return 'No points yet. Press in the plane or type a pair of coordinates.';
  const [before, after] = pathOf(values).slice(-2);
  if (!before || !after)
    return `Means lie ${values.start === '' ? 'on points picked by the seed' : 'where they were put'}, and every component is equally responsible for every point.`;
  const both = `the ELBO ${moved(after.elbo - before.elbo)}, the evidence ${moved(after.evidence - before.evidence)}.`;
  const done = after.step === 'E' ? 'q is now the posterior' : 'The mixture is now the best for this q';
  const end = settled(values) && values.steps < meta.params.steps.max ? ' A whole round changes nothing any more.' : '';
  return [`${done}: ${both}${end}`, ...troublesOf(values)].join(' ');
}

/** A change as words; half a unit of the fourth decimal is none. */
function moved(change: number): string {
  if (Math.abs(change) < 5e-5) return 'stayed';
  return `${change < 0 ? 'fell' : 'rose'} by ${Math.abs(change).toFixed(4)}`;
}

/** Components that degenerate, a sentence for each kind. */
export function troublesOf(values: Values): readonly string[] {
  const { mixture, q, step } = stateAt(values);
  const counts = countsOf(q, mixture.length);
  const named = (holds: (k: number, one: Mixture[number]) => boolean) =>
    mixture.flatMap((one, k) => (holds(k, one) ? [k + 1] : []));
  const empty = named((k) => (counts[k] ?? 0) < 1e-6);
  const narrow = named((_, one) => isCollapsed(values, one));
  const alike =
    step !== 'start' && mixture.length > 1 && q.every((share) => Math.abs(share * mixture.length - 1) < 1e-9);
  return [
    ...(empty.length > 0 ? [`${listed(empty)} lost all points.`] : []),
    ...(narrow.length > 0 && values.cov !== 'fixed'
      ? [
          `${listed(narrow)} shrunk on a point or a line as far as σ₀ allows; with σ₀ = 0 the evidence would have no bound.`,
        ]
      : []),
    ...(alike ? ['All components are alike, so every point is shared equally, and EM cannot part them.'] : []),
  ];
}

const listed = (numbers: readonly number[]) =>
  numbers.length === 1 ? `Component ${numbers.join()} has` : `Components ${numbers.join(', ')} have`;

const countsOf = (q: Rows, width: number): readonly number[] =>
  Array.from({ length: width }, (_, k) => q.reduce((sum, share, at) => sum + (at % width === k ? share : 0), 0));

/** At the least spread in some direction, where only the bound keeps it. */
const isCollapsed = ({ sigma }: Values, { cov }: Mixture[number]) => axesOf(cov).short <= sigma * (1 + 1e-6);

/** A point with the component that takes most responsibility for it, and how decided that is: 0 not at all, 1 wholly. */
export type Mark = { readonly x: number; readonly y: number; readonly component: number; readonly decided: number };

export function marksOf(values: Values): readonly Mark[] {
  const { q, mixture } = stateAt(values);
  const width = mixture.length;
  return pointsOf(values).map(([x, y], n) => {
    const row = q.subarray(n * width, (n + 1) * width);
    const component = row.indexOf(Math.max(...row));
    const share = row[component] ?? 1;
    return { x, y, component, decided: width === 1 ? 1 : Math.max(0, (share * width - 1) / (width - 1)) };
  });
}

/** A component as the picture needs it: its mean, its spreads along and across, and the direction of the long one. */
export type Ellipse = {
  readonly x: number;
  readonly y: number;
  readonly long: number;
  readonly short: number;
  readonly angle: number;
  readonly degrees: number;
  readonly weight: number;
  readonly count: number;
};

export function ellipsesOf(values: Values): readonly Ellipse[] {
  const { mixture, q } = stateAt(values);
  const counts = countsOf(q, mixture.length);
  return mixture.map(({ weight, mean: [x, y], cov }, k) => {
    const axes = axesOf(cov);
    return { x, y, ...axes, degrees: (axes.angle * 180) / Math.PI, weight, count: counts[k] ?? 0 };
  });
}

/** The number of standard deviations at which ellipses are drawn. */
const REACH = 2;
/** However far a component reaches, points are not drawn smaller than in a square of this half side. */
const WIDEST_VIEW = 6;

/**
 * Half the side of the square that is shown: the points' own, or whole units more where the components that EM starts from
 * reach beyond it. The same at every half-step, so that nothing moves but what EM moves.
 */
export function viewOf(values: Values): number {
  const reaches = startOf(values).map(
    ({ mean, cov }) => Math.max(...mean.map(Math.abs)) + REACH * Math.sqrt(Math.max(cov.xx, cov.yy)),
  );
  return Math.min(WIDEST_VIEW, Math.max(SIDE, Math.ceil(Math.max(...reaches))));
}

/** What the pictures of one half-step show: the points and components, and in nats what adds up to what. */
export type Scene = {
  readonly marks: readonly Mark[];
  readonly ellipses: readonly Ellipse[];
  readonly split: Readonly<Record<'evidence' | 'elbo' | 'gap' | 'logJoint' | 'entropy', number>>;
};

export function sceneOf(values: Values): Scene {
  const { evidence, elbo, entropy, 'gap-direct': gap, 'log-joint': logJoint } = metricsOf(values);
  return { marks: marksOf(values), ellipses: ellipsesOf(values), split: { evidence, elbo, gap, logJoint, entropy } };
}

/** A point that goes over to another component first lets go of its old one. */
function markBetween(from: Mark, to: Mark, share: number): Mark {
  if (from.component === to.component) return { ...to, decided: mix(from.decided, to.decided, share) };
  return share < 0.5
    ? { ...from, decided: mix(from.decided, 0, 2 * share) }
    : { ...to, decided: mix(0, to.decided, 2 * share - 1) };
}

/** The covariance matrix of an ellipse. */
function covOf({ long, short, angle }: Ellipse) {
  const [along, across, cos, sin] = [long ** 2, short ** 2, Math.cos(angle), Math.sin(angle)];
  return {
    xx: along * cos ** 2 + across * sin ** 2,
    xy: (along - across) * cos * sin,
    yy: along * sin ** 2 + across * cos ** 2,
  };
}

/** Means and covariance matrices are mixed, so that a long axis never turns the wrong way round. */
function ellipseBetween(from: Ellipse, to: Ellipse, share: number): Ellipse {
  return {
    ...to,
    ...axesOf(mixEach(covOf(from), covOf(to), share)),
    x: mix(from.x, to.x, share),
    y: mix(from.y, to.y, share),
  };
}

/** On the way from one half-step to another of the same points and components: what one frame of the glide shows. */
export const between =
  (from: Scene, to: Scene) =>
  (share: number): Scene => ({
    marks: to.marks.map((mark, i) => markBetween(from.marks[i] ?? mark, mark, share)),
    ellipses: to.ellipses.map((ellipse, i) => ellipseBetween(from.ellipses[i] ?? ellipse, ellipse, share)),
    split: mixEach(from.split, to.split, share),
  });

export type Stair = {
  readonly at: number;
  readonly step: State['step'];
  readonly evidence: number;
  readonly elbo: number;
};

/** Where evidence and ELBO stood after each half-step. */
export const stairsOf = (values: Values): readonly Stair[] =>
  pathOf(values).map(({ step, evidence, elbo }, at) => ({ at, step, evidence, elbo }));

/** EM from the start again, from the means as they stand with one of them put somewhere. */
export function withMean(values: Values, component: number, at: Point): Pick<Values, 'start' | 'steps'> {
  const means = stateAt(values).mixture.map(({ mean }) => mean);
  return { start: written(means.with(component, at)), steps: 0 };
}

/** Which of one's own points lies within `reach` of a place; the next free number where none does. */
export function holdOf(values: Values, [x, y]: Point, reach: number): number {
  const points = pointsOf(values);
  const distances = points.map((point) => Math.hypot(point[0] - x, point[1] - y));
  const nearest = distances.indexOf(Math.min(...distances));
  return (distances[nearest] ?? Infinity) <= reach ? nearest : points.length;
}

/** One's own points with one of them put somewhere, or with one more; as they were where no more can be kept. */
export function withPoint(values: Values, index: number, at: Point): string {
  const points = parsed(values.points);
  if (index >= MOST_POINTS) return values.points;
  return written(index < points.length ? points.with(index, at) : [...points, at]);
}

export const withoutLast = ({ points }: Values): string => written(parsed(points).slice(0, -1));
