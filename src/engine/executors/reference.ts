/**
 * The stages as plain loops: slow and obvious. Values are stored in single precision, sums are made in double. What the
 * fast executors compute is held against this, and this against TensorFlow.js and finite differences.
 */
import { numbersOf } from '../random.ts';
import { LEAK, type Activation } from '../steps/model.ts';
import type { Plan } from '../steps/plan.ts';
import type { Term } from '../layers/adversarial/stage.ts';
import { MARGIN } from '../layers/penalty/stage.ts';
import { strideOf, type Place, type Stage } from '../steps/stages.ts';
import { feedAt, pointsOf, programNamed, type ExecutorFactory, type Images } from './executor.ts';

type Of<Name extends Stage['stage']> = Extract<Stage, { stage: Name }>;
/** What stages work on. */
type Work = { readonly plan: Plan; readonly arena: Float32Array; readonly whole: Int32Array; readonly images: Images };

export const reference: ExecutorFactory = (plan, parameters, images) => {
  const arena = new Float32Array(plan.size);
  arena.set(parameters);
  const work = { plan, arena, whole: new Int32Array(arena.buffer), images };
  return {
    name: 'reference',
    view: ({ at, length }) => arena.subarray(at, at + length),
    run(pass, steps, fill) {
      const turns = (typeof pass === 'string' ? [pass] : pass).map((name) => {
        const program = programNamed(plan, name);
        return { name, program, given: feedAt(program, arena.buffer, program.feed.at * 4) };
      });
      const trail: number[] = [];
      for (let step = 0; step < steps; step++)
        for (const [turn, { name, program, given }] of turns.entries()) {
          fill(given, step, name, turn);
          for (const stage of program.stages) perform(work, stage);
          trail.push(...arena.subarray(program.log.at, program.log.at + program.log.length));
        }
      return Float32Array.from(trail);
    },
  };
};

function perform(work: Work, stage: Stage): void {
  switch (stage.stage) {
    case 'gather':
      return gather(work, stage);
    case 'draw':
      return draw(work, stage);
    case 'pick':
      return pick(work, stage);
    case 'dense':
      return dense(work, stage);
    case 'code':
      return code(work, stage);
    case 'loss':
      return loss(work, stage);
    case 'adversarial':
      return adversarial(work, stage);
    case 'code backward':
      return codeBackward(work, stage);
    case 'backward to inputs':
      return backwardToInputs(work, stage);
    case 'backward to weights':
      return backwardToWeights(work, stage);
    case 'activate':
      return activate(work, stage);
    case 'add row':
      return addRow(work, stage);
    case 'backward to table':
      return backwardToTable(work, stage);
    case 'penalty':
      return stage.penalty === 'L1' ? absolute(work, stage) : divergence(work, stage);
    case 'through':
      return through(work, stage);
    case 'corrupt':
      return corrupt(work, stage);
    case 'through activation':
      return throughActivation(work, stage);
    case 'pack':
    case 'unpack':
      return pack(work, stage);
    case 'closeness':
      return closeness(work, stage);
    case 'closeness backward':
      return closenessBackward(work, stage);
    default:
      stage satisfies never;
  }
}

/** The number at a place of the arena; `noUncheckedIndexedAccess` asks what is there beyond its end. */
const at = (arena: Float32Array, place: Place): number => arena[place] ?? NaN;

const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));

function activated(x: number, activation: Activation): number {
  switch (activation) {
    case 'linear':
      return x;
    case 'relu':
      return Math.max(0, x);
    case 'leaky relu':
      return x < 0 ? LEAK * x : x;
    case 'tanh':
      return Math.tanh(x);
    case 'sigmoid':
      return sigmoid(x);
  }
}

/** f′ from the value y = f(x). */
function derivative(y: number, activation: Activation): number {
  switch (activation) {
    case 'linear':
      return 1;
    case 'relu':
      return y > 0 ? 1 : 0;
    case 'leaky relu':
      return y > 0 ? 1 : LEAK;
    case 'tanh':
      return 1 - y * y;
    case 'sigmoid':
      return y * (1 - y);
  }
}

