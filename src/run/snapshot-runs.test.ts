/** Runs that go on from a state of an earlier run: the very one, and one that went through a file. */
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import { openBackend } from '#src/engine/backends.ts';
import { grownDigits, splitAt } from '#src/engine/data/digits.ts';
import { compiledKernels } from '#src/engine/executors/kernels.fixture.ts';
import { simd as simdOn } from '#src/engine/executors/simd.ts';
import { LostNumbers, type Run, type Standing, type TrainedState } from '#src/engine/experiment.ts';
import { finish } from '#src/base/finish.ts';
import type { Computing, Loads } from '#src/models/kind.ts';
import { models, type Config, type Kind as RegisteredKind } from '#src/models/registry.ts';
import type { Starter } from '#src/models/starter.ts';
import aeOrVae from '#src/models/ae-or-vae/index.ts';
import { starter as both } from '#src/models/ae-or-vae/starter.ts';
import codes from '#src/models/codes/index.ts';
import gan from '#src/models/gan/index.ts';
import ganDigits from '#src/models/gan-digits/index.ts';
import vae from '#src/models/vae/index.ts';
import type { PretrainedClassifier } from '#src/engine/data/pretrained-classifier.ts';
import { MOST, reachOf } from '#src/engine/maths/quantised.ts';
import { random } from '#src/engine/random.ts';
import { next } from '#src/models/shared/runs.fixture.ts';
import { readSnapshot, writeSnapshot } from './snapshot-file.ts';

const simd: Computing = { name: 'simd', kernels: compiledKernels() };
const tfjs: Computing = { name: 'tfjs' };
const binaries = fileURLToPath(new URL('../../node_modules/@tensorflow/tfjs-backend-wasm/dist/', import.meta.url));
const PIXELS = 784;

beforeAll(async () => {
  await openBackend('wasm', binaries);
});

const all = grownDigits(400);
const data = splitAt(all, 300);
/** Nobody is to be read here. */
const classifier = { accuracy: 0.5, read: (images: Float32Array) => new Uint8Array(images.length / PIXELS) };

const coder: Config<'vae'> = {
  beta: 1,
  latent: 3,
  decoder: 'bernoulli',
  h2: 0.1,
  warmup: 50,
  width: 32,
  depth: 2,
  lr: 3e-3,
  batch: 32,
  seed: 5,
  heldOut: 100,
};
const plane: Config<'gan'> = {
  seed: 2,
  data: 'ring',
  drawing: '',
  loss: 'non-saturating',
  kd: 2,
  lrd: 2e-3,
  lrg: 1e-3,
  noise: 3,
  width: 24,
  depth: 2,
  batch: 32,
  remedy: 'instance-noise',
};
const game: Config<'gan-digits'> = {
  seed: 3,
  conditional: true,
  loss: 'least-squares',
  kd: 2,
  lrd: 2e-3,
  lrg: 1e-3,
  noise: 8,
  width: 21,
  batch: 16,
  remedy: 'packing',
};

const told: Config<'codes'> = { code: 'dense', size: 4, width: 20, lr: 3e-3, batch: 16, digits: 100, seed: 4 };

type Kind = {
  readonly run: (from?: TrainedState, computing?: Computing) => Run<Standing>;
  /** The smooth ones among the numbers that are shown: shares and counts jump. */
  readonly names: readonly string[];
  /** The step of the state that goes on bit for bit, where not 40. */
  readonly at?: number;
};
const losses = ['dLoss', 'gLoss', 'dReal', 'dFake'];
/** Features of a digit that cost nothing: some of its pixels. */
const glance: PretrainedClassifier = {
  accuracy: { grown: 0.5, written: 0.5 },
  read: (greys) => {
    const [count, width] = [greys.length / PIXELS, 4];
    const values = Float32Array.from({ length: count * width }, (_, i) => {
      const pixel = 350 + 5 * (i % width);
      return greys[Math.floor(i / width) * PIXELS + pixel] ?? NaN;
    });
    return { probabilities: new Float32Array(count * 10), features: { values, width } };
  },
};

