/** Products and rows on a GPU, against plain loops: every kind of stage, awkward shapes, whole runs. */
import { describe, expect, test } from 'vitest';
import { random } from '../random.ts';
import { initialParameters } from '../steps/initial.ts';
import { ACTIVATIONS } from '../steps/model.ts';
import { planOf } from '../steps/plan.ts';
import {
  bernoulli,
  closeTo,
  filler,
  gaussian,
  imagesOf,
  modelOf,
  softmax,
  worst,
  type Case,
} from './dense-network.fixture.ts';
import { programNamed } from './executor.ts';
import { deviceForTests } from './gpu.fixture.ts';
import { reference } from './reference.ts';
import { webgpu } from './webgpu.ts';

const { device, on } = await deviceForTests();

const PRODUCTS = ['tiled', 'direct'] as const;

/** What passes of both leave behind: the log, the parameters and their moments, the results. */
async function both(described: Case, products: (typeof PRODUCTS)[number], names: readonly string[], steps: number) {
  if (!device) throw new Error('There is no device.');
  const plan = planOf(modelOf(described));
  const values = initialParameters(plan, random(1));
  const fill = filler(described);
  const plain = reference(plan, values, imagesOf(described));
  const fast = await webgpu(device, products)(plan, values, imagesOf(described));
  const found = [];
  for (const name of names) {
    const program = programNamed(plan, name);
    const theirs = plain.run(name, steps, (feed, step) => fill(feed, step, program.pass));
    const ours = await fast.run(name, steps, (feed, step) => fill(feed, step, program.pass));
    found.push({ what: `log of ${name}`, ours, theirs });
    for (const [what, field] of Object.entries(program.results))
      found.push({ what: `${what} of ${name}`, ours: await fast.read(field), theirs: plain.view(field).slice() });
  }
  const field = { at: 0, length: 3 * plan.parameters };
  const [ours, theirs] = [await fast.read(field), plain.view(field)];
  fast.close();
  return { plan, found, ours, theirs };
}

const small = { rows: 5, inputs: 7, hidden: 9, latent: 3, outputs: 7 };
const odd = { rows: 40, inputs: 127, hidden: 127, outputs: 127, loss: gaussian };
const LOSSES = [bernoulli, gaussian, softmax];

/** Every activation and every loss, but not every pair: each is a fragment of its own in the shader. */
const fragments: readonly Case[] = ACTIVATIONS.map((activation, i) => ({
  ...small,
  activation,
  loss: LOSSES[i % LOSSES.length] ?? bernoulli,
}));

const pairs: readonly Case[] = ACTIVATIONS.flatMap((activation) =>
  LOSSES.map((loss) => ({ ...small, activation, loss })),
);

const cases: readonly Case[] = [
  // Of the activations, only the sigmoid of the padding is not 0.
  { ...odd, activation: 'sigmoid' },
  { rows: 1, inputs: 1, hidden: 1, latent: 1, outputs: 1, activation: 'tanh', loss: bernoulli },
  { rows: 3, inputs: 5, hidden: 3, outputs: 5, activation: 'sigmoid', loss: softmax },
  { rows: 127, inputs: 3, hidden: 127, latent: 5, outputs: 3, activation: 'relu', loss: gaussian },
  { rows: 127, inputs: 1000, hidden: 127, latent: 3, outputs: 1000, activation: 'leaky relu', loss: bernoulli },
  { rows: 5, inputs: 784, hidden: 130, latent: 32, outputs: 784, activation: 'tanh', loss: gaussian },
  { rows: 64, inputs: 100, hidden: 96, outputs: 100, activation: 'sigmoid', loss: bernoulli },
  { rows: 31, inputs: 12, hidden: 1000, latent: 12, outputs: 12, activation: 'relu', loss: softmax },
];

const named = ({ rows, inputs, hidden, activation, latent, outputs, loss }: Case) =>
  `${rows} rows, ${inputs} → ${hidden} ${activation}${latent === undefined ? '' : ` → code of ${latent}`} → ${outputs}, ${loss.loss}`;

const table = PRODUCTS.flatMap((products) =>
  [...(products === 'tiled' ? fragments : pairs), ...cases].map(
    (described) => [products, named(described), described] as const,
  ),
);

describe.skipIf(!device)(`on ${on}`, () => {
  test.each(table)('products %s: each pass leaves behind what plain loops do: %s', async (products, _, described) => {
    // Tiles are the same in every pass; one case has them all, and direct products have all passes of all cases.
    const passes = products === 'tiled' && described !== cases[0] ? ['train'] : ['look', 'draw', 'train'];
    const { plan, found, ours, theirs } = await both(described, products, passes, 1);
    for (const one of found) closeTo(one.what, one.ours, one.theirs);
    // Adam makes a step of the whole rate of any gradient: parameters are compared in runs, their moments here.
    const { parameters } = plan;
    closeTo('first moments', ours.subarray(parameters, 2 * parameters), theirs.subarray(parameters, 2 * parameters));
    closeTo('second moments', ours.subarray(2 * parameters), theirs.subarray(2 * parameters));
  });

  const wide: Case = {
    ...{ rows: 40, inputs: 127, hidden: 130, latent: 5, outputs: 127, activation: 'tanh', loss: bernoulli },
  };
  const runs = [wide, { ...wide, loss: gaussian, hidden: 31 }, { ...wide, rows: 3, loss: softmax, outputs: 10 }];
  test.each(runs.map((described) => [named(described), described] as const))(
    'after 20 steps no parameter lies further than 1e-5 from plain loops’: %s',
    async (_, described) => {
      const { plan, found, ours, theirs } = await both(described, 'tiled', ['train'], 20);
      // A step moves a parameter by 1e-3 at most: 1e-5 is a two-thousandth of the way of twenty.
      const { difference } = worst(ours.subarray(0, plan.parameters), theirs.subarray(0, plan.parameters));
      expect(difference).toBeLessThan(1e-5);
      for (const one of found) closeTo(one.what, one.ours, one.theirs);
    },
  );
});