function gather({ arena, whole, images }: Work, { rows, width, indices, x }: Of<'gather'>): void {
  for (let row = 0; row < rows; row++) {
    const from = (whole[indices + row] ?? 0) * width;
    for (let pixel = 0; pixel < width; pixel++)
      arena[x + row * strideOf(width) + pixel] = (images.bytes[from + pixel] ?? 0) / 255;
  }
}

/** The stream whose seed, name and step stand at a place of the feed. */
const streamAt = ({ whole }: Work, place: Place) =>
  numbersOf((whole[place] ?? 0) >>> 0, (whole[place + 1] ?? 0) >>> 0, (whole[place + 2] ?? 0) >>> 0);

function draw(work: Work, { law, rows, width, stride, stream, to }: Of<'draw'>): void {
  const source = streamAt(work, stream);
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < width; column++)
      work.arena[to + row * stride + column] = law === 'normal' ? source.normal() : source.uniform();
}

function pick(work: Work, { rows, width, stream, to }: Of<'pick'>): void {
  const source = streamAt(work, stream);
  const { values, count } = pointsOf(work.images, width);
  for (let row = 0; row < rows; row++) {
    const from = source.below(count) * width;
    work.arena.set(values.subarray(from, from + width), to + row * strideOf(width));
  }
}

function dense({ arena }: Work, { rows, inputs, outputs, x, weights, bias, y, activation }: Of<'dense'>): void {
  const [xStride, yStride] = [strideOf(inputs), strideOf(outputs)];
  for (let row = 0; row < rows; row++)
    for (let output = 0; output < outputs; output++) {
      let sum = at(arena, bias + output);
      for (let input = 0; input < inputs; input++)
        sum += at(arena, x + row * xStride + input) * at(arena, weights + input * yStride + output);
      arena[y + row * yStride + output] = activated(sum, activation);
    }
}

function code({ arena }: Work, { rows, latent, moments, noise, z, losses, log }: Of<'code'>): void {
  let total = 0;
  for (let row = 0; row < rows; row++) {
    let nats = 0;
    for (let d = 0; d < latent; d++) {
      const mu = at(arena, moments + row * strideOf(2 * latent) + d);
      const logVar = at(arena, moments + row * strideOf(2 * latent) + latent + d);
      arena[z + row * strideOf(latent) + d] = mu + Math.exp(logVar / 2) * at(arena, noise + row * latent + d);
      nats += 0.5 * (mu * mu + Math.exp(logVar) - logVar - 1);
    }
    arena[losses + row] = nats;
    total += nats;
  }
  arena[log] = total / rows;
}

function codeBackward({ arena }: Work, stage: Of<'code backward'>): void {
  const { rows, latent, moments, noise, zGradient, gradient, weight } = stage;
  const pull = at(arena, weight) / rows;
  for (let row = 0; row < rows; row++)
    for (let d = 0; d < latent; d++) {
      const place = row * strideOf(2 * latent) + d;
      const variance = Math.exp(at(arena, moments + place + latent));
      const dz = at(arena, zGradient + row * strideOf(latent) + d);
      arena[gradient + place] = dz + pull * at(arena, moments + place);
      arena[gradient + place + latent] =
        (dz * at(arena, noise + row * latent + d) * Math.sqrt(variance)) / 2 + (pull * (variance - 1)) / 2;
    }
}

function lossOfRow(work: Work, stage: Of<'loss'>, row: number): number {
  switch (stage.loss) {
    case 'softmax':
      return rowOfSoftmax(work, stage, row);
    case 'squared':
      return rowOfSquares(work, stage, row);
    default:
      return rowOfPixels(work, stage, row);
  }
}

function loss(work: Work, stage: Of<'loss'>): void {
  const { rows, losses, log } = stage;
  let total = 0;
  for (let row = 0; row < rows; row++) {
    const found = lossOfRow(work, stage, row);
    work.arena[losses + row] = found;
    total += found;
  }
  work.arena[log] = total / rows;
}

