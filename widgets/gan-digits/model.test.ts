import { beforeAll, describe, expect, test } from 'vitest';
import { finish } from '#src/base/finish.ts';
import { grownDigits, splitAt } from '#src/engine/data/digits.ts';
import { compiledKernels } from '#src/engine/executors/kernels.fixture.ts';
import { simd } from '#src/engine/executors/simd.ts';
import type { GanDigitsData, GanDigitsSnapshot } from '#src/models/gan-digits/gan-digits.ts';
import ganDigits from '#src/models/gan-digits/index.ts';
import { trainClassifier } from '#src/models/shared/classifier.ts';
import { initialValues } from '#src/run/params.ts';
import { meta } from './meta.ts';
import { configOf, metricsAt, missingIn, traceOf } from './model.ts';

const initial = initialValues(meta.params);
const kernels = compiledKernels();

let data: GanDigitsData;
beforeAll(() => {
  // The digits that the page grows (worker/data.ts), so that what is tested here is what a reader sees.
  const split = splitAt(grownDigits(9000), 8000);
  data = { ...split, classifier: finish(trainClassifier(split, simd(kernels))) };
});

async function after(steps: number, knobs: Partial<typeof initial>): Promise<GanDigitsSnapshot> {
  const run = ganDigits.run(configOf({ ...initial, ...knobs }), data, { name: 'simd', kernels });
  await run.next();
  const { value } = await run.next(steps);
  await run.return();
  if (!value) throw new Error('The run ended before its snapshot.');
  return value;
}

const { presets } = meta;

describe('what the presets promise', () => {
  test('the classifier reads at least 86 % of the held-out digits', () => {
    // When written it read 89.1 %; three standard errors at n = 1,000 are 3.0 points.
    expect(data.classifier.accuracy).toBeGreaterThan(0.86);
  });

  test('asked for a digit, the generator makes it: 85 % are read as asked at step 3,000', async () => {
    // When written 90.2 %; of real held-out digits the classifier reads 89.1 %.
    const found = metricsAt(await after(3000, presets['by-class'].set));
    expect(found['asked-class-accuracy']).toBeGreaterThan(0.85);
    expect(found['classes-covered']).toBe(10);
  });

  test('with a discriminator a hundred times slower half of the digits are missing at step 2,000, in packs at most two', async () => {
    // When written seven were missing, and one in packs.
    const collapsed = await after(2000, presets.collapse.set);
    expect(collapsed.missing.length).toBeGreaterThanOrEqual(5);
    expect(missingIn(collapsed)).toMatch(/^The digits .* are missing\.$/);
    const mended = await after(2000, presets.mended.set);
    expect(mended.missing.length).toBeLessThanOrEqual(2);
  });

  test('as it opens, the game makes all digits but at most one at step 1,000', async () => {
    expect((await after(1000, presets.plain.set)).missing.length).toBeLessThanOrEqual(1);
  });
});

const snapshot = {
  step: 7,
  samples: new Uint8Array(),
  counted: 500,
  classifierAccuracy: 0.9,
  dLoss: 1.2,
  gLoss: 0.8,
  dReal: 0.6,
  dFake: 0.4,
  made: [91, 100, 9, 50, 50, 50, 50, 50, 50, 0],
  missing: [2, 9],
  trail: { steps: new Float32Array(), dLoss: new Float32Array(), gLoss: new Float32Array() },
} satisfies GanDigitsSnapshot;

test('the figure has a number for every name, and of classes asked for only where some are', () => {
  // The pace of a run is no snapshot's.
  const names = Object.keys(meta.metrics).filter((name) => name !== 'steps-per-second');
  const asked = [1, 0.5, 0, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5];
  const byClass = metricsAt({ ...snapshot, asked });
  expect(Object.keys(byClass).sort()).toEqual([...names].sort());
  // (1 + 0 + 8 · ½) / 10 of as many of each class.
  expect(byClass['asked-class-accuracy']).toBeCloseTo(0.5, 12);
  expect(byClass['classes-covered']).toBe(8);
  expect(byClass).toEqual({
    'classes-covered': 8,
    'asked-class-accuracy': byClass['asked-class-accuracy'],
    'classifier-accuracy': 0.9,
    'd-loss': 1.2,
    'g-loss': 0.8,
    'd-real': 0.6,
    'd-fake': 0.4,
  });
  const plain = metricsAt(snapshot);
  expect(Object.keys(plain).sort()).toEqual(names.filter((name) => name !== 'asked-class-accuracy').sort());
});

test('knobs go to the engine under their own names, and only a generator asked by class is told one', () => {
  const knobs = {
    loss: 'non-saturating',
    kd: 3,
    lrd: 1e-3,
    lrg: 2e-4,
    noise: 7,
    width: 96,
    batch: 40,
    seed: 5,
  } as const;
  const { remedy } = initial;
  const told = (conditional: (typeof initial)['conditional']) => configOf({ ...initial, ...knobs, conditional });
  expect(told('by-class')).toEqual({ ...knobs, remedy, conditional: true });
  const others = Object.keys(meta.params.conditional.options).filter((option) => option !== 'by-class');
  expect(others).toHaveLength(1);
  expect(told(others[0] as (typeof initial)['conditional'])).toEqual({ ...knobs, remedy, conditional: false });
});

test('missing digits are named', () => {
  expect(missingIn(snapshot)).toBe('The digits 2 and 9 are missing.');
  expect(missingIn({ step: 7, missing: [3] })).toBe('The digit 3 is missing.');
  expect(missingIn({ step: 7, missing: [0, 3, 5] })).toBe('The digits 0, 3 and 5 are missing.');
  expect(missingIn({ step: 7, missing: [] })).toBe('All ten digits are made.');
  expect(missingIn({ step: 0, missing: [1, 2] })).toMatch(/^Nothing has been learnt yet/);
});

test('curves keep the numbers of a step and none of its pictures', () => {
  expect(traceOf(snapshot)).toEqual({ step: 7, dLoss: 1.2, gLoss: 0.8, dReal: 0.6, dFake: 0.4 });
});
