import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { answering, asking, bell, circle } from './guess.ts';
import type { WidgetMeta } from './meta.ts';
import { fill } from './params.ts';

const metas = import.meta.glob<{ meta: WidgetMeta }>('/widgets/*/meta.ts', { eager: true });
const asked = Object.entries(metas).flatMap(([path, { meta }]) => {
  const id = path.split('/')[2] ?? '';
  return meta.guess ? [{ id, meta, guess: meta.guess }] : [];
});

test('nine figures ask for a guess', () => {
  expect(asked.map(({ id }) => id).sort()).toEqual([
    'autoencoder-denoise',
    'coin-likelihood',
    'density-fit',
    'em-mixture',
    'gan-2d',
    'gan-objective',
    'kl-explorer',
    'mean-field',
    'vae-exact',
    'vae-tradeoff',
  ]);
});

describe.each(asked)('the guess of $id', ({ id, meta, guess }) => {
  test('has three answers with labels of their own, and the right one is among them', () => {
    expect(Object.keys(guess.answers)).toHaveLength(3);
    expect(new Set(Object.values(guess.answers).map(({ label }) => label)).size).toBe(3);
    expect(Object.keys(guess.answers)).toContain(guess.right);
  });

  test('turns only knobs that the figure has, to values that they can have', () => {
    expect(fill(meta.params, asking(guess)).notices).toEqual([]);
    const { values, notices } = fill(meta.params, answering(guess));
    expect(notices).toEqual([]);
    expect(values).toMatchObject(answering(guess));
  });

  test('names pictures by the titles that they have, and is drawn into one that is seen once it is answered', () => {
    const view = readFileSync(`widgets/${id}/view.tsx`, 'utf8');
    for (const title of [guess.picture, ...(guess.covers ?? [])]) expect(view).toContain(`title="${title}"`);
  });

  test('names the steps of a run if and only if the figure trains', () => {
    expect(guess.steps !== undefined).toBe(meta.trains);
  });

  test('asks in one line', () => {
    // What fits in a line of the text beside the button at 1280 pixels.
    expect(guess.asks.length).toBeLessThanOrEqual(100);
  });
});

test('a bell has the area 1 within three deviations but for the tails, and its top at the mean', () => {
  const line = bell(2, 0.5);
  const area = line.reduce((sum, [, y]) => sum + y * 0.05, 0);
  // Outside of ±3σ lie 0.27 %; the sum counts half a strip too much at either end.
  expect(Math.abs(area - 0.9973)).toBeLessThan(1e-3);
  expect(line.toSorted((a, b) => b[1] - a[1])[0]).toEqual([2, 1 / (0.5 * Math.sqrt(2 * Math.PI))]);
});

test('a circle goes around its middle and closes', () => {
  const line = circle([1, -1], 0.5);
  for (const [x, y] of line) expect(Math.hypot(x - 1, y + 1)).toBeCloseTo(0.5, 12);
  expect(line.at(-1)?.[0]).toBeCloseTo(line[0]?.[0] ?? NaN, 12);
});
