import type { LayerPlace, Plan } from '#src/engine/steps/plan.ts';

/** Where the parameters of a layer lie, to read it out of a state with `unpacked` (engine/steps/rows.ts). */
export function layerNamed({ layers }: Pick<Plan, 'layers'>, name: string): LayerPlace {
  const place = layers.find(({ dense }) => dense.name === name);
  if (place) return place;
  throw new Error(`The plan has no layer “${name}”.`);
}
