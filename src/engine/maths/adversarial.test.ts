import { describe, expect, test } from 'vitest';
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
  logitSlopeAt,
  modelTerm,
  modelTermOverNoise,
  pullOnMean,
  shortfall,
  tabulate,
  valueOf,
  type Game,
  type Judge,
} from './adversarial.ts';
import type { Bumps } from './bumps.ts';
import { klBetweenNormals } from './gaussian.ts';
import { sigmoid } from './logistic.ts';

const bumps = (mean: number, deviation: number, reach = 0): Bumps => ({ mean, deviation, reach });
const game = (data: Bumps, model: Bumps): Game => ({ data, model });

/** Near, far, narrow against wide, one bump against two, and both with two. */
const games: readonly Game[] = [
  game(bumps(1.5, 0.8), bumps(-1, 1)),
  game(bumps(0, 2), bumps(0.5, 0.4)),
  game(bumps(4, 0.4), bumps(-4, 0.4)),
  game(bumps(0, 0.5, 2.5), bumps(-2.5, 0.5)),
  game(bumps(-4, 0.4, 3), bumps(4, 2, 1.2)),
];

/** The density from its definition. */
const density = ({ mean, reach, deviation }: Bumps, x: number) => {
  const bell = (middle: number) =>
    Math.exp(-((x - middle) ** 2) / (2 * deviation ** 2)) / (deviation * Math.sqrt(2 * Math.PI));
  return 0.5 * bell(mean - reach) + 0.5 * bell(mean + reach);
};

/**
 * ∫ over ±28 by Simpson's rule on 28,000 strips, from the definitions and with plain logarithms; 28 holds every bump to 10
 * deviations. Strips of 0.002 are 1/200 of the narrowest deviation: the error, a fourth power of that, is below 1e-9.
 */
function bySimpson(f: (x: number) => number): number {
  const strips = 28_000;
  const width = 56 / strips;
  let sum = 0;
  for (let i = 0; i <= strips; i++) sum += (i === 0 || i === strips ? 1 : i % 2 === 1 ? 4 : 2) * f(-28 + i * width);
  return (sum * width) / 3;
}

/** a log(b), 0 where a is. */
const times = (a: number, b: number) => (a > 0 ? a * Math.log(b) : 0);

describe.each(games)('game %#', (played) => {
  const { data, model } = played;
  const table = tabulate(played);

  test('the best D is p_data/(p_data + p_G)', () => {
    for (const x of [-5, -2, 0, 0.3, 1.5, 3]) {
      const [p, g] = [density(data, x), density(model, x)];
      if (p + g > 1e-290) expect(sigmoid(bestLogit(played, x))).toBeCloseTo(p / (p + g), 12);
    }
  });

  test('value, divergences and doubt are the integrals of their definitions', () => {
    const value = bySimpson((x) => {
      const [p, g] = [density(data, x), density(model, x)];
      return times(p, p / (p + g)) + times(g, g / (p + g));
    });
    const toMiddle = (of: Bumps) =>
      bySimpson((x) => times(density(of, x), (2 * density(of, x)) / (density(data, x) + density(model, x))));
    expect(Math.abs(valueOf(table, bestJudge) - value)).toBeLessThan(1e-8);
    expect(Math.abs(klToMiddle(table, 'data') - toMiddle(data))).toBeLessThan(1e-8);
    expect(Math.abs(klToMiddle(table, 'model') - toMiddle(model))).toBeLessThan(1e-8);
    expect(Math.abs(jensenShannon(table) - 0.5 * (toMiddle(data) + toMiddle(model)))).toBeLessThan(1e-8);
  });

  // Identities between integrals on the same nodes hold to rounding: 2,000 terms of at most 1 · 1e-16.
  test('V(D*) = −log 4 + 2 JSD, and JSD = log 2 − doubt', () => {
    const jsd = jensenShannon(table);
    expect(valueOf(table, bestJudge)).toBeCloseTo(-Math.log(4) + 2 * jsd, 11);
    expect(jsd).toBeCloseTo(Math.LN2 - averageDoubt(table), 11);
    expect(jsd).toBeGreaterThanOrEqual(0);
    expect(jsd).toBeLessThanOrEqual(Math.LN2 + 1e-12);
  });

  test('no other D reaches the value of the best one, and the shortfall is what it lacks', () => {
    const judges: readonly Judge[] = [
      { scale: 0, shift: 0 },
      { scale: 0.3, shift: 0 },
      { scale: 1, shift: -2 },
      { scale: 3, shift: 1 },
      { scale: 0.99, shift: 0.01 },
    ];
    for (const judge of judges) {
      const lacks = valueOf(table, bestJudge) - valueOf(table, judge);
      expect(lacks).toBeGreaterThanOrEqual(-1e-12);
      // Far apart, 0.99 of a logit of 200 is as sure as the whole: there both are zero to rounding.
      expect(shortfall(table, judge)).toBeCloseTo(lacks, 9);
      expect(dataTerm(table, judge) + modelTerm(table, judge)).toBeCloseTo(valueOf(table, judge), 11);
    }
  });

  test('fakes may be averaged over x or over the noise that makes them', () => {
    for (const judge of [bestJudge, { scale: 0.3, shift: 1 }])
      expect(modelTermOverNoise(played, judge)).toBeCloseTo(modelTerm(table, judge), 9);
  });

  test('the rule’s own error, half of its nodes against all and all against ten times as many, is below 1e-6 and 1e-8', () => {
    for (const judge of [bestJudge, { scale: 3, shift: -4 }]) {
      expect(Math.abs(valueOf(table, judge) - valueOf(table, judge, 2))).toBeLessThan(1e-6);
      expect(Math.abs(valueOf(table, judge) - valueOf(tabulate(played, 160), judge))).toBeLessThan(1e-8);
    }
  });

  test('the pull on the mean is minus the slope of the average loss with D held', () => {
    // D is frozen at the present densities; only the bump that the average is taken over moves, by 1e-3 to either side.
    const judge = { scale: 0.7, shift: 0.4 };
    for (const rule of ['minimax', 'non-saturating', 'printed'] as const) {
      const lossAt = (mean: number) =>
        bySimpson((x) => density({ ...model, mean }, x) * generatorLosses[rule].loss(logitAt(played, judge, x)));
      const slope = (lossAt(model.mean + 1e-3) - lossAt(model.mean - 1e-3)) / 2e-3;
      const pull = pullOnMean(played, table, judge, rule);
      // h²/6 times a third derivative: losses up to 100 nats over a width of 0.4 give 100/0.4³ · 1e-6/6 = 3e-4 at most.
      expect(Math.abs(pull + slope)).toBeLessThan(3e-4);
    }
  });

  test('at the best D the pull of log(1 − D) is the slope of −2 JSD, and that of −log D of 2 JSD − KL(p_G ‖ p_data)', () => {
    // The second is theorem 2.5 of Arjovsky & Bottou (2017). Central differences at 1e-3 as above; both divergences are smooth.
    const at = (mean: number) => tabulate({ data, model: { ...model, mean } });
    const slopeOf = (f: (mean: number) => number) => (f(model.mean + 1e-3) - f(model.mean - 1e-3)) / 2e-3;
    const jsd = slopeOf((mean) => jensenShannon(at(mean)));
    const kl = slopeOf((mean) => klFromModelToData(at(mean)));
    expect(Math.abs(pullOnMean(played, table, bestJudge, 'minimax') + 2 * jsd)).toBeLessThan(1e-4);
    expect(Math.abs(pullOnMean(played, table, bestJudge, 'non-saturating') - 2 * jsd + kl)).toBeLessThan(1e-3);
  });

  test('the slope of the logit is that of its curve', () => {
    const judge = { scale: 0.7, shift: 0.4 };
    for (const x of [-3, 0, 1.1]) {
      const measured = (logitAt(played, judge, x + 1e-4) - logitAt(played, judge, x - 1e-4)) / 2e-4;
      // As for the score: third derivative up to 3³/0.4⁶ = 6,600, so h²/6 of it is 1.1e-5.
      expect(Math.abs(logitSlopeAt(played, judge, x) - measured)).toBeLessThan(2e-5);
    }
  });
});

