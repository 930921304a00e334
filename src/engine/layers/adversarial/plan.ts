import { packOf, realsOf, type FeedPart, type LossOf, type LossPart } from '../../steps/making.ts';
import type { Loss, Pass } from '../../steps/model.ts';
import type { Term } from './stage.ts';

type Adversarial = Extract<Loss, { loss: 'adversarial' }>;

/** What the loss of the pass `name` has that no stage computes, in a sentence. */
export function beyondStages(name: string, { form, slopePenalty }: Adversarial): string | undefined {
  if (slopePenalty !== undefined)
    return `The pass “${name}” learns from a slope by a second derivative, and stages take first ones. Run it on TensorFlow.js.`;
  if (form !== 'wasserstein') return undefined;
  return `The pass “${name}” has the Wasserstein loss, and stages have no term for it. Run it on TensorFlow.js.`;
}

/** The discriminator wants real rows real and fake ones fake; the generator wants what it made taken for real. */
function termsOf(pass: Pass, { form, player }: Adversarial, rows: number) {
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

/** How many real rows have a fake one, each as the networks read them. */
function pairsOf(pass: Pass): number {
  const rows = pass.rows / packOf(pass);
  const reals = typeof pass.input === 'string' ? 0 : realsOf(pass, rows);
  if (2 * reals === rows && reals > 0) return reals;
  throw new Error(
    `The pass “${pass.name}” holds a slope between ${reals} real rows and ${rows - reals} fake ones: have as many of both.`,
  );
}

/** Where between a real row and a fake one a slope is held: a share for each pair, without gaps. */
export const between: FeedPart = {
  shapes({ pass }) {
    if (pass.loss?.loss !== 'adversarial' || pass.loss.slopePenalty === undefined) return {};
    const pairs = pairsOf(pass);
    return { between: { rows: 1, width: pairs, stride: pairs } };
  },
};
