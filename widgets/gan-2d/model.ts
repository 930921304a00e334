import { mixAll } from '#src/base/mix.ts';
import { drawPlane, planeSet } from '#src/engine/data/plane.ts';
import type { Player } from '#src/engine/experiment.ts';
import { SHOWN_REALS, type GanConfig, type GanLoss, type GanSnapshot, type GanTrail } from '#src/models/gan/gan.ts';
import { random } from '#src/engine/random.ts';
import type { Extents } from '#src/run/axes.ts';
import type { ParamValues } from '#src/run/params.ts';
import type { NumbersOf } from '#src/run/trained-on.ts';
import type { meta } from './meta.ts';

export type Values = ParamValues<typeof meta.params>;

/** The engine's configuration: its names are the knobs'. */
export const configOf = (values: Values): GanConfig => values;

/** The numbers of the figure at one snapshot, under the names that links, exercises and tests use. */
export const metricsAt = ({
  modesCovered,
  goodShare,
  jsd,
  dLoss,
  gLoss,
  dReal,
  dFake,
}: GanSnapshot): NumbersOf<typeof meta> => ({
  'modes-covered': modesCovered,
  'good-share': goodShare,
  jsd,
  'd-loss': dLoss,
  'g-loss': gLoss,
  'd-real': dReal,
  'd-fake': dFake,
});

/** A collapsed generator covers at most this share of the modes: 3 of 8, 9 of 25. */
const COLLAPSED = 3 / 8;
export const isCollapsed = (modesCovered: number, modes: number): boolean => modesCovered <= COLLAPSED * modes;

/** A share found in a sample, with the ends of its interval. */
export type Share = { readonly share: number; readonly low: number; readonly high: number };

/** The standard normal's 97.5 % point: what lies within is 95 %. */
const Z = 1.959964;

/**
 * Wilson's 95 % interval (1927, J. Am. Stat. Assoc. 22) for the chance behind `count` of `of`: the chances p at which
 * count/of lies within z standard errors √(p(1−p)/of). It stays in 0 … 1 also at none and at all; of nothing it is all of
 * 0 … 1, and the share is NaN.
 */
export function chanceOf(count: number, of: number): Share {
  const share = count / of;
  const spread = Z ** 2 / of;
  const middle = (share + spread / 2) / (1 + spread);
  const reach = (Z * Math.sqrt((share * (1 - share)) / of + spread / (4 * of))) / (1 + spread);
  // At none and at all one end is exact, and rounding must not hide it.
  return { share, low: count === 0 ? 0 : middle - reach, high: count === of ? 1 : middle + reach };
}

/** The chance of collapse, from modes covered by runs of the same settings with different seeds. */
export const collapseOf = (modesCovered: readonly number[], modes: number): Share =>
  chanceOf(modesCovered.filter((covered) => isCollapsed(covered, modes)).length, modesCovered.length);

/** The real points [512, 2] that a run of these knobs will show; none while nothing is drawn. */
export function realsOf({ data, drawing, seed }: Pick<GanConfig, 'data' | 'drawing' | 'seed'>): Float32Array {
  if (data === 'drawing' && drawing === '') return new Float32Array();
  return drawPlane(planeSet(data, drawing), SHOWN_REALS, random(seed).fork('real'));
}

/** Both losses over some iterations in training: their means at the last of these, and where four fifths of them lie. */
export type Stretch = {
  readonly step: number;
  readonly dLoss: number;
  readonly gLoss: number;
  readonly dRange: readonly [number, number];
  readonly gRange: readonly [number, number];
};

/** What is kept of a snapshot for the curves of its run: what was measured, and the iterations before in stretches. */
export type Kept = Pick<GanSnapshot, 'step' | 'dLoss' | 'gLoss' | 'dReal' | 'dFake' | 'modesCovered'> & {
  readonly course: readonly Stretch[];
};

export const keptOf = ({ trail, ...snapshot }: GanSnapshot): Kept => {
  const { step, dLoss, gLoss, dReal, dFake, modesCovered } = snapshot;
  return { step, dLoss, gLoss, dReal, dFake, modesCovered, course: courseOf(trail, snapshot) };
};

/** Stretches between two snapshots: a loss swings faster than snapshots come, so single values would mislead. */
const STRETCHES = 8;

function courseOf({ steps, dLoss, gLoss }: GanTrail, now: Pick<Stretch, 'step' | 'dLoss' | 'gLoss'>): Stretch[] {
  if (steps.length === 0) return [still(now)];
  const count = Math.min(STRETCHES, steps.length);
  return Array.from({ length: count }, (_, i) => {
    const [from, to] = [Math.floor((i * steps.length) / count), Math.floor(((i + 1) * steps.length) / count)];
    const [d, g] = [dLoss.subarray(from, to), gLoss.subarray(from, to)];
    return {
      step: steps[to - 1] ?? now.step,
      dLoss: meanOf(d),
      gLoss: meanOf(g),
      dRange: rangeOf(d),
      gRange: rangeOf(g),
    };
  });
}

