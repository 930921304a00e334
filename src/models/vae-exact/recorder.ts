import type { Recorder } from '../recorder.ts';
import { curvesOf, lastOf, snapshotsOf } from '../shared/recorded.ts';
import { line, lineIn, numbersIn, partIn, picked, scaled, scaledIn } from '../shared/written.ts';
import { layersRead, layersWritten } from '../shared/written-layers.ts';
import type { VaeExactSnapshot } from './vae-exact.ts';

const CURVES = ['evidence', 'elbo', 'kl', 'rate', 'distortion'] as const;
const NUMBERS = ['step', ...CURVES, 'off', 'activeUnits'] as const;
const NETWORKS = ['encoder', 'decoder'] as const;

/** Both networks, so that the posterior of any point can be drawn, and the points that the numbers are of. */
const recorder: Recorder<'vae-exact'> = {
  write(_config, snapshots) {
    const last = lastOf(snapshots);
    const { networks, points, left, resolved } = last;
    return {
      curves: curvesOf(snapshots, CURVES),
      last: {
        ...picked(last, NUMBERS),
        resolved: Number(resolved),
        ...Object.fromEntries(NETWORKS.map((name) => [name, layersWritten(networks[name])])),
        ...(left.length > 0 && { left: line(left) }),
        count: points.length,
        points: scaled(points, 2),
      },
    };
  },
  read(written) {
    const part = partIn(written, 'last');
    const { resolved, count } = numbersIn(part, ['resolved', 'count']);
    const last: VaeExactSnapshot = {
      ...numbersIn(part, NUMBERS),
      resolved: resolved === 1,
      networks: { encoder: layersRead(part, 'encoder'), decoder: layersRead(part, 'decoder') },
      left: Float32Array.from('left' in part ? lineIn(part, 'left') : []),
      points: scaledIn(part, 'points', count, 2),
    };
    return Promise.resolve(snapshotsOf(written, CURVES, last));
  },
};

export default recorder;
