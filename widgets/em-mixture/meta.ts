import { widget } from '#src/run/meta.ts';
import { choice, number, text } from '#src/run/params.ts';

const nats = (label: string, about: string, meaning?: string) => ({
  label,
  unit: 'nats',
  digits: 4,
  about,
  ...(meaning && { meaning }),
});

export const meta = widget({
  title: 'EM on a mixture',
  question: 'How can clusters be found without labels?',
  invites: 'Take the steps of EM one at a time and watch clusters form, or end in a bad optimum.',
  caption:
    'A mark has the shape of the component most responsible for its point and fills as that responsibility grows (a plus: none leads); ellipses hold 86 % of a component. An E step reshapes the marks and closes the gap, an M step moves the ellipses and raises the evidence.',
  still:
    'A plane with 150 points in three clusters and an ellipse around each; beside it the climb of evidence and ELBO in small steps, flat for a while after the first round and then steep, and two columns: ELBO and gap stacked up to the evidence, expected log joint and entropy stacked up to the ELBO.',
  lecture: 'clusters-and-em',
  trains: false,
  params: {
    steps: number('half-steps', {
      symbol: 't',
      min: 0,
      max: 120,
      initial: 0,
      integer: true,
      about: 'How many half-steps of EM have been taken from the start: E, M, E, M and so on.',
    }),
    k: number('components', {
      symbol: 'K',
      min: 1,
      max: 6,
      initial: 3,
      integer: true,
      primary: true,
      about: 'How many Gaussians the mixture has.',
    }),
    seed: number('seed', {
      min: 1,
      max: 99,
      initial: 9,
      integer: true,
      about: 'Which points the means begin on. The data stay the same.',
    }),
    data: choice(
      'points',
      {
        three: 'three clusters',
        pairs: 'two pairs',
        crossed: 'crossed',
        outlier: 'two and a stray',
        ring: 'a ring',
        own: 'your own',
      },
      { initial: 'three', about: 'What is to be clustered.' },
    ),
    cov: choice(
      'covariance',
      {
        full: 'full',
        diagonal: 'diagonal',
        spherical: 'spherical',
        tied: 'tied',
        fixed: 'fixed σ₀',
      },
      {
        initial: 'full',
        about:
          'Which ellipses a component may have: any, with axes along the coordinates, circles, one ellipse for all, or circles of spread σ₀ with equal weights.',
      },
    ),
    sigma: number('least spread', {
      symbol: 'σ₀',
      min: 0.01,
      max: 2,
      initial: 0.05,
      scale: 'log',
      step: 0.05,
      about:
        'No component may have a smaller standard deviation in any direction; with fixed covariance each has exactly this one.',
    }),
    first: choice(
      'first half-step',
      { E: 'E', M: 'M' },
      { initial: 'E', about: 'Whether the first half-step sets the responsibilities or the mixture.' },
    ),
    points: text('points of your own', {
      pattern: /^(?:-?[0-4](?:\.\d{1,2})?,-?[0-4](?:\.\d{1,2})?(?: -?[0-4](?:\.\d{1,2})?,-?[0-4](?:\.\d{1,2})?)*)?$/,
      expected: 'pairs of numbers from −4 to 4 such as 1.5,-2 0,0.25, at most 120 of them',
      maxLength: 1500,
      initial:
        '-2.5,1.2 -2.1,0.6 -1.8,1.5 -1.4,0.9 -2.2,1.9 -1.1,1.6 1.6,-1.2 2.2,-0.4 2.5,-1.5 1.2,-1.9 2.9,-0.8 1.9,-2.4',
      about: 'The reader’s own points, a pair of coordinates each.',
    }),
    start: text('means at the start', {
      pattern:
        /^(?:-?[0-4](?:\.\d{1,2})?,-?[0-4](?:\.\d{1,2})?(?: -?[0-4](?:\.\d{1,2})?,-?[0-4](?:\.\d{1,2})?){0,5})?$/,
      expected: 'up to six pairs of numbers from −4 to 4 such as 1.5,-2 0,0.25',
      maxLength: 80,
      initial: '',
      about:
        'Where the means begin, a pair of coordinates each; those that are not given begin on points that the seed picks.',
    }),
  },
  metrics: {
    evidence: nats('evidence', 'Σ log p(x): log-sum-exp over components, summed over points.', 'evidence'),
    'evidence-from-parts': nats(
      'ELBO + KL to the posterior',
      'The average log ratio of joint to q plus the divergence of q from the posterior, which is found by odds.',
      'evidence',
    ),
    elbo: nats('ELBO', 'Σ E_q[log p(x, z) − log q(z)], point by point.', 'elbo'),
    'elbo-from-joint': nats(
      'expected log joint + entropy',
      'Expected log joint from counts, means and scatters, plus the entropy of q.',
      'elbo',
    ),
    'elbo-from-prior': nats(
      'reconstruction − KL to the weights',
      'Expected log density of the points less the divergence of q from the weights.',
      'elbo',
    ),
    gap: nats('gap', 'Evidence less ELBO.', 'gap'),
    'gap-direct': nats('KL to the posterior', 'Divergence of q from the posterior, which is found by odds.', 'gap'),
    'log-joint': nats('expected log joint', 'Σ E_q[log p(x, z)] from counts, means and scatters.', 'model'),
    entropy: nats('entropy of q', '−Σ E_q[log q(z)]: how undecided the responsibilities are.', 'inference'),
    reconstruction: nats('reconstruction', 'Σ E_q[log p(x|z)].', 'reconstruction'),
    kl: nats('KL to the weights', 'Σ KL(q(z) ‖ π).', 'kl'),
    'elbo-after-e': nats('ELBO after an E step', 'The ELBO when q is the posterior of the present mixture.', 'elbo'),
    'gap-after-e': nats('gap after an E step', 'Divergence of that q from the posterior.', 'gap'),
    'elbo-after-m': nats('ELBO after E and M', 'The ELBO after an E step and then an M step from here.', 'elbo'),
    'evidence-after-m': nats('evidence after E and M', 'The evidence of the mixture after both steps.', 'evidence'),
    'gap-after-m': nats('gap after E and M', 'Divergence of q from the posterior of the new mixture.', 'gap'),
    'elbo-rise': nats('rise of the ELBO by M', 'ELBO after E and M less ELBO after E.', 'elbo'),
    'evidence-rise': nats('rise of the evidence', 'Evidence after E and M less evidence now.', 'evidence'),
    'rise-from-parts': nats('rise of the ELBO + new gap', 'Rise of the ELBO by M plus the gap it opens.', 'evidence'),
    distance: {
      label: 'squared distance S',
      unit: '',
      digits: 4,
      about: 'Σ E_q‖x − μ‖²: what k-means lowers.',
      meaning: 'distortion',
    },
    'smallest-weight': {
      label: 'smallest weight',
      unit: '',
      digits: 4,
      about: 'The least of the π.',
      meaning: 'model',
    },
    narrowest: {
      label: 'narrowest spread',
      unit: '',
      digits: 4,
      about: 'The least standard deviation of any component in any direction.',
      meaning: 'model',
    },
    rounds: { label: 'M steps taken', unit: '', digits: 0, about: 'How many of the half-steps were M steps.' },
  },
  pictures: ['plane', 'climb', 'columns'],
  views: {
    'k-means': {
      question: 'How does k-means move its means?',
      caption:
        '“E step” assigns each point to the nearest mean, “M step” moves each mean to the middle of its points. Drag a mean, or take a new seed, and the same steps may end elsewhere.',
      still: 'Points in three clusters, each point marked as belonging to the nearest of three means.',
      pictures: ['plane'],
      knobs: ['k', 'seed'],
      readouts: ['distance', 'rounds'],
      presets: [],
      set: { cov: 'fixed', sigma: 0.01 },
    },
    em: {
      question: 'What does each half-step of EM do?',
      caption:
        'The E step closes the gap between ELBO and evidence: it only changes the responsibilities. The M step moves the ellipses and raises both.',
      still:
        'Points with three ellipses across them, and beside them two columns: ELBO and gap stacked up to the evidence, expected log joint and entropy up to the ELBO.',
      pictures: ['plane', 'columns'],
      knobs: ['steps', 'k'],
      readouts: ['evidence', 'elbo', 'gap'],
      presets: ['start', 'found', 'bad'],
    },
  },
  readouts: ['evidence', 'elbo', 'gap', 'distance', 'narrowest'],
  presets: {
    start: { label: 'The start', set: {} },
    found: { label: 'Three clusters, found', set: { steps: 60 } },
    bad: { label: 'A bad local optimum', set: { data: 'pairs', k: 4, cov: 'spherical', seed: 1, steps: 120 } },
    good: { label: 'A better start', set: { data: 'pairs', k: 4, cov: 'spherical', seed: 9, steps: 120 } },
    kmeans: { label: 'k-means: spread near zero', set: { cov: 'fixed', sigma: 0.01, steps: 20 } },
    collapse: { label: 'Collapse on a point', set: { data: 'outlier', k: 3, sigma: 0.01, seed: 16, steps: 70 } },
    saddle: { label: 'M first: all alike', set: { first: 'M', steps: 9 } },
    one: { label: 'One Gaussian', set: { k: 1, steps: 2 } },
    many: { label: 'More than there are', set: { k: 6, steps: 120 } },
  },
  guess: {
    asks: 'All three means start at the same place. Where has EM taken them after 40 half-steps?',
    set: { data: 'three', k: 3, cov: 'full', first: 'E', start: '0,0 0,0 0,0', steps: 0 },
    shows: { steps: 40 },
    answers: {
      each: {
        label: 'one to each cluster',
        mark: {
          rings: [
            [-1.66, 1.19],
            [1.87, 1.47],
            [0.48, -1.57],
          ],
        },
      },
      largest: { label: 'all to the largest cluster', mark: { rings: [[-1.66, 1.19]] } },
      together: { label: 'all to the middle of the points', mark: { rings: [[0.09, 0.55]] } },
    },
    right: 'together',
    because:
      'Equal components are responsible for every point by exactly ⅓ each, so each M step gives all three the same mean, that of all points, and the same ellipse. The evidence is stuck at −555.4; from means that differ it climbs to −398.0.',
    picture: 'Points and components',
  },
  settles:
    'The ELBO never falls at a half-step; after an E step the divergence from the posterior is zero; with a fixed variance near zero the steps are those of k-means.',
});
