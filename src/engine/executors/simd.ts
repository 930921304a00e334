/** The stages in WebAssembly SIMD (src/engine/kernels), one thread, many steps a call; the same bits in every run. */
import { ACTIVATIONS, LEAK, type Activation } from '../steps/model.ts';
import type { Plan, Program } from '../steps/plan.ts';
import { strideOf, TERMS, type Place, type Stage } from '../steps/stages.ts';
import { feedAt, programNamed, type ExecutorFactory, type Feed, type Images } from './executor.ts';

/** What the kernels' module exports; sizes and addresses are bytes. */
type Kernels = {
  scratch(panel: number, transposed: number, tile: number, row: number): void;
  adam(moments: number, beta1: number, beta2: number, epsilon: number): void;
  run(
    stages: number,
    count: number,
    steps: number,
    queue: number,
    feed: number,
    feedSize: number,
    log: number,
    logSize: number,
    trail: number,
  ): void;
};

/** Steps whose feeds are laid down before the kernels are called. */
const QUEUE = 32;
/** Bytes of one stage in the kernels' list. */
const STAGE = 64;
/** The kernels' own static data lies below. */
const BEGIN = 4096;
const PAGE = 65_536;

/** A program's places in the module's memory, in bytes. */
type Loaded = {
  readonly program: Program;
  readonly stages: number;
  readonly queue: number;
  readonly feeds: readonly Feed[];
  readonly trail: Float32Array;
};

/** Whether images have so much paper that lists of their ink are faster than whole rows. */
export function isSparse({ bytes }: Images): boolean {
  const stride = Math.max(1, Math.floor(bytes.length / 50_000));
  let [ink, seen] = [0, 0];
  for (let i = 0; i < bytes.length; i += stride, seen++) if (bytes[i]) ink++;
  return ink < 0.5 * seen;
}

/** An executor factory on the compiled kernels. `sparse` says whether ink is listed; by default the images decide. */
export function simd(module: WebAssembly.Module, sparse?: boolean): ExecutorFactory {
  return (plan, parameters, images) => {
    const places = layOut(plan, images, sparse ?? isSparse(images));
    const memory = new WebAssembly.Memory({ initial: Math.ceil(places.size / PAGE) });
    const kernels = new WebAssembly.Instance(module, { env: { memory } }).exports as unknown as Kernels;
    new Uint8Array(memory.buffer, places.images, images.bytes.length).set(images.bytes);
    new Float32Array(memory.buffer, places.greys, 256).set(Float32Array.from({ length: 256 }, (_, i) => i / 255));
    new Float32Array(memory.buffer, places.arena, plan.parameters).set(parameters);
    kernels.scratch(places.panel, places.transposed, places.tile, places.row);
    const { beta1, beta2, epsilon } = plan.model.adam;
    kernels.adam(plan.parameters * 4, beta1, beta2, epsilon);
    const loaded = new Map(Object.keys(plan.programs).map((name) => [name, load(plan, name, places, memory)]));
    return {
      name: 'simd',
      view: ({ at, length }) => new Float32Array(memory.buffer, places.arena + at * 4, length),
      run: (pass, steps, fill) => {
        const found = loaded.get(pass);
        if (!found) throw new Error(`There is no pass “${pass}” to run.`);
        return runQueued(kernels, places.arena, found, steps, fill);
      },
    };
  };
}

function runQueued(
  kernels: Kernels,
  arena: number,
  { program, stages, queue, feeds, trail }: Loaded,
  steps: number,
  fill: (feed: Feed, step: number) => void,
): Float32Array {
  const { feed, log } = program;
  const found = new Float32Array(steps * log.length);
  for (let done = 0; done < steps; done += QUEUE) {
    const count = Math.min(QUEUE, steps - done);
    feeds.slice(0, count).forEach((slot, i) => fill(slot, done + i));
    const [feedPlace, logPlace] = [arena + feed.at * 4, arena + log.at * 4];
    const sizes = [feed.length * 4, log.length * 4] as const;
    kernels.run(stages, program.stages.length, count, queue, feedPlace, sizes[0], logPlace, sizes[1], trail.byteOffset);
    found.set(trail.subarray(0, count * log.length), done * log.length);
  }
  return found;
}

/** Where everything lies in the module's memory, in bytes. */
type Places = {
  readonly arena: number;
  readonly images: number;
  readonly greys: number;
  readonly panel: number;
  readonly transposed: number;
  readonly tile: number;
  readonly row: number;
  /** Lists of ink, shared by all passes, or 0 for none. */
  readonly lists: number;
  readonly programs: Readonly<
    Record<string, { readonly stages: number; readonly queue: number; readonly trail: number }>
  >;
  readonly size: number;
};

function layOut(plan: Plan, images: Images, sparse: boolean): Places {
  let end = BEGIN;
  const take = (bytes: number) => {
    const at = end;
    end += Math.ceil(bytes / 64) * 64;
    return at;
  };
  const programs = Object.values(plan.programs);
  const stages = programs.flatMap((program) => program.stages);
  const places = {
    arena: take(plan.size * 4),
    images: take(images.bytes.length),
    greys: take(256 * 4),
    tile: take(4 * 8 * 4),
    ...scratchOf(stages, take),
    lists: sparse ? take(Math.max(0, ...stages.map(listBytes))) : 0,
    programs: Object.fromEntries(
      programs.map(({ pass, stages, feed, log }) => [
        pass.name,
        {
          stages: take(stages.length * STAGE),
          queue: take(QUEUE * feed.length * 4),
          trail: take(QUEUE * log.length * 4),
        },
      ]),
    ),
  };
  // Vectors may be read across the end of what they belong to.
  return { ...places, size: end + 64 };
}

