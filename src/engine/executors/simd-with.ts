/** The stages in WebAssembly SIMD (src/engine/kernels), one thread, many steps a call; the same bits in every run. */
import { normalTable } from '../normals.ts';
import type { Plan, Program } from '../steps/plan.ts';
import { strideOf, type Stage } from '../steps/stages.ts';
import {
  feedAt,
  mustHaveStages,
  programNamed,
  type ExecutorFactory,
  type Feed,
  type Fill,
  type Images,
} from './executor.ts';
import { PASS, STAGE, type Lay, type PassWords } from './words.ts';

/** What the kernels' module exports; sizes and addresses are bytes. */
type Kernels = {
  scratch(panel: number, strips: number, tile: number, row: number): void;
  adam(moments: number, beta1: number, beta2: number, epsilon: number): void;
  draws(table: number, words: number): void;
  run(turn: number, passes: number, steps: number, queue: number, trail: number): void;
};

/** Steps whose feeds are laid down before the kernels are called. */
const QUEUE = 32;
/** Passes that a turn may have. */
const TURNS = 64;
/** The kernels' own static data lies below. */
const BEGIN = 4096;
const PAGE = 65_536;

/** A program, and where its stages lie in the module's memory, in bytes. */
type Loaded = { readonly program: Program; readonly stages: number };

/** Passes that are run in turn, and how they are queued. */
type Round = {
  readonly names: readonly string[];
  /** The words of all passes, as kernels/run.ts reads them. */
  readonly turn: Int32Array;
  /** Bytes of feeds and numbers of logs in a step; steps in one call of the kernels. */
  readonly slot: number;
  readonly log: number;
  readonly steps: number;
  /** The feeds of one call, the round's own, so that what pads their rows stays 0. By step of a call, then by pass. */
  readonly memory: Uint8Array<ArrayBuffer>;
  readonly feeds: readonly (readonly Feed[])[];
};

/** Whether images have so much paper that lists of their ink are faster than whole rows. */
export function isSparse({ bytes }: Images): boolean {
  const stride = Math.max(1, Math.floor(bytes.length / 50_000));
  let [ink, seen] = [0, 0];
  for (let i = 0; i < bytes.length; i += stride, seen++) if (bytes[i]) ink++;
  return ink < 0.5 * seen;
}

/** How an executor factory is made of the compiled kernels. `sparse` says whether ink is listed; by default the images decide. */
export type Simd = (module: WebAssembly.Module, sparse?: boolean) => ExecutorFactory;

/** On kernels that are told of stages by `lay`. */
export const simdWith =
  (lay: Lay): Simd =>
  (module, sparse) =>
  (plan, parameters, images) => {
    mustHaveStages(plan);
    const places = layOut(plan, images, sparse ?? isSparse(images));
    const memory = new WebAssembly.Memory({ initial: Math.ceil(places.size / PAGE) });
    const kernels = new WebAssembly.Instance(module, { env: { memory } }).exports as unknown as Kernels;
    new Uint8Array(memory.buffer, places.images, images.bytes.length).set(images.bytes);
    new Float32Array(memory.buffer, places.arena, plan.parameters).set(parameters);
    new Uint32Array(memory.buffer, places.normals, normalTable().length).set(normalTable());
    if (images.points)
      new Float32Array(memory.buffer, places.points, images.points.values.length).set(images.points.values);
    kernels.draws(places.normals, places.words);
    kernels.scratch(places.panel, places.strips, places.tile, places.row);
    const { beta1, beta2, epsilon } = plan.model.adam;
    kernels.adam(plan.parameters * 4, beta1, beta2, epsilon);
    const loaded = new Map(
      Object.keys(plan.programs).map((name) => [name, load(lay, plan, name, places, memory, images)]),
    );
    const rounds = new Map<string, Round>();
    const roundOf = (names: readonly string[]): Round => {
      const known = rounds.get(names.join('\n'));
      if (known) return known;
      const round = roundOn(plan, loaded, places, names);
      rounds.set(names.join('\n'), round);
      return round;
    };
    return {
      name: 'simd',
      view: ({ at, length }) => new Float32Array(memory.buffer, places.arena + at * 4, length),
      run: (pass, steps, fill) =>
        runQueued(kernels, memory.buffer, places, roundOf(typeof pass === 'string' ? [pass] : pass), steps, fill),
    };
  };

function runQueued(
  kernels: Kernels,
  memory: ArrayBufferLike,
  { turn, queue, trail }: Places,
  round: Round,
  steps: number,
  fill: Fill,
): Float32Array {
  const { names, slot, log } = round;
  const found = new Float32Array(steps * log);
  new Int32Array(memory, turn, round.turn.length).set(round.turn);
  for (let done = 0; done < steps; done += round.steps) {
    const count = Math.min(round.steps, steps - done);
    for (let i = 0; i < count; i++) {
      const feeds = round.feeds[i] ?? [];
      for (let at = 0; at < feeds.length; at++) {
        const feed = feeds[at];
        if (feed) fill(feed, done + i, names[at] ?? '', at);
      }
    }
    new Uint8Array(memory, queue.at, count * slot).set(round.memory.subarray(0, count * slot));
    kernels.run(turn, names.length, count, queue.at, trail.at);
    found.set(new Float32Array(memory, trail.at, count * log), done * log);
  }
  return found;
}

