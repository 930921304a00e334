/** Every recording is a run that can be trained again: the same numbers, but for the letters that they were written with. */
import { globSync, readFileSync } from 'node:fs';
import { brotliCompressSync } from 'node:zlib';
import { beforeAll, describe, expect, test } from 'vitest';
import { finish } from '#src/base/finish.ts';
import { random } from '#src/engine/random.ts';
import type { CodesSnapshot } from '#src/models/codes/codes.ts';
import type { GanSnapshot } from '#src/models/gan/gan.ts';
import type { Finish } from '#src/models/recorder.ts';
import type { Kind, Snapshot } from '#src/models/registry.ts';
import type { WidgetMeta } from '#src/run/meta.ts';
import { initialValues } from '#src/run/params.ts';
import { readRecording, type Recording } from '#src/run/recording.ts';
import { meta as codesMeta } from '#widgets/latent-codes/meta.ts';
import { metricsAt } from '#widgets/latent-codes/model.ts';
import { beginningOf, fileOfBeginning, loadsHere, played, viewsOnTheirOwn, type Opening } from './recording.ts';

const metas = import.meta.glob<{ meta: WidgetMeta }>('/widgets/*/meta.ts', { eager: true });
const idOf = (path: string) => path.split('/').at(-2) ?? '';
const ids = globSync('widgets/*/beginning.json').map(idOf).sort();

/** Kilobytes that a figure may bring in Brotli; a decoder of a hundred thousand weights, so that what is decoded can be moved, more. */
const MOST_KILOBYTES = { usual: 12, 'latent-codes': 100 };

const atOnce: Finish = (work) => Promise.resolve(finish(work));
const textOf = (id: string) => readFileSync(`widgets/${id}/beginning.json`, 'utf8');
const fileOf = (id: string) => JSON.parse(textOf(id)) as unknown;

/** Opens on a whole network trained beforehand, by `npm run train:plane`. */
const ON_A_NETWORK = 'latent-plane';

test('every figure that trains opens on a recording; npm run beginnings writes it', () => {
  const train = Object.entries(metas).flatMap(([path, { meta }]) => (meta.trains ? [idOf(path)] : []));
  expect([...ids, ON_A_NETWORK].sort()).toEqual(train.sort());
});

test.each(ids)('%s brings a recording that is small enough to be fetched with it', (id) => {
  const limit = id === 'latent-codes' ? MOST_KILOBYTES[id] : MOST_KILOBYTES.usual;
  expect(brotliCompressSync(textOf(id)).length).toBeLessThanOrEqual(1000 * limit);
});

test.each(ids)(
  '%s has a recording with the knobs as it opens; npm run beginnings -- %s records it anew',
  async (id) => {
    const { knobs } = await beginningOf(id);
    expect((await readRecording(fileOf(id), atOnce)).knobs).toEqual(knobs);
  },
);

describe('a view that opens with values of its own', () => {
  const recordings = globSync('widgets/*/beginning.*.json').sort();
  const read = (id: string, view: string) => readFileSync(`widgets/${id}/${fileOfBeginning(view)}`, 'utf8');

  test('opens on a run of its own, as small as that of its figure', async () => {
    const wanted = await Promise.all(
      ids.map(async (id) => (await viewsOnTheirOwn(id)).map((view) => `widgets/${id}/${fileOfBeginning(view)}`)),
    );
    expect(recordings).toEqual(wanted.flat().sort());
    for (const file of recordings)
      expect(brotliCompressSync(readFileSync(file, 'utf8')).length).toBeLessThanOrEqual(1000 * MOST_KILOBYTES.usual);
  });

  test.each(['collapse', 'remedies'])('is trained again with the knobs of gan-2d’s %s', async (view) => {
    const opening = await beginningOf('gan-2d', view);
    const recording = await readRecording(JSON.parse(read('gan-2d', view)), atOnce);
    expect(recording.knobs).toEqual(opening.knobs);
    const last = (await played(opening.beginning, opening.values, loadsHere())).at(-1) as GanSnapshot | undefined;
    const found = recording.snapshots.at(-1) as GanSnapshot | undefined;
    expect(found?.step).toBe(last?.step);
    for (const name of ['dLoss', 'gLoss', 'goodShare', 'modesCovered'] as const)
      expect(Math.abs((found?.[name] ?? NaN) - (last?.[name] ?? NaN))).toBeLessThanOrEqual(
        5e-8 * (last?.[name] ?? NaN),
      );
  });

  test('shows what its caption says: few modes after a collapse, and with the remedy at least seven of the eight', async () => {
    const modes = async (view: string) => {
      const recording = await readRecording(JSON.parse(read('gan-2d', view)), atOnce);
      return (recording.snapshots.at(-1) as GanSnapshot | undefined)?.modesCovered ?? NaN;
    };
    expect(await modes('collapse')).toBeLessThanOrEqual(2);
    expect(await modes('remedies')).toBeGreaterThanOrEqual(7);
  });
});

