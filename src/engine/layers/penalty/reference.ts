import { at, type Performed, type Work } from '../../executors/plain.ts';
import { strideOf, type StageOf } from '../../steps/stages.ts';
import { derivative } from '../activation/reference.ts';
import { MARGIN } from './stage.ts';

type Of<Penalty> = Extract<StageOf<'penalty'>, { penalty: Penalty }>;

function absolute({ arena }: Work, stage: Of<'L1'>): void {
  const { rows, width, x, losses, log } = stage;
  let total = 0;
  for (let row = 0; row < rows; row++) {
    let sum = 0;
    for (let column = 0; column < width; column++) sum += Math.abs(at(arena, x + row * strideOf(width) + column));
    arena[losses + row] = sum;
    total += sum;
  }
  arena[log] = total / rows;
}

function divergence({ arena }: Work, stage: Of<'KL to rho'>): void {
  const { rows, width, x, rho: rhoAt, means, losses, log } = stage;
  const rho = at(arena, rhoAt);
  let total = 0;
  for (let column = 0; column < width; column++) {
    let sum = 0;
    for (let row = 0; row < rows; row++) sum += at(arena, x + row * strideOf(width) + column);
    const mean = Math.min(Math.max(sum / rows, MARGIN), 1 - MARGIN);
    const nats = rho * Math.log(rho / mean) + (1 - rho) * Math.log((1 - rho) / (1 - mean));
    arena[means + column] = mean;
    arena[losses + column] = nats;
    total += nats;
  }
  arena[log] = total;
}

function through({ arena }: Work, stage: StageOf<'through'>): void {
  const { penalty, rows, width, x, gradient, activation, weight, rho: rhoAt, means } = stage;
  const [pull, rho] = [at(arena, weight) / rows, at(arena, rhoAt)];
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < width; column++) {
      const place = row * strideOf(width) + column;
      const value = at(arena, x + place);
      const mean = at(arena, means + column);
      const slopes = {
        none: 0,
        L1: pull * Math.sign(value),
        'KL to rho': pull * ((1 - rho) / (1 - mean) - rho / mean),
      };
      arena[gradient + place] = (at(arena, gradient + place) + slopes[penalty]) * derivative(value, activation);
    }
}

export const penalty: Performed<'penalty' | 'through'> = {
  penalty: (work, stage) => (stage.penalty === 'L1' ? absolute(work, stage) : divergence(work, stage)),
  through,
};
