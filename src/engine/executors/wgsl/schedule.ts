/** From the stages of a pass to shaders: which of them share one, and in what order the shaders run. */
import type { Plan, Program } from '../../steps/plan.ts';
import { strideOf, type Place, type Stage } from '../../steps/stages.ts';
import { acrossJob, isAcross, type AcrossStage } from './across.ts';
import { DRAWS, looseJob } from './draws.ts';
import { GROUP, literal, PRELUDE } from './functions.ts';
import { columnsJob, denseProduct, inputsProduct, partsOf, tableJob, weightsProduct, type Head } from './layers.ts';
import { readersOf, type Note, type Of, type Places, type Products } from './places.ts';
import type { Job } from './product.ts';
import { rowsJob, type Columns, type Learning, type Offsets, type RowStage } from './rows.ts';

/** One shader and how many workgroups of it run. */
export type Dispatch = { readonly code: string; readonly groups: number };

export type Schedule = {
  readonly dispatches: readonly Dispatch[];
  /** Numbers that the pass notes, behind the trail of logs. */
  readonly notes: number;
  /** Multiply-adds of one step, about. */
  readonly work: number;
};

type Large = Of<'dense'> | Of<'backward to inputs'>;
type Logged = Of<'code'> | Of<'loss'> | Of<'adversarial'> | Of<'penalty'>;

/** Weights up to which a layer goes row by row, together with its neighbours. */
const SMALL = 8192;
/** Outputs up to which a loss is left to one invocation a row. */
const NARROW = 64;

/** `trail` numbers of the notes are kept for the logs of past steps. */
export function scheduleOf(plan: Plan, program: Program, products: Products, trail: number): Schedule {
  const { stages } = program;
  const blocks = blocksOf(stages);
  const { notes, end } = noted(stages, blocks, trail);
  const places: Places = { products, parameters: plan.parameters, adam: plan.model.adam, ...readersOf(program), notes };
  const walk = blocks.map((block) => jobOf(places, block));
  const logs = stages.filter(isLogged).map((stage) => logJob(places, stage, program));
  const loose = stages.filter((stage) => isLoose(stage, stages)).map((stage) => looseJob(places, stage));
  return {
    dispatches: [...begun(loose, walk, blocks), ...lastOf(places, stages, logs)],
    notes: end - trail,
    work: stages.reduce((sum, stage) => sum + workOf(stage), 0),
  };
}

/**
 * Images are read where they lie; weights learn at the end, when nobody needs them as they were; the noise of codes, which
 * has no rows, is drawn beside the first layer.
 */
const isRows =
  (stages: readonly Stage[]) =>
  (stage: Stage): stage is RowStage | Columns | AcrossStage =>
    stage.stage !== 'gather' && !isLearning(stage) && !isLoose(stage, stages);

const isLoose = (stage: Stage, stages: readonly Stage[]): stage is Of<'draw'> =>
  stage.stage === 'draw' && stages.some((other) => other.stage === 'code' && other.noise === stage.to);

/** The walk through the blocks, and what is drawn without rows: with the first block where that is a product, else before. */
function begun(loose: readonly Job[], walk: readonly Job[], blocks: readonly Block[]): readonly Dispatch[] {
  const [first, ...rest] = walk;
  const [block] = blocks;
  const together = first && block && 'large' in block ? [[first, ...loose]] : [loose, ...(first ? [[first]] : [])];
  return [...together, ...rest.map((job) => [job])].filter((jobs) => jobs.length > 0).map(dispatch);
}

type WithHeads = { readonly large: Large; readonly heads: Head[] };
type Block = RowStage[] | WithHeads | { readonly columns: Columns } | { readonly across: AcrossStage };

/**
 * Large layers with what can be done to their outputs on the way, and stages whose rows need one another; between them
 * runs of stages that go row by row.
 */
function blocksOf(stages: readonly Stage[]): readonly Block[] {
  const blocks: Block[] = [];
  for (const stage of stages) {
    if (!isRows(stages)(stage)) continue;
    const last = blocks.at(-1);
    if (isColumns(stage)) blocks.push({ columns: stage });
    else if (isAcross(stage)) blocks.push({ across: stage });
    else if (isLarge(stage, stages)) blocks.push({ large: stage, heads: [] });
    else if (last && 'large' in last && isHead(stage, last.large)) last.heads.push(stage);
    else if (Array.isArray(last)) last.push(stage);
    else blocks.push([stage]);
  }
  return blocks;
}

function isLarge(stage: Stage, stages: readonly Stage[]): stage is Large {
  if (stage.stage !== 'dense' && stage.stage !== 'backward to inputs') return false;
  const { inputs, outputs } = stage;
  const wide = (stage.stage === 'dense' ? outputs : inputs) > NARROW;
  const toWideLoss = wide && stages.some((other) => other.stage === 'loss' && isHead(other, stage));
  return toWideLoss || strideOf(inputs) * strideOf(outputs) > SMALL;
}

/** Whether a stage only reads or changes the numbers that `large` makes, each where it stands. */
function isHead(stage: Stage, large: Large): stage is Head {
  const made = large.stage === 'dense' ? large.y : large.gradient;
  if (stage.rows !== large.rows) return false;
  switch (stage.stage) {
    case 'activate':
      return stage.x === made;
    case 'add row':
      return stage.y === made;
    case 'through':
      return stage.gradient === made;
    case 'loss':
      return stage.outputs === made && stage.loss !== 'softmax';
    default:
      return false;
  }
}

