import { codesFast, uncoveredCodes, workOfCodes } from '../codes-fast.ts';
import type { Experiment } from '../index.ts';
import { runOn } from './stages-on.ts';

export const codes: Experiment<'codes'> = {
  uncovered: uncoveredCodes,
  work: workOfCodes,
  run: (config, _, computing, from) =>
    runOn(
      computing,
      (open) => codesFast(config, open, from),
      async () => (await import('../codes-tfjs.ts')).codesTfjs(config),
      from,
    ),
};
