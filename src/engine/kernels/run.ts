/**
 * Runs a list of stages for many steps without leaving WebAssembly. A stage is sixteen words: its number and then what
 * executors/simd.ts writes there, in the same order; addresses are bytes.
 */
import { adam, setAdamStep } from './adam';
import { backwardToBias, backwardToInputs, backwardToWeights, forward, setScratch } from './dense';
import { draw, draws, philox, pick } from './draw';
import { adversarial, bernoulli, code, codeBackward, gaussian, softmax, squared } from './heads';
import { addRow, backwardToTable } from './labels';
import { keepMask } from './masks';
import { absolute, corrupt, divergence, through } from './penalties';
import { backwardToWeightsSparse, forwardSparse, gather } from './sparse';
import { closeness, closenessBackward, pack, throughActivations, unpack } from './sights';
import { activated, inside } from './vector';

export { adam, draws, philox };

const WORDS: usize = 16;
/** Bytes of one pass in a turn: six words. */
const PASS: usize = 24;
let scratchRow: usize = 0;

/** Where the kernels may work: a panel, a matrix in strips, a tile, and a row of weights. */
export function scratch(panel: usize, strips: usize, tile: usize, row: usize): void {
  setScratch(panel, strips, tile);
  scratchRow = row;
}

/**
 * `steps` times, and each time for every pass of a turn: its feed is copied from the queue, where they lie one behind the
 * other, all its stages run, and its log is appended to `trail`. A pass is six words: its stages and their number, its
 * feed and its log, each with its size; addresses and sizes are in bytes.
 */
export function run(turn: usize, passes: i32, steps: i32, queue: usize, trail: usize): void {
  const end = turn + <usize>passes * PASS;
  for (let step = 0; step < steps; step++) {
    for (let pass = turn; pass < end; pass += PASS) {
      const stages = address(pass, 0), count = int(pass, 1), feedSize = address(pass, 3), logSize = address(pass, 5);
      memory.copy(address(pass, 2), queue, feedSize);
      queue += feedSize;
      for (let i = 0; i < count; i++) perform(stages + <usize>i * WORDS * 4);
      memory.copy(trail, address(pass, 4), logSize);
      trail += logSize;
    }
  }
}

// @ts-ignore: decorator
@inline
function int(stage: usize, word: usize): i32 {
  return load<i32>(stage + word * 4);
}
// @ts-ignore: decorator
@inline
function address(stage: usize, word: usize): usize {
  return <usize>load<u32>(stage + word * 4);
}
// @ts-ignore: decorator
@inline
function float(stage: usize, word: usize): f32 {
  return load<f32>(stage + word * 4);
}

function perform(s: usize): void {
  const stage = int(s, 0), rows = int(s, 1), a = int(s, 2);
  if (stage == 0) {
    gather(rows, a, address(s, 3), address(s, 4), address(s, 5), address(s, 6), address(s, 7));
  } else if (stage == 1) {
    dense(s, rows, a);
  } else if (stage == 2) {
    const mean = code(rows, a, address(s, 3), address(s, 4), address(s, 5), address(s, 6), address(s, 7), address(s, 8));
    store<f32>(address(s, 9), mean);
  } else if (stage == 3) {
    loss(s, rows, a);
  } else if (stage == 4) {
    codeBackward(rows, a, address(s, 3), address(s, 4), address(s, 5), address(s, 6), address(s, 7), address(s, 8), load<f32>(address(s, 9)));
  } else if (stage == 5) {
    backwardToInputs(rows, a, int(s, 3), address(s, 4), address(s, 5), address(s, 6), address(s, 7), address(s, 8), address(s, 9), int(s, 10), float(s, 11));
  } else if (stage == 6) {
    weights(s, rows, a);
  } else if (stage == 7) {
    activate(rows, a, address(s, 3), address(s, 4), address(s, 5), int(s, 6), float(s, 7));
  } else if (stage == 8) {
    const loss = adversarial(rows, a, int(s, 3), int(s, 4), address(s, 5), address(s, 6), address(s, 7), address(s, 8));
    store<f32>(address(s, 9), loss);
  } else if (stage == 9) {
    draw(rows, a, int(s, 3), address(s, 4), address(s, 5), address(s, 6));
  } else if (stage == 10) {
    pick(rows, a, address(s, 3), address(s, 4), int(s, 5), address(s, 6), address(s, 7));
  } else if (stage == 11) {
    addRow(rows, a, address(s, 3), address(s, 4), address(s, 5), address(s, 6), int(s, 7), float(s, 8));
  } else if (stage == 12) {
    setAdamStep(address(s, 7));
    backwardToTable(rows, a, address(s, 3), address(s, 4), address(s, 5), address(s, 6));
  } else if (stage == 13) {
    penalty(s, rows, a);
  } else if (stage == 14) {
    through(rows, a, int(s, 3), address(s, 4), address(s, 5), address(s, 6), int(s, 7), float(s, 8), load<f32>(address(s, 9)), load<f32>(address(s, 10)), address(s, 11));
  } else if (stage == 15) {
    corrupt(rows, a, int(s, 3), address(s, 4), address(s, 5), address(s, 6), load<f32>(address(s, 7)), address(s, 8));
  } else if (stage == 17) {
    if (int(s, 8)) unpack(rows, a, int(s, 3), address(s, 4), address(s, 5), address(s, 6), address(s, 7));
    else pack(rows, a, int(s, 3), address(s, 4), address(s, 5), address(s, 6), address(s, 7));
  } else if (stage == 18) {
    closeness(rows, a, int(s, 3), address(s, 4), address(s, 5), address(s, 6), address(s, 7), address(s, 8), address(s, 9), float(s, 10));
  } else if (stage == 19) {
    closenessBackward(rows, a, int(s, 3), address(s, 4), address(s, 5), address(s, 6), address(s, 7), address(s, 8), address(s, 9), address(s, 10), float(s, 11));
  } else if (stage == 20) {
    throughActivations(rows, address(s, 3), address(s, 4), address(s, 5), address(s, 6), int(s, 7), float(s, 8));
  }
}

