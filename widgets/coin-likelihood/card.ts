import { initialValues } from '#src/run/params.ts';
import { amount } from '#src/ui/amount.ts';
import { answering, type OpenCard } from '#src/ui/card.ts';
import { countBars } from './pictures/coin-pair.ts';
import { meta } from './meta.ts';
import { countsOf, metricsOf, topOf } from './model.ts';

/** The counts under the coin that the slider sets. */
export const open: OpenCard = (parts) =>
  answering(parts, (p, width) => {
    const values = { ...initialValues(meta.params), p };
    const { probability, heads } = metricsOf(values);
    const level = { height: probability, top: topOf(values) };
    return {
      element: countBars({ ...level, n: values.n, p, bars: countsOf(values) }, { width, height: width }),
      told: `${amount(heads, 0)} heads in ${values.n} tosses: probability ${amount(probability, 4)}`,
    };
  });
