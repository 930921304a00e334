import type { Recorder } from '../recorder.ts';
import { PIXELS } from '../shared/batches.ts';
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
  type Written,
} from '../shared/written.ts';
import { COLUMNS, SAMPLES, type AeOrVaeSnapshot, type Column, type Made } from './ae-or-vae.ts';

const CURVES = ['at'] as const;
const MEASURES = ['frechet', 'sure'] as const;
const ENCODERS = ['ae', 'vae'] as const;

/** The pictures of the last snapshot, and the measures of all. */
const recorder: Recorder<'ae-or-vae'> = {
  write(_config, snapshots) {
    const last = lastOf(snapshots);
    const measures = COLUMNS.flatMap((column) =>
      MEASURES.map((name) => [`${column} ${name}`, line(snapshots.map(({ made }) => made[column][name]))] as const),
    );
    return {
      curves: { ...curvesOf(snapshots, CURVES), ...Object.fromEntries(measures) },
      last: {
        ...picked(last, ['step', 'at']),
        ...Object.fromEntries(COLUMNS.map((column) => [column, writtenOf(last.made[column])])),
        ...Object.fromEntries(ENCODERS.map((name) => [`codes ${name}`, scaled(last.codes[name].at, 2)])),
        deviations: line(ENCODERS.map((name) => last.codes[name].deviation)),
        near: line(ENCODERS.map((name) => last.codes[name].near)),
        count: last.labels.length,
        labels: line(last.labels),
        prior: scaled(last.prior, 2),
        drawn: last.prior.length,
        real: picked(last.real, MEASURES),
      },
    };
  },
  read(written) {
    const part = partIn(written, 'last');
    const { count, drawn } = numbersIn(part, ['count', 'drawn']);
    const [deviations, near] = [lineIn(part, 'deviations', 2), lineIn(part, 'near', 2)];
    const codes = (name: (typeof ENCODERS)[number]) => ({
      at: scaledIn(part, `codes ${name}`, 2 * count, 2),
      deviation: deviations[ENCODERS.indexOf(name)] ?? NaN,
      near: near[ENCODERS.indexOf(name)] ?? NaN,
    });
    const last: AeOrVaeSnapshot = {
      ...numbersIn(part, ['step', 'at']),
      made: { ae: madeIn(part, 'ae'), vae: madeIn(part, 'vae'), own: madeIn(part, 'own') },
      codes: { ae: codes('ae'), vae: codes('vae') },
      labels: Uint8Array.from(lineIn(part, 'labels', count)),
      prior: scaledIn(part, 'prior', drawn, 2),
      real: numbersIn(partIn(part, 'real'), MEASURES),
    };
    return Promise.resolve(withMeasures(written, snapshotsOf(written, CURVES, last)));
  },
};

const writtenOf = (made: Made): Written => ({ ...picked(made, MEASURES), samples: shades(made.samples) });

function madeIn(part: Written, column: Column): Made {
  const found = partIn(part, column);
  return { ...numbersIn(found, MEASURES), samples: shadesIn(found, 'samples', SAMPLES * PIXELS) };
}

/** Gives the snapshots before the last one the measures that they had. */
function withMeasures(written: Written, snapshots: readonly AeOrVaeSnapshot[]): readonly AeOrVaeSnapshot[] {
  const curves = partIn(written, 'curves');
  const measure = (column: Column, name: (typeof MEASURES)[number]) =>
    lineIn(curves, `${column} ${name}`, snapshots.length);
  const all = COLUMNS.map((column) => [column, measure(column, 'frechet'), measure(column, 'sure')] as const);
  return snapshots.map((snapshot, i) => {
    if (i === snapshots.length - 1) return snapshot;
    const made = all.map(([column, frechet, sure]) => {
      const now: Made = { ...snapshot.made[column], frechet: frechet[i] ?? NaN, sure: sure[i] ?? NaN };
      return [column, now] as const;
    });
    return { ...snapshot, made: Object.fromEntries(made) as AeOrVaeSnapshot['made'] };
  });
}

export default recorder;