/** With settings that reach into every part of a state. */
const chosen: Readonly<Record<string, Kind>> = {
  vae: {
    run: (from, computing = simd) => vae.run(coder, data, computing, from),
    names: ['rate', 'distortion', 'squaredError'],
  },
  gan: { run: (from, computing = simd) => gan.run(plane, undefined, computing, from), names: losses },
  'gan-digits': {
    run: (from, computing = simd) => ganDigits.run(game, { ...data, classifier }, computing, from),
    names: losses,
  },
  codes: {
    run: (from, computing = simd) => codes.run(told, undefined, computing, from),
    names: ['error', 'squaredError'],
  },
  // What this one measures is of the last multiple of a hundred steps, which a state does not hold. Reading is none of its state.
  'ae-or-vae': {
    run: (from, computing = simd) =>
      aeOrVae.run({ ...both.config, batch: 16 }, { ...data, classifier: glance }, computing, from),
    names: [both.number.name],
    at: 100,
  },
};

const loads: Loads = {
  digits: () => Promise.resolve(data),
  computed: (from, _, compute) => Promise.resolve(finish(compute(from, simdOn(compiledKernels())))),
};

/** Any other kind, as a figure of it begins, but for small batches. */
async function asBegun<K extends RegisteredKind>(name: K): Promise<Kind> {
  const { default: kind } = await models[name]();
  const { starter } = (await import(`../models/${name}/starter.ts`)) as { starter: Starter<K> };
  const config: Config<K> = Object.assign({}, starter.config, { batch: 16 });
  const learns = await kind.data(starter.source, loads);
  return {
    run: (from, computing = simd) => kind.run(config, learns, computing, from),
    names: [starter.number.name],
  };
}

const others = (Object.keys(models) as RegisteredKind[]).filter((name) => !Object.hasOwn(chosen, name));
const kinds: Readonly<Record<string, Kind>> = {
  ...chosen,
  ...Object.fromEntries(await Promise.all(others.map(async (name) => [name, await asBegun(name)] as const))),
};

/** All that a snapshot shows but for what led to it. */
function shown(snapshot: Standing): unknown {
  return Object.fromEntries(Object.entries(snapshot).filter(([name]) => name !== 'trail' && name !== 'state'));
}

const numbersOf = (snapshot: Standing, names: readonly string[]): number[] =>
  names.map((name) => Number((snapshot as unknown as Record<string, unknown>)[name]));

async function stateAt(run: Run<Standing>): Promise<TrainedState> {
  const { state } = await next(run, 'state');
  if (!state) throw new Error('There was no state to take out.');
  return state;
}

/** The first snapshot of a run from a state. */
async function seenFrom({ run }: Kind, state: TrainedState): Promise<Standing> {
  const steps = run(state);
  const first = await next(steps);
  await steps.return();
  return first;
}

/** The state with every parameter moved by up to `steps` steps of the file's grid. */
function shaken(state: TrainedState, steps: number, seed: number): TrainedState {
  const source = random(seed).fork('shake');
  const values = state.values.slice();
  let at = 0;
  for (const { length } of state.layout) {
    const grid = reachOf(state.values.subarray(at, at + length)) / MOST;
    for (const end = at + length; at < end; at++)
      values[at] = (values[at] ?? NaN) + source.between(-steps, steps) * grid;
  }
  return { ...state, values };
}

async function throughFile(state: TrainedState): Promise<TrainedState> {
  const found = await readSnapshot(await writeSnapshot({ widget: '', settings: {}, executor: '', state }));
  if (typeof found === 'string') throw new Error(found);
  return found.state;
}

