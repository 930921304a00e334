/** What a pass is fed: which fields, how long, and where. */
import { networksOf, type Asking, type Field, type Making, type Parts, type Shape } from './making.ts';
import type { Model, Pass } from './model.ts';
import { strideOf } from './stages.ts';
import { widthTaken } from './sights.ts';

function asking(parts: Parts, model: Model, pass: Pass): Asking {
  const { input, through } = pass;
  const before = typeof input === 'string' ? [] : input.flatMap((block) => block.through);
  const layersOf = (names: readonly string[]) => networksOf(model, names).flatMap(({ layers }) => layers);
  const taken = widthTaken(parts, model, pass);
  return {
    pass,
    own: layersOf(through),
    layers: layersOf([...before, ...through]),
    wide: (rows) => ({ rows, width: taken, stride: strideOf(taken) }),
  };
}

/** Every field that may be drawn: the rows that a pass reads or answers with, what blurs them, the noise of its codes. */
export const shapesOf = (parts: Parts, model: Model, pass: Pass): Readonly<Record<string, Shape>> =>
  shapesAsked(parts, model, asking(parts, model, pass));

function shapesAsked({ feeds }: Parts, model: Model, given: Asking): Readonly<Record<string, Shape>> {
  const { pass, own, wide } = given;
  const { input, rows, target } = pass;
  const shapes: Record<string, Shape> = {};
  if (input === 'rows') shapes['rows'] = wide(rows);
  if (typeof input !== 'string')
    for (const { feed, rows: some, through } of input) {
      const width = networksOf(model, through)[0]?.inputs;
      shapes[feed] = width === undefined ? wide(some) : { rows: some, width, stride: strideOf(width) };
    }
  const last = own.at(-1);
  if (target === 'rows' && last?.layer === 'dense')
    shapes['target'] = { rows, width: last.outputs, stride: strideOf(last.outputs) };
  for (const part of feeds) Object.assign(shapes, part.shapes?.(given));
  return shapes;
}

/** Words that name a step of a stream: seed, name, step. */
const STREAM = 3;

/** The fields of a pass's feed, one behind the other, each on a line of its own. */
export function feedOf(parts: Parts, model: Model, pass: Pass): Record<string, Field> {
  const { input, target, rows, draws } = pass;
  const given = asking(parts, model, pass);
  const lengths: Record<string, number> = {};
  if (input === 'images' || target === 'images') lengths['images'] = rows;
  for (const [name, shape] of Object.entries(shapesAsked(parts, model, given)))
    lengths[name] = draws?.[name] ? STREAM : shape.rows * shape.stride;
  for (const part of parts.feeds) Object.assign(lengths, part.numbers?.(given));
  let at = 0;
  const fields: Record<string, Field> = {};
  for (const [name, length] of Object.entries(lengths)) {
    fields[name] = { at, length };
    at += strideOf(length);
  }
  return fields;
}

/** The stages that draw what the pass is not fed. */
export function drawFields(making: Making): void {
  const { parts, model, pass, stages, arena, feedAt, fields, drawn, results } = making;
  const shapes = shapesOf(parts, model, pass);
  for (const [name, law] of Object.entries(pass.draws ?? {})) {
    const shape = shapes[name];
    if (!shape) {
      const known = Object.keys(shapes).join(', ') || 'none';
      throw new Error(`The pass “${pass.name}” has no field “${name}” to draw; those that can be drawn are: ${known}.`);
    }
    const { rows, width, stride } = shape;
    const to = arena.take(rows * stride);
    const stream = feedAt + (fields[name]?.at ?? 0);
    if (law === 'points') stages.push({ stage: 'pick', rows, width, stream, to });
    else stages.push({ stage: 'draw', law, rows, width, stride, stream, to });
    drawn[name] = to;
    results[name] = { at: to, length: rows * stride };
  }
}
