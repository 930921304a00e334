import { noData, type ModelKind } from '../kind.ts';
import { runOn } from '../shared/stages-on.ts';
import type { GanConfig, GanSnapshot } from './gan.ts';
import { ganFast, uncoveredGan, workOfGan } from './run.ts';

const gan: ModelKind<GanConfig, 'none', undefined, GanSnapshot> = {
  data: noData,
  uncovered: uncoveredGan,
  work: workOfGan,
  run: (config, _, computing, from) => runOn(computing, (open) => ganFast(config, open, from)),
};

export default gan;
