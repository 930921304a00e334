import type { Activation } from '../../steps/model.ts';
import type { Place } from '../../steps/place.ts';

/** Degrees of inputs and outputs: input i is joined to output j where from[i] ≤ to[j]. */
export type MaskPlace = { readonly from: Place; readonly to: Place };

export type DenseStages = {
  /** y = f(xW + b): x [rows, inputs], W [inputs, outputs], b [outputs]. `ofImages` where x is what was gathered. */
  dense: {
    readonly rows: number;
    readonly inputs: number;
    readonly outputs: number;
    readonly x: Place;
    readonly weights: Place;
    readonly bias: Place;
    readonly y: Place;
    readonly activation: Activation;
    readonly ofImages: boolean;
  };
  /** dx = (dy Wᵀ) ∘ f′, with f the activation of the layer below, whose values x are. */
  'backward to inputs': {
    readonly rows: number;
    readonly inputs: number;
    readonly outputs: number;
    readonly yGradient: Place;
    readonly weights: Place;
    readonly x: Place;
    readonly gradient: Place;
    readonly activation: Activation;
  };
  /**
   * dW = xᵀ dy and db = Σ dy over the first `biasRows` rows, and Adam on both. At `adam` stand lr / (1 − β₁ᵗ) and
   * 1 / (1 − β₂ᵗ). Weights that the mask's degrees leave out stay 0.
   */
  'backward to weights': {
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
  };
  /** y ← f(y + t), t being the row of `table` [classes, outputs] that the label of y's row names: its one-hot · W. */
  'add row': {
    readonly rows: number;
    readonly outputs: number;
    readonly classes: number;
    readonly table: Place;
    /** Whole numbers [rows]; without them the table is of one row. */
    readonly labels: Place | undefined;
    readonly y: Place;
    readonly activation: Activation;
  };
  /** dt of every row t of `table`: the sum of dy over the rows with its label; and Adam on it. */
  'backward to table': {
    readonly rows: number;
    readonly outputs: number;
    readonly classes: number;
    readonly table: Place;
    readonly labels: Place | undefined;
    readonly yGradient: Place;
    readonly adam: Place;
  };
};
