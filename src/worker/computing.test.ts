/** Which executor trains, why, and what goes on when it fails: on machines that the tests make up. */
import { describe, expect, test, vi } from 'vitest';
import type { AsyncExecutorFactory } from '#src/engine/executors/async-executor.ts';
import type { Successor } from '#src/engine/executors/enduring.ts';
import { compiledKernels } from '#src/engine/executors/kernels.fixture.ts';
import { reference } from '#src/engine/executors/reference.ts';
import { openComputing } from './computing.ts';
import type { Gpu } from './gpu.ts';
import type { Lack } from './kernels.ts';
import type { Moved, Wanted } from './opened.ts';
import type { Probes } from './probes.ts';

const kernels = compiledKernels();
const HARDWARE = { info: { isFallbackAdapter: false } };
const SOFTWARE = { info: { isFallbackAdapter: true } };
const NO_GPU = 'This browser offers no WebGPU.';
const NO_DEVICE = 'The GPU gave no device.';
const NO_SIMD: Lack = { why: 'This browser does not run WebAssembly SIMD.', wasm: true };
const NO_WASM: Lack = { why: 'WebAssembly is switched off in this browser.', wasm: false };
const UNCOVERED = 'Our kernels know no such layer.';

/** A machine of these traits, with every question that it was asked; what it lends has to be given back. */
function machineWith(
  traits: {
    readonly adapter?: Awaited<ReturnType<Probes['adapter']>>;
    readonly kernels?: WebAssembly.Module | Lack;
    /** The devices that it gives, one after the other; then none. */
    readonly gpus?: readonly Gpu[];
    readonly tfjs?: Awaited<ReturnType<Probes['tfjs']>>;
  } = {},
) {
  const asked: string[] = [];
  const given = [...(traits.gpus ?? [])];
  const returned: Gpu[] = [];
  const answer = <Answer>(question: string, value: Answer) => {
    asked.push(question);
    return Promise.resolve(value);
  };
  const probes: Probes = {
    adapter: () => answer('adapter', traits.adapter ?? HARDWARE),
    kernels: () => answer('kernels', traits.kernels ?? kernels),
    gpu: () => answer('gpu', given.shift() ?? NO_DEVICE),
    giveBack: (gpu) => void returned.push(gpu),
    reference: () => answer('reference', reference),
    tfjs: (wanted) =>
      answer(`tfjs ${wanted ?? 'any'}`, traits.tfjs ?? { name: wanted ?? 'webgl', why: 'It works here.' }),
  };
  return { probes, asked, returned };
}

/** A device; what is to go on after it is kept for the test to ask. */
function device(more: Partial<Gpu> = {}) {
  const executor: AsyncExecutorFactory = () => expect.fail('nothing is computed here');
  const enduring: AsyncExecutorFactory = () => expect.fail('nothing is computed here');
  const successors: Successor[] = [];
  const gpu: Gpu = {
    executor,
    name: 'Trial GPU',
    software: false,
    destroy: () => undefined,
    enduring: (of, next) => {
      expect(of).toBe(executor);
      successors.push(next);
      return enduring;
    },
    ...more,
  };
  const fail = (message: string) => {
    const [next] = successors;
    return next ? next(new Error(message)) : expect.fail('nothing would go on after this device');
  };
  return { gpu, enduring, fail };
}

const wants = (executor: Wanted['executor'], more: Partial<Wanted> = {}): Wanted => ({
  executor,
  uncovered: undefined,
  size: 'codes 14',
  kernels: 'every',
  verdicts: [],
  race: () => expect.fail('no race was needed'),
  onMoved: () => expect.fail('nothing failed'),
  ...more,
});

