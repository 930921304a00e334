/** The answers of the exercises whose figures train, trained here on our own kernels from the seed that the figure opens with. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { finish } from '#src/base/finish.ts';
import { GROWN, grownDigits, splitAt } from '#src/engine/data/digits.ts';
import { ganFast } from '#src/models/gan/run.ts';
import autoencoder from '#src/models/autoencoder/index.ts';
import { principalComponents } from '#src/models/autoencoder/pca.ts';
import type { Computing } from '#src/models/kind.ts';
import codes from '#src/models/codes/index.ts';
import vae from '#src/models/vae/index.ts';
import { compiledKernels } from '#src/engine/executors/kernels.fixture.ts';
import { simd } from '#src/engine/executors/simd.ts';
import { initialValues } from '#src/run/params.ts';
import { meta as bottleneckMeta } from '#widgets/autoencoder-bottleneck/meta.ts';
import * as bottleneck from '#widgets/autoencoder-bottleneck/model.ts';
import { meta as ganMeta } from '#widgets/gan-2d/meta.ts';
import * as gan from '#widgets/gan-2d/model.ts';
import { meta as codesMeta } from '#widgets/latent-codes/meta.ts';
import * as latentCodes from '#widgets/latent-codes/model.ts';
import { meta as vaeMeta } from '#widgets/vae-tradeoff/meta.ts';
import * as tradeoff from '#widgets/vae-tradeoff/model.ts';
import { exercisesIn } from './exercises.ts';
import { reached } from './proof.ts';

const goalOf = (lecture: string, exercise: string) =>
  exercisesIn(readFileSync(`content/lectures/${lecture}.mdx`, 'utf8')).find(({ id }) => id === exercise)?.goal ?? [];
const computing: Computing = { name: 'simd', kernels: compiledKernels() };

test.each([
  ['go-silent', { beta: 100, width: 32 }],
  ['ten-nats', { decoder: 'gaussian', latent: 3, h2: 0.04 }],
  ['half-asleep', { decoder: 'gaussian', latent: 8, beta: 20 }],
] as const)('“%s” is reached by its answer after 200 steps', async (exercise, knobs) => {
  const all = grownDigits(4500);
  const values = { ...initialValues(vaeMeta.params), ...knobs };
  const data = splitAt(all, 4000);
  const run = vae.run(tradeoff.configOf(values), data, computing);
  await run.next();
  const { value } = await run.next(200);
  await run.return();
  if (!value) throw new Error('The run ended before its snapshot.');
  const seen = { metrics: tradeoff.metricsAt(value), values, step: value.step };
  const goal = goalOf('10-variational-autoencoders', exercise);
  expect(goal.length).toBeGreaterThan(3);
  expect(reached(goal, seen)).toBe(true);
});

test('“one-line” is reached by the fifth and the ninth eight after 200 steps, and not by those of one-hot codes', async () => {
  const values = {
    ...initialValues(codesMeta.params),
    code: 'scaled',
    'digit-a': 8,
    'digit-b': 8,
    a: 5,
    b: 9,
  } as const;
  const run = codes.run(latentCodes.configOf(values), undefined, computing);
  await run.next();
  const { value } = await run.next(200);
  await run.return();
  if (!value) throw new Error('The run ended before its snapshot.');
  const goal = goalOf('07-codes-and-latent-variables', 'one-line');
  const seen = { metrics: latentCodes.metricsAt(value, values), values, step: value.step };
  expect(reached(goal, seen)).toBe(true);
  expect(reached(goal, { ...seen, values: { ...values, code: 'one-hot' } })).toBe(false);
});

test('“all-eight” is reached by packing with 256 points a batch within 3,000 steps', async () => {
  const values = {
    ...initialValues(ganMeta.params),
    ...ganMeta.presets.collapse.set,
    remedy: 'packing',
    batch: 256,
  } as const;
  const run = ganFast(gan.configOf(values), simd(compiledKernels()));
  await run.next(0);
  const goal = goalOf('12-generative-adversarial-networks', 'all-eight');
  let found = false;
  for (let at = 0; at < 6 && !found; at++) {
    const { value } = await run.next(500);
    if (value) found = reached(goal, { metrics: gan.metricsAt(value), values, step: value.step });
  }
  await run.return();
  expect(found).toBe(true);
});

test('“nearly-alike” and “by-width” are reached by their answers, and PCA has the numbers that the lecture prints', async () => {
  const split = splitAt(grownDigits(GROWN.train + GROWN.heldOut, GROWN.seed), GROWN.train);
  const data = { ...split, pca: finish(principalComponents(split)) };
  const lecture = readFileSync('content/lectures/06-autoencoders.mdx', 'utf8');
  const variances = data.pca.variances.slice(0, 8).map((variance) => variance.toFixed(2));
  expect(lecture).toContain(`${variances.slice(0, -1).join(', ')} and ${variances.at(-1) ?? ''}`);
  const seen = async (knobs: object, steps: number) => {
    const values = { ...initialValues(bottleneckMeta.params), ...knobs };
    const run = autoencoder.run(bottleneck.configOf(values), data, computing);
    await run.next();
    const { value } = await run.next(steps);
    await run.return();
    if (!value) throw new Error('The run ended before its snapshot.');
    return { metrics: bottleneck.metricsAt(value), values, step: value.step, pcaErrors: value.pcaErrors };
  };
  const flat = await seen({ linear: 'yes', k: 4, lr: 0.01, falls: 2000 }, 2000);
  expect(reached(goalOf('06-autoencoders', 'nearly-alike'), flat)).toBe(true);
  const bent = await seen({ k: 48, width: 256 }, 400);
  expect(reached(goalOf('06-autoencoders', 'by-width'), bent)).toBe(true);
  expect(lecture).toContain(`above PCA's, which is ${(bent.pcaErrors[48] ?? NaN).toFixed(2)},`);
  expect(lecture).toContain(`against ${(bent.pcaErrors[8] ?? NaN).toFixed(1)} after 1,000 steps`);
});
