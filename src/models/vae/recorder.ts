import type { Recorder } from '../recorder.ts';
import { PIXELS } from '../shared/batches.ts';
import { curvesOf, lastOf, snapshotsOf } from '../shared/recorded.ts';
import { line, lineIn, numbersIn, partIn, picked, shades, shadesIn } from '../shared/written.ts';
import type { Trail } from './vae.ts';

const CURVES = ['rate', 'distortion'] as const;
const NUMBERS = ['step', 'weight', 'rate', 'distortion', 'elbo', 'objective', 'squaredError', 'activeUnits'] as const;
const noTrail: Trail = { steps: new Float32Array(), rate: new Float32Array(), distortion: new Float32Array() };

/** All but the codes of the held-out images, and the trail of the steps between the snapshots. */
const recorder: Recorder<'vae'> = {
  write(_config, snapshots) {
    const last = lastOf(snapshots);
    const { reconstructions, samples, ratePerDimension } = last;
    return {
      curves: curvesOf(snapshots, CURVES),
      last: {
        ...picked(last, NUMBERS),
        ratePerDimension: line(ratePerDimension),
        count: reconstructions.count,
        originals: shades(reconstructions.originals),
        means: shades(reconstructions.means),
        drawn: samples.length / PIXELS,
        samples: shades(samples),
      },
    };
  },
  read(written) {
    const part = partIn(written, 'last');
    const { count, drawn } = numbersIn(part, ['count', 'drawn']);
    const images = (name: string, of: number) => shadesIn(part, name, of * PIXELS);
    const last = {
      ...numbersIn(part, NUMBERS),
      ratePerDimension: Float32Array.from(lineIn(part, 'ratePerDimension')),
      reconstructions: { count, originals: images('originals', count), means: images('means', count) },
      samples: images('samples', drawn),
      trail: noTrail,
    };
    return Promise.resolve(snapshotsOf(written, CURVES, last));
  },
};

export default recorder;
