import { at, type Performed, type Work } from '../../executors/plain.ts';
import { numbersOf, pictureAfter } from '../../steps/pictures.ts';
import { strideOf, type StageOf } from '../../steps/stages.ts';
import { derivative } from '../activation/reference.ts';

type Sizes = Pick<StageOf<'resize'>, 'height' | 'width' | 'channels' | 'factor' | 'method'>;

/** How much pixel `i` of `length` gives to pixel `o` of the enlarged line. */
function share(i: number, o: number, length: number, { factor, method }: Sizes): number {
  if (method === 'nearest') return Math.floor(o / factor) === i ? 1 : 0;
  const here = Math.min(length - 1, Math.max(0, (o + 0.5) / factor - 0.5));
  return Math.max(0, 1 - Math.abs(here - i));
}

/** Calls `visit` for each pair of numbers, one of the picture and one of the enlarged picture, that have a share. */
function eachShare(sizes: Sizes, visit: (small: number, large: number, share: number) => void): void {
  const { height, width, channels, factor } = sizes;
  for (let i = 0; i < height; i++)
    for (let y = 0; y < height * factor; y++)
      for (let j = 0; j < width; j++)
        for (let x = 0; x < width * factor; x++) {
          const both = share(i, y, height, sizes) * share(j, x, width, sizes);
          if (both === 0) continue;
          for (let channel = 0; channel < channels; channel++) {
            const large = (y * width * factor + x) * channels + channel;
            visit((i * width + j) * channels + channel, large, both);
          }
        }
}

const largeOf = ({ height, width, channels, factor, method }: Sizes): number =>
  numbersOf(pictureAfter({ layer: 'resize', reads: { height, width, channels }, factor, method }));

function enlarge({ arena }: Work, stage: StageOf<'resize'>): void {
  const { rows, x, y } = stage;
  const [from, to] = [strideOf(numbersOf(stage)), strideOf(largeOf(stage))];
  for (let row = 0; row < rows; row++) {
    const sums = new Float64Array(largeOf(stage));
    eachShare(stage, (small, large, part) => {
      sums[large] = (sums[large] ?? NaN) + part * at(arena, x + row * from + small);
    });
    arena.set(sums, y + row * to);
  }
}

function enlargeBack({ arena }: Work, stage: StageOf<'resize back'>): void {
  const { rows, yGradient, x, gradient, activation } = stage;
  const [to, from] = [strideOf(numbersOf(stage)), strideOf(largeOf(stage))];
  for (let row = 0; row < rows; row++) {
    const sums = new Float64Array(numbersOf(stage));
    eachShare(stage, (small, large, part) => {
      sums[small] = (sums[small] ?? NaN) + part * at(arena, yGradient + row * from + large);
    });
    sums.forEach((sum, i) => {
      arena[gradient + row * to + i] = sum * derivative(at(arena, x + row * to + i), activation);
    });
  }
}

export const resize: Performed<'resize' | 'resize back'> = { resize: enlarge, 'resize back': enlargeBack };
