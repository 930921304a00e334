import type { Random } from '../random.ts';
import type { Field, Plan, Program } from '../steps/plan.ts';

/** What one step is given, field by field as the program names them; both views see the same memory. */
export type Feed = {
  floats(field: string): Float32Array;
  whole(field: string): Int32Array;
};

/** Images that passes gather from: bytes, `width` for one; and points for those that pick some. */
export type Images = { readonly bytes: Uint8Array; readonly width: number; readonly points?: Points };

/** Rows [count, width] without gaps. */
export type Points = { readonly values: Float32Array; readonly width: number };

/** Fills what a pass of a step is given; `turn` is its place among the passes that are run in turn. */
export type Fill = (feed: Feed, step: number, pass: string, turn: number) => void;

/** Runs the stages of one plan. Everything it computes lies in its arena. */
export type Executor = {
  readonly name: 'simd' | 'reference';
  /** A view of a stretch of the arena, to read and to write; valid for as long as the executor is. */
  view(field: Field): Float32Array;
  /**
   * Runs a pass, or some in turn, `steps` times. `fill` is called once for each step and pass, in order, before that step
   * runs, and may be called ahead for several. Returns the log: as many numbers a step as the passes name, in their
   * order. A pass may stand in a turn more than once; it is filled anew each time.
   */
  run(pass: string | readonly string[], steps: number, fill: Fill): Float32Array;
};

export type ExecutorFactory = (plan: Plan, parameters: Float32Array, images: Images) => Executor;

export function programNamed({ programs }: Plan, name: string): Program {
  const program = programs[name];
  if (program) return program;
  throw new Error(`There is no pass “${name}” to run; there are ${Object.keys(programs).join(', ')}.`);
}

/** Throws a sentence where a plan has a pass that no stages compute. */
export function mustHaveStages({ programs }: Plan): void {
  for (const { beyond } of Object.values(programs)) if (beyond !== undefined) throw new Error(beyond);
}

/** Has a field that the executor draws drawn from `source` at `step`: the numbers that `source.at(step)` gives. */
export function drawFrom(feed: Feed, field: string, { key: [seed, stream] }: Random, step: number): void {
  const words = feed.whole(field);
  words[0] = seed;
  words[1] = stream;
  words[2] = step;
}

/** The points that a stage picks rows of `width` from, or a sentence why it cannot. */
export function pointsOf({ points }: Images, width: number): Points & { readonly count: number } {
  if (!points) throw new Error('A pass picks points, and the executor was given none: hand them over with the images.');
  const count = points.values.length / width;
  if (points.width !== width)
    throw new Error(`A pass picks points of ${width} numbers, and those here have ${points.width}.`);
  if (!Number.isInteger(count) || count < 1 || count >= 2 ** 21)
    throw new Error(
      `Points must be whole rows of ${width} numbers, at least one and below 2²¹; here are ${count} rows.`,
    );
  return { ...points, count };
}

/** The feed of `program` in numbers that begin at `begin` of `memory`. */
export function feedAt({ feed }: Program, memory: ArrayBufferLike, begin: number): Feed {
  const views = Object.entries(feed.fields).map(
    ([name, { at, length }]) =>
      [
        name,
        {
          floats: new Float32Array(memory, begin + at * 4, length),
          whole: new Int32Array(memory, begin + at * 4, length),
        },
      ] as const,
  );
  const byName = new Map(views);
  const named = (name: string) => {
    const view = byName.get(name);
    if (view) return view;
    throw new Error(`This pass is not fed “${name}”; it is fed ${[...byName.keys()].join(', ')}.`);
  };
  return { floats: (field) => named(field).floats, whole: (field) => named(field).whole };
}