describe.each(ids)('a damaged recording of %s is refused', (id) => {
  test.each([
    ['none', undefined],
    ['a page of a host’s own', '<!doctype html>'],
    ['no kind of model', { ...(fileOf(id) as object), kind: undefined }],
    ['a kind that there is not', { ...(fileOf(id) as object), kind: 'toString' }],
    ['no knobs', { ...(fileOf(id) as object), knobs: undefined }],
    ['a knob that is no number', { ...(fileOf(id) as object), knobs: { seed: null } }],
    ['no curves', { ...(fileOf(id) as object), curves: {} }],
    ['no last snapshot', { ...(fileOf(id) as object), last: {} }],
  ])('%s', async (_, file) => {
    await expect(readRecording(file, atOnce)).rejects.toThrow('Expected');
  });
});

/** The snapshots of a recording and of the same run trained here. */
type Pair<S> = { readonly found: readonly S[]; readonly trained: readonly S[] };
const trainedAgain: { [K in Kind]?: Pair<Snapshot<K>> } = {};
function pairOf<K extends Kind>(kind: K): Pair<Snapshot<K>> & { readonly last: readonly [Snapshot<K>, Snapshot<K>] } {
  const pair: Pair<Snapshot<K>> | undefined = trainedAgain[kind];
  const last = pair && ([pair.found.at(-1), pair.trained.at(-1)] as const);
  if (!pair || !last?.[0] || !last[1]) throw new Error(`Nothing was recorded of ${kind}.`);
  return { ...pair, last: [last[0], last[1]] };
}

async function trainAgain({ beginning, values }: Opening, recording: Recording, loads: ReturnType<typeof loadsHere>) {
  expect(recording.kind).toBe(beginning.kind);
  const pair = { found: recording.snapshots, trained: await played(beginning, values, loads) };
  Object.assign(trainedAgain, { [beginning.kind]: pair });
}

const largest = (values: Iterable<number>) => Array.from(values).reduce((most, value) => Math.max(most, value), 0);
const apart = (one: ArrayLike<number>, other: ArrayLike<number>) => {
  expect(one).toHaveLength(other.length);
  return largest(Array.from({ length: one.length }, (_, at) => Math.abs((one[at] ?? NaN) - (other[at] ?? NaN))));
};
/** Half a step between the levels that this many letters can write, and the rounding of single precision. */
const halfStep = (values: Float32Array, levels: number) => {
  const [low, high] = values.reduce(([l, h], value) => [Math.min(l, value), Math.max(h, value)], [Infinity, -Infinity]);
  return (high - low) / (levels - 1) / 2 + 2 ** -22 * Math.max(Math.abs(low), Math.abs(high));
};
const ONE = 85;
const TWO = 85 ** 2;

