import { expect, test } from 'vitest';
import { random } from '../random.ts';
import { initialParameters } from './initial.ts';
import { planOf } from './plan.ts';
import { unpacked } from './rows.ts';

const planned = (outputs: number) =>
  planOf({
    adam: { beta1: 0.9, beta2: 0.999, epsilon: 1e-8 },
    networks: [{ name: 'net', inputs: 100, layers: [{ layer: 'dense', name: 'only', outputs, activation: 'linear' }] }],
    passes: [],
  });

test('a new layer is uniform within ±1/√inputs, the same for the same seed', () => {
  const plan = planned(200);
  const [place] = plan.layers;
  if (!place) throw new Error('The plan has no layer.');
  const drawn = (seed: number) => {
    const { weights, bias } = unpacked(place, initialParameters(plan, random(seed)));
    return [...weights, ...bias];
  };
  const values = drawn(1);
  expect(Math.max(...values.map(Math.abs))).toBeLessThanOrEqual(0.1);
  const variance = values.reduce((sum, w) => sum + w * w, 0) / values.length;
  // Uniform within ±a: variance a²/3, and its estimate has a standard error of √(4/45) a² / √n; four of them.
  expect(Math.abs(variance - 0.01 / 3)).toBeLessThan((4 * Math.sqrt(4 / 45) * 0.01) / Math.sqrt(values.length));
  expect(drawn(1)).toEqual(values);
  expect(drawn(2)).not.toEqual(values);
});