/** Where nothing was trained there is only what was measured. */
const still = ({ step, dLoss, gLoss }: Pick<Stretch, 'step' | 'dLoss' | 'gLoss'>): Stretch => ({
  step,
  dLoss,
  gLoss,
  dRange: [dLoss, dLoss],
  gRange: [gLoss, gLoss],
});

const meanOf = (values: Float32Array) => values.reduce((sum, value) => sum + value, 0) / values.length;

/** The tenth and the ninetieth per cent, between which single batches scatter. */
function rangeOf(values: Float32Array): readonly [number, number] {
  const sorted = values.toSorted();
  const at = (share: number) => sorted[Math.round(share * (sorted.length - 1))] ?? NaN;
  return [at(0.1), at(0.9)];
}

/** More points than this no chart of a few hundred pixels can show. */
const MOST_POINTS = 600;

/** The stretches of a whole run in order, thinned to what a chart can show. */
export function courseThrough(history: readonly Kept[]): readonly Stretch[] {
  const all = history.flatMap(({ course }) => course).sort((a, b) => a.step - b.step);
  const every = Math.ceil(all.length / MOST_POINTS);
  return all.filter((_, at) => (all.length - 1 - at) % every === 0);
}

/** What is kept of a run aside. */
export type Outcome = Pick<GanSnapshot, 'modesCovered' | 'modes' | 'goodShare'>;
export const outcomeOf = ({ modesCovered, modes, goodShare }: GanSnapshot): Outcome => ({
  modesCovered,
  modes,
  goodShare,
});

/** How many of these runs have collapsed, with the chance of it. */
export function collapsedOf(runs: readonly Outcome[]): Share & { readonly collapsed: number } {
  const collapsed = runs.filter(({ modesCovered, modes }) => isCollapsed(modesCovered, modes)).length;
  return { collapsed, ...chanceOf(collapsed, runs.length) };
}

/** The least number of modes that is no collapse. */
export const enoughOf = (modes: number): number =>
  Array.from({ length: modes }, (_, covered) => covered).filter((covered) => isCollapsed(covered, modes)).length;

/** What the axes of the curves have to hold; losses that leap far out are cut, not followed. */
export function extentsOf(history: readonly Kept[], theory: readonly Theory[]): Extents {
  const losses = history.flatMap(({ course }) => course.flatMap(({ dLoss, gLoss }) => [dLoss, gLoss]));
  const says = history.flatMap(({ dReal, dFake }) => [dReal, dFake]);
  return {
    step: [0, Math.max(100, history.at(-1)?.step ?? 0)],
    loss: aired(
      losses,
      theory.map(({ value }) => value),
    ),
    says: [Math.min(-0.02, ...says), Math.max(1.02, ...says)],
  };
}

/** From the least to the most of nearly all values and of all the others, with air on both sides. */
function aired(values: readonly number[], others: readonly number[]): readonly [number, number] {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.round(share * (sorted.length - 1))] ?? 0;
  const [low, high] = [Math.min(0, at(0.01), ...others), Math.max(at(0.99), ...others)];
  const air = 0.06 * Math.max(0.1, high - low);
  return [low - air, high + air];
}

export type Theory = { readonly value: number; readonly name: string };

/** What the lines of theory say, in a sentence. */
export function tellTheory(loss: GanLoss): string {
  const [d, g] = theoryOf(loss);
  return d && g
    ? `Dotted: where theory ends the game, with D = ½ everywhere. D’s loss is ${d.name} there, G’s ${g.name}.`
    : 'A critic’s loss has no line that theory draws: its penalty asks for a slope that the end of the game does not have.';
}

/**
 * D's and G's losses where p_G = p_data and D is the best there is. With D = ½ everywhere −log D − log(1 − D) = log 4; least squares
 * halves its squares. A critic with a penalty has no such value of its own, since the penalty asks for a slope.
 */
export function theoryOf(loss: GanLoss): readonly Theory[] {
  switch (loss) {
    case 'minimax':
      return [
        { value: Math.log(4), name: 'log 4' },
        { value: -Math.log(2), name: '−log 2' },
      ];
    case 'non-saturating':
      return [
        { value: Math.log(4), name: 'log 4' },
        { value: Math.log(2), name: 'log 2' },
      ];
    case 'least-squares':
      return [
        { value: 1 / 4, name: '¼' },
        { value: 1 / 8, name: '⅛' },
      ];
    case 'wasserstein':
      return [];
  }
}

/** The unit of both players' losses. */
export const unitOf = (loss: GanLoss): string =>
  loss === 'minimax' || loss === 'non-saturating' ? 'nats' : loss === 'least-squares' ? 'squared' : 'critic';

/** The level of D that says neither, and how far the field reaches from there. */
export function scaleOf(snapshot: Pick<GanSnapshot, 'fieldRange' | 'dReal' | 'dFake'>, loss: GanLoss) {
  const [low, high] = snapshot.fieldRange;
  if (loss !== 'wasserstein') return { neutral: (low + high) / 2, reach: (high - low) / 2 };
  const neutral = (snapshot.dReal + snapshot.dFake) / 2;
  return { neutral, reach: Math.max(1e-6, high - neutral, neutral - low) };
}

