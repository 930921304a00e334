import { at, sigmoid, type Performed, type Work } from '../../executors/plain.ts';
import { strideOf, type StageOf } from '../../steps/stages.ts';
import type { Term } from './stage.ts';

const softplus = (a: number) => Math.max(a, 0) + Math.log1p(Math.exp(-Math.abs(a)));

/** A term of a GAN's losses at the logit a, and its slope. */
function termAt(term: Term, a: number): [number, number] {
  switch (term) {
    case 'softplus(-a)':
      return [softplus(-a), sigmoid(a) - 1];
    case 'softplus(a)':
      return [softplus(a), sigmoid(a)];
    case '-softplus(a)':
      return [-softplus(a), -sigmoid(a)];
    case '(a-1)^2/2':
      return [(a - 1) ** 2 / 2, a - 1];
    case 'a^2/2':
      return [a ** 2 / 2, a];
  }
}

function perform({ arena }: Work, stage: StageOf<'adversarial'>): void {
  const { rows, reals, realTerm, fakeTerm, outputs, gradient, losses, log } = stage;
  let total = 0;
  for (let row = 0; row < rows; row++) {
    const real = row < reals;
    const [value, slope] = termAt(real ? realTerm : fakeTerm, at(arena, outputs + row * strideOf(1)));
    const share = 1 / (real ? reals : rows - reals);
    arena[losses + row] = value;
    arena[gradient + row * strideOf(1)] = slope * share;
    total += value * share;
  }
  arena[log] = total;
}

export const adversarial: Performed<'adversarial'> = { adversarial: perform };