function jobOf(places: Places, block: Block): Job {
  if ('columns' in block) return columnsJob(places, block.columns);
  if ('across' in block) return acrossJob(places, block.across);
  if (!('large' in block)) return rowsJob(places, block, offsetsOf(block));
  const { large, heads } = block;
  return large.stage === 'dense' ? denseProduct(places, large, heads) : inputsProduct(places, large, heads);
}

const isColumns = (stage: Stage): stage is Columns => stage.stage === 'penalty' && stage.penalty === 'KL to rho';

const isLearning = (stage: Stage): stage is Learning =>
  stage.stage === 'backward to weights' || stage.stage === 'backward to table';

const isLogged = (stage: Stage): stage is Logged =>
  stage.stage === 'code' || stage.stage === 'loss' || stage.stage === 'adversarial' || stage.stage === 'penalty';

/** How many losses a stage notes: one a row, or one a column. */
const lossesOf = (stage: Logged): number => (isColumns(stage) ? stage.width : stage.rows);

/** A stretch of notes for the row losses of every stage that has some. */
function noted(stages: readonly Stage[], blocks: readonly Block[], begin: number) {
  const fused = new Set(blocks.flatMap((block) => ('heads' in block ? block.heads : [])) as readonly Stage[]);
  const notes = new Map<Place, Note>();
  let end = begin;
  for (const stage of stages.filter(isLogged)) {
    const parts = stage.stage === 'loss' && fused.has(stage) ? partsOf(stage.width) : 1;
    notes.set(stage.losses, { at: end, parts });
    end += lossesOf(stage) * parts;
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
function lastOf(places: Places, stages: readonly Stage[], logs: readonly Job[]): readonly Dispatch[] {
  const rounds: Learning[][] = [[]];
  for (const stage of stages.filter(isLearning)) {
    const open = rounds.find((round) => round.every((other) => learned(other) !== learned(stage)));
    if (open) open.push(stage);
    else rounds.push([stage]);
  }
  return rounds
    .map((round, i) => [...round.map((stage) => learningJob(places, stage)), ...(i === 0 ? logs : [])])
    .filter((jobs) => jobs.length > 0)
    .map(dispatch);
}

const learned = (stage: Learning): Place => (stage.stage === 'backward to weights' ? stage.weights : stage.table);

const learningJob = (places: Places, stage: Learning): Job =>
  stage.stage === 'backward to weights' ? weightsProduct(places, stage) : tableJob(places, stage);

/**
 * The row losses from their parts, and their mean to the log; for a GAN each player's rows have a mean of their own, and
 * the losses of columns are summed.
 */
function logJob(places: Places, stage: Logged, { log }: Program): Job {
  const [rows, { losses }] = [lossesOf(stage), stage];
  const note = places.notes.get(losses);
  if (!note) throw new Error('A row loss has no place among the notes.');
  const reals = stage.stage === 'adversarial' ? stage.reals : 0;
  const same =
    stage.stage === 'loss' && stage.loss === 'gaussian' ? 0.5 * stage.width * Math.log(2 * Math.PI * stage.h2) : 0;
  const each = isColumns(stage) ? 1 : rows - reals;
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
    arena[${losses / 4} + quad] = nats;
  }
  ${team > 1 ? together : ''}
  if (l == 0) { notes[feed[0] + ${stage.log - log.at}] = mean; }`;
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
function offsetsOf(stages: readonly RowStage[]): Offsets {
  const known: { readonly begin: Place; readonly end: Place; readonly stride: number; readonly row: number }[] = [];
  const offsets = new Map<RowStage, number>();
  const settle = (stage: RowStage, offset: number) => {
    offsets.set(stage, offset);
    for (const { place, stride } of matricesOf(stage))
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
        for (const { place, stride } of matricesOf(stage)) {
          const of = known.find((matrix) => matrix.stride === stride && place >= matrix.begin && place < matrix.end);
          if (of && !offsets.has(stage)) settle(stage, of.row + (place - of.begin) / stride);
        }
    }
  }
  return offsets;
}

function matricesOf(stage: RowStage): readonly { readonly place: Place; readonly stride: number }[] {
  const of = (width: number, ...places: readonly Place[]) =>
    places.map((place) => ({ place, stride: strideOf(width) }));
  switch (stage.stage) {
    case 'draw':
    case 'pick':
      return of(stage.width, stage.to);
    case 'dense':
      return [...of(stage.inputs, stage.x), ...of(stage.outputs, stage.y)];
    case 'code':
      return [...of(2 * stage.latent, stage.moments), ...of(stage.latent, stage.z)];
    case 'loss':
      return of(stage.width, stage.outputs, stage.gradient);
    case 'adversarial':
      return of(1, stage.outputs, stage.gradient);
    case 'code backward':
      return [...of(stage.latent, stage.zGradient), ...of(2 * stage.latent, stage.moments, stage.gradient)];
    case 'backward to inputs':
      return [...of(stage.outputs, stage.yGradient), ...of(stage.inputs, stage.x, stage.gradient)];
    case 'activate':
      return of(stage.width, stage.x, stage.y);
    case 'add row':
      return of(stage.outputs, stage.y);
    case 'penalty':
      return of(stage.width, stage.x);
    case 'through':
      return of(stage.width, stage.x, stage.gradient);
    case 'corrupt':
      return of(stage.width, stage.x, stage.y);
    case 'through activation':
      return of(stage.width, stage.y, stage.yGradient, stage.gradient);
  }
}

function workOf(stage: Stage): number {
  if (stage.stage !== 'dense' && stage.stage !== 'backward to inputs' && stage.stage !== 'backward to weights')
    return 0;
  return stage.rows * stage.inputs * stage.outputs;
}
