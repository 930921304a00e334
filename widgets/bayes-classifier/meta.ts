import { seedKnob } from '#src/run/common-knobs.ts';
import { widget } from '#src/run/meta.ts';
import { choice, number } from '#src/run/params.ts';

/** A class keeps to its own side, so that the two never lie on one place. */
const middle = (of: string, axis: string, [min, initial, max]: readonly [number, number, number]) =>
  number(`middle of class ${of}, ${axis}`, {
    min,
    max,
    initial,
    step: 0.1,
    about: `Where the points of class ${of} lie around, along ${axis}.`,
  });

const percent = { unit: '%', digits: 2 } as const;
const perPoint = { unit: 'nats per point', digits: 4 } as const;

export const meta = widget({
  title: 'Two ways to a classifier: model the points, or only the border',
  question: 'Do you need to know what each class looks like to tell them apart?',
  invites:
    'Change two classes of points and watch when fitted Gaussians and a directly fitted border draw the same line.',
  caption:
    'Both classifiers are fitted to the same points: one fits a Gaussian to each class and applies Bayes’ rule, the other fits p(y|x) directly, with a small penalty on large weights. Where the Gaussian model is right the two borders agree; where it is wrong they differ. Only the first can generate new points.',
  still:
    'Two clouds of points, circles for class A and triangles for class B, and two nearly equal straight borders between them, one solid from the fitted Gaussians and one dashed from the direct fit; beside it three curves of the probability of class B that rise together.',
  lecture: 'probability-and-likelihood',
  trains: false,
  params: {
    prior: number('class prior', {
      symbol: 'p(y = B)',
      min: 0.05,
      max: 0.95,
      initial: 0.5,
      step: 0.05,
      primary: true,
      about:
        'The share of class B, among the points and in the world they come from; at least four points of each class are drawn.',
    }),
    n: number('points', {
      symbol: 'n',
      min: 20,
      max: 5000,
      initial: 200,
      scale: 'log',
      integer: true,
      about: 'How many labelled points both ways learn from.',
    }),
    outliers: number('outliers', {
      unit: '%',
      min: 0,
      max: 20,
      initial: 0,
      step: 1,
      about: 'The share of class B’s points that lie far out on B’s own side, where no one would mistake them.',
    }),
    covariances: choice(
      'covariances in the fit',
      { shared: 'shared: straight borders', own: 'one per class: curved borders' },
      {
        initial: 'shared',
        primary: true,
        about:
          'Whether the two Gaussians share a covariance; the direct fit gets the same form of border, straight or curved.',
      },
    ),
    truth: choice(
      'covariances in the world',
      { equal: 'equal', different: 'different' },
      { initial: 'equal', about: 'Whether the two classes really have the same covariance.' },
    ),
    drawn: number('new points', {
      min: 0,
      max: 400,
      initial: 0,
      step: 10,
      integer: true,
      about: 'How many points are drawn from the fitted p(x|y) p(y); from p(y|x) none can be.',
    }),
    a1: middle('A', 'x₁', [-3, -1.2, -0.2]),
    a2: middle('A', 'x₂', [-3, -0.6, 3]),
    b1: middle('B', 'x₁', [0.2, 1.2, 3]),
    b2: middle('B', 'x₂', [-3, 0.6, 3]),
    seed: seedKnob(2, 'Which points are drawn; the same seed draws the same points.'),
  },
  metrics: {
    'error-generative': {
      ...percent,
      meaning: 'model',
      label: 'error of p(x|y) p(y)',
      about: 'Share of new points without outliers that the fitted Gaussians and Bayes’ rule put into the wrong class.',
    },
    'error-discriminative': {
      ...percent,
      meaning: 'inference',
      label: 'error of p(y|x)',
      about: 'Share of new points without outliers that the direct fit puts into the wrong class.',
    },
    'error-best': {
      ...percent,
      meaning: 'data',
      label: 'least error possible',
      about: 'The error of Bayes’ rule with the true densities; no classifier has less.',
    },
    disagreement: {
      ...percent,
      label: 'the two disagree on',
      about: 'Share of new points that lie between the two borders.',
    },
    'conditional-generative': {
      ...perPoint,
      meaning: 'model',
      label: 'log p(y|x) by Bayes’ rule',
      about: 'Mean log probability of the labels seen, by the fitted Gaussians.',
    },
    'conditional-discriminative': {
      ...perPoint,
      meaning: 'inference',
      label: 'log p(y|x) fitted',
      about:
        'Mean log probability of the labels seen, by the direct fit, which makes this, less a small penalty on large weights, as large as it can. Where a line or conic separates the classes, only the penalty keeps it below 0.',
    },
    joint: {
      ...perPoint,
      meaning: 'model',
      label: 'log p(x, y)',
      about: 'Mean log density of points and labels seen, by the fitted Gaussians; the direct fit has none.',
    },
  },
  readouts: ['error-generative', 'error-discriminative', 'error-best', 'disagreement', 'joint'],
  presets: {
    meet: { label: 'Right model, many points: the borders meet', set: { n: 5000 } },
    few: { label: 'Twenty points: each goes its way', set: { n: 20, seed: 9 } },
    far: { label: 'Outliers on the safe side', set: { n: 1000, outliers: 15 } },
    wrong: { label: 'Wrong model: covariances differ', set: { n: 5000, truth: 'different' } },
    curved: { label: 'Differ, and allowed to', set: { n: 5000, truth: 'different', covariances: 'own' } },
    rare: { label: 'A rare class', set: { n: 1000, prior: 0.05 } },
    sample: { label: 'Draw from the one that can', set: { drawn: 200 } },
  },
  settles:
    'With equal covariances and many points the border from the fitted Gaussians and the border fitted directly meet; with a wrong model or outliers they part.',
});
