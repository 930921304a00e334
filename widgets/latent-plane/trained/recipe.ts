/** How the networks on the plane are made, in the page and beforehand. */
import type { Config } from '#src/models/registry.ts';
import type { ParamValues } from '#src/run/params.ts';
import { HELD_OUT, type meta } from '../meta.ts';

export type Values = ParamValues<typeof meta.params>;

/** The digit that is learnt alone; nothing where all are. */
export const onlyOf = ({ learns }: Pick<Values, 'learns'>): number | undefined =>
  learns === 'all' ? undefined : Number(learns.slice(1));

/**
 * The engine's configuration for these knobs. Three hidden layers, since a plane of two numbers has to be folded finely; and
 * a warm-up, without which some seeds collapse at β = 2 before the decoder has learned to use the code.
 */
export function configOf(values: Pick<Values, 'beta' | 'lr' | 'seed' | 'learns'>): Config<'vae'> {
  const { beta, lr, seed } = values;
  const only = onlyOf(values);
  return {
    beta,
    lr,
    seed,
    latent: 2,
    decoder: 'bernoulli',
    h2: 0.1,
    warmup: 500,
    width: 80,
    depth: 3,
    batch: 128,
    heldOut: HELD_OUT,
    plane: true,
    ...(only !== undefined && { only }),
  };
}
