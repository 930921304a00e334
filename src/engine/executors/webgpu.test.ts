/** Games, draws and whole runs on a GPU, against plain loops, and what goes wrong there. */
import { describe, expect, test } from 'vitest';
import { vaeFast, vaeModel } from '#src/models/vae/run.ts';
import type { VaeConfig } from '#src/models/vae/vae.ts';
import { grownDigits, splitAt, type Split } from '../data/digits.ts';
import { normalOf } from '../normals.ts';
import { random } from '../random.ts';
import { adamAt } from '../steps/adam.ts';
import { initialParameters } from '../steps/initial.ts';
import { type Activation, type GanForm, type Model, type Pass, type Sight } from '../steps/model.ts';
import { planOf, type Plan } from '../steps/plan.ts';
import { next } from '#src/models/shared/runs.fixture.ts';
import { drawingModel, drawnBy, PUBLISHED, shapes, tableOf } from './draws.fixture.ts';
import type { AsyncExecutor, AsyncExecutorFactory } from './async-executor.ts';
import { bernoulli, closeTo, filler, imagesOf, modelOf, usual, worst, type Case } from './dense-network.fixture.ts';
import { drawFrom, programNamed, type Executor, type Feed } from './executor.ts';
import { deviceForTests, deviceInNode } from './gpu.fixture.ts';
import { reference } from './reference.ts';
import { webgpu } from './webgpu.ts';
import { DRAWS, tablesOf } from './wgsl/draws.ts';
import { PRELUDE } from './wgsl/functions.ts';
import { scheduleOf } from './wgsl/schedule.ts';

const { device, on } = await deviceForTests();

const GAN_FORMS: readonly GanForm[] = ['minimax', 'non-saturating', 'least squares'];
const NO_IMAGES = { bytes: new Uint8Array(), width: 0 };
const open: AsyncExecutorFactory = (...given) => {
  if (!device) throw new Error('There is no device.');
  return webgpu(device, 'direct')(...given);
};

/** Blocks of rows that fill no workgroup, so that fakes begin in the midst of one. */
function ganModel(form: GanForm): Model {
  const [reals, fakes] = [5, 7];
  const layer = (name: string, outputs: number, activation: Activation) =>
    ({ layer: 'dense', name, outputs, activation }) as const;
  const noise = { feed: 'noise', rows: fakes, through: ['generator'] };
  const loss = { loss: 'adversarial', form } as const;
  return {
    adam: { ...usual, beta1: 0.5 },
    networks: [
      { name: 'generator', inputs: 3, layers: [layer('hidden', 32, 'tanh'), layer('point', 2, 'tanh')] },
      { name: 'discriminator', inputs: 2, layers: [layer('hidden', 32, 'leaky relu'), layer('logit', 1, 'linear')] },
    ],
    passes: [
      {
        name: 'discriminator',
        rows: reals + fakes,
        through: ['discriminator'],
        trains: ['discriminator'],
        input: [{ feed: 'real', rows: reals, through: [] }, noise],
        loss: { ...loss, player: 'discriminator' },
      },
      {
        name: 'generator',
        rows: fakes,
        input: [noise],
        through: ['discriminator'],
        trains: ['generator'],
        loss: { ...loss, player: 'generator' },
      },
    ],
  };
}

/** The same with something between points and discriminator; rows fit packs of 2 and 3. */
function sightedModel(sees: readonly Sight[]): Model {
  const { networks, passes, ...rest } = ganModel('non-saturating');
  const width = sees.reduce(
    (wide, one) => (one.sight === 'packed' ? wide * one.rows : wide + +(one.sight !== 'noise')),
    2,
  );
  const rows = { real: 6, noise: 12 };
  const input = (blocks: Pass['input']) =>
    typeof blocks === 'string'
      ? []
      : blocks.map((block) => ({ ...block, rows: block.feed === 'real' ? 6 : rows.noise }));
  return {
    ...rest,
    networks: networks.map((network) => (network.name === 'discriminator' ? { ...network, inputs: width } : network)),
    passes: passes.map((pass) => {
      const blocks = input(pass.input);
      return { ...pass, input: blocks, rows: blocks.reduce((sum, block) => sum + block.rows, 0), sees, slopes: true };
    }),
  };
}

