import {
  averageDoubt,
  bestJudge,
  bestLogit,
  dataTerm,
  generatorLosses,
  jensenShannon,
  klFromModelToData,
  klToMiddle,
  logitAt,
  modelTerm,
  modelTermOverNoise,
  pullOnMean,
  shortfall,
  tabulate,
  valueOf,
  type Game,
  type GameTable,
  type Judge,
  type Rule,
} from '#src/engine/maths/adversarial.ts';
import { mix } from '#src/base/mix.ts';
import { latest } from '#src/engine/latest.ts';
import { logBumps } from '#src/engine/maths/bumps.ts';
import { doubtOf, sigmoid } from '#src/engine/maths/logistic.ts';
import type { MetricsOf } from '#src/run/meta.ts';
import type { ParamValues } from '#src/run/params.ts';
import { meta } from './meta.ts';

export type Values = ParamValues<typeof meta.params>;
export type Metrics = MetricsOf<typeof meta>;

export const gameOf = ({ m, r, s, mu, rho, sigma }: Values): Game => ({
  data: { mean: m, reach: r, deviation: s },
  model: { mean: mu, reach: rho, deviation: sigma },
});

export const judgeOf = ({ b, c }: Values): Judge => ({ scale: b, shift: c });

/** Every number of `meta.metrics`, each from its own formula. Pictures and readouts ask for the same ones, so they are kept. */
export const metricsOf = latest(countOf);

function countOf(values: Values): Metrics {
  const table = tabulate(gameOf(values));
  return { ...valuesOf(values, table), ...divergencesOf(table), ...pointOf(values), ...pullsOf(values, table) };
}

/** The lines that are worth V(D, G) or V(D*, G). */
function valuesOf(values: Values, table: GameTable) {
  const judge = judgeOf(values);
  const value = valueOf(table, bestJudge);
  const onData = dataTerm(table, judge);
  const onFakes = modelTerm(table, judge);
  return {
    value,
    'value-of-d': valueOf(table, judge),
    'value-of-d-over-noise': onData + modelTermOverNoise(gameOf(values), judge),
    'value-of-d-in-parts': onData + onFakes,
    'data-term': onData,
    'model-term': onFakes,
    shortfall: value - valueOf(table, judge),
    'shortfall-direct': shortfall(table, judge),
    'log-four': Math.log(4),
  };
}

function divergencesOf(table: GameTable) {
  const [ofData, ofModel] = [klToMiddle(table, 'data'), klToMiddle(table, 'model')];
  const jsd = jensenShannon(table);
  const doubt = averageDoubt(table);
  return {
    'kl-data': ofData,
    'kl-model': ofModel,
    'kl-reverse': klFromModelToData(table),
    jsd,
    doubt,
    'jsd-from-doubt': Math.LN2 - doubt,
    'value-from-kl': -Math.log(4) + ofData + ofModel,
    'value-from-jsd': -Math.log(4) + 2 * jsd,
  };
}

/** To either side of the logit, for a slope measured on the curve: the error h²/6 · max|f‴| is below 1e-9. */
const ASIDE = 1e-4;

const measured = (rule: Rule, a: number) => {
  const { loss } = generatorLosses[rule];
  return (loss(a + ASIDE) - loss(a - ASIDE)) / (2 * ASIDE);
};

/** What holds at the point x that the reader moves. */
function pointOf(values: Values) {
  const { x } = values;
  const { data, model } = gameOf(values);
  const [p, g] = [Math.exp(logBumps(data, x)), Math.exp(logBumps(model, x))];
  const a = logitAt(gameOf(values), judgeOf(values), x);
  const minimax = generatorLosses.minimax;
  const nonSaturating = generatorLosses['non-saturating'];
  return {
    'p-data-at-x': p,
    'p-model-at-x': g,
    // Within the knobs a density is e^−450 at least, so that the sum is never zero.
    'd-star-at-x': p / (p + g),
    'd-star-from-logit': sigmoid(bestLogit(gameOf(values), x)),
    'd-at-x': sigmoid(a),
    'logit-at-x': a,
    'loss-minimax': minimax.loss(a),
    'loss-non-saturating': nonSaturating.loss(a),
    'gradient-minimax': minimax.slope(a),
    'gradient-non-saturating': nonSaturating.slope(a),
    'measured-minimax': measured('minimax', a),
    'measured-non-saturating': measured('non-saturating', a),
    'logit-minimised': -nonSaturating.slope(a),
    'logit-maximised': nonSaturating.slope(a),
  };
}

function pullsOf(values: Values, table: GameTable) {
  const pullBy = (rule: Rule) => pullOnMean(gameOf(values), table, judgeOf(values), rule);
  return {
    'pull-minimax': pullBy('minimax'),
    'pull-non-saturating': pullBy('non-saturating'),
    pull: pullBy(values.rule),
  };
}

