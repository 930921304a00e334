import { noData, type ModelKind } from '../kind.ts';
import { runOn } from '../shared/stages-on.ts';
import { train, uncovered, workOf } from './run.ts';
import type { VaeExactConfig, VaeExactSnapshot } from './vae-exact.ts';

const kind: ModelKind<VaeExactConfig, 'none', undefined, VaeExactSnapshot> = {
  data: noData,
  uncovered,
  work: workOf,
  plain: true,
  run: (config, _data, computing, from) => runOn(computing, (open) => train(config, open, from)),
};

export default kind;
