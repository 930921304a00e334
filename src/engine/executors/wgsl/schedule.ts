/** From the stages of a pass to shaders: which of them share one, and in what order the shaders run. */
import { parts } from '../../layers/wgsl.ts';
import type { Plan, Program } from '../../steps/plan.ts';
import type { Place, StageKind, StageOf } from '../../steps/stages.ts';
import { DRAWS } from './draws.ts';
import { GROUP, literal, PRELUDE } from './functions.ts';
import type { Heads, Losses, Part, Strip } from './part.ts';
import { readersOf, type Note, type Places, type Products } from './places.ts';
import type { Job } from './product.ts';
import { rowsJob } from './rows.ts';

/** One shader and how many workgroups of it run. */
export type Dispatch = { readonly code: string; readonly groups: number };

export type Schedule = {
  readonly dispatches: readonly Dispatch[];
  /** Numbers that the pass notes, behind the trail of logs. */
  readonly notes: number;
  /** Multiply-adds of one step, about. */
  readonly work: number;
};

/** Weights up to which a layer goes row by row, together with its neighbours. */
const SMALL = 8192;
/** Outputs up to which a loss is left to one invocation a row. */
const NARROW = 64;

/** A stage and what can be done with it, as its kind says (part.ts). */
type Bound = {
  readonly rows: number;
  readonly strips: readonly Strip[];
  readonly text?: (places: Places) => string;
  readonly alone?: (places: Places) => Job;
  readonly product?: {
    readonly weights: number;
    readonly wide: number;
    readonly made: Place;
    readonly job: (places: Places, heads: Heads) => Job;
  };
  readonly head?: {
    readonly on: Place | undefined;
    readonly parts: number;
    readonly text: (places: Places) => string;
  };
  readonly learn?: { readonly learned: Place; readonly job: (places: Places) => Job };
  readonly losses?: Losses;
  readonly gapless?: Place;
  readonly loose?: { readonly to: Place; readonly job: (places: Places) => Job };
  readonly work: number;
};

function bound<Kind extends StageKind>(stage: StageOf<Kind>): Bound {
  const part: Part<StageOf<Kind>> = parts[stage.stage];
  const { rows, alone, product, head, learn, logged, gapless, loose } = part;
  return {
    rows: stage.rows,
    strips: rows?.strips(stage) ?? [],
    ...(rows && { text: (places) => rows.text(places, stage) }),
    ...(alone && (alone.is?.(stage) ?? true) && { alone: (places) => alone.job(places, stage) }),
    ...(product && {
      product: {
        weights: product.weights(stage),
        wide: product.wide(stage),
        made: product.made(stage),
        job: (places, heads) => product.job(places, stage, heads),
      },
    }),
    ...(head && {
      head: { on: head.on(stage), parts: head.parts?.(stage) ?? 1, text: (places) => head.text(places, stage) },
    }),
    ...(learn && { learn: { learned: learn.learned(stage), job: (places) => learn.job(places, stage) } }),
    ...(logged && { losses: logged(stage) }),
    ...(gapless && { gapless: gapless(stage) }),
    ...(loose && { loose: { to: loose.to(stage), job: (places) => loose.job(places, stage) } }),
    work: part.work?.(stage) ?? 0,
  };
}

/** `trail` numbers of the notes are kept for the logs of past steps. */
export function scheduleOf(plan: Plan, program: Program, products: Products, trail: number): Schedule {
  const stages = program.stages.map((stage) => bound<StageKind>(stage));
  const blocks = blocksOf(stages);
  const { notes, end } = noted(stages, blocks, trail);
  const places: Places = { products, parameters: plan.parameters, adam: plan.model.adam, ...readersOf(program), notes };
  const walk = blocks.map((block) => jobOf(places, block));
  const logs = stages.flatMap(({ losses }) => (losses ? [logJob(places, losses, program)] : []));
  const loose = stages.flatMap((stage) => (isLoose(stage, stages) ? (stage.loose?.job(places) ?? []) : []));
  return {
    dispatches: [...begun(loose, walk, blocks), ...lastOf(places, stages, logs)],
    notes: end - trail,
    work: stages.reduce((sum, stage) => sum + stage.work, 0),
  };
}