const SIGHTS: readonly (readonly Sight[])[] = [
  [{ sight: 'noise' }],
  [{ sight: 'packed', rows: 2 }],
  [{ sight: 'packed', rows: 3 }],
  [{ sight: 'closeness', scale: 0.7 }],
  [{ sight: 'noise' }, { sight: 'packed', rows: 2 }, { sight: 'closeness', scale: 0.7 }],
];

function fillGan(feed: Feed, step: number, player: string): void {
  const drawn = random(5).fork(player).at(step);
  const rows = (target: Float32Array, width: number, draw: () => number) =>
    target.forEach((_, i) => (target[i] = i % 8 < width ? draw() : 0));
  if (player === 'discriminator') rows(feed.floats('real'), 2, () => 2 + drawn.normal());
  rows(feed.floats('noise'), 3, () => drawn.normal());
  feed.floats('adam').set(adamAt(step + 1, 1e-3, { ...usual, beta1: 0.5 }));
}

const vae: VaeConfig = {
  beta: 1,
  latent: 2,
  decoder: 'bernoulli',
  h2: 0.1,
  warmup: 0,
  width: 128,
  lr: 1e-3,
  batch: 64,
  seed: 1,
  heldOut: 50,
};

const all = grownDigits(150);
const digits: Split = splitAt(all, 100);

