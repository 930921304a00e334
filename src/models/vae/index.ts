import type { Split } from '#src/engine/data/digits.ts';
import type { DataName, ModelKind } from '../kind.ts';
import { runOn } from '../shared/plain-stages-on.ts';
import { uncoveredVae, vaeFast, workOfVae } from './run.ts';
import type { VaeConfig, VaeSnapshot } from './vae.ts';

const vae: ModelKind<VaeConfig, DataName, Split, VaeSnapshot> = {
  data: (name, { digits }) => digits(name),
  uncovered: uncoveredVae,
  work: workOfVae,
  plain: true,
  run: (config, data, computing, from) => runOn(computing, (open) => vaeFast(config, data, open, from)),
};

export default vae;
