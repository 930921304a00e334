/**
 * The game of Goodfellow et al. (2014) on one line, where everything can be computed: p_data and p_G are bumps, and D is given
 * by its logit, log D/(1 − D). Amounts are in nats.
 */
import { logBumps, scoreOfBumps, type Bumps } from './bumps.ts';
import { logNormal } from './gaussian.ts';
import { doubtOf, klBetweenLogits, sigmoid, softplus } from './logistic.ts';
import { evenNodes, trapezoid, type EvenNodes } from './quadrature.ts';

export type Game = { readonly data: Bumps; readonly model: Bumps };

/** A discriminator made from the best one: its logit is scale · (best logit) + shift, so (1, 0) is the best one itself. */
export type Judge = { readonly scale: number; readonly shift: number };

export const bestJudge: Judge = { scale: 1, shift: 0 };

/** log p_data(x)/p_G(x): the logit of D*(x) = p_data(x)/(p_data(x) + p_G(x)). */
export const bestLogit = ({ data, model }: Game, x: number): number => logBumps(data, x) - logBumps(model, x);

export const logitAt = (game: Game, { scale, shift }: Judge, x: number): number => scale * bestLogit(game, x) + shift;

/** The slope of D's logit by x. */
export const logitSlopeAt = ({ data, model }: Game, { scale }: Judge, x: number): number =>
  scale * (scoreOfBumps(data, x) - scoreOfBumps(model, x));

/** Both densities and the best logit at even nodes that hold all but e^(−50) of either mass. */
export type GameTable = {
  readonly nodes: EvenNodes;
  readonly data: Float64Array;
  readonly model: Float64Array;
  readonly best: Float64Array;
};

/** How far each bump is followed, in its own deviations. */
const FAR = 10;
/** Nodes in a deviation of the narrower density. */
const FINE = 16;

export function tabulate(game: Game, fine = FINE): GameTable {
  const { data, model } = game;
  const end = ({ mean, reach, deviation }: Bumps, side: number) => mean + side * (reach + FAR * deviation);
  const from = Math.min(end(data, -1), end(model, -1));
  const to = Math.max(end(data, 1), end(model, 1));
  const narrow = Math.min(data.deviation, model.deviation);
  const nodes = evenNodes(from, to, 2 * Math.ceil(((to - from) * fine) / narrow / 2));
  const logData = nodes.at.map((x) => logBumps(data, x));
  const logModel = nodes.at.map((x) => logBumps(model, x));
  return {
    nodes,
    data: logData.map(Math.exp),
    model: logModel.map(Math.exp),
    best: logData.map((log, i) => log - (logModel[i] ?? 0)),
  };
}

export type Side = 'data' | 'model';

/** ∫ p f over the table, with f a function of the best logit and of x. */
export function averageOver(table: GameTable, side: Side, f: (best: number, x: number) => number, every = 1): number {
  const { nodes, best } = table;
  return trapezoid(nodes, (i) => (table[side][i] ?? 0) * f(best[i] ?? 0, nodes.at[i] ?? 0), every);
}

/** E_{x~p_data}[log D(x)]; log D = −softplus(−logit). */
export const dataTerm = (table: GameTable, { scale, shift }: Judge): number =>
  averageOver(table, 'data', (best) => -softplus(-(scale * best + shift)));

/** E_{x~p_G}[log(1 − D(x))]; log(1 − D) = −softplus(logit). */
export const modelTerm = (table: GameTable, { scale, shift }: Judge): number =>
  averageOver(table, 'model', (best) => -softplus(scale * best + shift));

/** V(D, G) = E_{p_data}[log D] + E_{p_G}[log(1 − D)], as one integral. */
export function valueOf({ nodes, data, model, best }: GameTable, { scale, shift }: Judge, every = 1): number {
  const integrand = (i: number) => {
    const logit = scale * (best[i] ?? 0) + shift;
    return -(data[i] ?? 0) * softplus(-logit) - (model[i] ?? 0) * softplus(logit);
  };
  return trapezoid(nodes, integrand, every);
}

/** E_z[log(1 − D(G(z)))] with z ~ N(0, 1) and a fair coin for the bump: G(z) = mean ± reach + deviation · z. */
export function modelTermOverNoise(game: Game, judge: Judge): number {
  const { mean, reach, deviation } = game.model;
  const nodes = evenNodes(-FAR, FAR, 2 * FAR * 4 * FINE);
  const loss = (x: number) => -softplus(logitAt(game, judge, x));
  return trapezoid(nodes, (i) => {
    const z = nodes.at[i] ?? 0;
    const centre = mean + deviation * z;
    return 0.5 * Math.exp(logNormal(z, 0, 1)) * (loss(centre - reach) + loss(centre + reach));
  });
}

/** D_KL(p ‖ m) with m = ½(p_data + p_G): p_data/m = 2D*, and p_G/m = 2(1 − D*). */
export const klToMiddle = (table: GameTable, side: Side): number =>
  averageOver(table, side, (best) => Math.LN2 - softplus(side === 'data' ? -best : best));

/** D_JS(p_data, p_G) = ½D_KL(p_data ‖ m) + ½D_KL(p_G ‖ m), between 0 and log 2 (Lin 1991). */
export const jensenShannon = (table: GameTable): number =>
  0.5 * (klToMiddle(table, 'data') + klToMiddle(table, 'model'));

/** E_m[h(D*(x))] with h the entropy of a coin: how much doubt the best discriminator is left with. JSD = log 2 − doubt. */
export const averageDoubt = (table: GameTable): number =>
  0.5 * (averageOver(table, 'data', doubtOf) + averageOver(table, 'model', doubtOf));

/** V(D*, G) − V(D, G) = ∫ (p_data + p_G) KL(Bernoulli(D*) ‖ Bernoulli(D)) dx, never negative. */
export function shortfall(table: GameTable, { scale, shift }: Judge): number {
  const missing = (best: number) => klBetweenLogits(best, scale * best + shift);
  return averageOver(table, 'data', missing) + averageOver(table, 'model', missing);
}

/** D_KL(p_G ‖ p_data). */
export const klFromModelToData = (table: GameTable): number => averageOver(table, 'model', (best) => -best);

type GeneratorLoss = { readonly loss: (a: number) => number; readonly slope: (a: number) => number };

/** What G is told to do with the fakes' logits a. */
export type Rule = 'minimax' | 'non-saturating' | 'printed';

/**
 * A loss that G *minimises* as a function of the logit a of D(G(z)), and its slope by a:
 * log(1 − D) with slope −D; −log D with slope −(1 − D); and log D, which is what maximising −log D comes to.
 */
export const generatorLosses: Readonly<Record<Rule, GeneratorLoss>> = {
  minimax: { loss: (a) => -softplus(a), slope: (a) => -sigmoid(a) },
  'non-saturating': { loss: (a) => softplus(-a), slope: (a) => -sigmoid(-a) },
  printed: { loss: (a) => -softplus(-a), slope: (a) => sigmoid(-a) },
};

/** −∂/∂mean of E_{x~p_G}[loss(logit of D at x)], with D held as it is: where and how strongly p_G is pulled. */
export function pullOnMean(game: Game, table: GameTable, judge: Judge, rule: Rule): number {
  const { slope } = generatorLosses[rule];
  return -averageOver(
    table,
    'model',
    (best, x) => slope(judge.scale * best + judge.shift) * logitSlopeAt(game, judge, x),
  );
}