describe('whatever is fastest', () => {
  test.each([
    ['without WebGPU', NO_GPU, 'because this browser offers no WebGPU'],
    ['on a GPU that is only software', SOFTWARE, 'because WebGPU is only software on this machine'],
  ])('%s is SIMD, and no device is opened', async (_, adapter, because) => {
    const { probes, asked } = machineWith({ adapter });
    const { computing, badge, why } = await openComputing(wants('auto'), probes);
    expect(computing).toEqual({ name: 'simd', kernels });
    expect(badge).toBe('simd');
    expect(why).toBe(`Training runs on our own WebAssembly SIMD kernels, ${because}.`);
    expect(asked.sort()).toEqual(['adapter', 'kernels']);
  });

  test('is SIMD where an adapter gives no device', async () => {
    const { probes } = machineWith();
    const { badge, why } = await openComputing(wants('auto'), probes);
    expect(badge).toBe('simd');
    expect(why).toContain('because the GPU gave no device.');
  });

  test('is the GPU where it wins the race, and the verdict is told', async () => {
    const { gpu, enduring } = device();
    const { probes, returned } = machineWith({ gpus: [gpu] });
    const race = vi.fn<Wanted['race']>().mockResolvedValue([1234, 567]);
    const opened = await openComputing(wants('auto', { race }), probes);
    expect(race).toHaveBeenCalledWith({ name: 'webgpu', open: gpu.executor }, { name: 'simd', kernels });
    expect(opened.computing).toEqual({ name: 'webgpu', open: enduring });
    expect(opened.badge).toBe('webgpu');
    expect(opened.verdict).toEqual({ size: 'codes 14', webgpu: 1234, simd: 567 });
    expect(opened.why).toBe(
      'Training runs on our own WebGPU kernels, because in a short trial of a network of this size the GPU (Trial GPU) took 1,200 steps a second and WebAssembly SIMD 570 steps a second.',
    );
    expect(returned).toEqual([]);
  });

  test.each([
    ['is slower', [400, 900], 'the GPU (Trial GPU) took 400 steps a second'],
    ['is just as fast', [900, 900], 'the GPU (Trial GPU) took 900 steps a second'],
    ['does not get through', [0, 900], 'the GPU did not finish a short trial'],
  ] as const)('is SIMD where the GPU %s, which is given back', async (_, result, because) => {
    const { gpu } = device();
    const { probes, returned } = machineWith({ gpus: [gpu] });
    const opened = await openComputing(wants('auto', { race: () => Promise.resolve(result) }), probes);
    expect(opened.badge).toBe('simd');
    expect(opened.why).toContain(because);
    expect(opened.verdict).toEqual({ size: 'codes 14', webgpu: result[0], simd: 900 });
    expect(returned).toEqual([gpu]);
  });

  test.each([
    ['for SIMD opens no device', { webgpu: 100, simd: 900 }, 'simd', 0],
    ['of a draw opens no device', { webgpu: 900, simd: 900 }, 'simd', 0],
    ['for the GPU holds no race', { webgpu: 900, simd: 100 }, 'webgpu', 1],
  ])('with a verdict %s, and tells it no second time', async (_, known, badge, devices) => {
    const { probes, asked } = machineWith({ gpus: [device({ name: '' }).gpu] });
    const verdicts = [
      { size: 'codes 9', webgpu: 1, simd: 1 },
      { size: 'codes 14', ...known },
    ];
    const opened = await openComputing(wants('auto', { verdicts }), probes);
    expect(opened.badge).toBe(badge);
    expect(opened).not.toHaveProperty('verdict');
    expect(opened.why).toContain(`the GPU took ${known.webgpu} steps a second and WebAssembly SIMD ${known.simd}`);
    expect(asked.filter((question) => question === 'gpu')).toHaveLength(devices);
  });

  test('with a verdict on networks of another size holds a race', async () => {
    const race = vi.fn<Wanted['race']>().mockResolvedValue([1, 2]);
    const { probes } = machineWith({ gpus: [device().gpu] });
    await openComputing(wants('auto', { race, verdicts: [{ size: 'codes 15', webgpu: 1, simd: 9 }] }), probes);
    expect(race).toHaveBeenCalledTimes(1);
  });

  test('where SIMD is missing is a real GPU without a race', async () => {
    const { probes } = machineWith({ kernels: NO_SIMD, gpus: [device().gpu] });
    const { badge, why } = await openComputing(wants('auto'), probes);
    expect(badge).toBe('webgpu');
    expect(why).toBe('Training runs on our own WebGPU kernels, because this browser does not run WebAssembly SIMD.');
  });

  test.each([
    ['an adapter', NO_GPU, NO_GPU],
    ['hardware', SOFTWARE, 'WebGPU is only software on this machine.'],
    ['a device', HARDWARE, NO_DEVICE],
  ])('without SIMD and without %s is TensorFlow.js, with both reasons', async (_, adapter, reason) => {
    const { probes } = machineWith({ kernels: NO_SIMD, adapter });
    const { computing, badge, why } = await openComputing(wants('auto'), probes);
    expect(computing.name).toBe('tfjs');
    expect(badge).toBe('webgl');
    expect(why).toBe(`${NO_SIMD.why} ${reason} So TensorFlow.js trains. It works here.`);
  });

  test('without any WebAssembly and without a GPU is plain loops, and TensorFlow.js is not fetched', async () => {
    const { probes, asked } = machineWith({ kernels: NO_WASM, adapter: NO_GPU });
    const { computing, badge, why } = await openComputing(wants('auto'), probes);
    expect(computing).toEqual({ name: 'reference' });
    expect(badge).toBe('reference');
    expect(why).toBe(`${NO_WASM.why} So training runs in plain loops, which are slower.`);
    expect(asked.sort()).toEqual(['adapter', 'kernels']);
  });
});

