import { realsOf, type LossOf, type LossPart } from '../../steps/making.ts';
import type { Loss, Pass } from '../../steps/model.ts';
import type { Term } from './stage.ts';

/** The discriminator wants real rows real and fake ones fake; the generator wants what it made taken for real. */
function termsOf(pass: Pass, { form, player }: Extract<Loss, { loss: 'adversarial' }>, rows: number) {
  const reals = player === 'generator' || typeof pass.input === 'string' ? 0 : realsOf(pass, rows);
  const squares = form === 'least squares';
  const realTerm: Term = squares ? '(a-1)^2/2' : 'softplus(-a)';
  if (player === 'discriminator') {
    const fakeTerm: Term = squares ? 'a^2/2' : 'softplus(a)';
    return { reals, realTerm, fakeTerm };
  }
  const fakeTerm: Term = form === 'minimax' ? '-softplus(a)' : realTerm;
  return { reals, realTerm, fakeTerm };
}

export const adversarial: LossPart<LossOf<'adversarial'>> = {
  log: ({ player }) => player,
  stage: ({ pass }, loss, { rows, outputs, gradient, losses, log }) => ({
    stage: 'adversarial',
    ...termsOf(pass, loss, rows),
    rows,
    outputs,
    gradient,
    losses,
    log,
  }),
};
