/** What the plain loops of every layer work on. */
import type { Plan } from '../steps/plan.ts';
import type { Place, StageKind, StageOf } from '../steps/stages.ts';
import type { Images } from './executor.ts';

/** The arena as numbers in single precision and as whole ones: the same memory. */
export type Work = {
  readonly plan: Plan;
  readonly arena: Float32Array;
  readonly whole: Int32Array;
  readonly images: Images;
};

/** How stages of some kinds are performed. */
export type Performed<Kind extends StageKind> = { readonly [K in Kind]: (work: Work, stage: StageOf<K>) => void };

/** The number at a place of the arena; `noUncheckedIndexedAccess` asks what is there beyond its end. */
export const at = (arena: Float32Array, place: Place): number => arena[place] ?? NaN;

export const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));

/** Adam (Kingma & Ba 2015, algorithm 1) on one parameter. */
export function descend({ arena, plan }: Work, parameter: Place, gradient: number, adam: Place): void {
  const { beta1, beta2, epsilon } = plan.model.adam;
  const [first, second] = [parameter + plan.parameters, parameter + 2 * plan.parameters];
  const m = beta1 * at(arena, first) + (1 - beta1) * gradient;
  const v = beta2 * at(arena, second) + (1 - beta2) * gradient * gradient;
  arena[first] = m;
  arena[second] = v;
  arena[parameter] = at(arena, parameter) - (at(arena, adam) * m) / (Math.sqrt(v * at(arena, adam + 1)) + epsilon);
}
