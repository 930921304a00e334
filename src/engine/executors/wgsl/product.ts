/**
 * Dense products in tiles of 32 columns by 32 or 16 rows, one a workgroup; an invocation adds up a quad of columns in four
 * or two rows. Tiled, a workgroup holds a piece of both factors in its own memory, 32 numbers of the sum at a time;
 * direct, everyone reads the factors where they lie, which suits a GPU that a processor plays. What follows a product
 * (activation, loss, Adam) is done on the sums before they leave the registers.
 */
import { GROUP, TILE } from './functions.ts';
import type { Note, Products, Reader } from './places.ts';

/** A piece of work for whole workgroups: the statements of one, with its number `group` and an invocation's `l`. */
export type Job = { readonly groups: number; readonly code: string };

/** A factor: its rows, as they are stored, run along the sum or across it. */
type Factor = { readonly along: boolean; readonly rows: number; readonly quads: number; readonly read: Reader };

type Product = {
  /** The result is [rows, 4 · quads]; `depth` products are added for each of its numbers. */
  readonly rows: number;
  readonly quads: number;
  readonly depth: number;
  readonly left: Factor;
  readonly right: Factor;
  /** What is done with a quad `sum` at `row` and `quad`, as statements. */
  readonly finish: string;
  /** Where the parts `loss` that `finish` sets are noted, added up over the columns of a tile. */
  readonly note?: Note | undefined;
};

/** Tiles below which smaller ones are used, so that the GPU has more to share out. */
const FEW = 64;

export function product(products: Products, { rows, quads, depth, left, right, finish, note }: Product): Job {
  const columns = Math.ceil(quads / TILE.quads);
  const each = products === 'tiled' && Math.ceil(rows / 32) * columns < FEW ? 2 : 4;
  const tall = TILE.quads * each;
  const used = conditions(within('top + y * 4', rows, tall), within('aside + x', quads, TILE.quads));
  const sums = Array.from({ length: each }, (_, i) => i);
  const finished = sums.map((i) => {
    const guard = conditions(within('row', rows, tall), within('quad', quads, TILE.quads));
    const keep = note ? `tally[(y * ${each} + ${i}) * ${TILE.quads} + x] = loss;` : '';
    const begin = `let row = top + y * ${each} + ${i}; let sum = s${i}; ${note ? 'var loss = 0.0;' : ''}`;
    return `{ ${begin} if (${guard}) { ${finish} } ${keep} }`;
  });
  const code = `
  let x = l % ${TILE.quads}; let y = l / ${TILE.quads};
  let top = group / ${columns} * ${tall}; let aside = group % ${columns} * ${TILE.quads};
  ${sums.map((i) => `var s${i} = vec4f();`).join(' ')}
  ${products === 'tiled' ? tiled(depth, each, left, right) : `if (${used}) { ${direct(depth, left, right)} }`}
  let quad = aside + x;
  ${finished.join('\n  ')}
  ${note ? noted(note, rows, tall) : ''}`;
  return { groups: Math.ceil(rows / tall) * columns, code };
}

/** Adds up by pieces that the workgroup shares. */
const tiled = (depth: number, each: number, left: Factor, right: Factor): string => `
  for (var begin = 0u; begin < ${depth}; begin += ${TILE.depth}) {
    ${load('left', left, 'top / 4', (each * TILE.quads) / 4)}
    ${load('right', right, 'aside', TILE.quads)}
    workgroupBarrier();
    let end = ${depth % TILE.depth === 0 ? `${TILE.depth}u` : `min(${TILE.depth}, ${depth} - begin)`};
    for (var k = 0u; k < end; k++) { ${multiply(each)} }
    workgroupBarrier();
  }`;

