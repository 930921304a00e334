/** A dense layer x ↦ f(xW + b), forward and back. Matrices are row by row; a stride is bytes from one row to the next. */
import { descend4 } from '../../kernels/adam';
import { BACKWARD, DESCEND, dots, FORWARD, LINE, NUMBER, STORE, STRIP } from './tile.kernel';
import { pack, product, setActivation, setBlock, transpose } from './tile.kernel';
import { inside } from '../../kernels/vector';

/** Up to so many columns are made as scalar products. */
const FEW: i32 = 4;
/** With more columns than this, and rows as long as that, it pays to lay rows out in strips, which every panel reads. */
const MANY: i32 = 64;
const LONG: i32 = 16;
/** Rows of up to so many bytes are read where they are; farther apart they would crowd out each other in the cache. */
const NEAR: usize = 128;

/** Room for a panel, for a matrix in strips and for one tile of 4 × 8. */
let panel: usize = 0;
let strips: usize = 0;
let block: usize = 0;

export function setScratch(forPanel: usize, forStrips: usize, forTile: usize): void {
  panel = forPanel;
  strips = forStrips;
  block = forTile;
  setBlock(forTile);
}

/** Lays rows out in strips: of four rows their first numbers, then their second ones; `columns` are rounded up to four. */
function layInStrips(rows: i32, matrix: usize, stride: usize, columns: i32): void {
  let to = strips;
  for (let left = rows; left > 0; left -= 4) {
    transpose(matrix, stride, min(4, left), columns, to, STRIP);
    matrix += stride << 2;
    to += groupOf(columns);
  }
}

/** Bytes of one strip. */
// @ts-ignore: decorator
@inline
function groupOf(columns: i32): usize {
  return <usize>((columns + 3) & ~3) * STRIP;
}

/** y = f(xW + b): x [rows, inputs], W [inputs, outputs], y [rows, outputs]. */
export function forward(
  rows: i32, inputs: i32, outputs: i32, x: usize, xStride: usize, weights: usize, bias: usize, y: usize, yStride: usize,
  activation: i32, slope: f32,
): void {
  setActivation(activation, slope);
  if (outputs <= FEW) {
    const stride = groupOf(inputs) >> 2;
    transpose(weights, yStride, inputs, FEW, panel, stride);
    for (let input = inputs; input & 3; input++)
      for (let row: usize = 0; row < 4; row++) store<f32>(panel + row * stride + (<usize>input << 2), 0);
    dots(rows, (inputs + 3) >> 2, x, xStride, panel, stride, outputs, FORWARD, y, yStride, bias);
    return;
  }
  const inStrips = outputs > MANY && inputs >= LONG;
  if (inStrips) layInStrips(rows, x, xStride, inputs);
  const a = inStrips ? strips : x, group = inStrips ? groupOf(inputs) : xStride << 2, step = inStrips ? STRIP : NUMBER;
  const near = yStride <= NEAR, lineStep = near ? yStride : LINE;
  for (let at: usize = 0; at < yStride; at += LINE) {
    if (!near) pack(weights + at, yStride, inputs, LINE, panel);
    product(rows, inputs, a, group, step, near ? weights + at : panel, lineStep, FORWARD, y + at, yStride, bias + at);
  }
}

/**
 * dx = (dy Wᵀ) ∘ f′(y of the layer below): dy [rows, outputs], dx [rows, inputs]. `below` holds the values of x, which
 * are that layer's activations. The columns of dx that only pad a row become 0.
 */
export function backward(
  rows: i32, inputs: i32, outputs: i32, dy: usize, dyStride: usize, weights: usize, below: usize, dx: usize,
  dxStride: usize, activation: i32, slope: f32,
): void {
  setActivation(activation, slope);
  if (inputs <= FEW) {
    dots(rows, (outputs + 3) >> 2, dy, dyStride, weights, dyStride, inputs, BACKWARD, dx, dxStride, below - dx);
    return;
  }
  const inStrips = inputs > MANY && outputs >= LONG;
  if (inStrips) layInStrips(rows, dy, dyStride, outputs);
  const a = inStrips ? strips : dy, group = inStrips ? groupOf(outputs) : dyStride << 2, step = inStrips ? STRIP : NUMBER;
  for (let input = 0; input < inputs; input += 8) {
    const left = inputs - input;
    transpose(weights + <usize>input * dyStride, dyStride, min(8, left), outputs, panel, LINE);
    if (left < 8) blankColumns(outputs, left);
    const to = dx + (<usize>input << 2);
    product(rows, outputs, a, group, step, panel, LINE, BACKWARD, to, dxStride, below - dx);
  }
}

