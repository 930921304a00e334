import type { Field, Plan, Program } from '../steps/plan.ts';

/** What one step is given, field by field as the program names them; both views see the same memory. */
export type Feed = {
  floats(field: string): Float32Array;
  whole(field: string): Int32Array;
};

/** Images that passes gather from: bytes, `width` for one. */
export type Images = { readonly bytes: Uint8Array; readonly width: number };

/** Runs the stages of one plan. Everything it computes lies in its arena. */
export type Executor = {
  readonly name: 'simd' | 'reference';
  /** A view of a stretch of the arena, to read and to write; valid for as long as the executor is. */
  view(field: Field): Float32Array;
  /**
   * Runs a pass `steps` times. `fill` is called once for each step, in order, before that step runs, and may be called
   * ahead for several. Returns the log: as many numbers a step as the program names.
   */
  run(pass: string, steps: number, fill: (feed: Feed, step: number) => void): Float32Array;
};

export type ExecutorFactory = (plan: Plan, parameters: Float32Array, images: Images) => Executor;

export function programNamed({ programs }: Plan, name: string): Program {
  const program = programs[name];
  if (program) return program;
  throw new Error(`There is no pass “${name}” to run; there are ${Object.keys(programs).join(', ')}.`);
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
