import { descend } from '../../executors/wgsl/adam.ts';
import { GROUP } from '../../executors/wgsl/functions.ts';
import type { PartsOf } from '../../executors/wgsl/part.ts';
import { numberOf, quadAt, quadsOf, type Places, type Reader } from '../../executors/wgsl/places.ts';
import type { Job } from '../../executors/wgsl/product.ts';
import { byNumber, quadsJob, store } from '../../executors/wgsl/rows.ts';
import { numbersOf, smallOf, tapsOf, type Geometry } from '../../steps/pictures.ts';
import { strideOf, type StageOf } from '../../steps/stages.ts';
import { activated, derivative } from '../activation/wgsl.ts';

type Product = StageOf<'convolve' | 'convolve transposed'>;

/** Whether pixels of so many channels begin on a quad, so that four channels are one. */
const inQuads = (channels: number): boolean => channels % 4 === 0;

/** A number of the weights, as an expression. */
const weightAt = ({ weights, features }: Product, tap: string, feature: string): string =>
  `number(${weights} + (${tap}) * ${strideOf(features)} + ${feature})`;

/** f(sum + b) or sum ∘ f′ of a quad `sum`, to its place. */
function finished(places: Places, { to, bias, below, activation }: Product, width: number, channels: number): string {
  if (bias === undefined) {
    const y = places.reader(below ?? NaN, width)('row', 'quad');
    return `let y = ${y}; ${store(to, width, `sum * ${derivative('y', activation)}`)}`;
  }
  const biases = [0, 1, 2, 3].map((i) => `number(${bias} + (4 * quad + ${i}) % ${channels})`);
  return `let value = sum + vec4f(${biases.join(', ')}); ${store(to, width, activated('value', activation))}`;
}

/**
 * Every number of the large picture under the kernel at `pixel`: its index `at` in a row, and the row `tap` of the weights,
 * in both of which the channels follow each other. Before the border indices wrap round, and so lie beyond the other one.
 */
const eachUnder = ({ height, width, channels, kernel, stride, padding, features }: Product, body: string): string => {
  const across = smallOf({ height, width, channels, kernel, stride, padding, features }).width;
  return `
    for (var line = 0u; line < ${kernel}; line++) {
      let y = pixel / ${across} * ${stride} + line - ${padding};
      if (y >= ${height}) { continue; }
      for (var column = 0u; column < ${kernel}; column++) {
        let x = pixel % ${across} * ${stride} + column - ${padding};
        if (x >= ${width}) { continue; }
        for (var channel = 0u; channel < ${channels}; channel++) {
          let at = (y * ${width} + x) * ${channels} + channel;
          let tap = (line * ${kernel} + column) * ${channels} + channel;
          ${body}
        }
      }
    }`;
};

function convolveJob(places: Places, stage: StageOf<'convolve'>): Job {
  const { rows, features, from, weights } = stage;
  const width = numbersOf(smallOf(stage));
  const large = numberOf(places.reader(from, numbersOf(stage)), 'row', 'at');
  const quads = quadsOf(features);
  const inFours = `
    let pixel = 4 * quad / ${features}; let feature = quad % ${features / 4};
    if (4 * quad < ${width}) {
      ${eachUnder(stage, `sum += ${large} * arena[${weights / 4} + tap * ${quads} + feature];`)}
    }`;
  const one = `
    let pixel = part / ${features}; let feature = part % ${features};
    ${eachUnder(stage, `made[i] += ${large} * ${weightAt(stage, 'tap', 'feature')};`)}`;
  const sum = inQuads(features) ? `var sum = vec4f(); ${inFours}` : `${numbers(width, one)} let sum = made;`;
  return quadsJob(rows, quadsOf(width), `${sum} ${finished(places, stage, width, features)}`);
}

/** A quad `made` of numbers, each by statements that know its index `part` in the row. */
const numbers = (width: number, one: string): string => byNumber(width, `let part = column; ${one}`);