function penalty(s: usize, rows: i32, width: i32): void {
  const x = address(s, 4), stride = address(s, 5), losses = address(s, 6);
  if (int(s, 3) == 1) store<f32>(address(s, 7), absolute(rows, width, x, stride, losses));
  else store<f32>(address(s, 7), divergence(rows, width, x, stride, losses, load<f32>(address(s, 8)), address(s, 9)));
}

function dense(s: usize, rows: i32, inputs: i32): void {
  const x = address(s, 3), xStride = address(s, 4), w = address(s, 5), b = address(s, 6), y = address(s, 7), yStride = address(s, 8);
  const activation = int(s, 9), slope = float(s, 10), lists = address(s, 11), outputs = int(s, 12);
  if (lists) forwardSparse(rows, inputs, lists, w, b, y, yStride, activation, slope);
  else forward(rows, inputs, outputs, x, xStride, w, b, y, yStride, activation, slope);
}

function loss(s: usize, rows: i32, width: i32): void {
  const kind = int(s, 3);
  const a = address(s, 4), target = address(s, 5), stride = address(s, 6), da = address(s, 7), losses = address(s, 8);
  let mean: f32 = 0;
  if (kind == 0) mean = bernoulli(rows, width, a, target, stride, da, losses);
  if (kind == 1) mean = gaussian(rows, width, a, target, stride, da, losses, float(s, 10), float(s, 11));
  if (kind == 2) mean = softmax(rows, width, a, target, stride, da, losses);
  if (kind == 3) mean = squared(rows, width, a, target, stride, da, losses);
  store<f32>(address(s, 9), mean);
}

function weights(s: usize, rows: i32, inputs: i32): void {
  const x = address(s, 3), xStride = address(s, 4), dy = address(s, 5), dyStride = address(s, 6);
  const w = address(s, 7), b = address(s, 8), lists = address(s, 9);
  setAdamStep(address(s, 10));
  if (lists) {
    backwardToWeightsSparse(rows, inputs, lists, dy, dyStride, w, scratchRow);
    backwardToBias(int(s, 12), dy, dyStride, b);
  } else {
    backwardToWeights(rows, inputs, int(s, 11), x, xStride, dy, dyStride, w, b, int(s, 12));
  }
  if (address(s, 13)) keepMask(inputs, dyStride, w, address(s, 13), address(s, 14));
}

/** The columns of y that only pad a row become 0. */
function activate(rows: i32, width: i32, x: usize, stride: usize, y: usize, activation: i32, slope: f32): void {
  const bend = f32x4.splat(slope);
  for (let row = 0; row < rows; row++) {
    const offset = <usize>row * stride;
    for (let at: usize = 0; at < stride; at += 16) {
      const value = activated(v128.load(x + offset + at), activation, bend);
      v128.store(y + offset + at, v128.and(value, inside(<i32>(at >> 2), width)));
    }
  }
}