const round = (value: number, digits: number) => value.toFixed(digits).replace('-', '−');

/** A loss with four decimals, or with two digits and a power of ten where those would say nothing. */
function lossOf(value: number): string {
  if (value === 0 || Math.abs(value) >= 0.001) return round(value, 4);
  const [digits = '', power = ''] = value.toExponential(1).split('e');
  const raised = power.replace('-', '⁻').replace(/\d/g, (digit) => '⁰¹²³⁴⁵⁶⁷⁸⁹'.charAt(Number(digit)));
  return `${digits.replace('-', '−')} · 10${raised}`;
}

const changed = (from: number, to: number) =>
  from === to ? `stayed at ${lossOf(to)}` : `${to < from ? 'fell' : 'rose'} from ${lossOf(from)} to ${lossOf(to)}`;

/** What one step of one player did, on the points that every snapshot of the run is measured on. */
export function tellMove(before: GanSnapshot, after: GanSnapshot, batch: number): string {
  return after.moved === 'discriminator' ? tellDiscriminator(before, after, batch) : tellGenerator(before, after);
}

const tellDiscriminator = (before: GanSnapshot, after: GanSnapshot, batch: number) =>
  `D saw ${batch} real and ${batch} fake points and took one step down its loss. On the points shown the loss ` +
  `${changed(before.dLoss, after.dLoss)}; D now says ${round(after.dReal, 3)} of real points, before ` +
  `${round(before.dReal, 3)}, and ${round(after.dFake, 3)} of fakes, before ${round(before.dFake, 3)}.`;

function tellGenerator(before: GanSnapshot, after: GanSnapshot): string {
  const { mean, furthest } = travelled(before.fakes, after.fakes);
  return (
    `G took one step down its own loss, D held still. Its points moved by ${round(mean, 4)} on average, the furthest by ` +
    `${round(furthest, 4)}; its loss ${changed(before.gLoss, after.gLoss)}, and D now says ${round(after.dFake, 3)} of ` +
    `fakes, before ${round(before.dFake, 3)}.`
  );
}

/** What one whole round did: D so many times, then G. */
export function tellRound(before: GanSnapshot, after: GanSnapshot, kd: number): string {
  const { mean } = travelled(before.fakes, after.fakes);
  return (
    `One round: D took ${kd === 1 ? 'a step' : `${kd} steps`}, then G took one. On the points shown D’s loss ` +
    `${changed(before.dLoss, after.dLoss)} and G’s ${changed(before.gLoss, after.gLoss)}; the fakes moved by ` +
    `${round(mean, 4)} on average.`
  );
}

/** How far points [n, 2] have gone, in the plane's units: the same latents before and after. */
export function travelled(before: Float32Array, after: Float32Array): { mean: number; furthest: number } {
  let [sum, furthest] = [0, 0];
  for (let i = 0; i < after.length; i += 2) {
    const way = Math.hypot((after[i] ?? 0) - (before[i] ?? 0), (after[i + 1] ?? 0) - (before[i + 1] ?? 0));
    sum += way;
    furthest = Math.max(furthest, way);
  }
  return { mean: (2 * sum) / after.length, furthest };
}

/** Who moves next when the game is played in slow motion: D so many times, then G, from the steps by hand so far. */
export const nextMover = (byHand: number, kd: number): Player =>
  byHand % (kd + 1) === kd ? 'generator' : 'discriminator';

/** What the plane shows of a snapshot, and what moves on it. */
export type Moving = Pick<GanSnapshot, 'fakes' | 'field' | 'warp' | 'arrows'>;

/** On the way from one snapshot to the next: points go straight, and what D says changes cell by cell. */
export const between =
  <Shown extends Moving>(from: Shown, to: Shown) =>
  (share: number): Shown => ({
    ...to,
    fakes: mixAll(from.fakes, to.fakes, share),
    field: mixAll(from.field, to.field, share),
    warp: mixAll(from.warp, to.warp, share),
    arrows: mixAll(from.arrows, to.arrows, share),
  });

type Played = Pick<GanSnapshot, 'step' | 'byHand'>;

/** Whether one is the other after a single move or a single round. */
export const follows = (before: Played, after: Played): boolean =>
  (after.step === before.step && after.byHand === before.byHand + 1) ||
  (after.step === before.step + 1 && after.byHand === before.byHand);

/** One move is a few pixels long: the places after the last 16 moves of G make its way visible. */
export const TAIL = 16;

/** The last places of the fakes, the oldest first, with the one that they have just left. A move of D leaves none. */
export function tailAfter(tail: readonly Float32Array[], before: Moving, after: Moving): readonly Float32Array[] {
  const moved = before.fakes.some((at, i) => at !== after.fakes[i]);
  return moved ? [...tail, before.fakes].slice(-TAIL) : tail;
}
