import type { DataName, ModelKind } from '../kind.ts';
import { runOn } from '../shared/stages-on.ts';
import { trainClassifier } from '../shared/classifier.ts';
import type { GanDigitsConfig, GanDigitsData, GanDigitsSnapshot } from './gan-digits.ts';
import { ganDigitsFast, workOfGanDigits } from './run.ts';

const ganDigits: ModelKind<GanDigitsConfig, DataName, GanDigitsData, GanDigitsSnapshot> = {
  data: async (name, { digits, computed }) => {
    const split = await digits(name);
    return { ...split, classifier: await computed(split, 'Training a classifier of digits', trainClassifier) };
  },
  uncovered: () => undefined,
  work: workOfGanDigits,
  run: (config, data, computing, from) => runOn(computing, (open) => ganDigitsFast(config, data, open, from)),
};

export default ganDigits;
