/**
 * The promise that a seed is the same run everywhere and always: digests of trained states, down to the last bit. They were
 * written down once, in Node; e2e/faults.spec.ts holds a browser's state against Node's in the same way. A change of
 * one bit anywhere in the digits, the chance, the kernels or the optimiser changes them, and then every link with a seed
 * opens another run: that is no reason to write down new ones.
 */
import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { grownDigits, splitAt } from '#src/engine/data/digits.ts';
import { compiledKernels } from '#src/engine/executors/kernels.fixture.ts';
import type { Run, Standing } from '#src/engine/experiment.ts';
import type { Computing } from '../kind.ts';
import type { Config } from '../registry.ts';
import codes from '../codes/index.ts';
import gan from '../gan/index.ts';
import vae from '../vae/index.ts';
import vaeExact from '../vae-exact/index.ts';

const simd: Computing = { name: 'simd', kernels: compiledKernels() };
const digest = ({ buffer, byteOffset, byteLength }: Uint8Array | Float32Array) =>
  createHash('sha256')
    .update(new Uint8Array(buffer, byteOffset, byteLength))
    .digest('hex')
    .slice(0, 16);

async function stateAfter(run: Run<Standing>, steps: number): Promise<string> {
  await run.next();
  await run.next(steps);
  const { value } = await run.next('state');
  await run.return();
  return digest(value?.state?.values ?? expect.fail('there was no state'));
}

const digits = grownDigits(600);
test('six hundred grown digits have these bytes', () => {
  expect(digest(digits.images)).toBe('b5ca5ce7742c7e4e');
});

test('a variational autoencoder trained on them for 200 steps has these weights and moments', async () => {
  const config: Config<'vae'> = {
    beta: 1,
    latent: 2,
    decoder: 'bernoulli',
    h2: 0.1,
    warmup: 50,
    width: 32,
    lr: 1e-3,
    batch: 32,
    seed: 7,
    heldOut: 100,
  };
  const run = vae.run(config, splitAt(digits, 500), simd);
  expect(await stateAfter(run, 200)).toBe('981506c1e2082c16');
});

test('a game in the plane after 200 rounds has these weights and moments', async () => {
  const config: Config<'gan'> = {
    seed: 2,
    data: 'ring',
    drawing: '',
    loss: 'non-saturating',
    kd: 1,
    lrd: 1e-3,
    lrg: 1e-3,
    noise: 2,
    width: 32,
    depth: 2,
    batch: 64,
    remedy: 'none',
  };
  expect(await stateAfter(gan.run(config, undefined, simd), 200)).toBe('bfe23f738e5ccae4');
});

test('a decoder of codes after 200 steps has these weights and moments', async () => {
  const config = { code: 'dense', size: 4, width: 20, lr: 3e-3, batch: 16, digits: 100, seed: 4 } as const;
  expect(await stateAfter(codes.run(config, undefined, simd), 200)).toBe('620b1807d1c526eb');
});

test.each([
  { model: 'curved', written: 'aad81da034a24303' },
  { model: 'linear', written: 'e76ef31c1268d86e' },
] as const)('a $model autoencoder of known evidence after 200 steps has these weights and moments', async (told) => {
  const config: Config<'vae-exact'> = {
    model: told.model,
    shape: 'spiral',
    h: 0.1,
    beta: 1,
    latent: 3,
    lr: 3e-3,
    falls: 300,
    batch: 32,
    seed: 5,
    heldOut: 10,
  };
  expect(await stateAfter(vaeExact.run(config, undefined, simd), 200)).toBe(told.written);
});
