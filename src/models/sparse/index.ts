import type { ModelKind } from '../kind.ts';
import { runOn } from '../shared/stages-on.ts';
import { train, uncovered, workOf } from './run.ts';
import type { SparseConfig, SparseData, SparseSnapshot, SparseSource } from './sparse.ts';
import { plantedPictures, plantedStrokes } from './strokes.ts';

const sparse: ModelKind<SparseConfig, SparseSource, SparseData, SparseSnapshot> = {
  data: (name, { digits }) => (name === 'planted' ? Promise.resolve(planted()) : digits(name)),
  uncovered,
  work: workOf,
  run: (config, data, computing, from) => runOn(computing, (open) => train(config, data, open, from)),
};

function planted(): SparseData {
  const strokes = plantedStrokes();
  return { ...plantedPictures(strokes), strokes };
}

export default sparse;
