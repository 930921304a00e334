/** What the figure's presets come to, on seeded runs of our own kernels, and the chances drawn from many seeds. */
import { describe, expect, test } from 'vitest';
import { simd } from '#src/engine/executors/simd.ts';
import { compiledKernels } from '#src/engine/executors/kernels.fixture.ts';
import type { Ask } from '#src/engine/experiment.ts';
import { ganFast } from '#src/engine/experiments/gan-fast.ts';
import type { GanConfig, GanSnapshot } from '#src/engine/experiments/gan.ts';
import { fill, initialValues } from '#src/run/params.ts';
import { meta } from './meta.ts';
import { chanceOf, collapseOf, configOf, isCollapsed, metricsAt } from './model.ts';

const fast = simd(compiledKernels());
const seeds = (count: number) => Array.from({ length: count }, (_, i) => i + 1);

/** The snapshots of a run after each of these asks. */
async function snapshots(config: GanConfig, asks: readonly Ask[]): Promise<GanSnapshot[]> {
  const run = ganFast(config, fast);
  const found: GanSnapshot[] = [];
  for (const ask of [0, ...asks]) {
    const { value } = await run.next(ask);
    if (value) found.push(value);
  }
  await run.return();
  return found;
}

const preset = (name: keyof typeof meta.presets, seed: number): GanConfig => {
  const { values, notices } = fill(meta.params, { ...meta.presets[name].set, seed });
  expect(notices).toEqual([]);
  return configOf(values);
};

async function end(config: GanConfig, steps: number): Promise<GanSnapshot> {
  const last = (await snapshots(config, [steps])).at(-1);
  if (!last) throw new Error('The run showed nothing.');
  return last;
}

describe('each mended preset turns one knob of its twin', () => {
  test.each(['collapse', 'oscillation', 'vanishing'] as const)('%s', (name) => {
    const [ill, mended] = [preset(name, 1), preset(`${name}-mended`, 1)];
    const turned = Object.keys(meta.params).filter(
      (knob) => ill[knob as keyof GanConfig] !== mended[knob as keyof GanConfig],
    );
    expect(turned).toHaveLength(1);
  });
});

/**
 * Seeds 1 to 10. Twenty seeds were tried at step 1,500: without the remedy every run covers one mode of eight or none, with
 * it every run seven or eight.
 */
test('the collapse ends with at most three of eight modes on every seed, and packing brings at least seven back', async () => {
  const covered = async (name: 'collapse' | 'collapse-mended') => {
    const ends = [];
    for (const seed of seeds(10)) ends.push((await end(preset(name, seed), 1500)).modesCovered);
    return ends;
  };
  const [ill, mended] = [await covered('collapse'), await covered('collapse-mended')];
  expect(ill.filter((modes) => modes <= 3)).toHaveLength(10);
  expect(mended.filter((modes) => modes >= 7).length).toBeGreaterThanOrEqual(9);
  expect(collapseOf(ill, 8)).toMatchObject({ share: 1, high: 1 });
}, 60_000);

test('the oscillation carries the whole cloud about; eight steps of D for each of G hold it in place', async () => {
  /** How far the mean of the fakes travels from step 500 to 1,000, looked at every 20 steps. */
  const travelled = async (config: GanConfig) => {
    const means = (await snapshots(config, [500, ...Array.from({ length: 25 }, () => 20)])).slice(1).map(meanOf);
    return means
      .slice(1)
      .reduce((way, [x, y], i) => way + Math.hypot(x - (means[i]?.[0] ?? 0), y - (means[i]?.[1] ?? 0)), 0);
  };
  for (const seed of seeds(3)) {
    // Six seeds gave 20 to 25 without the remedy, many times across the moons, and 1.2 to 2.0 with it.
    expect(await travelled(preset('oscillation', seed))).toBeGreaterThan(10);
    expect(await travelled(preset('oscillation-mended', seed))).toBeLessThan(4);
  }
}, 60_000);

function meanOf({ fakes }: GanSnapshot): [number, number] {
  let [x, y] = [0, 0];
  for (let i = 0; i < fakes.length; i += 2) [x, y] = [x + (fakes[i] ?? NaN), y + (fakes[i + 1] ?? NaN)];
  return [(2 * x) / fakes.length, (2 * y) / fakes.length];
}

