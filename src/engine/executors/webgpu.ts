/**
 * The stages in WGSL (wgsl/) on a GPU device that is handed in. Steps are queued many a submit; what they are given goes
 * to the device in one write, and one short read brings their logs back. Every buffer, shader and bind group is made
 * when the executor is; a buffer to read through is made at the first read of its size.
 */
import type { Plan, Program } from '../steps/plan.ts';
import { strideOf } from '../steps/stages.ts';
import type { AsyncExecutor, AsyncExecutorFactory } from './async-executor.ts';
import { feedAt, mustHaveStages, pointsOf, programNamed, type Feed, type Images } from './executor.ts';
import { tablesOf } from './wgsl/draws.ts';
import { HEADER, type Products } from './wgsl/places.ts';
import { scheduleOf, type Schedule } from './wgsl/schedule.ts';

/** Numbers of logs kept on the device until they are read. */
const TRAIL = 8192;
/** Steps, multiply-adds and bytes of feeds queued in one submit at most, so that none occupies a device for seconds. */
const SUBMIT = { steps: 32, work: 2e9, bytes: 2 ** 23 } as const;
/** Steps after which the device is waited for, also where no log asks for it. */
const AHEAD = 1024;
/** Offsets into a buffer are multiples of this on every device. */
const ALIGNMENT = 256;

/** Bits of GPUBufferUsage, GPUMapMode and GPUShaderStage, by the standard. */
const USAGE = { mapRead: 1, copySrc: 4, copyDst: 8, storage: 0x80 } as const;
const MAP_READ = 1;
const COMPUTE = 4;

type Pipeline = { readonly pipeline: GPUComputePipeline; readonly groups: number };

/** A pass on the device. */
type Loaded = {
  readonly program: Program;
  readonly pipelines: readonly Pipeline[];
  readonly group: GPUBindGroup;
  /** Bytes of one step's feed. */
  readonly slot: number;
  readonly work: number;
};

/** Passes that are run in turn, and how they are queued. */
type Round = {
  readonly passes: readonly Loaded[];
  /** Bytes of feeds and numbers of logs in a step. */
  readonly slot: number;
  readonly log: number;
  /** Steps in a submit, and steps before the logs are read. */
  readonly submit: number;
  readonly segment: number;
  /** The feeds of one submit, its own, so that what pads their rows stays 0. By step of a submit, then by pass. */
  readonly memory: ArrayBuffer;
  readonly feeds: readonly (readonly Feed[])[];
};

type Buffers = {
  readonly arena: GPUBuffer;
  readonly feed: GPUBuffer;
  readonly images: GPUBuffer;
  readonly notes: GPUBuffer;
  readonly tables: GPUBuffer;
};

/** What all parts of an executor share. */
type Engine = {
  readonly device: GPUDevice;
  readonly health: Health;
  readonly buffers: Buffers;
  readonly download: (from: GPUBuffer, offset: number, numbers: number) => Promise<Float32Array>;
};

/** An executor factory on a device, which may have other users; `products` should be direct on a fallback adapter. */
export function webgpu(device: GPUDevice, products: Products = 'tiled'): AsyncExecutorFactory {
  return async (plan, parameters, images) => {
    mustHaveStages(plan);
    const health = watch(device);
    const programs = Object.values(plan.programs);
    const schedules = programs.map((program) => scheduleOf(plan, program, products, TRAIL));
    const made = await checked(device, health, () => make(device, plan, images, schedules));
    const { buffers, layout } = made;
    device.queue.writeBuffer(buffers.arena, 0, Float32Array.from(parameters));
    const loaded = new Map<string, Loaded>();
    for (const [i, program] of programs.entries()) {
      const schedule = schedules[i];
      if (schedule) loaded.set(program.pass.name, await load(device, health, layout, buffers, program, schedule));
    }
    const readers = stagingOf(device);
    const engine: Engine = { device, health, buffers, download: downloader(device, health, readers) };
    return executorOf(plan, engine, loaded, () => {
      health.fail('This executor was closed. Open another one.');
      for (const buffer of [...Object.values(buffers), ...readers.all()]) buffer.destroy();
    });
  };
}

