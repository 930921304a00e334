import { ganDigitsFast, workOfGanDigits } from '../gan-digits-fast.ts';
import type { Experiment } from '../index.ts';
import { runOn } from './stages-on.ts';

export const ganDigits: Experiment<'gan-digits'> = {
  uncovered: () => undefined,
  work: workOfGanDigits,
  run: (config, data, computing, from) =>
    runOn(
      computing,
      (open) => ganDigitsFast(config, data, open, from),
      async () => (await import('../gan-digits-tfjs.ts')).ganDigitsTfjs(config, data),
      from,
    ),
};