describe('our kernels on the GPU, where they are asked for', () => {
  test('run without a race, and nothing is asked of the processor', async () => {
    const { probes, asked } = machineWith({ gpus: [device().gpu] });
    const { badge, why } = await openComputing(wants('webgpu'), probes);
    expect(badge).toBe('webgpu');
    expect(why).toBe('Training runs on our own WebGPU kernels, as was asked for.');
    expect(asked).toEqual(['gpu']);
  });

  test('run also where the GPU is only software, and the reader is told that it is slow', async () => {
    const { probes } = machineWith({ gpus: [device({ software: true }).gpu] });
    const { badge, why } = await openComputing(wants('webgpu'), probes);
    expect(badge).toBe('webgpu');
    expect(why).toContain('as was asked for, though WebGPU is only software on this machine and slow');
  });

  test.each([
    ['SIMD', kernels, 'simd', 'because the GPU gave no device.'],
    ['TensorFlow.js without SIMD', NO_SIMD, 'webgl', 'So TensorFlow.js trains.'],
    ['plain loops without WebAssembly', NO_WASM, 'reference', 'So training runs in plain loops, which are slower.'],
  ])('give way to %s where there is no device', async (_, found, badge, because) => {
    const opened = await openComputing(wants('webgpu'), machineWith({ kernels: found }).probes);
    expect(opened.badge).toBe(badge);
    expect(opened.why).toContain(because);
  });
});

describe('our kernels in WebAssembly, where they are asked for', () => {
  test.each(['every', 'plain'] as const)('come for %s kind of stage, as the model needs', async (which) => {
    const { probes } = machineWith();
    const asked: string[] = [];
    const counting: typeof probes = { ...probes, kernels: (of) => (asked.push(of), probes.kernels(of)) };
    await openComputing(wants('simd', { kernels: which }), counting);
    await openComputing(wants('auto', { kernels: which }), { ...counting, adapter: () => Promise.resolve('No GPU.') });
    expect(asked).toEqual([which, which]);
  });

  test('run without a look at the GPU', async () => {
    const { probes, asked } = machineWith();
    const opened = await openComputing(wants('simd'), probes);
    expect(opened.computing).toEqual({ name: 'simd', kernels });
    expect(opened.why).toBe('Training runs on our own WebAssembly SIMD kernels, as was asked for.');
    expect(asked).toEqual(['kernels']);
  });

  test.each([
    ['TensorFlow.js where only SIMD is missing', NO_SIMD, 'webgl'],
    ['plain loops where no WebAssembly runs', NO_WASM, 'reference'],
  ])('give way to %s', async (_, found, badge) => {
    const opened = await openComputing(wants('simd'), machineWith({ kernels: found }).probes);
    expect(opened.badge).toBe(badge);
    expect(opened.why).toContain(found.why);
  });
});

test('plain loops, where they are asked for, ask the machine nothing', async () => {
  const { probes, asked } = machineWith();
  const opened = await openComputing(wants('reference'), probes);
  expect(opened).toEqual({
    computing: { name: 'reference' },
    badge: 'reference',
    why: 'Training runs in plain loops, as was asked for.',
  });
  expect(asked).toEqual([]);
});

test.each(['auto', 'webgpu', 'simd', 'reference'] as const)(
  '%s gives way to the best of TensorFlow.js where our stages do not serve',
  async (executor) => {
    const { probes, asked } = machineWith();
    const { computing, why } = await openComputing(wants(executor, { uncovered: UNCOVERED }), probes);
    expect(computing.name).toBe('tfjs');
    expect(why).toBe(`${UNCOVERED} So TensorFlow.js trains. It works here.`);
    expect(asked).toEqual(['tfjs any']);
  },
);

