import { loadPretrainedClassifier } from '#src/engine/data/pretrained-classifier.ts';
import type { DataName, ModelKind } from '../kind.ts';
import { runOn } from '../shared/stages-on.ts';
import type { AeOrVaeConfig, AeOrVaeData, AeOrVaeSnapshot } from './ae-or-vae.ts';
import { train, uncovered, workOf } from './run.ts';

const kind: ModelKind<AeOrVaeConfig, DataName, AeOrVaeData, AeOrVaeSnapshot> = {
  data: async (name, { digits }) => {
    const [split, classifier] = await Promise.all([digits(name), loadPretrainedClassifier()]);
    return { ...split, classifier };
  },
  uncovered,
  work: workOf,
  plain: true,
  run: (config, data, computing, from) => runOn(computing, (open) => train(config, data, open, from)),
};

export default kind;
