/** The race is fair where every contestant trains the same thing: what TensorFlow.js reaches, our executors reach. */
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import { openBackend } from '#src/engine/backends.ts';
import { compiledKernels } from '#src/engine/executors/kernels.fixture.ts';
import { reference } from '#src/engine/executors/reference.ts';
import { simd } from '#src/engine/executors/simd.ts';
import { CHECKED, contests, isRight } from './contests.ts';
import { racerOnTfjs } from './race-tfjs.ts';
import { racerOn, type Racer } from './race.ts';

const binaries = fileURLToPath(new URL('../../../node_modules/@tensorflow/tfjs-backend-wasm/dist/', import.meta.url));

beforeAll(async () => {
  await openBackend('wasm', binaries);
});

/** In two goes, as a warm-up and a rest. */
async function lossOf(racer: Racer): Promise<number> {
  await racer.advance(3);
  await racer.advance(CHECKED - 3);
  return racer.loss();
}

describe.each(contests.map((contest) => [contest.title, contest] as const))('%s', (_, contest) => {
  test('the loss that contestants are held against is TensorFlow.js’s', async () => {
    // It is written with six digits.
    expect((await lossOf(racerOnTfjs(contest))) / (contest.loss ?? NaN)).toBeCloseTo(1, 5);
  });

  test('simd passes the check', async () => {
    expect(isRight(contest, await lossOf(racerOn(simd(compiledKernels()), contest)))).toBe(true);
  });
});

test('plain loops pass the check', async () => {
  for (const contest of contests.slice(0, 2))
    expect(isRight(contest, await lossOf(racerOn(reference, contest)))).toBe(true);
});

test('a contestant that learns nothing, or whose numbers are lost, does not pass the check', async () => {
  for (const contest of contests) {
    const racer = racerOn(simd(compiledKernels()), contest);
    await racer.advance(1);
    // The checked step sees the same batch: this is what it would cost if nothing had been learnt.
    expect(isRight(contest, await racer.loss())).toBe(false);
    expect(isRight(contest, NaN)).toBe(false);
  }
});

test('deeper networks are a description too', async () => {
  const racer = racerOn(simd(compiledKernels()), {
    name: 'deep',
    title: '',
    model: 'vae',
    width: 16,
    batch: 8,
    depth: 4,
  });
  await racer.advance(1);
  const first = await racer.loss();
  await racer.advance(400);
  // 28 × 28 pixels at even odds cost 784 ln 2 = 543 nats; 400 steps at 1e-3 bring any network below its first.
  expect(await racer.loss()).toBeLessThan(first);
});