/** ‖a − x‖² of one row, and its gradient at the outputs, of the mean over rows. */
function rowOfSquares({ arena }: Work, { rows, width, outputs, target, gradient }: Of<'loss'>, row: number) {
  let sum = 0;
  for (let i = 0; i < width; i++) {
    const place = row * strideOf(width) + i;
    const error = at(arena, outputs + place) - at(arena, target + place);
    sum += error * error;
    arena[gradient + place] = (2 * error) / rows;
  }
  return sum;
}

/** −log p(x|z) of one row, and its gradient at the logits, of the mean over rows. */
function rowOfPixels({ arena }: Work, { loss, h2, rows, width, outputs, target, gradient }: Of<'loss'>, row: number) {
  let nats = loss === 'gaussian' ? 0.5 * width * Math.log(2 * Math.PI * h2) : 0;
  for (let pixel = 0; pixel < width; pixel++) {
    const place = row * strideOf(width) + pixel;
    const [logit, x] = [at(arena, outputs + place), at(arena, target + place)];
    const mean = sigmoid(logit);
    if (loss === 'gaussian') nats += (x - mean) ** 2 / (2 * h2);
    else nats += Math.max(logit, 0) + Math.log1p(Math.exp(-Math.abs(logit))) - x * logit;
    arena[gradient + place] = ((mean - x) * (loss === 'gaussian' ? (mean * (1 - mean)) / h2 : 1)) / rows;
  }
  return nats;
}

function rowOfSoftmax({ arena, whole }: Work, { rows, width, outputs, target, gradient }: Of<'loss'>, row: number) {
  const label = whole[target + row] ?? 0;
  const place = row * strideOf(width);
  const logits = Array.from({ length: width }, (_, c) => at(arena, outputs + place + c));
  const largest = Math.max(...logits);
  const partition = logits.reduce((sum, a) => sum + Math.exp(a - largest), 0);
  for (const [c, a] of logits.entries())
    arena[gradient + place + c] = (Math.exp(a - largest) / partition - (c === label ? 1 : 0)) / rows;
  return Math.log(partition) + largest - (logits[label] ?? NaN);
}

const softplus = (a: number) => Math.max(a, 0) + Math.log1p(Math.exp(-Math.abs(a)));

/** A term of a GAN's losses at the logit a, and its slope. */
function termAt(term: Term, a: number): [number, number] {
  switch (term) {
    case 'softplus(-a)':
      return [softplus(-a), sigmoid(a) - 1];
    case 'softplus(a)':
      return [softplus(a), sigmoid(a)];
    case '-softplus(a)':
      return [-softplus(a), -sigmoid(a)];
    case '(a-1)^2/2':
      return [(a - 1) ** 2 / 2, a - 1];
    case 'a^2/2':
      return [a ** 2 / 2, a];
  }
}

function adversarial({ arena }: Work, stage: Of<'adversarial'>): void {
  const { rows, reals, realTerm, fakeTerm, outputs, gradient, losses, log } = stage;
  let total = 0;
  for (let row = 0; row < rows; row++) {
    const real = row < reals;
    const [value, slope] = termAt(real ? realTerm : fakeTerm, at(arena, outputs + row * strideOf(1)));
    const share = 1 / (real ? reals : rows - reals);
    arena[losses + row] = value;
    arena[gradient + row * strideOf(1)] = slope * share;
    total += value * share;
  }
  arena[log] = total;
}

function backwardToInputs({ arena }: Work, stage: Of<'backward to inputs'>): void {
  const { rows, inputs, outputs, yGradient, weights, x, gradient, activation } = stage;
  const [xStride, yStride] = [strideOf(inputs), strideOf(outputs)];
  for (let row = 0; row < rows; row++)
    for (let input = 0; input < inputs; input++) {
      let sum = 0;
      for (let output = 0; output < outputs; output++)
        sum += at(arena, yGradient + row * yStride + output) * at(arena, weights + input * yStride + output);
      arena[gradient + row * xStride + input] = sum * derivative(at(arena, x + row * xStride + input), activation);
    }
}

