import type { Random } from '../random.ts';
import type { Mask } from './model.ts';

/**
 * The masks of an autoencoder whose output d depends only on the inputs before d in an order (MADE, Germain et al. 2015),
 * layer by layer. `order` numbers the inputs from 1; a hidden unit of degree k sees the first k of them at most, and an
 * output the units whose degree is below its own number.
 *
 * With `random`, degrees are drawn as in the paper, from the least of the layer below to one less than there are inputs;
 * small layers may then miss some, and with them what an output could have seen. Without, they are spread evenly, and
 * layers of at least as many units as there are inputs miss none.
 */
export function masksOf(order: readonly number[], hidden: readonly number[], random?: Random): readonly Mask[] {
  const source = random?.fork('degrees');
  let from = order;
  const masks = hidden.map((units) => {
    const least = Math.min(...from);
    const count = order.length - least;
    const to = Array.from({ length: units }, (_, unit) =>
      source ? least + source.below(count) : least + Math.floor((unit * count) / units),
    );
    const mask = { from, to };
    from = to;
    return mask;
  });
  return [...masks, { from, to: order.map((number) => number - 1) }];
}