test('against a strong D the minimax generator stays where it began, and the non-saturating one escapes', async () => {
  /** How far the fakes have moved after 300 steps, on average; the modes lie 0.9 from where they began. */
  const moved = async (config: GanConfig) => {
    const [begin, now] = await snapshots(config, [300]);
    if (!begin || !now) throw new Error('The run showed nothing.');
    let sum = 0;
    for (let i = 0; i < begin.fakes.length; i += 2)
      sum += Math.hypot(
        (now.fakes[i] ?? NaN) - (begin.fakes[i] ?? NaN),
        (now.fakes[i + 1] ?? NaN) - (begin.fakes[i + 1] ?? NaN),
      );
    return { way: (2 * sum) / begin.fakes.length, now };
  };
  for (const seed of seeds(5)) {
    const [stays, escapes] = [await moved(preset('vanishing', seed)), await moved(preset('vanishing-mended', seed))];
    // Ten seeds: at most 0.05 against at least 0.24.
    expect(stays.way).toBeLessThan(0.1);
    expect(stays.now.dFake).toBeLessThan(0.01);
    expect(escapes.way).toBeGreaterThan(0.2);
  }
}, 60_000);

test('the healthy run covers all eight modes, most of its points good', async () => {
  for (const seed of seeds(3)) {
    const { modesCovered, goodShare } = await end(preset('healthy', seed), 3000);
    expect(modesCovered).toBe(8);
    expect(goodShare).toBeGreaterThan(0.7);
  }
}, 30_000);

test('trained long on an easy target D reads ½ on real and fake, and the losses stand at log 4 and log 2', async () => {
  // A block of 4 × 4 cells in the middle, small steps: the divergence falls below 0.05.
  const block = Array.from({ length: 16 }, (_, row) => (row >= 6 && row < 10 ? '03c0' : '0000')).join('');
  const config = configOf({ ...initialValues(meta.params), data: 'drawing', drawing: block, lrd: 1e-3, lrg: 1e-4 });
  const { dReal, dFake, dLoss, gLoss, jsd } = await end(config, 4000);
  expect(jsd).toBeLessThan(0.05);
  // A best D then has a loss of log 4 − 2 · JSD, and reads ½ ± Δ/4 with Δ = ∫ (p − q)²/(p + q), which is 4 · JSD at most
  // (Topsøe 2000): within 0.1 and 0.05. The generator's loss has no such bound; it was within 0.02 on every seed tried.
  expect(Math.abs(dReal - 0.5)).toBeLessThan(0.05);
  expect(Math.abs(dFake - 0.5)).toBeLessThan(0.05);
  expect(Math.abs(dLoss - Math.log(4))).toBeLessThan(0.1);
  expect(Math.abs(gLoss - Math.log(2))).toBeLessThan(0.1);
}, 30_000);

test('metrics have the names that the description lists', async () => {
  const [begin] = await snapshots(configOf(initialValues(meta.params)), []);
  if (!begin) throw new Error('The run showed nothing.');
  expect(Object.keys(metricsAt(begin, 0)).sort()).toEqual(Object.keys(meta.metrics).sort());
});

test('three of eight modes are a collapse, four are not; of 25 it is nine', () => {
  expect([3, 4].map((modes) => isCollapsed(modes, 8))).toEqual([true, false]);
  expect([9, 10].map((modes) => isCollapsed(modes, 25))).toEqual([true, false]);
});

describe('Wilson’s interval', () => {
  // The roots p of (share − p)² = z² p (1 − p)/n are what defines it.
  test.each([
    [0, 20],
    [3, 20],
    [10, 20],
    [20, 20],
    [1, 3],
  ])('%d of %d: at its ends the share lies 1.96 standard errors away', (count, of) => {
    const { share, low, high } = chanceOf(count, of);
    expect(share).toBe(count / of);
    for (const end of [low, high]) {
      if (end === 0 || end === 1) expect(end).toBe(share);
      else expect(Math.abs(share - end) / Math.sqrt((end * (1 - end)) / of)).toBeCloseTo(1.959964, 6);
    }
  });

  test('9 of 20 gives 0.258 to 0.658', () => {
    // (0.45 + z²/40 ± z √(0.45 · 0.55/20 + z²/1600)) / (1 + z²/20) with z = 1.959964.
    const { low, high } = chanceOf(9, 20);
    expect(low).toBeCloseTo(0.2582, 4);
    expect(high).toBeCloseTo(0.6579, 4);
  });

  test('nothing tried says nothing', () => {
    expect(chanceOf(0, 0)).toMatchObject({ low: 0, high: 1 });
  });
});