/** Whether D is the best one. */
export const isBest = ({ b, c }: Values): boolean => b === 1 && c === 0;

/** The rate of a G step. With widths of 0.4 and more the pull is at most distance/0.16 at b = 1, so that μ never jumps past the data. */
export const RATE = 0.1;

/** One gradient step of G: it owns only μ, and D is the one that b and c make for the densities as they stand. */
export function generatorStep(values: Values): Partial<Values> {
  const { min, max } = meta.params.mu;
  return { mu: Math.min(max, Math.max(min, values.mu + RATE * metricsOf(values).pull)) };
}

/** The settings before the first and after each of `count` G steps. */
export function stepsOf(values: Values, count: number): readonly [Values, ...Values[]] {
  const way: [Values, ...Values[]] = [values];
  for (let i = 0; i < count; i++) {
    const last = way.at(-1) ?? values;
    way.push({ ...last, ...generatorStep(last) });
  }
  return way;
}

/** Along a way of G steps at a share of it, each step taking the same time. */
export function along(way: readonly [Values, ...Values[]], share: number): Values {
  const at = share * (way.length - 1);
  const from = way[Math.floor(at)] ?? way[0];
  const to = way[Math.ceil(at)] ?? from;
  return { ...to, mu: mix(from.mu, to.mu, at - Math.floor(at)) };
}

/** How the G steps went, in a sentence. */
export function sentenceOf(before: Values, after: Values): string {
  const moved = after.mu - before.mu;
  const way =
    Math.abs(moved) < 5e-4 ? 'hardly moved' : `moved by ${moved < 0 ? '−' : '+'}${Math.abs(moved).toFixed(3)}`;
  const [then, now] = [metricsOf(before).jsd, metricsOf(after).jsd];
  const { min, max } = meta.params.mu;
  const stopped = (after.mu === min || after.mu === max) && after.mu !== before.mu;
  const change = Math.abs(now - then) < 5e-5 ? 'stayed at' : now < then ? 'fell to' : 'rose to';
  return `μ ${way}; the JSD ${change} ${now.toFixed(4)}.${stopped ? ' μ is at the end of its range.' : ''}`;
}

/** What is drawn over x. */
export type Row = {
  readonly x: number;
  readonly data: number;
  readonly model: number;
  /** D*(x) and the D of b and c. */
  readonly best: number;
  readonly judged: number;
  /** What x adds to the JSD, per unit of x, and the most it could add: m(x) log 2. */
  readonly integrand: number;
  readonly ceiling: number;
};

/** The part of the line that is drawn: it holds the peaks of every setting. */
export const SPAN: readonly [number, number] = [-8, 8];
const NODES = 240;

export function rowsOf(values: Values): Row[] {
  const game = gameOf(values);
  const judge = judgeOf(values);
  return Array.from({ length: NODES + 1 }, (_, i) => {
    const x = SPAN[0] + ((SPAN[1] - SPAN[0]) * i) / NODES;
    const [data, model] = [Math.exp(logBumps(game.data, x)), Math.exp(logBumps(game.model, x))];
    const best = bestLogit(game, x);
    const middle = 0.5 * (data + model);
    return {
      x,
      data,
      model,
      best: sigmoid(best),
      judged: sigmoid(logitAt(game, judge, x)),
      integrand: middle * (Math.LN2 - doubtOf(best)),
      ceiling: middle * Math.LN2,
    };
  });
}

/** A loss of G over the logit a, its tangent at the present one, and where gradient steps take the logit. */
export type LossCurve = {
  readonly name: string;
  readonly dash: string;
  readonly points: readonly { readonly a: number; readonly loss: number }[];
  readonly at: { readonly a: number; readonly loss: number; readonly slope: number };
};

const drawn = [
  { rule: 'minimax', name: 'log(1 − D)', dash: '7 3' },
  { rule: 'non-saturating', name: '−log D', dash: '' },
] as const;

export function lossesOf(values: Values): readonly LossCurve[] {
  const now = metricsOf(values)['logit-at-x'];
  const end = logitsShown(now);
  return drawn.map(({ rule, name, dash }) => {
    const { loss, slope } = generatorLosses[rule];
    const points = Array.from({ length: 201 }, (_, i) => {
      const a = end * (i / 100 - 1);
      return { a, loss: loss(a) };
    });
    return { name, dash, points, at: { a: now, loss: loss(now), slope: slope(now) } };
  });
}

/** How far to either side the losses are drawn: it holds the present logit and changes seldom while a knob is turned. */
export function logitsShown(a: number): number {
  let end = 6;
  while (end < Math.abs(a) * 1.15) end *= 2;
  return end;
}
