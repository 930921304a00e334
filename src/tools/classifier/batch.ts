/** What the classifier sees in one step. */
import type { DigitSet } from '#src/engine/data/digits.ts';
import { CLASSES } from '#src/engine/data/pretrained-classifier.ts';
import { PIXELS } from '#src/engine/data/raster.ts';
import type { Random } from '#src/engine/random.ts';
import { greys } from '#src/models/shared/batches.ts';
import { changed, type Augmentation } from './augment.ts';
import { outlier } from './outliers.ts';

/** Shares 0–1 of a batch; the rest are digits. */
export type Diet = {
  readonly augmentation: Augmentation;
  /** Pictures that are no digits, every class as probable as the others. */
  readonly outliers: number;
  /** Two digits one over the other, each class as probable as its share of the ink's strength (Zhang et al. 2018). */
  readonly mixtures: number;
};

/** Greys [n, 784] and the probability that each class should have, [n, 10]. */
export type Batch = { readonly greys: Float32Array; readonly targets: Float32Array };

export function drawBatch(source: Random, digits: DigitSet, count: number, diet: Diet): Batch {
  const greys = new Float32Array(count * PIXELS);
  const targets = new Float32Array(count * CLASSES);
  for (let row = 0; row < count; row++) {
    const target = targets.subarray(row * CLASSES, (row + 1) * CLASSES);
    greys.set(drawOne(source, digits, diet, target), row * PIXELS);
  }
  return { greys, targets };
}

function drawOne(source: Random, digits: DigitSet, diet: Diet, target: Float32Array): Float32Array {
  const kind = source.uniform();
  const digit = (share: number) => {
    const index = source.below(digits.count);
    const label = digits.labels[index] ?? 0;
    target[label] = (target[label] ?? 0) + share;
    return changed(source, greys(digits.images, [index]), diet.augmentation);
  };
  if (kind < diet.outliers) {
    target.fill(1 / CLASSES);
    return outlier(source, () => greys(digits.images, [source.below(digits.count)]));
  }
  if (kind >= diet.outliers + diet.mixtures) return digit(1);
  const weaker = source.between(0, 0.5);
  const [strong, weak] = [digit(1 - weaker), digit(weaker)];
  return strong.map((ink, pixel) => (1 - weaker) * ink + weaker * (weak[pixel] ?? 0));
}
