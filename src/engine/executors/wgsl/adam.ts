import type { Place } from '../../steps/stages.ts';
import { literal } from './functions.ts';
import type { Places } from './places.ts';

/** Adam (Kingma & Ba 2015, algorithm 1) on the quad of parameters at `at`. */
export function descend(
  { parameters, adam: { beta1, beta2, epsilon }, fed }: Places,
  adam: Place,
  gradient = 'sum',
): string {
  const [first, second] = [`at + ${parameters / 4}`, `at + ${parameters / 2}`];
  return `
    let slope = ${gradient};
    let m = ${literal(beta1)} * arena[${first}] + ${literal(1 - beta1)} * slope;
    let v = ${literal(beta2)} * arena[${second}] + ${literal(1 - beta2)} * slope * slope;
    arena[${first}] = m;
    arena[${second}] = v;
    arena[at] -= fed(${fed(adam)}) * m / (sqrt(v * fed(${fed(adam) + 1})) + ${literal(epsilon)});`;
}