test.each([
  ['tfjs-webgpu', 'webgpu', 'tfjs-webgpu'],
  ['webgl', 'webgl', 'webgl'],
  ['wasm', 'wasm', 'wasm'],
  ['cpu', 'cpu', 'cpu'],
] as const)('%s is TensorFlow.js on that backend, whether or not our stages serve', async (executor, name, badge) => {
  for (const uncovered of [undefined, UNCOVERED]) {
    const { probes, asked } = machineWith();
    const opened = await openComputing(wants(executor, { uncovered }), probes);
    expect([opened.computing.name, opened.badge, opened.why]).toEqual(['tfjs', badge, 'It works here.']);
    expect(asked).toEqual([`tfjs ${name}`]);
  }
});

test('TensorFlow.js says which backend it has found where the one that was wanted does not work', async () => {
  const { probes } = machineWith({ tfjs: { name: 'cpu', why: 'WebGL was passed over.' } });
  const { badge, why } = await openComputing(wants('webgl'), probes);
  expect([badge, why]).toEqual(['cpu', 'WebGL was passed over.']);
});

describe('when a GPU fails', () => {
  const LOST = 'The GPU was lost.';
  /** A run on the first of these devices, and what is told when one fails. */
  async function runsOn(gpus: readonly Gpu[], found?: WebAssembly.Module | Lack) {
    const machine = machineWith({ gpus, ...(found && { kernels: found }) });
    const moves: Moved[] = [];
    await openComputing(wants('webgpu', { onMoved: (moved) => moves.push(moved) }), machine.probes);
    return { ...machine, moves };
  }

  test('a new device goes on, and the old one is given back before it is asked for', async () => {
    const [first, second] = [device(), device()];
    const { moves, returned } = await runsOn([first.gpu, second.gpu]);
    expect(await first.fail(LOST)).toBe(second.gpu.executor);
    expect(returned).toEqual([first.gpu]);
    expect(moves).toEqual([
      {
        badge: 'webgpu',
        why: 'Training runs on our own WebGPU kernels, because the GPU failed before.',
        message: `${LOST} Training goes on on a new device, from the last state that was kept, and no step is lost.`,
      },
    ]);
  });

  test('a second time WebAssembly goes on, though there would be a third device', async () => {
    const [first, second, third] = [device(), device(), device()];
    const { moves, returned, asked } = await runsOn([first.gpu, second.gpu, third.gpu]);
    await first.fail(LOST);
    const next = await first.fail(LOST);
    expect(next).not.toBe(third.gpu.executor);
    expect(returned).toEqual([first.gpu, second.gpu]);
    expect(moves.at(-1)).toEqual({
      badge: 'simd',
      why: 'Training runs on our own WebAssembly SIMD kernels, because the GPU failed before.',
      message: `${LOST} Training goes on in WebAssembly, from the last state that was kept, and no step is lost.`,
    });
    expect(asked.filter((question) => question === 'gpu')).toHaveLength(2);
  });

  test('and there is no other device, WebAssembly goes on', async () => {
    const first = device();
    const { moves } = await runsOn([first.gpu]);
    await first.fail(LOST);
    expect(moves.map(({ badge }) => badge)).toEqual(['simd']);
  });

  test.each([NO_SIMD, NO_WASM])('and there is no SIMD either, plain loops go on (%o)', async (lack) => {
    const first = device();
    const { moves } = await runsOn([first.gpu], lack);
    expect(await first.fail(LOST)).toBe(reference);
    expect(moves).toEqual([
      {
        badge: 'reference',
        why: 'Training runs in plain loops, because the GPU failed before.',
        message: `${LOST} ${lack.why} Training goes on in plain loops, from the last state that was kept, and no step is lost.`,
      },
    ]);
  });

  test('that won its race, the same goes on', async () => {
    const first = device();
    const { probes } = machineWith({ gpus: [first.gpu] });
    const moves: Moved[] = [];
    const race = () => Promise.resolve([9, 1] as const);
    await openComputing(wants('auto', { race, onMoved: (moved) => moves.push(moved) }), probes);
    await first.fail(LOST);
    expect(moves.map(({ badge }) => badge)).toEqual(['simd']);
  });
});