function backwardToWeights(work: Work, stage: Of<'backward to weights'>): void {
  const { arena } = work;
  const { rows, biasRows, inputs, outputs, x, yGradient, weights, bias, adam, mask } = stage;
  const [xStride, yStride] = [strideOf(inputs), strideOf(outputs)];
  for (let output = 0; output < outputs; output++) {
    let total = 0;
    for (let row = 0; row < biasRows; row++) total += at(arena, yGradient + row * yStride + output);
    descend(work, bias + output, total, adam);
    for (let input = 0; input < inputs; input++) {
      let sum = 0;
      for (let row = 0; row < rows; row++)
        sum += at(arena, x + row * xStride + input) * at(arena, yGradient + row * yStride + output);
      const joined = !mask || at(arena, mask.from + input) <= at(arena, mask.to + output);
      descend(work, weights + input * yStride + output, joined ? sum : 0, adam);
    }
  }
}

/** Adam (Kingma & Ba 2015, algorithm 1) on one parameter. */
function descend({ arena, plan }: Work, parameter: Place, gradient: number, adam: Place): void {
  const { beta1, beta2, epsilon } = plan.model.adam;
  const [first, second] = [parameter + plan.parameters, parameter + 2 * plan.parameters];
  const m = beta1 * at(arena, first) + (1 - beta1) * gradient;
  const v = beta2 * at(arena, second) + (1 - beta2) * gradient * gradient;
  arena[first] = m;
  arena[second] = v;
  arena[parameter] = at(arena, parameter) - (at(arena, adam) * m) / (Math.sqrt(v * at(arena, adam + 1)) + epsilon);
}

function activate({ arena }: Work, { rows, width, x, y, activation }: Of<'activate'>): void {
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < width; column++) {
      const place = row * strideOf(width) + column;
      arena[y + place] = activated(at(arena, x + place), activation);
    }
}

function addRow({ arena, whole }: Work, { rows, outputs, table, labels, y, activation }: Of<'add row'>): void {
  const stride = strideOf(outputs);
  for (let row = 0; row < rows; row++) {
    const label = labels === undefined ? 0 : (whole[labels + row] ?? NaN);
    for (let output = 0; output < outputs; output++) {
      const place = y + row * stride + output;
      arena[place] = activated(at(arena, place) + at(arena, table + label * stride + output), activation);
    }
  }
}

function backwardToTable(work: Work, stage: Of<'backward to table'>): void {
  const { arena, whole } = work;
  const { rows, outputs, classes, table, labels, yGradient, adam } = stage;
  const stride = strideOf(outputs);
  for (let label = 0; label < classes; label++)
    for (let output = 0; output < outputs; output++) {
      let sum = 0;
      for (let row = 0; row < rows; row++)
        if (labels === undefined || whole[labels + row] === label) sum += at(arena, yGradient + row * stride + output);
      descend(work, table + label * stride + output, sum, adam);
    }
}

function absolute({ arena }: Work, stage: Extract<Stage, { penalty: 'L1' }> & Of<'penalty'>): void {
  const { rows, width, x, losses, log } = stage;
  let total = 0;
  for (let row = 0; row < rows; row++) {
    let sum = 0;
    for (let column = 0; column < width; column++) sum += Math.abs(at(arena, x + row * strideOf(width) + column));
    arena[losses + row] = sum;
    total += sum;
  }
  arena[log] = total / rows;
}

function divergence({ arena }: Work, stage: Extract<Stage, { penalty: 'KL to rho' }> & Of<'penalty'>): void {
  const { rows, width, x, rho: rhoAt, means, losses, log } = stage;
  const rho = at(arena, rhoAt);
  let total = 0;
  for (let column = 0; column < width; column++) {
    let sum = 0;
    for (let row = 0; row < rows; row++) sum += at(arena, x + row * strideOf(width) + column);
    const mean = Math.min(Math.max(sum / rows, MARGIN), 1 - MARGIN);
    const nats = rho * Math.log(rho / mean) + (1 - rho) * Math.log((1 - rho) / (1 - mean));
    arena[means + column] = mean;
    arena[losses + column] = nats;
    total += nats;
  }
  arena[log] = total;
}

