import type { Activation, Picture } from '../../steps/model.ts';
import type { Place } from '../../steps/place.ts';

export const METHODS = ['nearest', 'bilinear'] as const;
type Shared = Picture & { readonly rows: number; readonly factor: number; readonly method: (typeof METHODS)[number] };

export type ResizeStages = {
  /** x [height, width, channels] → y [factor · height, factor · width, channels]. */
  resize: Shared & { readonly x: Place; readonly y: Place };
  /** dx = (what dy gives each pixel of x) ∘ f′, with f the activation whose values x are. */
  'resize back': Shared & {
    readonly yGradient: Place;
    readonly x: Place;
    readonly gradient: Place;
    readonly activation: Activation;
  };
};