/** Counts of rows and columns, and an entry of eight bytes for every pixel in each order. */
const listBytes = (stage: Stage): number =>
  stage.stage === 'gather' ? (stage.rows + stage.width) * 4 + 2 * stage.rows * stage.width * 8 : 0;

function scratchOf(stages: readonly Stage[], take: (bytes: number) => number) {
  let [depth, transposed, width] = [0, 0, 0];
  for (const stage of stages) {
    if (stage.stage !== 'dense' && stage.stage !== 'backward to inputs' && stage.stage !== 'backward to weights')
      continue;
    const { rows, inputs, outputs } = stage;
    depth = Math.max(depth, rows, strideOf(inputs), strideOf(outputs));
    transposed = Math.max(transposed, strideOf(rows) * strideOf(inputs));
    width = Math.max(width, strideOf(outputs));
  }
  return { panel: take(depth * 8 * 4), transposed: take(transposed * 4), row: take(width * 4) };
}

function load(plan: Plan, name: string, places: Places, memory: WebAssembly.Memory): Loaded {
  const program = programNamed(plan, name);
  const place = places.programs[name];
  if (!place) throw new Error(`The pass “${name}” was not laid out.`);
  program.stages.forEach((stage, i) => {
    const words = new DataView(memory.buffer, place.stages + i * STAGE, STAGE);
    encode(stage, places).forEach((word, at) => {
      if (typeof word === 'number') words.setInt32(at * 4, word, true);
      else words.setFloat32(at * 4, word.float, true);
    });
  });
  const { feed, log } = program;
  const feeds = Array.from({ length: QUEUE }, (_, i) =>
    feedAt(program, memory.buffer, place.queue + i * feed.length * 4),
  );
  const trail = new Float32Array(memory.buffer, place.trail, QUEUE * log.length);
  return { program, stages: place.stages, queue: place.queue, feeds, trail };
}

/** The slope below 0 of the activations that are straight on both sides. */
const SLOPE: Readonly<Partial<Record<Activation, number>>> = { linear: 1, relu: 0, 'leaky relu': LEAK };

type Word = number | { readonly float: number };

/** One stage as the words that kernels/run.ts reads, in its order. */
function encode(stage: Stage, places: Places): Word[] {
  const to = (place: Place) => places.arena + place * 4;
  const act = (activation: Activation): Word[] => [ACTIVATIONS.indexOf(activation), { float: SLOPE[activation] ?? 0 }];
  const bytes = (width: number) => strideOf(width) * 4;
  const { rows } = stage;
  switch (stage.stage) {
    case 'gather': {
      const { width, indices, x } = stage;
      return [0, rows, width, to(indices), places.images, places.greys, to(x), bytes(width), places.lists];
    }
    case 'dense': {
      const { inputs, outputs, x, weights, bias, y, activation, ofImages } = stage;
      const lists = ofImages ? places.lists : 0;
      const matrices = [to(x), bytes(inputs), to(weights), to(bias), to(y), bytes(outputs)];
      return [1, rows, inputs, ...matrices, ...act(activation), lists];
    }
    case 'code': {
      const { latent, moments, noise, z, losses, log } = stage;
      return [2, rows, latent, to(moments), bytes(2 * latent), to(noise), to(z), bytes(latent), to(losses), to(log)];
    }
    case 'loss': {
      const { loss, h2, width, outputs, target, gradient, losses, log } = stage;
      const kind = ['bernoulli', 'gaussian', 'softmax'].indexOf(loss);
      const constant = 0.5 * width * Math.log(2 * Math.PI * h2);
      const matrices = [to(outputs), to(target), bytes(width), to(gradient), to(losses), to(log)];
      return [3, rows, width, kind, ...matrices, { float: h2 }, { float: constant }];
    }
    case 'code backward': {
      const { latent, moments, noise, zGradient, gradient, weight } = stage;
      const matrices = [to(moments), bytes(2 * latent), to(noise), to(zGradient), bytes(latent), to(gradient)];
      return [4, rows, latent, ...matrices, to(weight)];
    }
    case 'backward to inputs': {
      const { inputs, outputs, yGradient, weights, x, gradient, activation } = stage;
      const matrices = [to(yGradient), bytes(outputs), to(weights), to(x), to(gradient), bytes(inputs)];
      return [5, rows, inputs, outputs, ...matrices, ...act(activation)];
    }
    case 'backward to weights': {
      const { inputs, outputs, x, yGradient, weights, bias, adam, ofImages } = stage;
      const matrices = [to(x), bytes(inputs), to(yGradient), bytes(outputs), to(weights), to(bias)];
      const lists = ofImages ? places.lists : 0;
      return [6, rows, inputs, ...matrices, lists, to(adam)];
    }
    case 'adversarial': {
      const { reals, realTerm, fakeTerm, outputs, gradient, losses, log } = stage;
      const terms = [realTerm, fakeTerm].map((term) => TERMS.indexOf(term));
      return [8, rows, reals, ...terms, to(outputs), bytes(1), to(gradient), to(losses), to(log)];
    }
    case 'activate': {
      const { width, x, y, activation } = stage;
      return [7, rows, width, to(x), bytes(width), to(y), ...act(activation)];
    }
  }
}
