import type { Split } from '#src/engine/data/digits.ts';
import type { DataName, ModelKind } from '../kind.ts';
import { runOn } from '../shared/stages-on.ts';
import type { ConvolutionalConfig, ConvolutionalSnapshot } from './convolutional.ts';
import { workOf } from './layers.ts';
import { train, uncovered } from './run.ts';

const kind: ModelKind<ConvolutionalConfig, DataName, Split, ConvolutionalSnapshot> = {
  data: (name, { digits }) => digits(name),
  uncovered,
  work: workOf,
  run: (config, data, computing, from) => runOn(computing, (open) => train(config, data, open, from)),
};

export default kind;