/** The noise of codes, which has no rows, is drawn beside the first layer. */
const isLoose = ({ loose }: Bound, stages: readonly Bound[]): boolean =>
  loose !== undefined && stages.some(({ gapless }) => gapless === loose.to);

/** The walk through the blocks, and what is drawn without rows: with the first block where that is a product, else before. */
function begun(loose: readonly Job[], walk: readonly Job[], blocks: readonly Block[]): readonly Dispatch[] {
  const [first, ...rest] = walk;
  const [block] = blocks;
  const together = first && block && 'large' in block ? [[first, ...loose]] : [loose, ...(first ? [[first]] : [])];
  return [...together, ...rest.map((job) => [job])].filter((jobs) => jobs.length > 0).map(dispatch);
}

type Large = Bound & { readonly product: NonNullable<Bound['product']> };
type Head = Bound & { readonly head: NonNullable<Bound['head']> };
type Block = Bound[] | { readonly large: Large; readonly heads: Head[] } | { readonly alone: (places: Places) => Job };

/**
 * Large layers with what can be done to their outputs on the way, and stages whose rows need one another; between them
 * runs of stages that go row by row. Images are read where they lie, and weights learn at the end, when nobody needs them
 * as they were.
 */
function blocksOf(stages: readonly Bound[]): readonly Block[] {
  const blocks: Block[] = [];
  for (const stage of stages) {
    const last = blocks.at(-1);
    if (stage.alone) blocks.push({ alone: stage.alone });
    else if (!stage.text || isLoose(stage, stages)) continue;
    else if (isLarge(stage, stages)) blocks.push({ large: stage, heads: [] });
    else if (last && 'large' in last && isHead(stage, last.large)) last.heads.push(stage);
    else if (Array.isArray(last)) last.push(stage);
    else blocks.push([stage]);
  }
  return blocks;
}

function isLarge(stage: Bound, stages: readonly Bound[]): stage is Large {
  const { product } = stage;
  if (!product) return false;
  const large = { ...stage, product };
  const toWideLoss = product.wide > NARROW && stages.some((other) => other.losses && isHead(other, large));
  return toWideLoss || product.weights > SMALL;
}

/** Whether a stage only reads or changes the numbers that `large` makes, each where it stands. */
const isHead = (stage: Bound, { rows, product }: Large): stage is Head =>
  stage.rows === rows && stage.head?.on === product.made;

function jobOf(places: Places, block: Block): Job {
  if ('alone' in block) return block.alone(places);
  if ('large' in block) return block.large.product.job(places, headsOf(places, block.heads));
  const offsets = offsetsOf(block);
  return rowsJob(
    block.map((stage) => ({
      rows: stage.rows,
      offset: offsets.get(stage) ?? 0,
      text: stage.text?.(places) ?? '',
    })),
  );
}

function headsOf(places: Places, heads: readonly Head[]): Heads {
  const losses = heads.find((head) => head.losses)?.losses;
  return {
    text: heads.map(({ head }) => `{ ${head.text(places)} }`).join('\n    '),
    note: losses && places.notes.get(losses.at),
  };
}

/** A stretch of notes for the row losses of every stage that has some. */
function noted(stages: readonly Bound[], blocks: readonly Block[], begin: number) {
  const fused = new Set<Bound>(blocks.flatMap((block) => ('heads' in block ? block.heads : [])));
  const notes = new Map<Place, Note>();
  let end = begin;
  for (const stage of stages) {
    if (!stage.losses) continue;
    const parts = fused.has(stage) ? (stage.head?.parts ?? 1) : 1;
    notes.set(stage.losses.at, { at: end, parts });
    end += stage.losses.count * parts;
  }
  return { notes, end };
}

/** The shader of some jobs: workgroups are dealt out to them in order. */
function dispatch(jobs: readonly Job[]): Dispatch {
  let begin = 0;
  const calls = jobs.map(({ groups }, i) => {
    const call = `if (at < ${begin + groups}) { job${i}(at - ${begin}, l); return; }`;
    begin += groups;
    return call;
  });
  const functions = jobs.map(({ code }, i) => `fn job${i}(group: u32, l: u32) {${code}\n}`);
  const main = `@compute @workgroup_size(${GROUP})
fn main(@builtin(workgroup_id) workgroup: vec3u, @builtin(local_invocation_index) l: u32) {
  let at = workgroup.x;
  ${calls.join('\n  ')}
}`;
  return {
    code: [PRELUDE, ...(functions.some((text) => text.includes('wordsAt(')) ? [DRAWS] : []), ...functions, main].join(
      '\n',
    ),
    groups: begin,
  };
}

