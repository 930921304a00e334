/** The models of the course on a GPU, against plain loops. */
import { describe, expect, test } from 'vitest';
import { random } from '../random.ts';
import { initialParameters } from '../steps/initial.ts';
import { planOf } from '../steps/plan.ts';
import { programNamed } from './executor.ts';
import { deviceForTests } from './gpu.fixture.ts';
import { autoencoders, autoregressive, conditional, convolutional, type Case } from './models.fixture.ts';
import { fill } from './oracle.fixture.ts';
import { reference } from './reference.ts';
import { webgpu } from './webgpu.ts';

const { device, on } = await deviceForTests();

/** What one step leaves behind on the GPU and in plain loops: the log, the moments, the results, by name. */
async function both({ model, pass, images, given }: Case, products: 'tiled' | 'direct') {
  if (!device) throw new Error('There is no device.');
  const plan = planOf(model);
  const values = initialParameters(plan, random(1));
  const plain = reference(plan, values, images);
  const fast = await webgpu(device, products)(plan, values, images);
  const program = programNamed(plan, pass);
  const theirs = plain.run(pass, 1, (feed) => fill(feed, program.pass, given));
  const ours = await fast.run(pass, 1, (feed) => fill(feed, program.pass, given));
  const { parameters } = plan;
  const fields = {
    'first moments': { at: parameters, length: parameters },
    'second moments': { at: 2 * parameters, length: parameters },
    ...program.results,
  };
  const found = [{ what: 'log', ours, theirs }];
  for (const [what, field] of Object.entries(fields))
    found.push({ what, ours: await fast.read(field), theirs: plain.view(field) });
  fast.close();
  return found;
}

/**
 * Sums of up to n = 1,000 products, rounded to 2⁻²⁴ at each addition, differ between two orders by some √n · 2⁻²⁴ = 2e-6
 * of the products' size, and WGSL allows exp and division a few roundings more; numbers are compared to the largest of
 * their field.
 */
const TOLERANCE = 2e-5;

/** Some of every kind and size, and the large ones: a software GPU takes a second for each. */
const isLarge = ({ name }: Case) => /127 → 1(27|30)|31 rows of 127/.test(name);
const cases = [
  ...[conditional, autoencoders, autoregressive].flatMap((kind) =>
    kind.filter((described, i) => i % 9 === 0 || isLarge(described)),
  ),
  ...convolutional.filter((_, i) => i % 3 === 0),
];

describe.skipIf(!device)(`on ${on}`, () => {
  test.each(cases.flatMap((described, i) => [[i % 4 === 3 ? 'tiled' : 'direct', described.name, described] as const]))(
    'products %s: a step leaves behind what plain loops do: %s',
    async (products, _, described) => {
      for (const { what, ours, theirs } of await both(described, products)) {
        const largest = theirs.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-7);
        const differences = Array.from(theirs, (value, i) => Math.abs(value - (ours[i] ?? NaN)));
        expect(Math.max(...differences) / largest, what).toBeLessThan(TOLERANCE);
      }
    },
  );
});
