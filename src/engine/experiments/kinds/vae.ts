import type { Experiment } from '../index.ts';
import { uncoveredVae, vaeFast, workOfVae } from '../vae-fast.ts';
import { runOn } from './stages-on.ts';

export const vae: Experiment<'vae'> = {
  uncovered: uncoveredVae,
  work: workOfVae,
  run: (config, data, computing, from) =>
    runOn(
      computing,
      (open) => vaeFast(config, data, open, from),
      async () => (await import('../vae-tfjs.ts')).vaeTfjs(config, data),
      from,
    ),
};
