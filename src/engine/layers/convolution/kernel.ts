/**
 * Convolutions, some lines of an image at a time: the numbers under the kernel are laid out as rows, which pass the products
 * of a dense layer while they are in the cache. Matrices are row by row; strides and sizes of rows are in bytes.
 */
import { descend4, setAdamStep } from '../../kernels/adam';
import { inside, strideOf } from '../../kernels/vector';
import { BackwardToKernel, BIASED_LARGE, Convolve, ConvolveTransposed } from '../../kernels/words';
import { activated, throughActivation } from '../activation/shapes.kernel';
import { BACKWARD, dots, FORWARD, LINE, NUMBER, pack, product, setActivation, STORE, STRIP, transpose } from '../dense/tile.kernel';
import { across, addPatches, down, layPatches, pixels, setGeometry, taps } from './patches.kernel';

/** Up to so many columns are made as scalar products. */
const FEW: i32 = 4;
/** Rows of up to so many bytes are read where they are. */
const NEAR: usize = 128;
/** Bytes of patches that are laid out at a time. */
const CACHED: usize = 32768;

/** Bytes from one patch to the next, and from one row of weights to the next. */
let patchStride: usize = 0;
let weightStride: usize = 0;
/** Lines of places whose patches are laid out at a time. */
let block: i32 = 0;
/** Room for the patches of one image, for its small picture in whole lines, for weights or their gradient, and for a column of it. */
let patches: usize = 0;
let spread: usize = 0;
let panels: usize = 0;
let tile: usize = 0;
/** Sums of the biases' gradient. */
let biases: usize = 0;

/** Takes the geometry of a stage, and cuts its room as roomOf in plan.ts does. */
function setUp(s: Convolve): void {
  setGeometry(s);
  patchStride = strideOf(taps);
  weightStride = strideOf(s.features);
  const places = <usize>((pixels + 3) & ~3);
  block = max(1, <i32>(CACHED / (<usize>across * patchStride)));
  patches = s.room;
  spread = patches + places * patchStride;
  panels = spread + places * weightStride;
  tile = panels + (patchStride >> 2) * weightStride;
  biases = tile + (patchStride << 3);
}

/** small = f(patches(large) W + b), or (patches(large) W) ∘ f′. */
export function convolve(s: Convolve): void {
  setUp(s);
  const features = s.features, activation = s.activation, bias = s.bias;
  const fromStride = strideOf(s.height * s.width * s.channels), toStride = strideOf(pixels * features);
  // Rows of the small picture without gaps are products as they come out of the registers.
  const whole = !(features & 7), few = features <= FEW;
  const near = weightStride <= NEAR, lineStep = near ? weightStride : LINE;
  if (few) layColumns(s.weights, features);
  else if (!near)
    for (let at: usize = 0; at < weightStride; at += LINE) pack(s.weights + at, weightStride, taps, LINE, panels + at * <usize>taps);
  let from = s.from, to = s.to, below = s.below;
  for (let row = s.rows; row > 0; row--) {
    const outStride = whole ? <usize>features << 2 : weightStride;
    if (whole) setActivation(activation, s.slope);
    else setActivation(0, 1);
    let out = whole ? to : spread;
    for (let line = 0; line < down; line += block) {
      const lines = min(block, down - line), count = lines * across;
      layPatches(from, line, lines, patches, patchStride);
      if (few) {
        dots(count, (taps + 3) >> 2, patches, patchStride, panels, patchStride, features, BACKWARD, out, outStride, 0);
      } else {
        for (let at: usize = 0; at < weightStride; at += LINE) {
          const columns = near ? s.weights + at : panels + at * <usize>taps;
          const finish = whole && bias ? FORWARD : BACKWARD;
          const extra = !whole ? 0 : bias ? bias + at : below - to;
          product(count, taps, patches, patchStride << 2, NUMBER, columns, lineStep, finish, out + at, outStride, extra);
        }
      }
      out += <usize>count * outStride;
    }
    if (!whole) {
      gather(to, features, bias);
      settle(to, pixels * features, bias ? 0 : below, activation, s.slope);
    }
    from += fromStride;
    to += toStride;
    below += toStride;
  }
}