describe('trained again on our own kernels', () => {
  beforeAll(async () => {
    const loads = loadsHere();
    for (const id of ids) await trainAgain(await beginningOf(id), await readRecording(fileOf(id), atOnce), loads);
  }, 300_000);

  test.each([
    ['vae', ['rate', 'distortion']],
    ['gan', ['dLoss', 'gLoss', 'dReal', 'dFake', 'modesCovered']],
    ['gan-digits', ['dLoss', 'gLoss', 'dReal', 'dFake']],
    ['codes', ['error']],
    ['vae-exact', ['evidence', 'elbo', 'kl', 'rate', 'distortion']],
    ['ae-or-vae', ['at']],
  ] as const)('the curves of %s have the same points, to five significant digits', (kind, names) => {
    const { found, trained } = pairOf<Kind>(kind);
    expect(found.map(({ step }) => step)).toEqual(trained.map(({ step }) => step));
    for (const [at, snapshot] of found.entries())
      for (const name of names) {
        const [value, expected] = [snapshot, trained[at]].map((one) => Number(one?.[name as keyof typeof one]));
        // Half a unit in the fifth digit of a number that begins with 1.
        expect(Math.abs((value ?? NaN) - (expected ?? NaN))).toBeLessThanOrEqual(5e-5 * Math.abs(expected ?? NaN));
      }
  });

  test.each([
    ['vae', ['weight', 'rate', 'distortion', 'elbo', 'objective', 'squaredError', 'activeUnits']],
    ['gan', ['dLoss', 'gLoss', 'dReal', 'dFake', 'modesCovered', 'modes', 'goodShare', 'jsd']],
    ['gan-digits', ['dLoss', 'gLoss', 'dReal', 'dFake', 'counted', 'classifierAccuracy']],
    ['codes', ['error', 'floor', 'squaredError', 'size']],
    ['vae-exact', ['evidence', 'elbo', 'kl', 'rate', 'distortion', 'off', 'activeUnits']],
  ] as const)('the last numbers of %s are the same, to eight significant digits', (kind, names) => {
    const { last } = pairOf<Kind>(kind);
    for (const name of names) {
      const [value, expected] = last.map((one) => Number(one[name as keyof typeof one]));
      expect(Math.abs((value ?? NaN) - (expected ?? NaN))).toBeLessThanOrEqual(5e-8 * Math.abs(expected ?? NaN));
    }
  });

  test('the autoencoder’s digits are the same within 2 of 255, half a shade', () => {
    const [found, trained] = pairOf('vae').last;
    expect(apart(found.reconstructions.originals, trained.reconstructions.originals)).toBeLessThanOrEqual(2);
    expect(apart(found.reconstructions.means, trained.reconstructions.means)).toBeLessThanOrEqual(2);
    expect(apart(found.samples, trained.samples)).toBeLessThanOrEqual(2);
    const most = largest(trained.ratePerDimension);
    expect(apart(found.ratePerDimension, trained.ratePerDimension)).toBeLessThanOrEqual(5e-5 * most);
  });

  test('the game’s digits too, and what is read in them exactly', () => {
    const [found, trained] = pairOf('gan-digits').last;
    expect(apart(found.samples, trained.samples)).toBeLessThanOrEqual(2);
    expect([found.made, found.missing, found.asked]).toEqual([trained.made, trained.missing, trained.asked]);
  });

  test('the curve’s networks and points are the same within half a step of two letters', () => {
    const [found, trained] = pairOf('vae-exact').last;
    const layers = ({ networks }: typeof found) => [...networks.encoder, ...networks.decoder];
    layers(trained).forEach(({ weights, bias }, i) => {
      const other = layers(found)[i];
      expect(apart(other?.weights ?? [], weights)).toBeLessThanOrEqual(halfStep(weights, TWO));
      expect(apart(other?.bias ?? [], bias)).toBeLessThanOrEqual(halfStep(bias, TWO));
    });
    expect(apart(found.points, trained.points)).toBeLessThanOrEqual(halfStep(trained.points, TWO));
    expect([found.resolved, [...found.left]]).toEqual([trained.resolved, [...trained.left]]);
  });

  test('the digits of both autoencoders are the same within half a shade, their codes and measures to what was written', () => {
    const { found, trained, last } = pairOf('ae-or-vae');
    for (const column of ['ae', 'vae', 'own'] as const) {
      expect(apart(last[0].made[column].samples, last[1].made[column].samples)).toBeLessThanOrEqual(2);
      for (const [i, { made }] of trained.entries())
        for (const name of ['frechet', 'sure'] as const)
          expect(Math.abs((found[i]?.made[column][name] ?? NaN) - made[column][name])).toBeLessThanOrEqual(
            5e-5 * made[column][name],
          );
    }
    for (const encoder of ['ae', 'vae'] as const)
      expect(apart(last[0].codes[encoder].at, last[1].codes[encoder].at)).toBeLessThanOrEqual(
        halfStep(last[1].codes[encoder].at, TWO),
      );
    expect([...last[0].labels]).toEqual([...last[1].labels]);
  });

  test('the plane has the same points, arrows and grid within half a step of two letters, its field of one', () => {
    const [found, trained] = pairOf('gan').last;
    for (const name of ['real', 'fakes', 'arrows', 'warp'] as const satisfies readonly (keyof GanSnapshot)[])
      expect(apart(found[name], trained[name]), name).toBeLessThanOrEqual(halfStep(trained[name], TWO));
    expect(apart(found.field, trained.field)).toBeLessThanOrEqual(halfStep(trained.field, ONE));
    expect([found.fieldRange, found.warpRows, found.warpColumns]).toEqual([
      trained.fieldRange,
      trained.warpRows,
      trained.warpColumns,
    ]);
  });

  test('the losses between the snapshots are the same within half a step of two letters', () => {
    const { found, trained } = pairOf('gan');
    for (const name of ['dLoss', 'gLoss'] as const) {
      const all = Float32Array.from(trained.flatMap(({ trail }) => [...trail[name]]));
      for (const [at, { trail }] of found.entries()) {
        expect(Array.from(trail.steps)).toEqual(Array.from(trained[at]?.trail.steps ?? []));
        expect(apart(trail[name], trained[at]?.trail[name] ?? [])).toBeLessThanOrEqual(halfStep(all, TWO));
      }
    }
  });

  test('the decoder has the same weights and codes within half a step, and the very digits', () => {
    const [found, trained] = pairOf('codes').last;
    expect(apart(found.codes, trained.codes)).toBeLessThanOrEqual(halfStep(trained.codes, TWO));
    for (const name of ['hidden', 'hiddenBias', 'outBias'] as const)
      expect(apart(found.decoder[name], trained.decoder[name]), name).toBeLessThanOrEqual(
        halfStep(trained.decoder[name], TWO),
      );
    expect(apart(found.decoder.out, trained.decoder.out)).toBeLessThanOrEqual(halfStep(trained.decoder.out, ONE));
    expect(found.digits.count).toBe(trained.digits.count);
    for (const name of ['images', 'labels', 'leans'] as const)
      expect(apart(found.digits[name], trained.digits[name]), name).toBe(0);
  });

  test('decoded numbers differ by no more than random changes of the weights of that size would make them', () => {
    const [found, trained] = pairOf('codes').last;
    const values = initialValues(codesMeta.params);
    const exact: Readonly<Record<string, number>> = metricsAt(trained, values);
    // Rounding changes a weight by at most half a step, as a uniform draw would. The effect on each number is measured on
    // weights changed at random in this way; more than five root mean squares occur about once in a million.
    const moved = Array.from({ length: 30 }, (_, at): Readonly<Record<string, number>> =>
      metricsAt(strayed(trained, at), values),
    );
    for (const [name, value] of Object.entries<number>(metricsAt(found, values))) {
      const squares = moved.map((one) => ((one[name] ?? NaN) - (exact[name] ?? NaN)) ** 2);
      const spread = Math.sqrt(squares.reduce((sum, square) => sum + square, 0) / squares.length);
      expect(Math.abs(value - (exact[name] ?? NaN)), name).toBeLessThanOrEqual(5 * spread + 5e-8 * Math.abs(value));
    }
  });
});

/** The same snapshot with every weight of its last layer changed at random, by at most half a step of one letter. */
function strayed(snapshot: CodesSnapshot, seed: number): CodesSnapshot {
  const source = random(seed);
  const half = halfStep(snapshot.decoder.out, ONE);
  const out = snapshot.decoder.out.map((weight) => weight + source.between(-half, half));
  return { ...snapshot, decoder: { ...snapshot.decoder, out } };
}
