import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { finish } from '#src/base/finish.ts';
import { random } from '../random.ts';
import { classify, loss, train, untrained } from './classifier.ts';
import type { Classifier } from './classifier.ts';
import { grownDigits, type DigitSet } from './digits.ts';

function accuracy(classifier: Classifier, { images, labels, count }: DigitSet): number {
  return classify(classifier, images).filter((answer, i) => answer === labels[i]).length / count;
}

test('the gradient is that of central differences', () => {
  const set = grownDigits(8, 1);
  const start = untrained(1, 12);
  const net = { hidden: start.hidden, parameters: Float64Array.from(start.parameters) };
  const [gradient, scratch] = [new Float64Array(net.parameters.length), new Float64Array(net.parameters.length)];
  const all = Uint32Array.from({ length: 8 }, (_, i) => i);
  loss(net, set, all, gradient);
  const source = random(2);
  const last = net.parameters.length - 1;
  // One bias of each layer and forty parameters that matter, which in the first layer are those of inked pixels.
  const inked = Array.from(gradient.keys()).filter((i) => gradient[i] !== 0);
  const places = [784 * 12 + 3, last, ...Array.from({ length: 40 }, () => inked[source.below(inked.length)] ?? 0)];
  const step = 1e-5;
  const at = (place: number, value: number) => {
    net.parameters[place] = value;
    return loss(net, set, all, scratch);
  };
  for (const place of places) {
    const value = net.parameters[place] ?? 0;
    const slope = (at(place, value + step) - at(place, value - step)) / (2 * step);
    net.parameters[place] = value;
    // Rounding: 2⁻⁵² of a loss near 2.5, over 2·10⁻⁵, is 3·10⁻¹¹; truncation: step²/6 of a third derivative of order 10 is 2·10⁻¹⁰.
    expect(Math.abs(slope - (gradient[place] ?? NaN))).toBeLessThan(1e-8);
  }
});

test('an untrained net with zero weights gives every label the same chance: its loss is log 10', () => {
  const net = { hidden: 4, parameters: new Float64Array(untrained(1, 4).parameters.length) };
  expect(loss(net, grownDigits(3, 1), Uint32Array.of(0, 1, 2), new Float64Array(net.parameters.length))).toBeCloseTo(
    Math.log(10),
    12,
  );
});

test('the same seed trains the same net, and the share done rises from zero', () => {
  const set = grownDigits(200, 1);
  const once = () => finish(train(set, { epochs: 1, seed: 4, hidden: 8 })).parameters;
  expect(once()).toEqual(once());
  expect([...train(set, { epochs: 2, seed: 4, hidden: 8, batch: 100 })]).toEqual([0, 0.25, 0.5, 0.75]);
});

test('after 3 epochs on 4,000 grown digits it reads at least 75 % of 1,000 others', () => {
  const net = finish(train(grownDigits(4000, 1), { epochs: 3, seed: 1 }));
  // When written, training seeds 1, 3 and 4 gave 79.2, 79.4 and 79.3 %; three standard errors at n = 1,000 are 3.9 points.
  expect(accuracy(net, grownDigits(1000, 2))).toBeGreaterThan(0.75);
});

const folder = fileURLToPath(new URL('../../../../shared/data/', import.meta.url));

function writtenDigits(): DigitSet {
  const read = (name: string, header: number) =>
    new Uint8Array(gunzipSync(readFileSync(`${folder}${name}`))).slice(header);
  const labels = read('mnist-5k-labels-idx1-ubyte.gz', 8);
  return { images: read('mnist-5k-images-idx3-ubyte.gz', 16), labels, count: labels.length };
}

test.skipIf(!existsSync(folder))(
  'after 6 epochs on 8,000 grown digits alone it reads at least 87 % of 5,000 written ones (where shared/data holds them)',
  () => {
    const net = finish(train(grownDigits(8000, 1), { epochs: 6, seed: 1 }));
    // When written, training seeds 1, 3 and 4 gave 89.6, 88.9 and 89.2 %; three standard errors at n = 5,000 are 1.3 points.
    expect(accuracy(net, writtenDigits())).toBeGreaterThan(0.87);
  },
);
