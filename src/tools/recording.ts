/** A figure's trained beginning, trained here: what `npm run beginnings` writes, and what a test replays. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { finish } from '#src/base/finish.ts';
import { GROWN, grownDigits, splitAt, type Split } from '#src/engine/data/digits.ts';
import { simd } from '#src/engine/executors/simd.ts';
import type { Run } from '#src/engine/experiment.ts';
import type { Beginning } from '#src/models/beginning.ts';
import type { Loads } from '#src/models/kind.ts';
import { recorderOf } from '#src/models/recorders.ts';
import type { Written } from '#src/models/shared/written.ts';
import { models, type Kind, type Snapshot } from '#src/models/registry.ts';
import { pathToFileURL } from 'node:url';
import { ROOT } from './commands.ts';
import { prepareKernels } from './kernels.ts';

/** The knobs of a figure as far as they matter here; those that only look belong to no run. */
type Knobs = Readonly<Record<string, { readonly initial: number | string; readonly looks?: boolean }>>;
type Values = Readonly<Record<string, number | string>>;
/** A figure that has a beginning, with its knobs as it opens, or as one of its views does. */
export type Opening = { readonly beginning: Beginning<Kind, Values>; readonly values: Values; readonly knobs: Values };

/** Snapshots of a recording, closer at the beginning, where curves bend most. */
const SNAPSHOTS = 48;
const stepsTo = (last: number): readonly number[] => [
  ...new Set(Array.from({ length: SNAPSHOTS + 1 }, (_, i) => Math.round(last * (i / SNAPSHOTS) ** 1.5))),
];

/** What a page's worker has at hand, made at once: the digits that it grows, and what is computed from them. */
export function loadsHere(): Loads {
  const kernels = kernelsHere();
  let split: Split | undefined;
  const computed = new Map<unknown, unknown>();
  return {
    digits: (name) => {
      if (name !== 'digits') throw new Error(`A beginning is recorded with grown digits, not with ${name}.`);
      split ??= grownHere();
      return Promise.resolve(split);
    },
    computed<Made>(from: Split, _what: string, compute: Parameters<Loads['computed']>[2]) {
      if (!computed.has(compute)) computed.set(compute, finish(compute(from, simd(kernels))));
      return Promise.resolve(computed.get(compute) as Made);
    },
  };
}

/** The digits that every figure learns from. */
export const grownHere = (): Split => splitAt(grownDigits(GROWN.train + GROWN.heldOut, GROWN.seed), GROWN.train);

export function kernelsHere(): WebAssembly.Module {
  prepareKernels();
  return new WebAssembly.Module(readFileSync(join(ROOT, 'src/engine/kernels/kernels.wasm')));
}

/** The snapshots that a recording holds, of a run on our own kernels, which give the same bits everywhere. */
export async function played<K extends Kind>(
  { kind, config, data, steps }: Beginning<K, Values>,
  values: Values,
  loads: Loads,
): Promise<readonly Snapshot<K>[]> {
  const { default: model } = await models[kind]();
  const source = await model.data(data(values), loads);
  const run: Run<Snapshot<K>> = model.run(config(values), source, { name: 'simd', kernels: kernelsHere() });
  const found: Snapshot<K>[] = [];
  for (const step of stepsTo(steps)) {
    const { value, done } = found.length === 0 ? await run.next() : await run.next({ to: step });
    if (done) throw new Error(`The run of ${kind} ended before step ${step}.`);
    found.push(value);
  }
  await run.return();
  return found;
}

type Described = { readonly params: Knobs; readonly views?: Readonly<Record<string, { readonly set?: Values }>> };

/** The views of a figure that open with values of their own, and so on a run of their own. */
export async function viewsOnTheirOwn(id: string): Promise<readonly string[]> {
  const { meta } = await importedFrom<{ meta: Described }>(id, 'meta.ts');
  return Object.entries(meta.views ?? {}).flatMap(([name, { set }]) => (set ? [name] : []));
}

/** The file in a figure's folder that a recording stands in. */
export const fileOfBeginning = (view?: string): string =>
  view === undefined ? 'beginning.json' : `beginning.${view}.json`;

/** The beginning of a figure or of its view, as its folder says it. */
export async function beginningOf(id: string, view?: string): Promise<Opening> {
  const [{ beginning }, { meta }] = await Promise.all([
    importedFrom<{ beginning: Opening['beginning'] }>(id, 'beginning.ts'),
    importedFrom<{ meta: Described }>(id, 'meta.ts'),
  ]);
  const set = view === undefined ? {} : meta.views?.[view]?.set;
  const initial = (of: (knob: Knobs[string]) => boolean): Values =>
    Object.fromEntries(
      Object.entries(meta.params).flatMap(([name, knob]) => (of(knob) ? [[name, set?.[name] ?? knob.initial]] : [])),
    );
  return { beginning, values: initial(() => true), knobs: initial(({ looks }) => !looks) };
}

const importedFrom = async <Module>(id: string, name: string): Promise<Module> =>
  (await import(pathToFileURL(join(ROOT, 'widgets', id, name)).href)) as Module;

/** What a page fetches: the kind of model, the knobs that it was trained with, and its snapshots. */
export async function recorded({ beginning, values, knobs }: Opening, loads: Loads): Promise<Written> {
  return { kind: beginning.kind, knobs, ...(await written(beginning, values, loads)) };
}

async function written<K extends Kind>(
  beginning: Beginning<K, Values>,
  values: Values,
  loads: Loads,
): Promise<Written> {
  const recorder = await recorderOf(beginning.kind);
  return recorder.write(beginning.config(values), await played(beginning, values, loads));
}
