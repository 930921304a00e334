import type { Recorder } from '../recorder.ts';
import { curvesOf, lastOf, snapshotsOf } from '../shared/recorded.ts';
import { line, lineIn, numbersIn, partIn, picked, scaled, scaledIn, type Written } from '../shared/written.ts';
import type { GanSnapshot, GanTrail } from './gan.ts';

const CURVES = ['dLoss', 'gLoss', 'dReal', 'dFake', 'modesCovered'] as const;
const NUMBERS = ['step', 'modes', 'goodShare', 'jsd', 'warpRows', 'warpColumns', ...CURVES] as const;

const joined = (parts: readonly Float32Array[]) => Float32Array.from(parts.flatMap((part) => [...part]));

/** With the losses of every iteration: the curves show how they swing. */
const recorder: Recorder<'gan'> = {
  write(_config, snapshots) {
    const last = lastOf(snapshots);
    const trails = snapshots.map(({ trail }) => trail);
    return {
      curves: curvesOf(snapshots, CURVES),
      trail: {
        dLoss: scaled(joined(trails.map(({ dLoss }) => dLoss)), 2),
        gLoss: scaled(joined(trails.map(({ gLoss }) => gLoss)), 2),
      },
      last: {
        ...picked(last, NUMBERS),
        fieldRange: line(last.fieldRange),
        counts: line([last.real, last.fakes, last.field, last.arrows, last.warp].map(({ length }) => length)),
        real: scaled(last.real, 2),
        fakes: scaled(last.fakes, 2),
        field: scaled(last.field, 1),
        arrows: scaled(last.arrows, 2),
        warp: scaled(last.warp, 2),
      },
    };
  },
  read(written) {
    const part = partIn(written, 'last');
    const [real = 0, fakes = 0, field = 0, arrows = 0, warp = 0] = lineIn(part, 'counts', 5);
    const [low = NaN, high = NaN] = lineIn(part, 'fieldRange', 2);
    const last: GanSnapshot = {
      ...numbersIn(part, NUMBERS),
      byHand: 0,
      moved: 'generator',
      real: scaledIn(part, 'real', real, 2),
      fakes: scaledIn(part, 'fakes', fakes, 2),
      field: scaledIn(part, 'field', field, 1),
      fieldRange: [low, high],
      arrows: scaledIn(part, 'arrows', arrows, 2),
      warp: scaledIn(part, 'warp', warp, 2),
      trail: { steps: new Float32Array(), dLoss: new Float32Array(), gLoss: new Float32Array() },
    };
    return Promise.resolve(withTrails(written, snapshotsOf(written, CURVES, last)));
  },
};

/** Gives each snapshot the iterations since the one before it. */
function withTrails(written: Written, snapshots: readonly GanSnapshot[]): readonly GanSnapshot[] {
  const part = partIn(written, 'trail');
  const count = snapshots.at(-1)?.step ?? 0;
  const losses = (['dLoss', 'gLoss'] as const).map((name) => scaledIn(part, name, count, 2));
  const [dLoss = new Float32Array(), gLoss = new Float32Array()] = losses;
  return snapshots.map((snapshot, at) => {
    const from = snapshots[at - 1]?.step ?? 0;
    const trail: GanTrail = {
      steps: Float32Array.from({ length: snapshot.step - from }, (_, i) => from + 1 + i),
      dLoss: dLoss.subarray(from, snapshot.step),
      gLoss: gLoss.subarray(from, snapshot.step),
    };
    return { ...snapshot, trail };
  });
}

export default recorder;