/** Adds up four rows by a quad from where the factors lie. Rows that are not there are added up for nobody. */
function direct(depth: number, left: Factor, right: Factor): string {
  const four = [0, 1, 2, 3];
  if (!left.along)
    return `
  for (var k = 0u; k < ${depth}; k++) {
    let a = ${left.read('k', 'top / 4 + y')}; let b = ${right.read('k', 'aside + x')};
    s0 += a.x * b; s1 += a.y * b; s2 += a.z * b; s3 += a.w * b;
  }`;
  const factor = (i: number) =>
    right.along ? right.read(`4 * (aside + x) + ${i}`, 'k') : right.read(`4 * k + ${i}`, 'aside + x');
  const sum = (i: number) =>
    right.along
      ? `s${i} += vec4f(${four.map((j) => `dot(a, b${j})`).join(', ')});`
      : `s${i} += a.x * b0 + a.y * b1 + a.z * b2 + a.w * b3;`;
  return `
  for (var k = 0u; k < ${Math.ceil(depth / 4)}; k++) {
    ${four.map((i) => `let b${i} = ${factor(i)};`).join(' ')}
    ${four.map((i) => `{ let a = ${left.read(`top + 4 * y + ${i}`, 'k')}; ${sum(i)} }`).join('\n    ')}
  }`;
}

/** A condition that keeps an index within its bound; none where whole tiles fit. */
const within = (index: string, bound: number, tile: number): string | undefined =>
  bound % tile === 0 ? undefined : `${index} < ${bound}`;

const conditions = (...all: readonly (string | undefined)[]): string =>
  all.filter((one) => one !== undefined).join(' && ') || 'true';

/** Sums of four rows, or of two that lie in one half of a quad. */
function multiply(each: number): string {
  const right = `let b = right[k * ${TILE.stride} + x];`;
  if (each === 4)
    return `let a = left[k * ${TILE.stride} + y]; ${right} s0 += a.x * b; s1 += a.y * b; s2 += a.z * b; s3 += a.w * b;`;
  const half = `let both = left[k * ${TILE.stride} + y / 2]; let a = select(both.xy, both.zw, y % 2 == 1);`;
  return `${half} ${right} s0 += a.x * b; s1 += a.y * b;`;
}

/** Brings a factor's piece to `name`: [numbers of the sum, quads across], `wide` quads from number `aside` on. */
const load = (name: string, factor: Factor, aside: string, wide: number): string =>
  factor.along ? turned(name, factor, aside, wide) : straight(name, factor, aside, wide);

function straight(name: string, { rows, quads, read }: Factor, aside: string, wide: number): string {
  const at = GROUP / wide;
  const lines = Array.from({ length: TILE.depth / at }, (_, i) => {
    const guard = conditions(within('row', rows, TILE.depth), within('quad', quads, wide));
    const value = `var value = vec4f(); if (${guard}) { value = ${read('row', 'quad')}; }`;
    const to = `${name}[(l / ${wide} + ${i * at}) * ${TILE.stride} + l % ${wide}]`;
    return `{ let row = begin + l / ${wide} + ${i * at}; let quad = ${aside} + l % ${wide}; ${value} ${to} = value; }`;
  });
  return lines.join('\n    ');
}

/** Four rows of a quad each become four quads across. */
function turned(name: string, { rows, quads, read }: Factor, aside: string, wide: number): string {
  const deep = TILE.depth / 4;
  const four = [0, 1, 2, 3];
  const lines = four.map((i) => {
    const guard = conditions(within(`row + ${i}`, rows, 4 * wide), within('quad', quads, deep));
    return `var q${i} = vec4f(); if (${guard}) { q${i} = ${read(`row + ${i}`, 'quad')}; }`;
  });
  const stores = ['x', 'y', 'z', 'w'].map(
    (part, i) => `${name}[to + ${i * TILE.stride}] = vec4f(${four.map((j) => `q${j}.${part}`).join(', ')});`,
  );
  return `if (l < ${deep * wide}) {
      let row = 4 * (${aside} + l / ${deep}); let quad = begin / 4 + l % ${deep};
      ${lines.join('\n      ')}
      let to = l % ${deep} * ${4 * TILE.stride} + l / ${deep};
      ${stores.join(' ')}
    }`;
}

const noted = ({ at, parts }: Note, rows: number, tall: number): string => `
  workgroupBarrier();
  if (l < ${tall} && top + l < ${rows}) {
    var all = 0.0;
    for (var i = 0u; i < ${TILE.quads}; i++) { all += tally[l * ${TILE.quads} + i]; }
    notes[${at} + (top + l) * ${parts} + aside / ${TILE.quads}] = all;
  }`;
