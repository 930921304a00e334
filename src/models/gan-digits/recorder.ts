import type { GanTrail } from '../gan/gan.ts';
import type { Recorder } from '../recorder.ts';
import { PIXELS } from '../shared/batches.ts';
import { curvesOf, lastOf, snapshotsOf } from '../shared/recorded.ts';
import { line, lineIn, numbersIn, partIn, picked, shades, shadesIn, textIn } from '../shared/written.ts';

const CLASSES = 10;
const CURVES = ['dLoss', 'gLoss', 'dReal', 'dFake'] as const;
const noTrail: GanTrail = { steps: new Float32Array(), dLoss: new Float32Array(), gLoss: new Float32Array() };
const NUMBERS = ['step', 'counted', 'classifierAccuracy', ...CURVES] as const;

/** All but the trail of the steps between the snapshots. */
const recorder: Recorder<'gan-digits'> = {
  write(_config, snapshots) {
    const last = lastOf(snapshots);
    return {
      curves: curvesOf(snapshots, CURVES),
      last: {
        ...picked(last, NUMBERS),
        made: line(last.made),
        missing: last.missing.join(''),
        shown: last.samples.length / PIXELS,
        ...(last.asked && { asked: line(last.asked) }),
        samples: shades(last.samples),
      },
    };
  },
  read(written) {
    const part = partIn(written, 'last');
    const { shown } = numbersIn(part, ['shown']);
    const last = {
      ...numbersIn(part, NUMBERS),
      made: lineIn(part, 'made', CLASSES),
      missing: Array.from(textIn(part, 'missing'), Number),
      ...('asked' in part && { asked: lineIn(part, 'asked', CLASSES) }),
      samples: shadesIn(part, 'samples', shown * PIXELS),
      trail: noTrail,
    };
    return Promise.resolve(snapshotsOf(written, CURVES, last));
  },
};

export default recorder;
