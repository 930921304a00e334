import type { Layer } from '../shared/in-the-page.ts';
import type { Recorder } from '../recorder.ts';
import { curvesOf, lastOf, snapshotsOf } from '../shared/recorded.ts';
import { line, lineIn, numbersIn, partIn, picked, scaled, scaledIn, type Written } from '../shared/written.ts';
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
        ...Object.fromEntries(NETWORKS.map((name) => [name, writtenLayers(networks[name])])),
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
      networks: { encoder: layersIn(part, 'encoder'), decoder: layersIn(part, 'decoder') },
      left: Float32Array.from('left' in part ? lineIn(part, 'left') : []),
      points: scaledIn(part, 'points', count, 2),
    };
    return Promise.resolve(snapshotsOf(written, CURVES, last));
  },
};

const writtenLayers = (layers: readonly Layer[]): Written => ({
  sizes: line([layers[0]?.inputs ?? NaN, ...layers.map(({ outputs }) => outputs)]),
  ...Object.fromEntries(layers.map(({ weights, bias }, i) => [`${i}`, { w: scaled(weights, 2), b: scaled(bias, 2) }])),
});

function layersIn(part: Written, name: string): readonly Layer[] {
  const layers = partIn(part, name);
  const sizes = lineIn(layers, 'sizes');
  return sizes.slice(1).map((outputs, i): Layer => {
    const [layer, inputs] = [partIn(layers, `${i}`), sizes[i] ?? 0];
    const [weights, bias] = [scaledIn(layer, 'w', inputs * outputs, 2), scaledIn(layer, 'b', outputs, 2)];
    return { inputs, outputs, weights, bias };
  });
}

export default recorder;