function roundOn(
  plan: Plan,
  loaded: ReadonlyMap<string, Loaded>,
  { arena, queue, trail }: Places,
  names: readonly string[],
): Round {
  const passes = names.map((name) => {
    const found = loaded.get(programNamed(plan, name).pass.name);
    if (!found) throw new Error(`The pass “${name}” was not loaded.`);
    return found;
  });
  const slot = passes.reduce((sum, { program }) => sum + program.feed.length * 4, 0);
  const log = passes.reduce((sum, { program }) => sum + program.log.length, 0);
  const fitting = (room: Room, bytes: number) => (bytes > 0 ? Math.floor(room.bytes / bytes) : QUEUE);
  const steps = Math.min(QUEUE, fitting(queue, slot), fitting(trail, log * 4));
  if (steps < 1 || names.length > TURNS)
    throw new Error(`${names.length} passes in a turn are more than there is room for. Run them in several turns.`);
  const memory = new Uint8Array(steps * slot);
  const feeds = Array.from({ length: steps }, (_, step) => {
    let at = step * slot;
    return passes.map(({ program }) => {
      const begin = at;
      at += program.feed.length * 4;
      return feedAt(program, memory.buffer, begin);
    });
  });
  const turn = Int32Array.from(passes.flatMap((pass) => passWords(pass, arena)));
  return { names, turn, slot, log, steps, memory, feeds };
}

function passWords({ stages, program: { feed, log, stages: list } }: Loaded, arena: number): readonly number[] {
  const words: PassWords = {
    stages,
    count: list.length,
    feed: arena + feed.at * 4,
    feedBytes: feed.length * 4,
    log: arena + log.at * 4,
    logBytes: log.length * 4,
  };
  return PASS.map((name) => words[name]);
}

/** A stretch of memory, in bytes. */
type Room = { readonly at: number; readonly bytes: number };

/** Where everything lies in the module's memory, in bytes. */
type Places = {
  readonly arena: number;
  readonly images: number;
  readonly panel: number;
  readonly strips: number;
  readonly tile: number;
  readonly row: number;
  /** Lists of ink, shared by all passes, or 0 for none. */
  readonly lists: number;
  /** The table of normals, words to draw from, and points to pick. */
  readonly normals: number;
  readonly words: number;
  readonly points: number;
  /** The stages of each pass. */
  readonly programs: Readonly<Record<string, number>>;
  /** The passes of a turn, the feeds of the steps that are queued, and their logs. */
  readonly turn: number;
  readonly queue: Room;
  readonly trail: Room;
  readonly size: number;
};

function layOut(plan: Plan, images: Images, sparse: boolean): Places {
  let end = BEGIN;
  const take = (bytes: number) => {
    const at = end;
    end += Math.ceil(bytes / 64) * 64;
    return at;
  };
  // Room for as many steps of all passes in turn.
  const room = (numbers: number): Room => ({ at: take(QUEUE * numbers * 4), bytes: QUEUE * numbers * 4 });
  const programs = Object.values(plan.programs);
  const stages = programs.flatMap((program) => program.stages);
  const places = {
    arena: take(plan.size * 4),
    images: take(images.bytes.length),
    tile: take(4 * 8 * 4),
    ...scratchOf(stages, take),
    lists: sparse ? take(Math.max(0, ...stages.map(listBytes))) : 0,
    normals: take(normalTable().byteLength),
    words: take(16 * 4),
    points: take((images.points?.values.length ?? 0) * 4),
    programs: Object.fromEntries(programs.map(({ pass, stages }) => [pass.name, take(stages.length * STAGE)])),
    turn: take(TURNS * PASS.length * 4),
    queue: room(programs.reduce((sum, { feed }) => sum + feed.length, 0)),
    trail: room(programs.reduce((sum, { log }) => sum + log.length, 0)),
  };
  // Vectors may be read across the end of what they belong to.
  return { ...places, size: end + 64 };
}

/** Counts of rows and columns, an entry of eight bytes for every pixel in each order, and 64 behind every column's. */
const listBytes = (stage: Stage): number =>
  stage.stage === 'gather' ? (stage.rows + stage.width) * 4 + 2 * stage.rows * stage.width * 8 + stage.width * 64 : 0;

function scratchOf(stages: readonly Stage[], take: (bytes: number) => number) {
  let [depth, strips, width] = [0, 0, 0];
  for (const stage of stages) {
    if (stage.stage !== 'dense' && stage.stage !== 'backward to inputs' && stage.stage !== 'backward to weights')
      continue;
    const { rows, inputs, outputs } = stage;
    depth = Math.max(depth, rows, strideOf(inputs), strideOf(outputs));
    strips = Math.max(strips, strideOf(rows) * Math.max(strideOf(inputs), strideOf(outputs)));
    width = Math.max(width, strideOf(outputs));
  }
  return { panel: take(depth * 8 * 4), strips: take(strips * 4), row: take(width * 4) };
}

function load(lay: Lay, plan: Plan, name: string, places: Places, memory: WebAssembly.Memory, images: Images): Loaded {
  const program = programNamed(plan, name);
  const place = places.programs[name];
  if (place === undefined) throw new Error(`The pass “${name}” was not laid out.`);
  const around = { ...places, given: images };
  program.stages.forEach((stage, i) => lay(stage, new DataView(memory.buffer, place + i * STAGE, STAGE), around));
  return { program, stages: place };
}