/** The columns of the weights as rows, with 0 behind the last of their numbers. */
function layColumns(weights: usize, features: i32): void {
  transpose(weights, weightStride, taps, FEW, panels, patchStride);
  for (let tap = taps; tap & 3; tap++)
    for (let row: usize = 0; row < <usize>features; row++) store<f32>(panels + row * patchStride + (<usize>tap << 2), 0);
}

/** Puts the pixels' numbers one behind the other, each with its bias. */
function gather(to: usize, features: i32, bias: usize): void {
  let from = spread;
  for (let pixel = 0; pixel < pixels; pixel++) {
    for (let f: usize = 0; f < <usize>features << 2; f += 4) {
      store<f32>(to, bias ? load<f32>(from + f) + load<f32>(bias + f) : load<f32>(from + f));
      to += 4;
    }
    from += weightStride;
  }
}

/** Puts the pixels of a small picture into whole lines, with 0 behind their numbers. */
function scatter(from: usize, features: i32): void {
  let to = spread;
  for (let pixel = 0; pixel < pixels; pixel++) {
    const bytes = <usize>features << 2;
    for (let f: usize = 0; f < bytes; f += 4) store<f32>(to + f, load<f32>(from + f));
    for (let f = bytes; f < weightStride; f += 4) store<f32>(to + f, 0);
    from += bytes;
    to += weightStride;
  }
}

/** What becomes of the sums of a row: f(s), or s ∘ f′ where there are values below; what pads the row becomes 0. */
function settle(to: usize, width: i32, below: usize, activation: i32, slope: f32): void {
  const bend = f32x4.splat(slope);
  const end = strideOf(width);
  for (let at: usize = 0; at < end; at += 16) {
    const sum = v128.load(to + at);
    const made = below ? throughActivation(sum, v128.load(below + at), activation, bend) : activated(sum, activation, bend);
    v128.store(to + at, v128.and(made, inside(<i32>(at >> 2), width)));
  }
}

/** large = f(Σ over the pixels of small Wᵀ + b), or the sum ∘ f′. */
export function convolveTransposed(s: ConvolveTransposed): void {
  setUp(changetype<Convolve>(changetype<usize>(s)));
  const features = s.features, bias = s.bias, width = s.height * s.width * s.channels;
  const fromStride = strideOf(pixels * features), toStride = strideOf(width);
  // Panels of eight weights each, a line for every feature.
  const panel = <usize>((features + 3) & ~3) * LINE;
  for (let tap = 0; tap < taps; tap += 8)
    transpose(s.weights + <usize>tap * weightStride, weightStride, min(8, taps - tap), features, panels + <usize>(tap >> 3) * panel, LINE);
  let from = s.from, to = s.to, below = s.below;
  for (let row = s.rows; row > 0; row--) {
    setActivation(0, 1);
    begin(to, s.height * s.width, s.channels, bias);
    for (let line = 0; line < down; line += block) {
      const lines = min(block, down - line), count = lines * across;
      const rows = from + (<usize>(line * across * features) << 2);
      for (let tap = 0; tap < taps; tap += 8) {
        const columns = panels + <usize>(tap >> 3) * panel, out = patches + (<usize>tap << 2);
        product(count, features, rows, <usize>features << 4, NUMBER, columns, LINE, BACKWARD, out, patchStride, 0);
      }
      addPatches(patches, patchStride, line, lines, to);
    }
    settle(to, width, bias ? 0 : below, s.activation, s.slope);
    from += fromStride;
    to += toStride;
    below += toStride;
  }
}

/** Every pixel at its biases, or at 0. */
function begin(to: usize, count: i32, channels: i32, bias: usize): void {
  if (!bias || channels == 1) {
    const value = bias ? v128.load32_splat(bias) : f32x4.splat(0);
    const end = strideOf(count * channels);
    for (let at: usize = 0; at < end; at += 16) v128.store(to + at, value);
    return;
  }
  const bytes = <usize>channels << 2;
  for (let pixel = 0; pixel < count; pixel++) {
    let at: usize = 0;
    for (; at + 16 <= bytes; at += 16) v128.store(to + at, v128.load(bias + at));
    for (; at < bytes; at += 4) store<f32>(to + at, load<f32>(bias + at));
    to += bytes;
  }
}

