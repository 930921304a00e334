import type { Split } from '#src/engine/data/digits.ts';
import type { DataName, ModelKind } from '../kind.ts';
import { runOn } from '../shared/stages-on.ts';
import type { DenoiserConfig, DenoiserSnapshot } from './denoiser.ts';
import { trainDigits, workOfDigits } from './digits.ts';
import { trainPlane, workOfPlane } from './plane.ts';

/** In the plane it makes its own data. */
const denoiser: ModelKind<DenoiserConfig, DataName | 'none', Split | undefined, DenoiserSnapshot> = {
  data: (name, { digits }) => (name === 'none' ? Promise.resolve(undefined) : digits(name)),
  uncovered(config) {
    const width = config.on === 'digits' ? config.width : 64;
    if (width <= 1024 && config.batch <= 512) return undefined;
    return `The fast executors are proven up to width 1,024 and batches of 512; here they are ${width} and ${config.batch}.`;
  },
  work: (config) => (config.on === 'plane' ? workOfPlane(config) : workOfDigits(config)),
  run: (config, data, computing, from) =>
    runOn<DenoiserSnapshot>(computing, (open) => {
      if (config.on === 'plane') return trainPlane(config, open, from);
      if (data) return trainDigits(config, data, open, from);
      throw new Error('A denoiser of digits was given no digits to learn from. Name a set of them.');
    }),
};

export default denoiser;