function transposedJob(places: Places, stage: StageOf<'convolve transposed'>): Job {
  const { rows, width, channels, features, kernel, stride, padding, from, weights } = stage;
  const [small, large] = [smallOf(stage), numbersOf(stage)];
  const read = places.reader(from, numbersOf(small));
  const quads = quadsOf(features);
  const inFours = `for (var f = 0u; f < ${features / 4}; f++) {
          made[i] += dot(${read('row', 'at / 4 + f')}, arena[${weights / 4} + tap * ${quads} + f]);
        }`;
  const single = `for (var f = 0u; f < ${features}; f++) {
          made[i] += ${numberOf(read, 'row', 'at + f')} * ${weightAt(stage, 'tap', 'f')};
        }`;
  // A pixel of the small picture lies under the kernel where its place, `padding` on, is a multiple of the stride.
  const one = `
    let pixel = part / ${channels}; let channel = part % ${channels};
    for (var line = 0u; line < ${kernel}; line++) {
      let y = pixel / ${width} + ${padding} - line;
      if (y % ${stride} != 0 || y / ${stride} >= ${small.height}) { continue; }
      for (var beside = 0u; beside < ${kernel}; beside++) {
        let x = pixel % ${width} + ${padding} - beside;
        if (x % ${stride} != 0 || x / ${stride} >= ${small.width}) { continue; }
        let at = (y / ${stride} * ${small.width} + x / ${stride}) * ${features};
        let tap = (line * ${kernel} + beside) * ${channels} + channel;
        ${inQuads(features) ? inFours : single}
      }
    }`;
  const sum = `${numbers(large, one)} let sum = made;`;
  return quadsJob(rows, quadsOf(large), `${sum} ${finished(places, stage, large, channels)}`);
}

/** The quad number `quad` of a pixel's channels; behind the last channel stands 0. */
function pixelQuad(read: Reader, channels: number): string {
  if (inQuads(channels)) return read('row', `pixel * ${channels / 4} + quad`);
  const index = (i: number) => `pixel * ${channels} + 4 * quad + ${i}`;
  const each = [0, 1, 2, 3].map(
    (i) => `select(0.0, ${numberOf(read, 'row', index(i))}, 4 * quad + ${i} < ${channels})`,
  );
  return `vec4f(${each.join(', ')})`;
}

/** A workgroup for every quad of the gradient, whose invocations share out the pixels of all images. */
function kernelJob(places: Places, stage: StageOf<'backward to kernel'>): Job {
  const { rows, height, width, channels, features, kernel, stride, padding } = stage;
  const { weights, bias, biased, adam } = stage;
  const small = smallOf(stage);
  const [ofLarge, ofSmall] = [
    places.reader(stage.large, numbersOf(stage)),
    places.reader(stage.small, numbersOf(small)),
  ];
  const pixels = small.height * small.width;
  const [quads, products] = [quadsOf(features), tapsOf(stage) * quadsOf(features)];
  const [count, read, area] = biased === 'large' ? [channels, ofLarge, height * width] : [features, ofSmall, pixels];
  const code = `
  var sum = vec4f();
  let ofBias = group >= ${products};
  let quad = select(group % ${quads}, group - ${products}, ofBias);
  let tap = group / ${quads};
  if (ofBias) {
    ${shared(rows, area, `sum += ${pixelQuad(read, count)};`)}
  } else {
    ${shared(
      rows,
      pixels,
      `
      let y = pixel / ${small.width} * ${stride} + tap / ${kernel * channels} - ${padding};
      let x = pixel % ${small.width} * ${stride} + tap / ${channels} % ${kernel} - ${padding};
      if (y < ${height} && x < ${width}) {
        let at = (y * ${width} + x) * ${channels} + tap % ${channels};
        sum += ${numberOf(ofLarge, 'row', 'at')} * ${pixelQuad(ofSmall, features)};
      }`,
    )}
  }
  left[l] = sum;
  workgroupBarrier();
  if (l == 0) {
    for (var i = 1u; i < ${GROUP}; i++) { sum += left[i]; }
    let at = select(${quadAt(weights, features, 'tap', 'quad')}, ${bias / 4} + quad, ofBias);
    ${descend(places, adam)}
  }`;
  return { groups: products + quadsOf(count), code };
}

/** Every `pixel` of every `row`, shared out among the invocations of a workgroup. */
const shared = (rows: number, pixels: number, body: string): string => `
    for (var item = l; item < ${rows * pixels}; item += ${GROUP}) {
      let row = item / ${pixels}; let pixel = item % ${pixels};
      ${body}
    }`;

/** Multiply-adds of one of the products. */
const workOf = (geometry: Geometry & { readonly rows: number }): number => {
  const { height, width } = smallOf(geometry);
  return geometry.rows * height * width * tapsOf(geometry) * geometry.features;
};

export const convolution: PartsOf<'convolve' | 'convolve transposed' | 'backward to kernel'> = {
  convolve: { alone: { job: convolveJob }, work: workOf },
  'convolve transposed': { alone: { job: transposedJob }, work: workOf },
  'backward to kernel': { learn: { learned: ({ weights }) => weights, job: kernelJob }, work: workOf },
};