/** dW = Σ over images of patches(large)ᵀ small, and db; Adam on both. */
export function backwardToKernel(s: BackwardToKernel): void {
  setUp(changetype<Convolve>(changetype<usize>(s)));
  const features = s.features, channels = s.channels, whole = !(features & 7), few = features <= FEW;
  const ofLarge = s.biased == BIASED_LARGE;
  const area = s.height * s.width;
  const largeStride = strideOf(area * channels), smallStride = strideOf(pixels * features);
  memory.fill(panels, 0, (patchStride >> 2) * weightStride);
  memory.fill(biases, 0, strideOf(max(channels, features)));
  let large = s.large, small = s.small;
  for (let row = s.rows; row > 0; row--) {
    if (!whole) scatter(small, features);
    const rowStride = whole ? <usize>features << 2 : weightStride;
    let rows = whole ? small : spread;
    for (let line = 0; line < down; line += block) {
      const lines = min(block, down - line), count = lines * across;
      layPatches(large, line, lines, patches, patchStride);
      if (few) addThin(rows, rowStride, count);
      else addProduct(rows, rowStride, count);
      rows += <usize>count * rowStride;
    }
    if (ofLarge) addBiases(large, area, channels);
    else addBiases(small, pixels, features);
    large += largeStride;
    small += smallStride;
  }
  setAdamStep(s.adam);
  // Parameters that pad a row have a gradient of 0 and stay 0.
  let weights = s.weights;
  for (let tap = 0; tap < taps; tap++) {
    for (let at: usize = 0; at < weightStride; at += LINE) {
      const sums = panels + at * (patchStride >> 2) + <usize>tap * LINE;
      descend4(weights + at, v128.load(sums));
      descend4(weights + at + 16, v128.load(sums, 16));
    }
    weights += weightStride;
  }
  const end = strideOf(ofLarge ? channels : features);
  for (let at: usize = 0; at < end; at += 16) descend4(s.bias + at, v128.load(biases + at));
}

/** Adds patchesᵀ · rows, `count` of either, to the sums, which lie in columns of eight. */
function addProduct(rows: usize, rowStride: usize, count: i32): void {
  for (let at: usize = 0; at < weightStride; at += LINE) {
    product(taps, count, patches, STRIP, patchStride, rows + at, rowStride, STORE, tile, LINE, 0);
    const sums = panels + at * (patchStride >> 2), end = <usize>taps * LINE;
    for (let i: usize = 0; i < end; i += 16) v128.store(sums + i, f32x4.add(v128.load(sums + i), v128.load(tile + i)));
  }
}

/** The same for up to four features, whose rows would be mostly padding: the transpose, eight weights at a time. */
function addThin(rows: usize, rowStride: usize, count: i32): void {
  const turned = tile + (LINE << 2);
  for (let tap = 0; tap < taps; tap += 8) {
    product(4, count, rows, STRIP, rowStride, patches + (<usize>tap << 2), patchStride, STORE, tile, LINE, 0);
    transpose(tile, LINE, 4, 8, turned, STRIP);
    for (let i = 0; i < min(8, taps - tap); i++) {
      const sums = panels + <usize>(tap + i) * LINE;
      v128.store(sums, f32x4.add(v128.load(sums), v128.load(turned + <usize>i * STRIP)));
    }
  }
}

/** Adds the sum of a picture’s pixels, channel by channel, to those of the biases. */
function addBiases(picture: usize, count: i32, channels: i32): void {
  const bytes = <usize>channels << 2, end = picture + <usize>count * bytes;
  let at: usize = 0;
  for (; at + 16 <= bytes; at += 16) {
    let sum = f32x4.splat(0);
    for (let pixel = picture + at; pixel < end; pixel += bytes) sum = f32x4.add(sum, v128.load(pixel));
    v128.store(biases + at, f32x4.add(v128.load(biases + at), sum));
  }
  for (; at < bytes; at += 4) {
    let sum: f32 = 0;
    for (let pixel = picture + at; pixel < end; pixel += bytes) sum += load<f32>(pixel);
    store<f32>(biases + at, load<f32>(biases + at) + sum);
  }
}
