import type { Recorder } from '../recorder.ts';
import { PIXELS } from '../shared/batches.ts';
import { curvesOf, lastOf, snapshotsOf } from '../shared/recorded.ts';
import { line, lineIn, numbersIn, partIn, picked, shades, shadesIn } from '../shared/written.ts';

const CURVES = ['error'] as const;
const NUMBERS = ['step', 'error'] as const;

const recorder: Recorder<'convolutional'> = {
  write(_config, snapshots) {
    const last = lastOf(snapshots);
    const { flat, spread, shown } = last;
    return {
      curves: curvesOf(snapshots, CURVES),
      last: {
        ...picked(last, NUMBERS),
        ...(flat && spread !== undefined && { flat: line(flat), ...picked({ spread }, ['spread']) }),
        count: shown.originals.length / PIXELS,
        originals: shades(shown.originals),
        answers: shades(shown.answers),
      },
    };
  },
  read(written) {
    const part = partIn(written, 'last');
    const { count } = numbersIn(part, ['count']);
    const images = (name: string) => shadesIn(part, name, count * PIXELS);
    const last = {
      ...numbersIn(part, NUMBERS),
      ...('flat' in part
        ? { flat: Float32Array.from(lineIn(part, 'flat')), ...numbersIn(part, ['spread']) }
        : { flat: undefined, spread: undefined }),
      shown: { originals: images('originals'), answers: images('answers') },
    };
    return Promise.resolve(snapshotsOf(written, CURVES, last));
  },
};

export default recorder;