/** All weights learn at once, while the logs are added up; in a second round those that learn a second time. */
function lastOf(places: Places, stages: readonly Bound[], logs: readonly Job[]): readonly Dispatch[] {
  const rounds: NonNullable<Bound['learn']>[][] = [[]];
  for (const { learn } of stages) {
    if (!learn) continue;
    const open = rounds.find((round) => round.every(({ learned }) => learned !== learn.learned));
    if (open) open.push(learn);
    else rounds.push([learn]);
  }
  return rounds
    .map((round, i) => [...round.map(({ job }) => job(places)), ...(i === 0 ? logs : [])])
    .filter((jobs) => jobs.length > 0)
    .map(dispatch);
}

/**
 * The row losses from their parts, and their mean to the log; for a GAN each player's rows have a mean of their own, and
 * the losses of columns are summed.
 */
function logJob(places: Places, losses: Losses, { log }: Program): Job {
  const { count: rows, firsts: reals = 0, same = 0, summed = false } = losses;
  const note = places.notes.get(losses.at);
  if (!note) throw new Error('A row loss has no place among the notes.');
  const each = summed ? 1 : rows - reals;
  const shares = [reals, each].map((count) => literal(count > 0 ? 1 / count : 0));
  const team = places.products === 'tiled' ? GROUP : 1;
  const code = `
  ${team > 1 ? '' : 'if (l > 0) { return; }'}
  var mean = 0.0;
  for (var quad = l; quad < ${Math.ceil(rows / 4)}; quad += ${team}) {
    var nats = vec4f();
    for (var i = 0u; i < 4; i++) {
      let row = 4 * quad + i;
      if (row < ${rows}) {
        var loss = ${literal(same)};
        for (var part = 0u; part < ${note.parts}; part++) { loss += notes[${note.at} + row * ${note.parts} + part]; }
        nats[i] = loss;
        mean += loss * select(${shares.join(', ')}, row >= ${reals});
      }
    }
    arena[${losses.at / 4} + quad] = nats;
  }
  ${team > 1 ? together : ''}
  if (l == 0) { notes[feed[0] + ${losses.log - log.at}] = mean; }`;
  return { groups: 1, code };
}

/** `mean` of every invocation, added up for the first. */
const together = `
  tally[l] = mean;
  workgroupBarrier();
  if (l == 0) { for (var i = 1u; i < ${GROUP}; i++) { mean += tally[i]; } }`;

/**
 * Where the rows of stages with fewer rows lie among those of the stages with most: found by what they read or write of a
 * matrix that is known already. Stages that share no matrix with those may begin anywhere, so at the first row.
 */
function offsetsOf(stages: readonly Bound[]): ReadonlyMap<Bound, number> {
  const known: { readonly begin: Place; readonly end: Place; readonly stride: number; readonly row: number }[] = [];
  const offsets = new Map<Bound, number>();
  const settle = (stage: Bound, offset: number) => {
    offsets.set(stage, offset);
    for (const { place, stride } of stage.strips)
      known.push({ begin: place, end: place + stage.rows * stride, stride, row: offset });
  };
  let open = stages;
  while (open.length > 0) {
    const rows = Math.max(...open.map((stage) => stage.rows));
    for (const stage of open) if (stage.rows === rows) settle(stage, 0);
    for (let before = -1; before !== open.length;) {
      before = open.length;
      open = open.filter((stage) => !offsets.has(stage));
      for (const stage of open)
        for (const { place, stride } of stage.strips) {
          const of = known.find((matrix) => matrix.stride === stride && place >= matrix.begin && place < matrix.end);
          if (of && !offsets.has(stage)) settle(stage, of.row + (place - of.begin) / stride);
        }
    }
  }
  return offsets;
}