describe.skipIf(!device)(`on ${on}`, () => {
  test.each(GAN_FORMS)('both players of a %s GAN learn in turn as in plain loops, two shaders each', async (form) => {
    const plan = planOf(ganModel(form));
    for (const program of Object.values(plan.programs))
      expect(scheduleOf(plan, program, 'tiled', 0).dispatches.length).toBe(2);
    const values = initialParameters(plan, random(1));
    const [plain, fast] = [reference(plan, values, NO_IMAGES), await open(plan, values, NO_IMAGES)];
    const players = Object.keys(plan.programs);
    const theirs = Array.from({ length: 20 }, (_, step) =>
      players.map((player) => plain.run(player, 1, (feed) => fillGan(feed, step, player))[0] ?? NaN),
    );
    const ours = await fast.run(players, 20, fillGan);
    closeTo('log', ours, Float32Array.from(theirs.flat()));
    const field = { at: 0, length: plan.parameters };
    expect(worst(await fast.read(field), plain.view(field)).difference).toBeLessThan(1e-5);
    fast.close();
  });

  test.each(shapes)(
    '$rows rows of $width numbers and codes of $latent, $law, are drawn as in random.ts',
    async (shape) => {
      const { rows, width, latent, law } = shape;
      const plan = planOf(drawingModel(shape));
      const fast = await open(plan, initialParameters(plan, random(1)), tableOf(shape));
      const seen = async (pass: string, name: string) => {
        const field = programNamed(plan, pass).results[name];
        return field && (await fast.read(field));
      };
      for (const seed of [1, 0xfedcba98])
        for (const step of [0, 77, 2 ** 31 + 5]) {
          const [some, noise] = [random(seed).fork('some'), random(seed).fork('noise')];
          await fast.run(['rows', 'blocks'], 1, (feed, _, pass) => {
            drawFrom(feed, pass === 'rows' ? 'rows' : 'real', some, step);
            drawFrom(feed, 'noise', noise, step);
            if (pass === 'blocks') feed.floats('adam').set(adamAt(1, 1e-3, usual));
          });
          const wanted = drawnBy(seed, 'some', step, law, rows, width);
          expect(await seen('rows', 'rows')).toEqual(wanted);
          expect(await seen('blocks', 'real')).toEqual(wanted);
          const dense = drawnBy(seed, 'noise', step, 'normal', 1, rows * latent, rows * latent);
          expect(await seen('rows', 'noise')).toEqual(dense);
          expect(await seen('blocks', 'noise')).toEqual(drawnBy(seed, 'noise', step, 'normal', rows, latent));
        }
      fast.close();
    },
  );

  test('philox in WGSL gives the published answers, and normals of a hundred thousand words are those of normals.ts', async () => {
    if (!device) throw new Error('There is no device.');
    const WORDS = 100_000;
    const hex = (words: readonly number[]) => words.map((word) => `${word}u`).join(', ');
    const answers = PUBLISHED.map(
      ([counter, key], i) =>
        `for (var k = 0u; k < 4; k++) { notes[${4 * i} + k] = f32(philox(vec4u(${hex(counter)}), vec2u(${hex(key)}))[k] >> 8); }`,
    );
    const code = `${PRELUDE}${DRAWS}
@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) at: vec3u) {
  if (at.x == 0) { ${answers.join('\n')} }
  if (at.x < ${WORDS}) { notes[16 + at.x] = normalOf((at.x * 2654435761u) >> (at.x % 29)); }
}`;
    const notes = device.createBuffer({ size: (16 + WORDS) * 4, usage: 0x80 | 4 });
    const read = device.createBuffer({ size: (16 + WORDS) * 4, usage: 1 | 8 });
    const tables = tablesOf({ bytes: new Uint8Array(), width: 0 });
    const table = device.createBuffer({ size: tables.byteLength, usage: 0x80 | 8 });
    device.queue.writeBuffer(table, 0, tables);
    const module = device.createShaderModule({ code });
    const pipeline = device.createComputePipeline({ layout: 'auto', compute: { module } });
    const entries = [
      { binding: 3, resource: { buffer: notes } },
      { binding: 4, resource: { buffer: table } },
    ];
    const encoder = device.createCommandEncoder();
    const work = encoder.beginComputePass();
    work.setPipeline(pipeline);
    work.setBindGroup(0, device.createBindGroup({ layout: pipeline.getBindGroupLayout(0), entries }));
    work.dispatchWorkgroups(Math.ceil(WORDS / 64));
    work.end();
    encoder.copyBufferToBuffer(notes, 0, read, 0, read.size);
    device.queue.submit([encoder.finish()]);
    await read.mapAsync(1);
    const found = read.getMappedRange().slice(0);
    // The upper 24 bits of each word, which a float holds as a number.
    const words = new Float32Array(found, 0, 4 * PUBLISHED.length);
    expect([...words]).toEqual(PUBLISHED.flatMap(([, , answer]) => answer.map((word) => word >>> 8)));
    const theirs = Float32Array.from({ length: WORDS }, (_, i) => normalOf(Math.imul(i, 2654435761) >>> (i % 29)));
    expect(new Float32Array(found, 64)).toEqual(theirs);
    for (const buffer of [notes, read, table]) buffer.destroy();
  });

  const sighted = SIGHTS.map((sees) => [sees.map(({ sight }) => sight).join(', then '), sees] as const);
  test.each(sighted)('what a discriminator sees through %s is what plain loops show it', async (_, sees) => {
    const plan = planOf(sightedModel(sees));
    const values = initialParameters(plan, random(1));
    const [plain, fast] = [reference(plan, values, NO_IMAGES), await open(plan, values, NO_IMAGES)];
    const fill = (feed: Feed, step: number, player: string) => {
      fillGan(feed, step, player);
      if (sees[0]?.sight !== 'noise') return;
      const drawn = random(6).fork(player).at(step);
      feed.floats('instance noise').forEach((_, i, all) => (all[i] = i % 8 < 2 ? drawn.normal() : 0));
      feed.floats('deviation')[0] = 0.3;
    };
    const players = Object.keys(plan.programs);
    for (let step = 0; step < 5; step++)
      for (const player of players) plain.run(player, 1, (feed) => fill(feed, step, player));
    await fast.run(players, 5, fill);
    for (const { pass, results } of Object.values(plan.programs))
      for (const [what, field] of Object.entries(results))
        closeTo(`${what} of ${pass.name}`, await fast.read(field), plain.view(field));
    const field = { at: 0, length: plan.parameters };
    expect(worst(await fast.read(field), plain.view(field)).difference).toBeLessThan(1e-5);
    fast.close();
  });

  const small: Case = { rows: 5, inputs: 9, hidden: 11, latent: 2, outputs: 9, activation: 'relu', loss: bernoulli };

  test('however steps are grouped, a run is the same bits; what was read can be written back', async () => {
    const plan = planOf(modelOf(small));
    const { pass } = programNamed(plan, 'train');
    const fast = await open(plan, initialParameters(plan, random(1)), imagesOf(small));
    const all = { at: 0, length: 3 * plan.parameters };
    const begin = await fast.read(all);
    const steps = async (groups: readonly number[]) => {
      fast.write(all, begin);
      const logs: number[] = [];
      let done = 0;
      for (const count of groups) {
        const first = done;
        logs.push(...(await fast.run('train', count, (feed, step) => filler(small)(feed, first + step, pass))));
        done += count;
      }
      return [logs, await fast.read(all)];
    };
    expect(await steps([1, 31, 2, 33, 3])).toEqual(await steps([70]));
    fast.close();
  });

  test('over 2,000 steps and their reads no buffer is made', async () => {
    const made = device?.createBuffer.bind(device);
    if (!device || !made) throw new Error('There is no device.');
    let buffers = 0;
    device.createBuffer = (descriptor) => {
      buffers++;
      return made(descriptor);
    };
    const plan = planOf(modelOf(small));
    const { pass } = programNamed(plan, 'train');
    const fast = await open(plan, initialParameters(plan, random(1)), imagesOf(small));
    const train = async () => {
      await fast.run('train', 100, (feed, step) => filler(small)(feed, step, pass));
      await fast.read({ at: 0, length: plan.parameters });
    };
    await train();
    const before = buffers;
    for (let reports = 0; reports < 20; reports++) await train();
    expect(buffers).toBe(before);
    fast.close();
    device.createBuffer = made;
  });

  test('a lost device ends in a sentence: for who waits, for who asks, and for who comes after', async () => {
    const own = await deviceInNode();
    if (typeof own === 'string') throw new Error(own);
    const plan = planOf(modelOf(small));
    const { pass } = programNamed(plan, 'train');
    const fast = await webgpu(own.device, 'direct')(plan, initialParameters(plan, random(1)), imagesOf(small));
    const run = () => fast.run('train', 40, (feed, step) => filler(small)(feed, step, pass));
    await run();
    const waiting = expect(run()).rejects.toThrow(/^The GPU was lost: .+/);
    own.device.destroy();
    await waiting;
    expect((await fast.failed).message).toMatch(/^The GPU was lost: /);
    await expect(run()).rejects.toThrow(/^The GPU was lost: /);
    await expect(fast.read({ at: 0, length: 8 })).rejects.toThrow(/^The GPU was lost: /);
  });

  test('an error that nobody caught is fatal, and a closed executor says that it is', async () => {
    const own = await deviceInNode();
    if (typeof own === 'string') throw new Error(own);
    const plan = planOf(modelOf(small));
    const open = () => webgpu(own.device, 'direct')(plan, initialParameters(plan, random(1)), imagesOf(small));
    const [fast, closed] = [await open(), await open()];
    closed.close();
    await expect(closed.read({ at: 0, length: 8 })).rejects.toThrow('This executor was closed. Open another one.');
    // Mapping to write and use by shaders exclude each other.
    own.device.createBuffer({ size: 16, usage: 2 | 0x80 });
    expect((await fast.failed).message).toMatch(/^The GPU refused what it was asked to do: /);
    await expect(fast.read({ at: 0, length: 8 })).rejects.toThrow(/^The GPU refused/);
    own.device.destroy();
  });

  test('the figure’s autoencoder takes seven shaders a step at most, and its run says what plain loops say', async () => {
    const config = { ...vae, width: 40, batch: 24 };
    const watched: { executor?: AsyncExecutor; plan?: Plan } = {};
    const ours = vaeFast(config, digits, async (plan, ...rest) => {
      watched.plan = plan;
      return (watched.executor = await open(plan, ...rest));
    });
    const seen: { executor?: Executor } = {};
    const theirs = vaeFast(config, digits, (...given) => (seen.executor = reference(...given)));
    for (const steps of [0, 20]) {
      const [mine, his] = [await next(ours, steps), await next(theirs, steps)];
      // Sums of 784 numbers in single precision, and parameters up to 1e-5 apart: 1e-4 of each number.
      for (const name of ['rate', 'distortion', 'elbo', 'objective', 'squaredError'] as const)
        expect(Math.abs(mine[name] / his[name] - 1), name).toBeLessThan(1e-4);
      // A mean that lies between two bytes may be rounded either way.
      mine.samples.forEach((byte, i) => expect(Math.abs(byte - (his.samples[i] ?? NaN))).toBeLessThanOrEqual(1));
    }
    const { plan, executor } = watched;
    if (!plan || !executor || !seen.executor) throw new Error('The runs opened no executor.');
    const field = { at: 0, length: plan.parameters };
    expect(worst(await executor.read(field), seen.executor.view(field)).difference).toBeLessThan(1e-5);
    const usual = planOf(vaeModel(vae, { measure: 128, shown: 10, drawn: 20 }, new Float32Array(784)));
    expect(scheduleOf(usual, programNamed(usual, 'train'), 'tiled', 0).dispatches.length).toBeLessThanOrEqual(7);
    await ours.return();
    await expect(executor.read(field)).rejects.toThrow('This executor was closed');
    await theirs.return();
  });
});