function through({ arena }: Work, stage: Of<'through'>): void {
  const { penalty, rows, width, x, gradient, activation, weight, rho: rhoAt, means } = stage;
  const [pull, rho] = [at(arena, weight) / rows, at(arena, rhoAt)];
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < width; column++) {
      const place = row * strideOf(width) + column;
      const value = at(arena, x + place);
      const mean = at(arena, means + column);
      const slopes = {
        none: 0,
        L1: pull * Math.sign(value),
        'KL to rho': pull * ((1 - rho) / (1 - mean) - rho / mean),
      };
      arena[gradient + place] = (at(arena, gradient + place) + slopes[penalty]) * derivative(value, activation);
    }
}

function corrupt({ arena }: Work, { corruption, rows, width, x, draws, level, y }: Of<'corrupt'>): void {
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < width; column++) {
      const place = row * strideOf(width) + column;
      const [value, drawn, amount] = [at(arena, x + place), at(arena, draws + place), at(arena, level)];
      if (corruption === 'masking') arena[y + place] = drawn < amount ? 0 : value;
      else arena[y + place] = value + amount * drawn;
    }
}

function throughActivation({ arena }: Work, stage: Of<'through activation'>): void {
  const { rows, width, y, yGradient, gradient, activation } = stage;
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < width; column++) {
      const place = row * strideOf(width) + column;
      arena[gradient + place] = at(arena, yGradient + place) * derivative(at(arena, y + place), activation);
    }
}

function pack({ arena }: Work, { stage, rows, width, group, x, y }: Of<'pack' | 'unpack'>): void {
  for (let row = 0; row < rows; row++)
    for (let member = 0; member < group; member++)
      for (let column = 0; column < width; column++) {
        const apart = x + (row * group + member) * strideOf(width) + column;
        const together = y + row * strideOf(group * width) + member * width + column;
        if (stage === 'pack') arena[together] = at(arena, apart);
        else arena[apart] = at(arena, together);
      }
}

/** The first row of a row's block, and the row behind its last. */
const blockOf = (row: number, reals: number, rows: number): [number, number] =>
  row < reals ? [0, reals] : [reals, rows];

function closeness({ arena }: Work, { rows, reals, width, scale, x, pairs, y }: Of<'closeness'>): void {
  const value = (row: number, column: number) => at(arena, x + row * strideOf(width) + column);
  for (let row = 0; row < rows; row++) {
    const [begin, end] = blockOf(row, reals, rows);
    let total = 0;
    for (let other = 0; other < rows; other++) {
      let squares = 0;
      for (let column = 0; column < width; column++) squares += (value(row, column) - value(other, column)) ** 2;
      const apart = other !== row && other >= begin && other < end;
      const close = apart ? 1 / (1 + squares / width / scale ** 2) : 0;
      arena[pairs + row * strideOf(rows) + other] = close;
      total += close;
    }
    const to = y + row * strideOf(width + 1);
    for (let column = 0; column < width; column++) arena[to + column] = value(row, column);
    arena[to + width] = total / Math.max(1, end - begin - 1);
  }
}

/** Of k = 1 / (1 + d / s²) with d = Σ (x − x′)² / width, the slope along a column of x is −k² · 2 (x − x′) / (width s²). */
function closenessBackward({ arena }: Work, stage: Of<'closeness backward'>): void {
  const { rows, reals, width, scale, x, pairs, yGradient, gradient } = stage;
  const stride = strideOf(width + 1);
  for (let row = 0; row < rows; row++) {
    const [begin, end] = blockOf(row, reals, rows);
    const share = -2 / (width * scale ** 2 * Math.max(1, end - begin - 1));
    for (let column = 0; column < width; column++) {
      let sum = at(arena, yGradient + row * stride + column);
      for (let other = begin; other < end; other++) {
        const slope = share * at(arena, pairs + row * strideOf(rows) + other) ** 2;
        const asked = at(arena, yGradient + row * stride + width) + at(arena, yGradient + other * stride + width);
        const apart = at(arena, x + row * strideOf(width) + column) - at(arena, x + other * strideOf(width) + column);
        sum += slope * asked * apart;
      }
      arena[gradient + row * strideOf(width) + column] = sum;
    }
  }
}
