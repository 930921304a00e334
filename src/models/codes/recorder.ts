import type { Recorder } from '../recorder.ts';
import { PIXELS } from '../shared/batches.ts';
import { curvesOf, lastOf, snapshotsOf } from '../shared/recorded.ts';
import { numbersIn, partIn, picked, scaled, scaledIn } from '../shared/written.ts';
import type { CodesSnapshot } from './codes.ts';

const CURVES = ['error'] as const;
const NUMBERS = ['step', 'error', 'squaredError', 'floor', 'size'] as const;

/**
 * The decoder and the codes, so that every walk can be decoded. The weights of the last layer, a hundred thousand, are written
 * with one letter each; the digits are grown again.
 */
const recorder: Recorder<'codes'> = {
  write({ digits }, snapshots) {
    const last = lastOf(snapshots);
    const { codes, decoder } = last;
    return {
      curves: curvesOf(snapshots, CURVES),
      last: {
        ...picked(last, NUMBERS),
        digits,
        width: decoder.width,
        codes: scaled(codes, 2),
        hidden: scaled(decoder.hidden, 2),
        hiddenBias: scaled(decoder.hiddenBias, 2),
        out: scaled(decoder.out, 1),
        outBias: scaled(decoder.outBias, 2),
      },
    };
  },
  async read(written, finish) {
    const part = partIn(written, 'last');
    const numbers = numbersIn(part, NUMBERS);
    const { digits: count, width } = numbersIn(part, ['digits', 'width']);
    const decoder = {
      width,
      hidden: scaledIn(part, 'hidden', numbers.size * width, 2),
      hiddenBias: scaledIn(part, 'hiddenBias', width, 2),
      out: scaledIn(part, 'out', width * PIXELS, 1),
      outBias: scaledIn(part, 'outBias', PIXELS, 2),
    };
    const codes = scaledIn(part, 'codes', count * numbers.size, 2);
    const { growingDigits } = await import('./codes.ts');
    const { images, labels, leans } = await finish(growingDigits(count));
    const last: CodesSnapshot = {
      ...numbers,
      codes,
      decoder,
      digits: { images, labels, leans, count },
      trail: { steps: new Float32Array(), errors: new Float32Array() },
    };
    return snapshotsOf(written, CURVES, last);
  },
};

export default recorder;
