import type { Recorder } from '../recorder.ts';
import { PIXELS } from '../shared/batches.ts';
import { curvesOf, lastOf, snapshotsOf } from '../shared/recorded.ts';
import { numbersIn, partIn, picked, shades, shadesIn, textIn, type Written } from '../shared/written.ts';
import { layersRead, layersWritten } from '../shared/written-layers.ts';
import { filtered } from './filtered.ts';
import type { DigitsSnapshot, PlaneSnapshot } from './denoiser.ts';

const PLANE = ['error', 'fieldError', 'fieldCosine'] as const;
const DIGITS = ['error', 'psnrNoisy', 'psnrRestored', 'psnrMedian'] as const;

/** Filtered images follow from the noisy ones. */
const WRITTEN = ['clean', 'noisy', 'restored'] as const;

const netWritten = ({ octaves, layers }: PlaneSnapshot['net']): Written => ({ octaves, layers: layersWritten(layers) });

const netIn = (written: Written): PlaneSnapshot['net'] => ({
  ...numbersIn(written, ['octaves']),
  layers: layersRead(written, 'layers'),
});

function shownIn(written: Written): DigitsSnapshot['shown'] {
  const { count } = numbersIn(written, ['count']);
  const images = (name: string) => shadesIn(written, name, count * PIXELS);
  const noisy = images('noisy');
  return { clean: images('clean'), noisy, restored: images('restored'), median: filtered(noisy) };
}

const ofOne = <On extends 'plane' | 'digits', One extends { readonly on: string }>(on: On, all: readonly One[]) =>
  all.filter((one): one is One & { readonly on: On } => one.on === on);

const recorder: Recorder<'denoiser'> = {
  write(_config, snapshots) {
    const [inPlane, ofDigits] = [ofOne('plane', snapshots), ofOne('digits', snapshots)];
    if (inPlane.length > 0) {
      const last = lastOf(inPlane);
      const numbers = picked(last, ['step', ...PLANE]);
      return { curves: curvesOf(inPlane, PLANE), last: { on: 'plane', ...numbers, net: netWritten(last.net) } };
    }
    const last = lastOf(ofDigits);
    const images = WRITTEN.map((way) => [way, shades(last.shown[way])] as const);
    const count = last.shown.clean.length / PIXELS;
    const numbers = picked(last, ['step', ...DIGITS]);
    return {
      curves: curvesOf(ofDigits, DIGITS),
      last: { on: 'digits', ...numbers, count, ...Object.fromEntries(images) },
    };
  },
  read(written) {
    const part = partIn(written, 'last');
    if (textIn(part, 'on') === 'plane') {
      const last = { on: 'plane', ...numbersIn(part, ['step', ...PLANE]), net: netIn(partIn(part, 'net')) } as const;
      return Promise.resolve(snapshotsOf<(typeof PLANE)[number], PlaneSnapshot>(written, PLANE, last));
    }
    const last = { on: 'digits', ...numbersIn(part, ['step', ...DIGITS]), shown: shownIn(part) } as const;
    return Promise.resolve(snapshotsOf<(typeof DIGITS)[number], DigitsSnapshot>(written, DIGITS, last));
  },
};

export default recorder;
