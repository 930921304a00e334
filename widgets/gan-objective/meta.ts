import { widget } from '#src/run/meta.ts';
import { choice, number } from '#src/run/params.ts';

const nats = (label: string, meaning: string, about: string) => ({ label, unit: 'nats', digits: 4, meaning, about });
/** A value of the game: no word of the colours names it. */
const worth = (label: string, about: string) => ({ label, unit: 'nats', digits: 4, about });
const pure = (label: string, meaning: string, about: string) => ({ label, unit: '', digits: 4, meaning, about });
const perUnit = (label: string, meaning: string, about: string) => ({
  label,
  unit: 'nats per unit of x',
  digits: 4,
  meaning,
  about,
});

const mean = (label: string, symbol: string, initial: number, about: string) =>
  number(label, { symbol, min: -4, max: 4, initial, step: 0.05, primary: true, about });
const width = (label: string, symbol: string, initial: number, about: string) =>
  number(label, { symbol, min: 0.4, max: 2, initial, step: 0.02, about });
const reach = (label: string, symbol: string, about: string) =>
  number(label, { symbol, min: 0, max: 3, initial: 0, step: 0.05, about });

export const meta = widget({
  title: 'The objective of a GAN on one line',
  question: 'What can the generator learn from the discriminator?',
  invites:
    'Move the generator’s density and see how the best discriminator responds, and where the gradient that the generator learns from vanishes.',
  caption:
    'Drag either density: the best discriminator follows, and the shaded area fills up to log 2 as the two part. The third picture has both losses of the generator at the point x: where the discriminator is certain of a fake, the dashed one is flat and the solid one is not.',
  still:
    'Two bells on one axis, the data on the right and the generator on the left, with the best discriminator rising from 0 to 1 between them; the integrand of the Jensen–Shannon divergence under its ceiling; and two losses against the logit of D with their tangents at −4.66, one flat, one with slope −0.99.',
  lecture: 'generative-adversarial-networks',
  trains: false,
  params: {
    mu: mean('middle of the fakes', 'μ', -1, 'Where the generator puts its samples: the middle of p_G.'),
    m: mean('middle of the data', 'm', 1.5, 'The middle of the density of the data.'),
    x: number('point looked at', {
      symbol: 'x',
      min: -8,
      max: 8,
      initial: -1,
      step: 0.05,
      primary: true,
      about: 'The place at which D, its logit and the two slopes of the losses are read off.',
    }),
    rule: choice(
      'G is told to',
      {
        'non-saturating': 'minimise −log D',
        minimax: 'minimise log(1 − D)',
        printed: 'maximise −log D',
      },
      {
        initial: 'non-saturating',
        primary: true,
        about:
          'Which loss a G step follows, and in which direction; the last is the wording of one of the decks, taken at its word.',
      },
    ),
    sigma: width('width of the fakes', 'σ', 1, 'The standard deviation of each bump of p_G.'),
    s: width('width of the data', 's', 0.8, 'The standard deviation of each bump of p_data.'),
    rho: reach('spread of the fakes', 'ρ', 'Half the distance between the two bumps of p_G; at 0 there is one bump.'),
    r: reach('spread of the data', 'r', 'Half the distance between the two bumps of p_data; at 0 there is one bump.'),
    b: number('scale of D’s logit', {
      symbol: 'b',
      min: 0,
      max: 3,
      initial: 1,
      step: 0.05,
      about:
        'The logit of D is b times the best one plus c: below 1 D is too timid, above 1 too sure, at 0 it ignores x.',
    }),
    c: number('shift of D’s logit', {
      symbol: 'c',
      min: -4,
      max: 4,
      initial: 0,
      step: 0.05,
      about: 'Added to the logit of D: above 0 it believes in real too readily, below 0 in fake.',
    }),
  },
  metrics: {
    value: worth('V(D*, G)', 'The value of the game at the best discriminator, by the trapezoid rule.'),
    'value-of-d': worth('V(D, G)', 'The value of the game at the discriminator that b and c make.'),
    'value-of-d-over-noise': worth(
      'V(D, G) over z',
      'The same value with the second expectation taken over the noise z that G turns into fakes.',
    ),
    'value-of-d-in-parts': worth(
      'V(D, G) in two parts',
      'The same value as the sum of the two expectations over x, each by its own integral.',
    ),
    'data-term': nats('E[log D] over data', 'data', 'The average of log D over p_data.'),
    'model-term': nats('E[log(1 − D)] over fakes', 'model', 'The average of log(1 − D) over p_G.'),
    'value-from-kl': worth('−log 4 + KL + KL', 'The best value from the two divergences from the middle.'),
    'value-from-jsd': worth('−log 4 + 2 JSD', 'The best value from the Jensen–Shannon divergence.'),
    'log-four': nats('log 4', 'muted', '1.3863: minus the value of a D that says ½ everywhere.'),
    jsd: nats(
      'JSD',
      'kl',
      'The Jensen–Shannon divergence: from 0 for equal densities to log 2 = 0.6931 for disjoint ones.',
    ),
    'jsd-from-doubt': nats(
      'log 2 − doubt',
      'kl',
      'The same divergence as log 2 less the doubt that the best D is left with.',
    ),
    doubt: nats(
      'doubt of D*',
      'posterior',
      'The average entropy of the best answer, real or fake, over data and fakes alike.',
    ),
    'kl-data': nats('KL of the data from the mixture', 'kl', 'D_KL(p_data ‖ p̄) with p̄ = ½(p_data + p_G).'),
    'kl-model': nats('KL of the fakes from the mixture', 'kl', 'D_KL(p_G ‖ p̄) with p̄ = ½(p_data + p_G).'),
    'kl-reverse': nats('KL of the fakes from the data', 'kl', 'D_KL(p_G ‖ p_data), which has no upper limit.'),
    shortfall: nats('V(D*, G) − V(D, G)', 'gap', 'What D loses by not being the best; never negative.'),
    'shortfall-direct': nats(
      'shortfall, by KL',
      'gap',
      'The same as an integral of the divergence of D’s answer from the best answer.',
    ),
    'p-data-at-x': pure(
      'density of the data at x',
      'data',
      'The density of the data at the point looked at, per unit of x.',
    ),
    'p-model-at-x': pure(
      'density of the fakes at x',
      'model',
      'The density of the fakes at the point looked at, per unit of x.',
    ),
    'd-star-at-x': pure('D*(x)', 'posterior', 'p_data/(p_data + p_G) at the point looked at.'),
    'd-star-from-logit': pure('D*(x) from its logit', 'posterior', 'The logistic function of log p_data − log p_G.'),
    'd-at-x': pure('D(x)', 'posterior', 'What the discriminator of b and c says at the point looked at.'),
    'logit-at-x': pure('logit a of D(x)', 'posterior', 'log D/(1 − D) at the point looked at.'),
    'loss-minimax': nats('log(1 − D)', 'model', 'The minimax loss of a fake at the point looked at.'),
    'loss-non-saturating': nats('−log D', 'model', 'The non-saturating loss of a fake at the point looked at.'),
    'gradient-minimax': pure('slope of log(1 − D) by a', 'model', '−D: the derivative by the logit, not by D.'),
    'gradient-non-saturating': pure(
      'slope of −log D by a',
      'model',
      '−(1 − D): the derivative by the logit, not by D.',
    ),
    'measured-minimax': pure(
      'slope of log(1 − D), measured',
      'model',
      'The difference of the loss a little to either side of the logit, divided by the distance.',
    ),
    'measured-non-saturating': pure(
      'slope of −log D, measured',
      'model',
      'The difference of the loss a little to either side of the logit, divided by the distance.',
    ),
    'logit-minimised': pure(
      'a, when −log D is minimised',
      'model',
      'The change of the logit that gradient descent on −log D asks for, at rate 1: above zero, so D takes the fake for more real.',
    ),
    'logit-maximised': pure(
      'a, when −log D is maximised',
      'muted',
      'The change of the logit that gradient ascent on −log D asks for, at rate 1: below zero, so D takes the fake for less real.',
    ),
    'pull-minimax': perUnit(
      'pull of log(1 − D) on μ',
      'model',
      'Minus the derivative of the average minimax loss by μ, with D held: which way p_G is drawn and how strongly.',
    ),
    'pull-non-saturating': perUnit(
      'pull of −log D on μ',
      'model',
      'Minus the derivative of the average non-saturating loss by μ, with D held.',
    ),
    pull: perUnit(
      'pull on μ',
      'model',
      'The pull on μ under the rule that is chosen; a G step moves μ by a tenth of it.',
    ),
  },
  readouts: ['value', 'value-of-d', 'jsd', 'd-star-at-x', 'gradient-minimax', 'gradient-non-saturating'],
  presets: {
    start: { label: 'Early in training', set: {} },
    equal: { label: 'Equal: D can only guess', set: { m: 0.5, mu: 0.5, s: 1, sigma: 1, x: 0.5 } },
    apart: {
      label: 'No overlap: V is stuck, the gradient gone',
      set: { m: 3.5, mu: -3.5, s: 0.5, sigma: 0.5, x: -3.5, rule: 'minimax' },
    },
    collapse: { label: 'One bump of two', set: { m: 0, r: 2.5, s: 0.5, mu: -2.5, sigma: 0.5, x: -2.5 } },
    cover: { label: 'One wide bell over two', set: { m: 0, r: 2.5, s: 0.5, mu: 0, sigma: 2, x: 0 } },
    timid: { label: 'A timid D', set: { b: 0.3 } },
    cocksure: { label: 'A D too sure of itself', set: { b: 3, c: 1, mu: 0, x: 0.5 } },
    printed: { label: 'Maximise −log D', set: { rule: 'printed', mu: 0.5, x: 0.5 } },
  },
  guess: {
    asks: 'At x the fakes are twice as dense as the data. What does the best D say there?',
    // log p_G(x) − log p_data(x) = 1.85 · 0.375 = 0.694, and log 2 is 0.693.
    set: { m: 0.9, mu: -0.95, s: 1, sigma: 1, r: 0, rho: 0, x: -0.4, b: 1, c: 0 },
    answers: {
      none: { label: '0: surely a fake', mark: { rings: [[-0.4, 0]] } },
      third: { label: '⅓', mark: { rings: [[-0.4, 0.1643]] } },
      half: { label: '½', mark: { rings: [[-0.4, 0.2464]] } },
    },
    right: 'third',
    because:
      'D* = p_data/(p_data + p_G) = 1/(1 + 2), about 0.33: of every three points at x one is real. No discriminator can do better than these odds, so the best one is unsure wherever the densities overlap.',
    picture: 'Two densities and the best discriminator',
    covers: ['Both losses of G at x'],
    unseen: 'posterior',
  },
  settles:
    'V(D*, G) = −log 4 + 2 JSD at every setting; as D → 0 the slope of log(1 − D) by the logit vanishes and that of −log D tends to −1.',
});
