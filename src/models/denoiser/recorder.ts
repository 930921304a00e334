import type { Recorder } from '../recorder.ts';
import { PIXELS } from '../shared/batches.ts';
import type { Layer } from '../shared/in-the-page.ts';
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
  type Written,
} from '../shared/written.ts';
import { filtered } from './filtered.ts';
import type { DigitsSnapshot, PlaneSnapshot } from './denoiser.ts';

const PLANE = ['error', 'fieldError', 'fieldCosine'] as const;
const DIGITS = ['error', 'psnrNoisy', 'psnrRestored', 'psnrMedian'] as const;

/** Filtered images follow from the noisy ones. */
const WRITTEN = ['clean', 'noisy', 'restored'] as const;

/** Weights as two letters each, and the sizes that tell them apart. */
const netWritten = ({ octaves, layers }: PlaneSnapshot['net']): Written => ({
  octaves,
  sizes: line(layers.flatMap(({ inputs, outputs }) => [inputs, outputs])),
  layers: layers.map(({ weights, bias }) => ({ weights: scaled(weights, 2), bias: scaled(bias, 2) })),
});

function netIn(written: Written): PlaneSnapshot['net'] {
  const { octaves } = numbersIn(written, ['octaves']);
  const sizes = lineIn(written, 'sizes');
  const layers = Array.from({ length: sizes.length / 2 }, (_, i): Layer => {
    const [inputs = 0, outputs = 0] = sizes.slice(2 * i, 2 * i + 2);
    const part = partIn(partIn(written, 'layers'), String(i));
    const weights = scaledIn(part, 'weights', inputs * outputs, 2);
    return { inputs, outputs, weights, bias: scaledIn(part, 'bias', outputs, 2) };
  });
  return { octaves, layers };
}

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
