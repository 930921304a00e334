import { matrix, type LayerPart } from '../../steps/making.ts';
import type { Resize } from '../../steps/model.ts';
import { numbersOf, pictureAfter } from '../../steps/pictures.ts';

export const resize: LayerPart<Resize> = {
  width(layer, inputs) {
    const { reads, factor } = layer;
    if (numbersOf(reads) !== inputs)
      throw new Error(
        `A picture of ${reads.height} × ${reads.width} × ${reads.channels} is to be resized, and rows of ${inputs} come in.`,
      );
    if (Number.isInteger(factor) && factor >= 1) return numbersOf(pictureAfter(layer));
    throw new Error(`Pictures are resized by a whole factor of at least 1, and not by ${factor}.`);
  },
  forward: (_, { rows, x, y }, { reads, factor, method }) => [
    { stage: 'resize', ...reads, rows, factor, method, x, y },
  ],
  backward(making, { rows, inputs, x }, { reads, factor, method }, { yGradient, activation }) {
    const gradient = matrix(making, rows, inputs);
    making.stages.push({ stage: 'resize back', ...reads, rows, factor, method, yGradient, x, gradient, activation });
    return gradient;
  },
};
