/**
 * Small stages one behind the other in one shader: a workgroup takes some rows through all of them. No stage reads
 * another row than it writes, so that a barrier within the workgroup is all that is needed between two.
 */
import { strideOf, type Place } from '../../steps/stages.ts';
import { GROUP, padded } from './functions.ts';
import type { Strip } from './part.ts';
import { quadAt, type Places } from './places.ts';
import type { Job } from './product.ts';

/** Rows that a workgroup takes. */
const SHARE = 4;

/** What is done to `rows` rows, whose first is row `offset` of the pass. */
export type OnRows = { readonly rows: number; readonly offset: number; readonly text: string };

export function rowsJob(stages: readonly OnRows[]): Job {
  const rows = Math.max(...stages.map((stage) => stage.offset + stage.rows));
  const barrier = '\n  storageBarrier(); workgroupBarrier();\n  ';
  // Before the stage's first row the difference wraps round, so that it is not a row of the stage either.
  const parts = stages.map(({ offset, text }) => `{ let first = group * ${SHARE} - ${offset}; ${text} }`);
  return { groups: Math.ceil(rows / SHARE), code: parts.join(barrier) };
}

/** Matrices of one width. */
export const strips = (width: number, ...places: readonly Place[]): readonly Strip[] =>
  places.map((place) => ({ place, stride: strideOf(width) }));

/** Every quad of the workgroup's rows, shared out among its invocations. */
export const eachQuad = (rows: number, quads: number, body: string): string => `
  for (var item = l; item < ${SHARE * quads}; item += ${GROUP}) {
    let row = first + item / ${quads}; let quad = item % ${quads};
    if (row < ${rows}) { ${body} }
  }`;

/** Every row of the workgroup, an invocation each. */
export const eachRow = (rows: number, body: string): string => `
  if (l < ${SHARE} && first + l < ${rows}) { let row = first + l; ${body} }`;

export const store = (place: Place, width: number, value: string): string =>
  `arena[${quadAt(place, width, 'row', 'quad')}] = ${padded(value, 'quad', width)};`;

export function note(places: Places, losses: Place, value: string): string {
  const found = places.notes.get(losses);
  if (!found) throw new Error('A row loss has no place among the notes.');
  return `notes[${found.at} + row * ${found.parts}] = ${value};`;
}

/** Every quad of `rows` rows, an invocation each, in whole workgroups: for stages that take long over one. */
export const quadsJob = (rows: number, quads: number, body: string): Job => ({
  groups: Math.ceil((rows * quads) / GROUP),
  code: `
  let item = group * ${GROUP} + l;
  if (item < ${rows * quads}) { let row = item / ${quads}; let quad = item % ${quads}; ${body} }`,
});

/** A quad made number by number: `value(i)` at column 4 · quad + i, as long as there is one. */
export const byNumber = (width: number, value: string): string => `
    var made = vec4f();
    for (var i = 0u; i < 4; i++) { let column = 4 * quad + i; if (column < ${width}) { ${value} } }`;