describe.each(Object.entries(kinds))('%s', (_, kind) => {
  test.each([simd, tfjs])(
    'on $name a state taken out and put in again goes on bit for bit as if nothing had been, and back as far as itself',
    async (computing) => {
      const first = kind.run(undefined, computing);
      await next(first);
      const { at = 40 } = kind;
      const then = await next(first, at);
      const state = await stateAt(first);
      const later = [await next(first, 1), await next(first, 25)];
      await first.return();

      const second = kind.run(state, computing);
      expect(shown(await next(second))).toEqual(shown(then));
      expect(shown(await next(second, 1))).toEqual(shown(later[0] ?? then));
      expect(shown(await next(second, 25))).toEqual(shown(later[1] ?? then));
      expect(shown(await next(second, { to: at }))).toEqual(shown(then));
      await expect(next(second, { to: at - 1 })).rejects.toThrow(`before the run began. Ask for a step from ${at} on.`);
    },
  );

  test('through a file the numbers shown stay within what the rounding of the weights can move them by', async () => {
    const run = kind.run();
    await next(run);
    await next(run, 60);
    const state = await stateAt(run);
    await run.return();
    const exact = numbersOf(await seenFrom(kind, state), kind.names);
    const rounded = numbersOf(await seenFrom(kind, await throughFile(state)), kind.names);
    // Rounding moves each weight uniformly by up to half a step, and the numbers by a sum of many such parts, in the
    // first order. So weights are shaken eight times by 32 steps, 64 times as far; a number moves by six standard
    // deviations of that once in 10⁹. From eight draws a deviation is known to a quarter, so six cover four and a half.
    const COARSE = 64;
    const draws: number[][] = [];
    for (let seed = 1; seed <= 8; seed++)
      draws.push(numbersOf(await seenFrom(kind, shaken(state, COARSE / 2, seed)), kind.names));
    for (const [i, value] of exact.entries()) {
      const variance = draws.reduce((sum, draw) => sum + ((draw[i] ?? NaN) - value) ** 2, 0) / draws.length;
      // What is measured in single precision is known to some 10⁻⁶ of itself.
      const tolerance = (6 * Math.sqrt(variance)) / COARSE + 1e-6 * Math.max(1, Math.abs(value));
      expect(Math.abs((rounded[i] ?? NaN) - value), kind.names[i]).toBeLessThanOrEqual(tolerance);
    }
  });

  test('a state of other settings is refused with a sentence', async () => {
    const run = kind.run();
    await next(run);
    const state = await stateAt(run);
    await run.return();
    const [first = { name: '', length: 0 }, ...rest] = state.layout;
    const other = { ...state, layout: [{ ...first, name: 'other' }, ...rest] };
    await expect(next(kind.run(other))).rejects.toThrow(/^These settings make a network of .* saved with the settings/);
    const short = { ...state, values: state.values.slice(1) };
    await expect(next(kind.run(short))).rejects.toThrow(/^These settings make/);
    // Numbers that training cannot have come out as a sentence of their own.
    const lost = { ...state, values: state.values.map(() => 3e38) };
    await expect(next(kind.run(lost))).rejects.toBeInstanceOf(LostNumbers);
  });

  test.each([{ name: 'reference' }, tfjs] as const)(
    'a state from SIMD goes on on $name, to rounding',
    async (other) => {
      const run = kind.run();
      await next(run);
      const then = numbersOf(await next(run, 20), kind.names);
      const state = await stateAt(run);
      await run.return();
      const plain = kind.run(state, other);
      // Sums of some hundred products in another order: relative errors of about 10⁻⁶.
      for (const [i, value] of numbersOf(await next(plain), kind.names).entries())
        expect(Math.abs(value - (then[i] ?? NaN))).toBeLessThanOrEqual(1e-5 * Math.max(1, Math.abs(value)));
      await plain.return();
    },
  );
});

test.each([simd, tfjs])(
  'on $name off the path that its step names a game gives no state, and back on it does',
  async (computing) => {
    const run = kinds['gan']?.run(undefined, computing) ?? expect.fail();
    await next(run);
    await next(run, 3);
    await next(run, { player: 'discriminator' });
    expect((await next(run, 'state')).state).toBeUndefined();
    await next(run, { to: 3 });
    expect((await next(run, 'state')).state?.step).toBe(3);
    await run.return();
  },
);
