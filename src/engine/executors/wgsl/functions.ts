/** What every shader of the stages begins with, and the numbers and formulas that are written into their texts. */

/** Invocations of a workgroup, in every shader. */
export const GROUP = 64;
/** Quads of four numbers across a tile, numbers of the sum that a tile holds, and quads from one of these to the next. */
export const TILE = { quads: 8, depth: 32, stride: 9 } as const;

/**
 * `arena` is the plan's, in quads; `feed` what this step is given, behind a header; `images` their bytes; `notes` the
 * numbers that do not come in quads: [trail of logs | parts of row losses]; `tables` what is drawn with (wgsl/draws.ts).
 * A quad of the arena is written whole.
 */
export const PRELUDE = `
@group(0) @binding(0) var<storage, read_write> arena: array<vec4f>;
@group(0) @binding(1) var<storage, read> feed: array<u32>;
@group(0) @binding(2) var<storage, read> images: array<u32>;
@group(0) @binding(3) var<storage, read_write> notes: array<f32>;
@group(0) @binding(4) var<storage, read> tables: array<u32>;
var<workgroup> left: array<vec4f, ${TILE.depth * TILE.stride}>;
var<workgroup> right: array<vec4f, ${TILE.depth * TILE.stride}>;
var<workgroup> tally: array<f32, ${4 * TILE.quads * TILE.quads}>;

fn number(place: u32) -> f32 { return arena[place / 4][place % 4]; }
fn fed(place: u32) -> f32 { return bitcast<f32>(feed[place]); }
fn fedQuad(place: u32) -> vec4f {
  return bitcast<vec4f>(vec4u(feed[place], feed[place + 1], feed[place + 2], feed[place + 3]));
}
fn inside(value: vec4f, quad: u32, width: u32) -> vec4f {
  return select(vec4f(), value, vec4u(0, 1, 2, 3) + 4 * quad < vec4u(width));
}
fn total(value: vec4f) -> f32 { return dot(value, vec4f(1)); }
fn softplus(a: vec4f) -> vec4f { return max(a, vec4f()) + log(1 + exp(-abs(a))); }
fn sigmoid(a: vec4f) -> vec4f {
  let e = exp(-abs(a));
  return select(e, vec4f(1), a >= vec4f()) / (1 + e);
}
fn hyperbolicTangent(a: vec4f) -> vec4f {
  let e = exp(-2 * abs(a));
  return sign(a) * (1 - e) / (1 + e);
}
`;

/** A number as a literal in single precision. */
export const literal = (value: number): string => `${Math.fround(value)}f`;

/** `value` with the numbers of quad `quad` that only pad a row of `width` made 0. */
export const padded = (value: string, quad: string, width: number): string =>
  width % 8 === 0 ? value : `inside(${value}, ${quad}, ${width})`;
