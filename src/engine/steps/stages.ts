import type { Activation, Corruption } from './model.ts';

/** Where something begins in the arena, in numbers (four bytes each) from its start. */
export type Place = number;

/** Degrees of inputs and outputs: input i is joined to output j where from[i] ≤ to[j]. */
export type MaskPlace = { readonly from: Place; readonly to: Place };

/**
 * One fused piece of a step. Matrices are [rows, strideOf(width)] in the arena; the numbers that only pad a row are 0.
 * An executor runs the list in order.
 */
export type Stage =
  /** Images by the numbers at `indices`, as grey values: x [rows, width]. */
  | {
      readonly stage: 'gather';
      readonly rows: number;
      readonly width: number;
      readonly indices: Place;
      readonly x: Place;
    }
  /**
   * Random numbers, as random.ts draws them: number i of [rows, width] is number i of the stream whose seed, name and
   * step stand at `stream`. `stride` numbers lie from one row to the next; those that only pad a row are left alone.
   */
  | {
      readonly stage: 'draw';
      readonly law: 'normal' | 'uniform';
      readonly rows: number;
      readonly width: number;
      readonly stride: number;
      readonly stream: Place;
      readonly to: Place;
    }
  /** Rows [rows, width] of the executor's table of points; the number of row i is `below` of the stream's bits i. */
  | {
      readonly stage: 'pick';
      readonly rows: number;
      readonly width: number;
      readonly stream: Place;
      readonly to: Place;
    }
  /** y = f(xW + b): x [rows, inputs], W [inputs, outputs], b [outputs]. `ofImages` where x is what was gathered. */
  | {
      readonly stage: 'dense';
      readonly rows: number;
      readonly inputs: number;
      readonly outputs: number;
      readonly x: Place;
      readonly weights: Place;
      readonly bias: Place;
      readonly y: Place;
      readonly activation: Activation;
      readonly ofImages: boolean;
    }
  /** z = μ + σε, and the KL of every row at `losses`; its mean at `log`. ε [rows · latent] without padding. */
  | {
      readonly stage: 'code';
      readonly rows: number;
      readonly latent: number;
      readonly moments: Place;
      readonly noise: Place;
      readonly z: Place;
      readonly losses: Place;
      readonly log: Place;
    }
  /** The loss of every row at `losses`, its mean at `log`, and the gradient of the mean at `gradient`. */
  | {
      readonly stage: 'loss';
      readonly loss: 'bernoulli' | 'gaussian' | 'squared' | 'softmax';
      readonly h2: number;
      readonly rows: number;
      readonly width: number;
      readonly outputs: Place;
      /** Images [rows, width], or whole numbers [rows] for softmax. */
      readonly target: Place;
      readonly gradient: Place;
      readonly losses: Place;
      readonly log: Place;
    }
  /**
   * A GAN's loss on one logit a row: `realTerm` on the first `reals` rows, `fakeTerm` on the others, each a mean over its
   * own rows; `losses` hold the rows' terms.
   */
  | {
      readonly stage: 'adversarial';
      readonly rows: number;
      readonly reals: number;
      readonly realTerm: Term;
      readonly fakeTerm: Term;
      readonly outputs: Place;
      readonly gradient: Place;
      readonly losses: Place;
      readonly log: Place;
    }
  /** From the gradient at z to the gradient at [μ | log σ²], with the KL's own; its weight stands at `weight`. */
  | {
      readonly stage: 'code backward';
      readonly rows: number;
      readonly latent: number;
      readonly moments: Place;
      readonly noise: Place;
      readonly zGradient: Place;
      readonly gradient: Place;
      readonly weight: Place;
    }
  /** dx = (dy Wᵀ) ∘ f′, with f the activation of the layer below, whose values x are. */
  | {
      readonly stage: 'backward to inputs';
      readonly rows: number;
      readonly inputs: number;
      readonly outputs: number;
      readonly yGradient: Place;
      readonly weights: Place;
      readonly x: Place;
      readonly gradient: Place;
      readonly activation: Activation;
    }
  /**
   * dW = xᵀ dy and db = Σ dy over the first `biasRows` rows, and Adam on both. At `adam` stand lr / (1 − β₁ᵗ) and
   * 1 / (1 − β₂ᵗ). Weights that the mask's degrees leave out stay 0.
   */
  | {
      readonly stage: 'backward to weights';
      readonly rows: number;
      readonly biasRows: number;
      readonly inputs: number;
      readonly outputs: number;
      readonly x: Place;
      readonly yGradient: Place;
      readonly weights: Place;
      readonly bias: Place;
      readonly adam: Place;
      readonly mask: MaskPlace | undefined;
      readonly ofImages: boolean;
    }
  /** y ← f(y + t), t being the row of `table` [classes, outputs] that the label of y's row names: its one-hot · W. */
  | {
      readonly stage: 'add row';
      readonly rows: number;
      readonly outputs: number;
      readonly classes: number;
      readonly table: Place;
      /** Whole numbers [rows]; without them the table is of one row. */
      readonly labels: Place | undefined;
      readonly y: Place;
      readonly activation: Activation;
    }
  /** dt of every row t of `table`: the sum of dy over the rows with its label; and Adam on it. */
  | {
      readonly stage: 'backward to table';
      readonly rows: number;
      readonly outputs: number;
      readonly classes: number;
      readonly table: Place;
      readonly labels: Place | undefined;
      readonly yGradient: Place;
      readonly adam: Place;
    }
  /** Σ|x| of every row at `losses`, its mean at `log`. */
  | {
      readonly stage: 'penalty';
      readonly penalty: 'L1';
      readonly rows: number;
      readonly width: number;
      readonly x: Place;
      readonly losses: Place;
      readonly log: Place;
    }
  /** KL(Bernoulli(ρ) ‖ Bernoulli(ρ̂)) of every column at `losses`, its sum at `log`; ρ̂, the column's mean, at `means`. */
  | {
      readonly stage: 'penalty';
      readonly penalty: 'KL to rho';
      readonly rows: number;
      readonly width: number;
      readonly x: Place;
      readonly rho: Place;
      readonly means: Place;
      readonly losses: Place;
      readonly log: Place;
    }
  /** dx ← (dx + weight · the penalty's slope at x) ∘ f′, in place; f is the activation that x are the values of. */
  | {
      readonly stage: 'through';
      readonly penalty: 'none' | 'L1' | 'KL to rho';
      readonly rows: number;
      readonly width: number;
      readonly x: Place;
      readonly gradient: Place;
      readonly activation: Activation;
      readonly weight: Place;
      readonly rho: Place;
      readonly means: Place;
    }
  /** y = x, with numbers made 0 or noise added, by `draws` [rows, width] and the number at `level`. */
  | {
      readonly stage: 'corrupt';
      readonly corruption: Corruption;
      readonly rows: number;
      readonly width: number;
      readonly x: Place;
      readonly draws: Place;
      readonly level: Place;
      readonly y: Place;
    }
  /** y = f(x), number by number. */
  | {
      readonly stage: 'activate';
      readonly rows: number;
      readonly width: number;
      readonly x: Place;
      readonly y: Place;
      readonly activation: Activation;
    }
  /** gradient = yGradient ∘ f′, with f the activation whose values y are. */
  | {
      readonly stage: 'through activation';
      readonly rows: number;
      readonly width: number;
      readonly y: Place;
      readonly yGradient: Place;
      readonly gradient: Place;
      readonly activation: Activation;
    }
  /** `group` rows of x [rows · group, width] side by side, as one of y [rows, group · width]; and from y to x. */
  | {
      readonly stage: 'pack' | 'unpack';
      readonly rows: number;
      readonly width: number;
      readonly group: number;
      readonly x: Place;
      readonly y: Place;
    }
  /**
   * y [rows, width + 1] = [x | c]: c of a row is the mean over the others of its block of k = 1 / (1 + d / scale²), where
   * d is the mean over columns of the squared difference. The first `reals` rows are one block, the others the second.
   * k stands at `pairs` [rows, rows] where both rows are of one block; elsewhere, and between a row and itself, is 0.
   */
  | {
      readonly stage: 'closeness';
      readonly rows: number;
      readonly reals: number;
      readonly width: number;
      readonly scale: number;
      readonly x: Place;
      readonly pairs: Place;
      readonly y: Place;
    }
  /** From the gradient at [x | c] to the gradient at x. */
  | {
      readonly stage: 'closeness backward';
      readonly rows: number;
      readonly reals: number;
      readonly width: number;
      readonly scale: number;
      readonly x: Place;
      readonly pairs: Place;
      readonly yGradient: Place;
      readonly gradient: Place;
    };

/** Column means are held this far from 0 and 1, where their divergence is infinite. */
export const MARGIN = 2 ** -20;

/** Functions of a logit a, in the order of their numbers in the kernels. */
export const TERMS = ['softplus(-a)', 'softplus(a)', '-softplus(a)', '(a-1)^2/2', 'a^2/2'] as const;
export type Term = (typeof TERMS)[number];

/** Numbers from one row of a matrix to the next: whole lines of eight, so that no kernel needs a remainder. */
export const strideOf = (width: number): number => Math.ceil(width / 8) * 8;