describe('known values', () => {
  test('equal densities have JSD 0 and V = −log 4', () => {
    const table = tabulate(game(bumps(0.3, 1.2, 1), bumps(0.3, 1.2, 1)));
    expect(jensenShannon(table)).toBeCloseTo(0, 14);
    expect(valueOf(table, bestJudge)).toBeCloseTo(-Math.log(4), 13);
  });

  test('densities that part have JSD → log 2 and V → 0', () => {
    // At 8 units and deviation 0.4 the shares on the wrong side of 0 are Φ(−10) < 1e-23.
    const table = tabulate(game(bumps(4, 0.4), bumps(-4, 0.4)));
    expect(jensenShannon(table)).toBeCloseTo(Math.LN2, 13);
    expect(valueOf(table, bestJudge)).toBeCloseTo(0, 13);
  });

  test('one bump of two has JSD ¾ log 4/3 = 0.2158 and D* = ⅓ there', () => {
    // p_data = ½A + ½B and p_G = A, with A and B apart: KL(p_data ‖ m) = ½ log 2/3 + ½ log 2, KL(p_G ‖ m) = log 4/3.
    const played = game(bumps(0, 0.4, 3), bumps(-3, 0.4));
    expect(jensenShannon(tabulate(played))).toBeCloseTo(0.75 * Math.log(4 / 3), 9);
    expect(sigmoid(bestLogit(played, -3))).toBeCloseTo(1 / 3, 9);
  });

  test('KL(p_G ‖ p_data) of two bells is the closed form', () => {
    const played = game(bumps(1.5, 0.8), bumps(-1, 1));
    expect(klFromModelToData(tabulate(played))).toBeCloseTo(klBetweenNormals(-1, 1, 1.5, 0.64), 9);
  });

  test('at D = ½ both losses have the slope −½; as D → 0 one vanishes and the other tends to −1', () => {
    const { minimax, 'non-saturating': nonSaturating, printed } = generatorLosses;
    expect([minimax.slope(0), nonSaturating.slope(0), printed.slope(0)]).toEqual([-0.5, -0.5, 0.5]);
    // D = e^(−20)/(1 + e^(−20)) = 2.06e-9.
    expect(minimax.slope(-20)).toBeCloseTo(-2.0611536e-9, 15);
    expect(nonSaturating.slope(-20)).toBeCloseTo(-1 + 2.0611536e-9, 15);
  });

  test('every slope is that of its loss', () => {
    // Central differences at 1e-4: third derivatives are below 0.1, so h²/6 of them is below 2e-10; rounding 20e-16/1e-4 = 2e-11.
    for (const { loss, slope } of Object.values(generatorLosses))
      for (const a of [-20, -4.66, -1, 0, 0.7, 9])
        expect(Math.abs(slope(a) - (loss(a + 1e-4) - loss(a - 1e-4)) / 2e-4)).toBeLessThan(1e-9);
  });
});
