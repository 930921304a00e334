import { seedKnob } from '#src/run/common-knobs.ts';
import { widget } from '#src/run/meta.ts';
import { choice, number, text } from '#src/run/params.ts';

const perPoint = (label: string, meaning: string, about: string) => ({
  label,
  unit: 'nats per point',
  digits: 3,
  meaning,
  about,
});
const pure = (label: string, meaning: string, digits: number, about: string) => ({
  label,
  unit: '',
  digits,
  meaning,
  about,
});
/** In the unit of x, which is the reader's own where the points are. */
const inUnitOfX = (...args: Parameters<typeof pure>) => ({ ...pure(...args), scaled: true as const });
const counted = (label: string, unit: string, about: string) => ({ label, unit, digits: 0, meaning: 'model', about });
const noTruth = 'Without a known truth it has no value.';

export const meta = widget({
  title: 'Fitting a density to points',
  question: 'How much should a density smooth?',
  invites:
    'Fit Gaussians, histograms and kernels to points, choose how smooth they are, and watch them fail as dimensions are added.',
  caption:
    'Three fits to the same points, and beside them how good each bandwidth is: for the points, each left out in turn, and for the truth that they were drawn from. A narrow kernel copies the points and a wide one blurs them; turn h and see variance give way to bias.',
  still:
    'A hundred points as a rug under a true density with two bumps; over them a histogram, one Gaussian that misses both bumps, and a kernel density that follows them. Below, the leave-one-out log likelihood against the bandwidth with its highest point, the squared error against the truth split into bias and variance, and the error at the peak of a Gaussian against the dimension.',
  lecture: 'fitting-a-density',
  trains: false,
  params: {
    data: choice(
      'points',
      {
        two: 'Two bumps',
        one: 'One Gaussian',
        skewed: 'Skewed',
        spike: 'Spike on a hill',
        claw: 'Claw',
        own: 'Your points',
      },
      {
        initial: 'two',
        primary: true,
        about: 'The density the points are drawn from, a mixture of Gaussians; or points of your own.',
      },
    ),
    points: text('points of your own', {
      pattern: /^-?\d{1,9}(?:\.\d{1,25})?(?:e-\d{1,3})?(?:,-?\d{1,9}(?:\.\d{1,25})?(?:e-\d{1,3})?){1,299}$/,
      expected: '2 to 300 numbers with commas between them and decimal points in them',
      maxLength: 2000,
      // The 24 middle quantiles of the exponential density with mean 4, to two decimals: −4 log(1 − (i − ½)/24).
      initial:
        '0.08,0.26,0.44,0.63,0.83,1.04,1.26,1.5,1.75,2.02,2.3,2.61,2.94,3.31,3.71,4.15,4.65,5.23,5.89,6.7,7.7,9.05,11.09,15.48',
      about: 'Numbers of your own, typed, pasted, dropped as a file or clicked; they stand in the link.',
    }),
    rule: choice(
      'bandwidth by',
      { manual: 'Hand', silverman: 'Silverman', scott: 'Scott', loo: 'Leave-one-out' },
      { initial: 'manual', primary: true, about: 'How the width of the kernel is chosen.' },
    ),
    h: number('bandwidth by hand', {
      symbol: 'h',
      min: 0.01,
      max: 4,
      initial: 0.4,
      scale: 'log',
      step: 0.02,
      primary: true,
      about:
        'The width of the kernel, in the unit of x; with points of your own, in standard deviations of those points.',
    }),
    n: number('points drawn', {
      symbol: 'n',
      min: 2,
      max: 300,
      initial: 100,
      scale: 'log',
      step: 0.05,
      integer: true,
      about: 'How many points are drawn from the known density; points of your own it leaves as they are.',
      when: { data: ['two', 'one', 'skewed', 'spike', 'claw'] },
    }),
    kernel: choice(
      'kernel',
      { gaussian: 'Gaussian', epanechnikov: 'Epanechnikov', 'top-hat': 'Top-hat' },
      { initial: 'gaussian', about: 'The shape that is laid on every point; the last two end at distance h.' },
    ),
    bins: number('bins', {
      symbol: 'k',
      min: 1,
      max: 100,
      initial: 12,
      integer: true,
      about: 'Cells of the histogram between the smallest and the largest point.',
    }),
    origin: number('origin', {
      min: 0,
      max: 1,
      initial: 0,
      step: 0.05,
      unit: 'of a bin',
      about:
        'How far the first bin is moved to the left, as a share of its width; between 0 and 1 there is one bin more, and at 1 the bins are those of 0.',
    }),
    dimension: number('dimension', {
      symbol: 'd',
      min: 1,
      max: 10,
      initial: 2,
      integer: true,
      about: 'Coordinates of a point, for the last picture and the numbers that go with it.',
    }),
    seed: seedKnob(4, 'Which points are drawn, and which are held out.'),
  },
  metrics: {
    bandwidth: inUnitOfX('bandwidth h', 'model', 3, 'The width of the kernel in use, in the unit of x.'),
    silverman: inUnitOfX(
      'Silverman’s rule',
      'muted',
      3,
      '0.9 · min(s, IQR/1.34) · n^(−1/5), times the kernel’s own factor; at least the narrowest bandwidth tried.',
    ),
    scott: inUnitOfX(
      'Scott’s rule',
      'muted',
      3,
      '1.06 · s · n^(−1/5), times the kernel’s own factor; at least the narrowest.',
    ),
    'loo-bandwidth': inUnitOfX(
      'leave-one-out’s choice',
      'data',
      3,
      'The bandwidth with the highest leave-one-out log likelihood; for a top-hat right above a distance of two points, where it jumps.',
    ),
    'best-bandwidth': inUnitOfX(
      'best for the truth',
      'gap',
      3,
      `The bandwidth with the least squared error. ${noTruth}`,
    ),
    mean: inUnitOfX('mean', 'model', 4, 'The mean of the points: the Gaussian’s maximum-likelihood μ.'),
    sigma: inUnitOfX(
      'deviation',
      'model',
      4,
      'The root of the mean squared deviation, divided by n: maximum likelihood’s σ.',
    ),
    'fit-gaussian': perPoint(
      'log likelihood, Gaussian',
      'model',
      'Of the points the Gaussian was fitted to, by the closed form −½ log(2πσ²) − ½.',
    ),
    'fit-gaussian-direct': perPoint('the same, summed', 'model', 'The mean of log N(x; μ, σ²) over the points.'),
    'fit-histogram': perPoint('log likelihood, histogram', 'model', 'Of the points that were counted.'),
    'fit-kde': perPoint('log likelihood, kernels', 'model', 'Of the points that carry the kernels.'),
    loo: perPoint('leave-one-out log likelihood', 'data', 'Of each point under the kernels on all the others.'),
    'held-out-gaussian': perPoint(
      'held-out, Gaussian',
      'model',
      'On 300 fresh points of the truth; with points of your own, by five folds.',
    ),
    'held-out-histogram': perPoint(
      'held-out, histogram',
      'model',
      'The same for the histogram; −∞ as soon as one held-out point finds an empty cell.',
    ),
    'held-out-kde': perPoint('held-out, kernels', 'model', 'The same for the kernels, at the bandwidth in use.'),
    'held-out-error': perPoint(
      'standard error of it',
      'muted',
      'The standard deviation of the kernels’ held-out log density over the root of their number.',
    ),
    'lost-histogram': counted('held-out points at density 0, histogram', '', 'Points where the histogram is empty.'),
    'lost-kde': counted('held-out points at density 0, kernels', '', 'Points where no kernel reaches.'),
    'integral-kde': pure('area under the kernels', 'model', 6, 'By quadrature, from end to end.'),
    'integral-histogram': pure('area under the histogram', 'model', 6, 'The sum of height times width.'),
    'ise-gaussian': pure('squared error, Gaussian', 'gap', 4, `∫(p̂ − p)², in closed form. ${noTruth}`),
    'ise-histogram': pure('squared error, histogram', 'gap', 4, `∫(p̂ − p)², in closed form. ${noTruth}`),
    'ise-kde': pure('squared error, kernels', 'gap', 4, `∫(p̂ − p)², in closed form. ${noTruth}`),
    'ise-ratio': pure(
      'squared error over the least',
      'gap',
      2,
      `The kernels’ squared error divided by that at the best bandwidth. ${noTruth}`,
    ),
    bias: pure('squared bias', 'gap', 4, `∫(E p̂ − p)²: what the blur costs, whatever the points. ${noTruth}`),
    variance: pure('variance', 'gap', 4, `∫Var p̂: what the chance of the points costs, on average. ${noTruth}`),
    mise: pure('mean squared error', 'gap', 4, `Bias and variance added: the mean of ∫(p̂ − p)². ${noTruth}`),
    'below-zero': pure('kernels below x = 0', 'model', 4, 'The probability that the kernels put on negative x.'),
    'stored-gaussian': counted('kept by the Gaussian', 'numbers', 'μ and σ.'),
    'stored-histogram': counted('kept by the histogram', 'numbers', 'A count a cell, the origin and the width.'),
    'stored-kde': counted('kept by the kernels', 'numbers', 'Every point, and h.'),
    'cost-kde': {
      ...counted('looked at by the kernels', 'points', ''),
      digits: 1,
      about: 'Terms of the sum at one x, on average over the points: all n, or those nearer than h.',
    },
    'error-kde': pure(
      'error at the peak, kernels',
      'model',
      3,
      'In d dimensions, with the n points there are: root mean squared error over the density, at the best h.',
    ),
    'error-histogram': pure(
      'error at the peak, histogram',
      'model',
      3,
      'The same for a histogram of cubes at its best width, the origin anywhere.',
    ),
    'needed-kde': counted(
      'points needed, kernels',
      'points',
      'For a relative mean squared error of 0.1 at the peak of a standard normal in d dimensions (Silverman’s table).',
    ),
    'needed-histogram': counted('points needed, histogram', 'points', 'The same for the histogram.'),
    cells: counted('cells', 'cells', 'k bins along each of d axes: k to the power d.'),
    'bytes-histogram': counted('counts', 'bytes', 'Eight bytes for every cell.'),
    'bytes-kde': counted('points', 'bytes', 'Eight bytes for every coordinate of every point.'),
  },
  pictures: ['fits', 'widths', 'dimensions'],
  views: {
    fits: {
      question: 'What density did these points come from?',
      caption:
        'The hundred numbers as strokes under the axis, and three densities made from them: a Gaussian, a histogram and a sum of bumps. Take fewer or more: two of the three come nearer to the truth, and the Gaussian cannot.',
      still:
        'A hundred points as a rug; over them a histogram, one Gaussian with a single bump, and a kernel density that follows the points, beside the true density with two bumps.',
      pictures: ['fits'],
      knobs: ['n', 'bins'],
      readouts: ['fit-gaussian', 'fit-histogram', 'fit-kde'],
      presets: ['right'],
    },
    hills: {
      question: 'What does a hill on every point add up to?',
      caption:
        'Each of twelve points carries a hill of width h and area 1/12; the solid curve is their sum. Narrow hills stand apart, wide ones melt into one.',
      still:
        'Twelve points, over each of them a small hill, and the kernel density that is the sum of the hills, with two bumps.',
      pictures: ['fits'],
      knobs: ['h', 'n'],
      readouts: ['bandwidth', 'integral-kde'],
      presets: ['spikes', 'blur'],
      set: { n: 12, h: 0.4 },
    },
    bandwidth: {
      question: 'Which width is best?',
      caption:
        'Above, what each point has under the hills of all the others; below, the squared error against the truth, split into bias and variance. Drag h: the two disagree a little on the best width, and agree that narrower and wider are worse.',
      still:
        'Two panels against the bandwidth: the leave-one-out log likelihood with a highest point, and the squared error with a lowest point, split into bias and variance.',
      pictures: ['widths'],
      knobs: ['h', 'rule'],
      readouts: ['bandwidth', 'loo', 'ise-kde'],
      presets: ['spikes', 'blur', 'choice'],
    },
    dimensions: {
      question: 'How many points does a density need in d dimensions?',
      caption:
        'The relative error at the peak of a Gaussian, at the best width, for as many points as there are. Each further coordinate costs so much that a hundred points are good enough in three dimensions at most, and hopeless in ten.',
      still:
        'Error at the peak against the dimension from 1 to 10, for kernels and for a histogram: both rise, and the histogram faster.',
      pictures: ['dimensions'],
      knobs: ['dimension', 'n'],
      readouts: ['error-kde', 'error-histogram', 'needed-kde', 'needed-histogram'],
      presets: ['ten'],
    },
  },
  readouts: ['bandwidth', 'loo', 'held-out-kde', 'held-out-gaussian', 'integral-kde'],
  presets: {
    spikes: { label: 'A spike on every point', set: { data: 'two', rule: 'manual', h: 0.03, n: 100 } },
    blur: { label: 'Blurred: two bumps become one', set: { data: 'two', rule: 'manual', h: 1.4, n: 100 } },
    choice: { label: 'Let the points choose', set: { data: 'two', rule: 'loo', n: 100 } },
    forty: { label: 'Forty points in six bins', set: { data: 'two', n: 40, bins: 6, rule: 'loo' } },
    origin: {
      label: 'Same points, same bins, another origin',
      set: { data: 'two', n: 40, bins: 6, origin: 0.5, rule: 'loo' },
    },
    thumb: { label: 'The claw, ironed out by Silverman’s rule', set: { data: 'claw', n: 300, rule: 'silverman' } },
    claw: { label: '… and half found by leave-one-out', set: { data: 'claw', n: 300, rule: 'loo' } },
    right: { label: 'One Gaussian, and 20 points', set: { data: 'one', n: 20, rule: 'loo' } },
    edge: { label: 'Waiting times: kernels below zero', set: { data: 'own', rule: 'silverman' } },
    ties: {
      label: 'Rounded points: leave-one-out falls into the ties',
      set: {
        data: 'own',
        points: '2,2,3,3,3,4,4,4,4,5,5,5,5,5,6,6,6,6,7,7,7,8,8',
        rule: 'loo',
      },
    },
    ten: { label: 'Ten dimensions', set: { dimension: 10, n: 300 } },
  },
  guess: {
    asks: 'With 300 points the error at the peak is 0.08 in one dimension. In ten dimensions it is …',
    set: { data: 'two', n: 300, dimension: 10 },
    answers: {
      small: { label: 'about 0.15', mark: { rings: [[10, 0.15]] } },
      middle: { label: 'about 0.35', mark: { rings: [[10, 0.35]] } },
      large: { label: 'about 0.7', mark: { rings: [[10, 0.7]] } },
    },
    right: 'large',
    because:
      'It is 0.713: little better than guessing zero. In ten dimensions nearly every point is far from the peak; an error of 0.32, the dashed line, takes 841,566 points.',
    picture: 'At the peak, in d dimensions',
    covers: ['At the peak, in d dimensions'],
  },
  settles:
    'A kernel density integrates to one at every setting, leave-one-out picks a bandwidth near the one that is best for the known truth, and in ten dimensions kernel and histogram alike need close to a million points and more.',
});
