import { initialValues } from '#src/run/params.ts';
import { amount } from '#src/ui/amount.ts';
import { answering, type OpenCard } from '#src/ui/card.ts';
import { emPlane } from './pictures/em-plane.ts';
import { meta } from './meta.ts';
import { ellipsesOf, marksOf, metricsOf, viewOf } from './model.ts';

/** The plane after the number of half-steps that the slider is set to. */
export const open: OpenCard = (parts) =>
  answering(parts, (steps, width) => {
    const values = { ...initialValues(meta.params), steps };
    const scene = { marks: marksOf(values), ellipses: ellipsesOf(values), side: viewOf(values) };
    return {
      element: emPlane(scene, { width, height: width }),
      told: `after ${steps} half-steps: evidence ${amount(metricsOf(values).evidence, 1)} nats`,
    };
  });