function executorOf(plan: Plan, engine: Engine, loaded: ReadonlyMap<string, Loaded>, close: () => void): AsyncExecutor {
  const rounds = new Map<string, Round>();
  const { device, health, buffers } = engine;
  const roundOf = (passes: readonly string[]): Round => {
    const known = rounds.get(passes.join('\n'));
    if (known) return known;
    const round = roundOn(plan, loaded, buffers.feed.size, passes);
    rounds.set(passes.join('\n'), round);
    return round;
  };
  return {
    name: 'webgpu',
    failed: health.failed,
    close,
    read: ({ at, length }) => engine.download(buffers.arena, at * 4, length),
    write({ at, length }, values) {
      if (values.length !== length) throw new Error(`There is room for ${length} numbers and ${values.length} came.`);
      device.queue.writeBuffer(buffers.arena, at * 4, Float32Array.from(values));
    },
    async run(pass, steps, fill) {
      const names = typeof pass === 'string' ? [pass] : pass;
      const round = roundOf(names);
      const found = new Float32Array(steps * round.log);
      for (let done = 0; done < steps; done += round.segment) {
        const begin = done;
        const count = Math.min(round.segment, steps - begin);
        const filled = (feeds: readonly Feed[], step: number) =>
          feeds.forEach((feed, i) => fill(feed, begin + step, names[i] ?? '', i));
        found.set(await runSegment(engine, round, count, filled), begin * round.log);
      }
      return found;
    },
  };
}

/** Queues some steps and the read of their logs. What is queued stands in the device's queue when this returns. */
async function runSegment(
  engine: Engine,
  round: Round,
  steps: number,
  fill: (feeds: readonly Feed[], step: number) => void,
): Promise<Float32Array> {
  const { device, health, buffers, download } = engine;
  health.check();
  device.pushErrorScope('validation');
  let scope;
  try {
    for (let done = 0; done < steps; done += round.submit)
      submit(engine, round, done, Math.min(round.submit, steps - done), fill);
  } finally {
    // A device that is gone rejects; that is found out below.
    scope = device.popErrorScope().catch(() => null);
  }
  const [log] = await Promise.all([
    round.log > 0 ? download(buffers.notes, 0, steps * round.log) : new Float32Array(),
    scope.then((error) => (error ? health.fail(invalid(error)) : undefined)),
    steps === AHEAD ? device.queue.onSubmittedWorkDone() : undefined,
  ]);
  health.check();
  return log;
}

function submit(
  { device, buffers }: Engine,
  { passes, slot, log, memory, feeds }: Round,
  first: number,
  count: number,
  fill: (feeds: readonly Feed[], step: number) => void,
): void {
  const header = new Uint32Array(memory);
  for (let i = 0; i < count; i++) {
    fill(feeds[i] ?? [], first + i);
    let [at, logAt] = [i * slot, (first + i) * log];
    for (const pass of passes) {
      header[at / 4] = logAt;
      at += pass.slot;
      logAt += pass.program.log.length;
    }
  }
  device.queue.writeBuffer(buffers.feed, 0, memory, 0, count * slot);
  const encoder = device.createCommandEncoder();
  const work = encoder.beginComputePass();
  let at = 0;
  for (let i = 0; i < count; i++)
    for (const { pipelines, group, slot: bytes } of passes) {
      work.setBindGroup(0, group, [at]);
      for (const { pipeline, groups } of pipelines) {
        work.setPipeline(pipeline);
        work.dispatchWorkgroups(groups);
      }
      at += bytes;
    }
  work.end();
  device.queue.submit([encoder.finish()]);
}

function roundOn(plan: Plan, loaded: ReadonlyMap<string, Loaded>, space: number, names: readonly string[]): Round {
  const passes = names.map((name) => {
    const found = loaded.get(programNamed(plan, name).pass.name);
    if (!found) throw new Error(`The pass “${name}” was not loaded.`);
    return found;
  });
  const sum = (of: (pass: Loaded) => number) => passes.reduce((all, pass) => all + of(pass), 0);
  const [slot, log] = [sum((pass) => pass.slot), sum(({ program }) => program.log.length)];
  if (slot > space)
    throw new Error(`Feeds of ${names.join(', ')} take ${slot} bytes a step; there is room for ${space}.`);
  const room = Math.min(SUBMIT.steps, Math.floor(SUBMIT.work / sum(({ work }) => work)), Math.floor(space / slot));
  const steps = Math.max(1, room);
  const memory = new ArrayBuffer(steps * slot);
  const feeds = Array.from({ length: steps }, (_, step) => {
    let at = step * slot;
    return passes.map((pass) => {
      const begin = at + HEADER * 4;
      at += pass.slot;
      return feedAt(pass.program, memory, begin);
    });
  });
  const segment = log > 0 ? Math.min(AHEAD, Math.floor(TRAIL / log)) : AHEAD;
  return { passes, slot, log, submit: steps, segment, memory, feeds };
}

