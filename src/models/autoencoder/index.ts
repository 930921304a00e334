import type { DataName, ModelKind } from '../kind.ts';
import { runOn } from '../shared/stages-on.ts';
import type { AutoencoderConfig, AutoencoderData, AutoencoderSnapshot } from './autoencoder.ts';
import { principalComponents } from './pca.ts';
import { train, uncovered, workOf } from './run.ts';

const autoencoder: ModelKind<AutoencoderConfig, DataName, AutoencoderData, AutoencoderSnapshot> = {
  data: async (name, { digits, computed }) => {
    const split = await digits(name);
    return { ...split, pca: await computed(split, 'Finding the principal components', principalComponents) };
  },
  uncovered,
  work: workOf,
  run: (config, data, computing, from) => runOn(computing, (open) => train(config, data, open, from)),
};

export default autoencoder;
