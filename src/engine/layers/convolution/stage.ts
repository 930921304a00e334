import type { Activation } from '../../steps/model.ts';
import type { Geometry } from '../../steps/pictures.ts';
import type { Place } from '../../steps/place.ts';

/**
 * What all three have in common. Weights W are [kernel · kernel · channels, features]: a row for each number of the large
 * picture under the kernel, line by line, and a column for each channel of the small one. `room` is where the kernels work.
 */
type Shared = Geometry & { readonly rows: number; readonly weights: Place; readonly room: Place };

/** What becomes of the sums s: f(s + bias), or without a bias s ∘ f′, with f the activation whose values lie `below`. */
type Finish = {
  readonly from: Place;
  readonly to: Place;
  readonly bias: Place | undefined;
  readonly below: Place | undefined;
  readonly activation: Activation;
};

export type ConvolutionStages = {
  /** From the large picture to the small one: the numbers under the kernel at each of its places, times W. */
  convolve: Shared & Finish;
  /** From the small picture to the large one: each pixel times Wᵀ, added to the numbers under the kernel. */
  'convolve transposed': Shared & Finish;
  /**
   * dW = Σ over rows and pixels of (numbers under the kernel) ⊗ (pixel of the small picture), db the sum over rows and
   * pixels of the picture that is `biased`, and Adam on both, as in a dense layer.
   */
  'backward to kernel': Shared & {
    readonly large: Place;
    readonly small: Place;
    readonly bias: Place;
    readonly biased: Biased;
    readonly adam: Place;
  };
};

export const BIASED = ['large', 'small'] as const;
export type Biased = (typeof BIASED)[number];