/** Sets the columns of the panel from `from` on to 0. */
function blankColumns(lines: i32, from: i32): void {
  const keep0 = inside(0, from), keep1 = inside(4, from);
  let line = panel;
  for (let k = 0; k < lines; k++) {
    v128.store(line, v128.and(v128.load(line), keep0));
    v128.store(line, v128.and(v128.load(line, 16), keep1), 16);
    line += LINE;
  }
}

/**
 * dW = xᵀ dy and db = Σ over the first `biasRows` rows of dy, eight outputs at a time, and Adam on each tile while it is
 * still in the cache: dW is never stored whole.
 */
export function descend(
  rows: i32, inputs: i32, outputs: i32, x: usize, xStride: usize, dy: usize, dyStride: usize, weights: usize, bias: usize,
  biasRows: i32,
): void {
  if (outputs <= FEW && inputs > FEW) {
    thinToWeights(rows, inputs, x, xStride, dy, dyStride, weights, bias, biasRows);
    return;
  }
  const nearX = xStride <= NEAR, nearY = dyStride <= NEAR;
  const a = nearX ? x : strips, group = nearX ? STRIP : <usize>rows * STRIP, step = nearX ? xStride : STRIP;
  const lineStep = nearY ? dyStride : LINE;
  if (!nearX)
    for (let input = 0; input < inputs; input += 4)
      pack(x + (<usize>input << 2), xStride, rows, STRIP, strips + <usize>(input >> 2) * group);
  for (let at: usize = 0; at < dyStride; at += LINE) {
    if (!nearY) pack(dy + at, dyStride, rows, LINE, panel);
    const lines = nearY ? dy + at : panel;
    // Parameters that pad a row stay 0 without being moved.
    const bytes = outputs <= FEW ? STRIP : LINE;
    product(inputs, rows, a, group, step, lines, lineStep, DESCEND, weights + at, dyStride, bytes);
    towardsBias(biasRows, lines, lineStep, bias + at);
  }
}

/** The same for up to four outputs: dWᵀ = dyᵀ x, eight inputs at a time, so that no column is padding. */
function thinToWeights(
  rows: i32, inputs: i32, x: usize, xStride: usize, dy: usize, dyStride: usize, weights: usize, bias: usize,
  biasRows: i32,
): void {
  const near = xStride <= NEAR;
  for (let input = 0; input < inputs; input += 8) {
    const at = <usize>input << 2;
    if (!near) pack(x + at, xStride, rows, LINE, panel);
    product(4, rows, dy, STRIP, dyStride, near ? x + at : panel, near ? xStride : LINE, STORE, block, LINE, 0);
    transpose(block, LINE, 4, 8, strips, STRIP);
    for (let i = 0; i < min(8, inputs - input); i++)
      descend4(weights + <usize>(input + i) * dyStride, v128.load(strips + <usize>i * STRIP));
  }
  towardsBias(biasRows, dy, dyStride, bias);
}

/** db = Σ over rows of dy, eight columns of it, and Adam on them. Four rows at a time, each with sums of its own. */
function towardsBias(rows: i32, dy: usize, step: usize, bias: usize): void {
  const zero = f32x4.splat(0);
  let s00 = zero, s01 = zero, s10 = zero, s11 = zero, s20 = zero, s21 = zero, s30 = zero, s31 = zero;
  let row = rows;
  for (; row >= 4; row -= 4) {
    const d1 = dy + step, d2 = d1 + step, d3 = d2 + step;
    s00 = f32x4.add(s00, v128.load(dy)); s01 = f32x4.add(s01, v128.load(dy, 16));
    s10 = f32x4.add(s10, v128.load(d1)); s11 = f32x4.add(s11, v128.load(d1, 16));
    s20 = f32x4.add(s20, v128.load(d2)); s21 = f32x4.add(s21, v128.load(d2, 16));
    s30 = f32x4.add(s30, v128.load(d3)); s31 = f32x4.add(s31, v128.load(d3, 16));
    dy = d3 + step;
  }
  for (; row > 0; row--) {
    s00 = f32x4.add(s00, v128.load(dy)); s01 = f32x4.add(s01, v128.load(dy, 16));
    dy += step;
  }
  descend4(bias, f32x4.add(f32x4.add(s00, s10), f32x4.add(s20, s30)));
  descend4(bias + 16, f32x4.add(f32x4.add(s01, s11), f32x4.add(s21, s31)));
}

/** db alone. */
export function backwardToBias(rows: i32, dy: usize, dyStride: usize, bias: usize): void {
  for (let at: usize = 0; at < dyStride; at += LINE) towardsBias(rows, dy + at, dyStride, bias + at);
}
