/** The program in TensorFlow.js that the figure shows, as readers run it, beside what the figure trains. */
import * as tf from '@tensorflow/tfjs';
import { beforeEach, expect, test } from 'vitest';
import { drawPlane, planeSet } from '#src/engine/data/plane.ts';
import { compiledKernels } from '#src/engine/executors/kernels.fixture.ts';
import { simd } from '#src/engine/executors/simd.ts';
import { random } from '#src/engine/random.ts';
import { normals } from '#src/models/shared/batches.ts';
import { meansOver } from '#src/models/vae-exact/curve.ts';
import { train as trainOurs } from '#src/models/vae-exact/run.ts';
import { SPECTRUM, type Networks } from '#src/models/vae-exact/vae-exact.ts';
import { exact, step, train, usual, vae, variables, type Knobs, type Vae } from './tfjs.ts';

beforeEach(async () => {
  await tf.setBackend('cpu');
});

const fast = simd(compiledKernels());
const curved: Knobs = { ...usual, batch: 16 };
const linear: Knobs = { ...usual, model: 'linear', h: 1, latent: 3, lr: 0.01, falls: 30, batch: 16 };

/** Gives the program the weights of these networks; the encoder's last layer is two of the program's. */
function assign(program: Vae, { encoder, decoder }: Networks): void {
  const put = (layer: Vae['mu'] | undefined, weights: readonly number[], bias: readonly number[]) => {
    layer?.weights.assign(tf.tensor2d([...weights], layer.weights.shape));
    layer?.bias.assign(tf.tensor1d([...bias]));
  };
  [...encoder.slice(0, -1)].forEach(({ weights, bias }, i) => put(program.encoder[i], [...weights], [...bias]));
  const last = encoder.at(-1) ?? expect.fail('there was no layer');
  const half = last.outputs / 2;
  const columns = (second: boolean) =>
    [...last.weights].filter((_, i) => Math.floor((i % last.outputs) / half) === Number(second));
  put(program.mu, columns(false), [...last.bias.subarray(0, half)]);
  put(program.logVar, columns(true), [...last.bias.subarray(half)]);
  decoder.forEach(({ weights, bias }, i) => put(program.decoder[i], [...weights], [...bias]));
}

/** What the figure’s run feeds at this step: new rows of data, and ε. */
function fedAt({ model, shape, batch, latent, seed }: Knobs, at: number) {
  const source = random(seed);
  const points = source.fork('points').at(at);
  const noise = normals(source.fork('noise').at(at), batch * (model === 'linear' ? latent : 1));
  if (model === 'curved') return { rows: drawPlane(planeSet(shape), batch, points), noise };
  const rows = Float32Array.from({ length: 5 * batch }, (_, i) => points.normal() * Math.sqrt(SPECTRUM[i % 5] ?? NaN));
  return { rows, noise };
}

const weightsOf = ({ encoder, decoder }: Networks) =>
  [...encoder, ...decoder].map(({ weights, bias }) => [...weights, ...bias]);

test.each([curved, linear])(
  '$model: after 8 steps on the same rows and noise both have the same weights',
  async (knobs) => {
    const ours = trainOurs({ ...knobs, heldOut: 20 }, fast);
    const begun = (await ours.next()).value ?? expect.fail('there was no snapshot');
    const program = vae(knobs);
    assign(program, begun.networks);
    for (let done = 0; done < 8; done++) {
      const { rows, noise } = fedAt(knobs, done);
      const given = [rows, noise].map((values) => tf.tensor2d(values, [knobs.batch, values.length / knobs.batch]));
      const [x = expect.fail('no rows'), epsilon = expect.fail('no noise')] = given;
      step(program, knobs, done, x, epsilon);
    }
    const found = (await ours.next(8)).value ?? expect.fail('there was no snapshot');
    const theirs = vae(knobs);
    assign(theirs, found.networks);
    variables(theirs).forEach((variable, i) => {
      const other = variables(program)[i]?.dataSync() ?? [];
      // A step moves a parameter by the learning rate: a hundredth of one step.
      variable
        .dataSync()
        .forEach((value, at) => expect(Math.abs(value - (other[at] ?? NaN))).toBeLessThan(knobs.lr / 100));
    });
    // And they have gone somewhere.
    expect(weightsOf(found.networks)).not.toEqual(weightsOf(begun.networks));
    await ours.return();
  },
);

test('the program’s evidence, ELBO and gap are those of the figure for the same networks', async () => {
  const ours = trainOurs({ ...curved, heldOut: 20 }, fast);
  await ours.next();
  const { networks, points } = (await ours.next(30)).value ?? expect.fail('there was no snapshot');
  const program = vae(curved);
  assign(program, networks);
  const theirs = tf.tidy(() => exact(program, curved, tf.tensor2d(points, [20, 2])));
  const own = meansOver(networks, curved.h, points);
  // Sums over 801 codes in single precision of log densities up to 100 in size: some 1e-6 of them.
  for (const name of ['evidence', 'elbo', 'kl'] as const) expect(Math.abs(theirs[name] - own[name])).toBeLessThan(2e-3);
  await ours.return();
});

test.each([curved, linear])('$model: the program learns, and gives back every tensor', async (knobs) => {
  const before = tf.memory().numTensors;
  const lines: string[] = [];
  const net = await train(knobs, 20, (line) => lines.push(line));
  expect(lines).toHaveLength(2);
  tf.dispose(variables(net));
  net.adam.dispose();
  expect(tf.memory().numTensors).toBe(before);
});
