/** A knob of a figure that trains, and that says when it has an effect: the same run to the bit without one, another run with it. */
import { describe, expect, test } from 'vitest';
import { beginningOf, loadsHere, played } from './recording.ts';

/** After two steps every weight has answered to what it was told. */
const STEPS = 2;
const loads = loadsHere();

async function runOf(id: string, set: Readonly<Record<string, number | string>>): Promise<string> {
  const { beginning, values } = await beginningOf(id);
  const snapshots = await played({ ...beginning, steps: STEPS }, { ...values, ...set }, loads);
  return JSON.stringify(snapshots, (name, each: unknown) => {
    // Speed belongs to the machine.
    if (/second/i.test(name)) return undefined;
    return ArrayBuffer.isView(each) ? Array.from(each as Float32Array) : each;
  });
}

describe.each([
  { id: 'vae-tradeoff', knob: 'h2', to: 0.5, idle: { decoder: 'bernoulli' }, active: { decoder: 'gaussian' } },
  { id: 'autoencoder-bottleneck', knob: 'width', to: 64, idle: { linear: 'yes' }, active: { linear: 'no' } },
  { id: 'autoencoder-bottleneck', knob: 'depth', to: 2, idle: { linear: 'yes' }, active: { linear: 'no' } },
  { id: 'autoencoder-sparse', knob: 'rho', to: 0.2, idle: { penalty: 'l1' }, active: { penalty: 'kl' } },
  { id: 'autoencoder-sparse', knob: 'tied', to: 'no', idle: { atoms: 'digits' }, active: { atoms: 'planted' } },
  { id: 'autoencoder-denoise', knob: 'width', to: 64, idle: { on: 'plane' }, active: { on: 'digits' } },
  { id: 'autoencoder-denoise', knob: 'net', to: 'linear', idle: { on: 'digits' }, active: { on: 'plane' } },
  { id: 'latent-codes', knob: 'size', to: 4, idle: { code: 'one-hot' }, active: { code: 'dense' } },
  { id: 'latent-codes', knob: 'size', to: 4, idle: { code: 'scaled' }, active: { code: 'dense' } },
] as const)('$id: $knob', ({ id, knob, to, idle, active }) => {
  test('trains the same run where it has no effect', async () => {
    expect((await runOf(id, { ...idle, [knob]: to })) === (await runOf(id, idle))).toBe(true);
  });

  test('trains another run where it has one', async () => {
    expect((await runOf(id, { ...active, [knob]: to })) === (await runOf(id, active))).toBe(false);
  });
});