const slotOf = ({ feed }: Program): number => Math.ceil(((HEADER + feed.length) * 4) / ALIGNMENT) * ALIGNMENT;

function make(device: GPUDevice, plan: Plan, images: Images, schedules: readonly Schedule[]) {
  const slots = Object.values(plan.programs).map(slotOf);
  const largest = Math.max(...slots);
  // Room for one step of all passes in turn, and for many of the smaller ones.
  const feed = Math.max(
    slots.reduce((all, slot) => all + slot, 0),
    Math.min(SUBMIT.bytes, SUBMIT.steps * 2 * largest),
  );
  for (const stage of Object.values(plan.programs).flatMap(({ stages }) => stages))
    if (stage.stage === 'pick') pointsOf(images, stage.width);
  const [packed, tables] = [packImages(images), tablesOf(images)];
  const notes = TRAIL + Math.max(0, ...schedules.map((schedule) => schedule.notes));
  const { maxBufferSize, maxStorageBufferBindingSize } = device.limits;
  const buffer = (of: string, bytes: number, usage: number): GPUBuffer => {
    const most = Math.min(maxBufferSize, maxStorageBufferBindingSize);
    if (bytes > most) throw new Error(`This GPU holds ${most} bytes in one buffer, and ${of} take ${bytes}.`);
    return device.createBuffer({ label: of, size: Math.max(16, bytes), usage: USAGE.storage | usage });
  };
  const buffers: Buffers = {
    arena: buffer('parameters and activations', plan.size * 4, USAGE.copyDst | USAGE.copySrc),
    feed: buffer('feeds', feed, USAGE.copyDst),
    images: buffer('images', packed.byteLength, USAGE.copyDst),
    notes: buffer('logs', notes * 4, USAGE.copySrc),
    tables: buffer('points', tables.byteLength, USAGE.copyDst),
  };
  device.queue.writeBuffer(buffers.images, 0, packed);
  device.queue.writeBuffer(buffers.tables, 0, tables);
  return { buffers, layout: device.createBindGroupLayout({ entries: bindings() }) };
}

/** Written out, since a layout that is guessed from a shader leaves out what it does not use. */
const bindings = (): GPUBindGroupLayoutEntry[] => [
  { binding: 0, visibility: COMPUTE, buffer: { type: 'storage' } },
  { binding: 1, visibility: COMPUTE, buffer: { type: 'read-only-storage', hasDynamicOffset: true } },
  { binding: 2, visibility: COMPUTE, buffer: { type: 'read-only-storage' } },
  { binding: 3, visibility: COMPUTE, buffer: { type: 'storage' } },
  { binding: 4, visibility: COMPUTE, buffer: { type: 'read-only-storage' } },
];

/** Every image begins on a quad, and what pads it is black. */
function packImages({ bytes, width }: Images): Uint8Array<ArrayBuffer> {
  const [stride, count] = [strideOf(width), width > 0 ? bytes.length / width : 0];
  const packed = new Uint8Array(count * stride);
  for (let image = 0; image < count; image++)
    packed.set(bytes.subarray(image * width, (image + 1) * width), image * stride);
  return packed;
}

