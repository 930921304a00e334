import { noData, type ModelKind } from '../kind.ts';
import { runOn } from '../shared/plain-stages-on.ts';
import type { CodesConfig, CodesSnapshot } from './codes.ts';
import { codesFast, uncoveredCodes, workOfCodes } from './run.ts';

const codes: ModelKind<CodesConfig, 'none', undefined, CodesSnapshot> = {
  data: noData,
  uncovered: uncoveredCodes,
  work: workOfCodes,
  plain: true,
  run: (config, _, computing, from) => runOn(computing, (open) => codesFast(config, open, from)),
};

export default codes;
