import { bell } from '#src/run/guess.ts';
import { widget } from '#src/run/meta.ts';
import { number } from '#src/run/params.ts';

const nats = { unit: 'nats', digits: 4 } as const;
const gap = { ...nats, meaning: 'gap' } as const;
const inference = { unit: '', digits: 4, meaning: 'inference' } as const;

export const meta = widget({
  title: 'Mean field: independent factors for a correlated posterior',
  question: 'What does it cost to treat two codes as independent?',
  invites: 'Update two independent factors in turn, and see how much of a correlated posterior they lose.',
  caption:
    'The dotted ellipses are the posterior, the solid ones a product of two factors on the way to its best. The factors end in the middle, and what is left of the gap then depends on ρ alone; look at how wide they have become.',
  still:
    'A slanted dotted ellipse, the posterior with correlation 0.9, and inside it a small circle, the factorised q; a staircase of updates leads to the middle. Beside it the gap falls towards 0.83 nats and no further.',
  lecture: 'the-elbo',
  trains: false,
  params: {
    rho: number('correlation', {
      symbol: 'ρ',
      min: -0.99,
      max: 0.99,
      initial: 0.9,
      step: 0.01,
      primary: true,
      about: 'The correlation of the two codes under the posterior.',
    }),
    updates: number('updates', {
      min: 0,
      max: 60,
      initial: 12,
      step: 1,
      integer: true,
      primary: true,
      about: 'How many factors have been updated, q₁ and q₂ in turn, beginning with q₁.',
    }),
    sigma: number('standard deviation', {
      symbol: 'σ',
      min: 0.3,
      max: 2,
      initial: 1,
      step: 0.05,
      about: 'The standard deviation of each code under the posterior.',
    }),
    m1: number('start, mean of q₁', {
      symbol: 'μ₁',
      min: -3,
      max: 3,
      initial: -2,
      step: 0.1,
      about: 'Where q₁ starts; its first update does not look at it.',
    }),
    m2: number('start, mean of q₂', {
      symbol: 'μ₂',
      min: -3,
      max: 3,
      initial: 2.5,
      step: 0.1,
      about: 'Where q₂ starts.',
    }),
    spread: number('start, deviation', {
      min: 0.1,
      max: 3,
      initial: 1,
      step: 0.05,
      about: 'The standard deviation that both factors start with.',
    }),
  },
  metrics: {
    gap: { ...gap, label: 'gap of q', about: 'KL of q from the posterior, by the formula for normals.' },
    'gap-best': { ...gap, label: 'gap of the best q', about: 'By the same formula at means 0 and variances 1/Λ₁₁.' },
    'gap-closed': { ...gap, label: '−½ log(1 − ρ²)', about: 'What the best factors leave, in closed form.' },
    'gap-quadrature': {
      ...gap,
      label: 'gap of the best q, integrated',
      about: 'The integral of q log(q/p) over the plane, by adding up squares.',
    },
    'gap-marginals': {
      ...gap,
      label: 'gap of the true marginals',
      about: 'KL of the product of the true marginals from the posterior.',
    },
    'gap-marginals-closed': { ...gap, label: 'ρ²/(1 − ρ²) + ½ log(1 − ρ²)', about: 'The same in closed form.' },
    precision: { ...inference, label: 'Λ₁₁', about: 'First entry of the inverse covariance, by inverting the matrix.' },
    'precision-averaged': {
      ...inference,
      label: 'curvature of E[log p]',
      about: 'How fast the log density, averaged over q₂ by an integral, bends in z₁; by second differences.',
    },
    variance: { ...inference, label: 'variance of each factor at its best', about: '1/Λ₁₁.' },
    'variance-closed': { ...inference, label: '(1 − ρ²) σ²', about: 'The same in closed form.' },
    'variance-given': { ...inference, label: 'variance of z₁ given z₂', about: 'Of a normal pair: σ² − cov²/σ².' },
    'variance-true': {
      ...inference,
      meaning: 'posterior',
      label: 'true variance',
      about: 'σ², the variance of each code under the posterior.',
    },
    'mean-1': { ...inference, label: 'mean of q₁', about: 'After the updates made.' },
    'mean-2': { ...inference, label: 'mean of q₂', about: 'After the updates made.' },
  },
  readouts: ['variance', 'variance-true', 'gap', 'gap-closed', 'gap-marginals'],
  presets: {
    begin: { label: 'Before any update', set: { updates: 0 } },
    one: { label: 'One update of q₁', set: { updates: 1 } },
    mild: { label: 'Mild correlation', set: { rho: 0.3 } },
    done: { label: 'Until nothing moves', set: { updates: 60 } },
    strong: { label: 'ρ = 0.99: sixty updates are not enough', set: { rho: 0.99, updates: 60 } },
    none: { label: 'No correlation: nothing is lost', set: { rho: 0, updates: 2 } },
    mirrored: { label: 'Negative correlation', set: { rho: -0.9 } },
  },
  guess: {
    asks: 'ρ = 0.9. How wide is q₁ at its best beside the true marginal of z₁?',
    set: { rho: 0.9, sigma: 1, updates: 0 },
    shows: { updates: 60 },
    answers: {
      narrower: { label: 'less than half as wide', mark: { curve: bell(0, 0.436) } },
      same: { label: 'as wide', mark: { curve: bell(0, 1) } },
      wider: { label: 'half as wide again', mark: { curve: bell(0, 1.5) } },
    },
    right: 'narrower',
    because:
      'Its variance is (1 − ρ²)σ² = 0.19 instead of 1, that of z₁ once z₂ is known, so it is 0.436 times as wide. KL(q‖p) is large where q has mass and p has none, and a wide product of factors would cover two empty corners.',
    picture: 'One code seen alone',
  },
  settles: 'Each factor ends with the variance (1 − ρ²)σ² instead of σ², and the gap that remains is −½ log(1 − ρ²).',
});
