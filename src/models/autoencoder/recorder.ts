import type { Recorder } from '../recorder.ts';
import { PIXELS } from '../shared/batches.ts';
import { curvesOf, lastOf, snapshotsOf } from '../shared/recorded.ts';
import { line, lineIn, numbersIn, partIn, picked, shades, shadesIn } from '../shared/written.ts';

const CURVES = ['error'] as const;
const NUMBERS = ['step', 'error', 'size'] as const;
/** What only a linear autoencoder has. */
const LINEAR = ['angle', 'captured'] as const;

const recorder: Recorder<'autoencoder'> = {
  write(_config, snapshots) {
    const last = lastOf(snapshots);
    const { angle, captured, spectrum, pcaErrors, shown } = last;
    return {
      curves: curvesOf(snapshots, CURVES),
      last: {
        ...picked(last, NUMBERS),
        ...(angle !== undefined && captured !== undefined && picked({ angle, captured }, LINEAR)),
        ...(spectrum && { variances: line(spectrum.variances), found: line(spectrum.found) }),
        pcaErrors: line(pcaErrors),
        count: shown.originals.length / PIXELS,
        originals: shades(shown.originals),
        answers: shades(shown.answers),
        pca: shades(shown.pca),
      },
    };
  },
  read(written) {
    const part = partIn(written, 'last');
    const { count } = numbersIn(part, ['count']);
    const images = (name: string) => shadesIn(part, name, count * PIXELS);
    const last = {
      ...numbersIn(part, NUMBERS),
      ...('angle' in part ? numbersIn(part, LINEAR) : { angle: undefined, captured: undefined }),
      spectrum:
        'found' in part
          ? { variances: Float32Array.from(lineIn(part, 'variances')), found: Float32Array.from(lineIn(part, 'found')) }
          : undefined,
      pcaErrors: Float32Array.from(lineIn(part, 'pcaErrors')),
      shown: { originals: images('originals'), answers: images('answers'), pca: images('pca') },
    };
    return Promise.resolve(snapshotsOf(written, CURVES, last));
  },
};

export default recorder;