async function load(
  device: GPUDevice,
  health: Health,
  layout: GPUBindGroupLayout,
  { arena, feed, images, notes, tables }: Buffers,
  program: Program,
  { dispatches, work }: Schedule,
): Promise<Loaded> {
  const slot = slotOf(program);
  const group = device.createBindGroup({
    layout,
    entries: [
      { binding: 0, resource: { buffer: arena } },
      { binding: 1, resource: { buffer: feed, size: slot } },
      { binding: 2, resource: { buffer: images } },
      { binding: 3, resource: { buffer: notes } },
      { binding: 4, resource: { buffer: tables } },
    ],
  });
  const modules = await checked(device, health, () =>
    dispatches.map(({ code }, i) =>
      device.createShaderModule({ label: `${program.pass.name}, shader ${i + 1}`, code }),
    ),
  );
  const pipelineLayout = device.createPipelineLayout({ bindGroupLayouts: [layout] });
  const compile = (module: GPUShaderModule) =>
    device.createComputePipelineAsync({ layout: pipelineLayout, compute: { module } });
  const pipelines = await Promise.all(modules.map(compile));
  return {
    program,
    slot,
    work,
    group,
    pipelines: pipelines.map((pipeline, i) => ({ pipeline, groups: dispatches[i]?.groups ?? 0 })),
  };
}

/** What is known of a device's state: it serves until it has failed once. */
type Health = {
  readonly failed: Promise<Error>;
  fail(sentence: string): void;
  /** Throws once it has failed. */
  check(): void;
};

function watch(device: GPUDevice): Health {
  let failure: Error | undefined;
  const { promise: failed, resolve } = Promise.withResolvers<Error>();
  const fail = (sentence: string) => {
    if (failure) return;
    failure = new Error(sentence);
    device.removeEventListener('uncapturederror', refused);
    resolve(failure);
  };
  const refused = ({ error }: GPUUncapturedErrorEvent) => fail(invalid(error));
  device.addEventListener('uncapturederror', refused);
  void device.lost.then(({ message }) => fail(`The GPU was lost: ${message || 'its driver does not say why.'}`));
  const check = () => {
    if (failure) throw failure;
  };
  return { failed, fail, check };
}

const invalid = ({ message }: GPUError): string => `The GPU refused what it was asked to do: ${message}`;

/** Makes things on the device; throws a sentence if it refuses one of them or has no memory for it. */
async function checked<Made>(device: GPUDevice, health: Health, maker: () => Made): Promise<Made> {
  health.check();
  device.pushErrorScope('validation');
  device.pushErrorScope('out-of-memory');
  let made;
  try {
    made = maker();
  } finally {
    const [memory, validation] = [device.popErrorScope(), device.popErrorScope()];
    const [noMemory, refused] = [await memory, await validation];
    if (noMemory) throw new Error(`The GPU has no memory left for this network: ${noMemory.message}`);
    if (refused) throw new Error(invalid(refused));
  }
  return made;
}

/** Buffers to read through, by size; one is used again when it is free. */
function stagingOf(device: GPUDevice) {
  const every: GPUBuffer[] = [];
  const free = new Map<number, GPUBuffer[]>();
  const sizeOf = (bytes: number) => Math.max(ALIGNMENT, 2 ** Math.ceil(Math.log2(bytes)));
  return {
    all: () => every,
    take(bytes: number): GPUBuffer {
      const size = sizeOf(bytes);
      const found = free.get(size)?.pop();
      if (found) return found;
      const made = device.createBuffer({ label: 'reading', size, usage: USAGE.mapRead | USAGE.copyDst });
      every.push(made);
      return made;
    },
    giveBack(buffer: GPUBuffer): void {
      free.set(buffer.size, [...(free.get(buffer.size) ?? []), buffer]);
    },
  };
}

function downloader(device: GPUDevice, health: Health, staging: ReturnType<typeof stagingOf>): Engine['download'] {
  return async (from, offset, numbers) => {
    health.check();
    const bytes = numbers * 4;
    const to = staging.take(bytes);
    const encoder = device.createCommandEncoder();
    encoder.copyBufferToBuffer(from, offset, to, 0, bytes);
    device.queue.submit([encoder.finish()]);
    try {
      await to.mapAsync(MAP_READ, 0, bytes);
    } catch {
      // Mostly the device is gone, and says itself why, if it is given the time to end what it has in hand.
      await Promise.race([health.failed, device.queue.onSubmittedWorkDone().catch(() => undefined)]);
      health.fail('The GPU gave nothing back.');
    }
    health.check();
    const values = new Float32Array(to.getMappedRange(0, bytes).slice(0));
    to.unmap();
    staging.giveBack(to);
    return values;
  };
}
