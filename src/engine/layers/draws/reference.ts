import { pointsOf } from '../../executors/executor.ts';
import type { Performed, Work } from '../../executors/plain.ts';
import { numbersOf } from '../../random.ts';
import { strideOf, type Place, type StageOf } from '../../steps/stages.ts';

/** The stream whose seed, name and step stand at a place of the feed. */
const streamAt = ({ whole }: Work, place: Place) =>
  numbersOf((whole[place] ?? 0) >>> 0, (whole[place + 1] ?? 0) >>> 0, (whole[place + 2] ?? 0) >>> 0);

function draw(work: Work, { law, rows, width, stride, stream, to }: StageOf<'draw'>): void {
  const source = streamAt(work, stream);
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < width; column++)
      work.arena[to + row * stride + column] = law === 'normal' ? source.normal() : source.uniform();
}

function pick(work: Work, { rows, width, stream, to }: StageOf<'pick'>): void {
  const source = streamAt(work, stream);
  const { values, count } = pointsOf(work.images, width);
  for (let row = 0; row < rows; row++) {
    const from = source.below(count) * width;
    work.arena.set(values.subarray(from, from + width), to + row * strideOf(width));
  }
}

export const draws: Performed<'draw' | 'pick'> = { draw, pick };
