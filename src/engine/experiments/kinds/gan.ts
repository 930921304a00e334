import { ganFast, uncoveredGan, workOfGan } from '../gan-fast.ts';
import type { Experiment } from '../index.ts';
import { runOn } from './stages-on.ts';

export const gan: Experiment<'gan'> = {
  uncovered: uncoveredGan,
  work: workOfGan,
  run: (config, _, computing, from) =>
    runOn(
      computing,
      (open) => ganFast(config, open, from),
      async () => (await import('../gan-tfjs.ts')).ganTfjs(config),
      from,
    ),
};
