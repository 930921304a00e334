import type { Recorder } from '../recorder.ts';
import { bytes, PIXELS } from '../shared/batches.ts';
import { curvesOf, lastOf, snapshotsOf } from '../shared/recorded.ts';
import {
  line,
  lineIn,
  numbersIn,
  partIn,
  picked,
  scaled,
  scaledIn,
  shades,
  shadesIn,
  textIn,
} from '../shared/written.ts';
import { plantedStrokes } from './strokes.ts';

const CURVES = ['error'] as const;
const NUMBERS = ['step', 'error', 'activeShare', 'meanActivity', 'deadShare', 'atomLength'] as const;

/** Weights of an atom on either side of 0 that are told apart in a file. */
const LEVELS = 3;
/** An atom's bytes as a digit each, 3 for a weight of 0. */
const coarse = (atoms: Uint8Array): string =>
  Array.from(atoms, (byte) => Math.round((LEVELS * (byte - 128)) / 127) + LEVELS).join('');
const coarseIn = (text: string): Uint8Array =>
  Uint8Array.from(text, (digit) => 128 + Math.round((127 * (Number(digit) - LEVELS)) / LEVELS));

const recorder: Recorder<'sparse'> = {
  write(_config, snapshots) {
    const last = lastOf(snapshots);
    const { usage, means, found, shown } = last;
    return {
      curves: curvesOf(snapshots, CURVES),
      last: {
        ...picked(last, NUMBERS),
        size: usage.length,
        usage: scaled(usage, 1),
        means: scaled(means, 1),
        ...(found && { likeness: line(found.likeness) }),
        units: line(shown.units),
        atoms: coarse(shown.atoms),
        active: line(shown.active),
        codes: scaled(shown.codes, 1),
        originals: shades(shown.originals),
        answers: shades(shown.answers),
      },
    };
  },
  read(written) {
    const part = partIn(written, 'last');
    const { size } = numbersIn(part, ['size']);
    const [units, active] = [lineIn(part, 'units'), lineIn(part, 'active')];
    const images = (name: string) => shadesIn(part, name, active.length * PIXELS);
    const last = {
      ...numbersIn(part, NUMBERS),
      usage: scaledIn(part, 'usage', size, 1),
      means: scaledIn(part, 'means', size, 1),
      found:
        'likeness' in part
          ? { likeness: Float32Array.from(lineIn(part, 'likeness')), strokes: strokesAsBytes() }
          : undefined,
      shown: {
        units,
        active,
        atoms: coarseIn(textIn(part, 'atoms')),
        codes: scaledIn(part, 'codes', active.length * units.length, 1),
        originals: images('originals'),
        answers: images('answers'),
      },
    };
    return Promise.resolve(snapshotsOf(written, CURVES, last));
  },
};

const strokesAsBytes = () => Uint8Array.from(plantedStrokes().flatMap((stroke) => [...bytes(stroke)]));

export default recorder;
