/** Products and rows on a GPU, against plain loops: every kind of stage, awkward shapes, whole runs. */
import { describe, expect, test } from 'vitest';
import { random } from '../random.ts';
import { initialParameters } from '../steps/initial.ts';
import { ACTIVATIONS } from '../steps/model.ts';
import { planOf, type Field } from '../steps/plan.ts';
import {
  bernoulli,
  closeTo,
  filler,
  gaussian,
  imagesOf,
  modelOf,
  softmax,
  squared,
  worst,
  type Case,
} from './dense-network.fixture.ts';
import { programNamed, type Feed } from './executor.ts';
import { deviceForTests } from './gpu.fixture.ts';
import { reference } from './reference.ts';
import { webgpu } from './webgpu.ts';

const { device, on } = await deviceForTests();

const PRODUCTS = ['tiled', 'direct'] as const;

/** The same passes in plain loops and on the GPU, from the same parameters. */
async function bothOf(described: Case, products: (typeof PRODUCTS)[number], names: readonly string[]) {
  if (!device) throw new Error('There is no device.');
  const model = modelOf(described);
  // Each pass has shaders of its own, and compiling them is most of what a case costs on a software GPU.
  const plan = planOf({ ...model, passes: model.passes.filter(({ name }) => names.includes(name)) });
  const values = initialParameters(plan, random(1));
  const fill = filler(described);
  const plain = reference(plan, values, imagesOf(described));
  const fast = await webgpu(device, products)(plan, values, imagesOf(described));
  return {
    plan,
    fast,
    read: async (field: Field) => [await fast.read(field), plain.view(field)] as const,
    /** Takes steps of one pass and holds their log and the results to each other. */
    run: async (name: string, first: number, steps: number) => {
      const program = programNamed(plan, name);
      const given = (feed: Feed, step: number) => fill(feed, first + step, program.pass);
      const theirs = plain.run(name, steps, given);
      closeTo(`log of ${name}`, await fast.run(name, steps, given), theirs);
      for (const [what, field] of Object.entries(program.results))
        closeTo(`${what} of ${name}`, await fast.read(field), plain.view(field));
    },
  };
}

const small = { rows: 5, inputs: 7, hidden: 9, latent: 3, outputs: 7 };
const odd = { rows: 40, inputs: 127, hidden: 127, outputs: 127, loss: gaussian };
const LOSSES = [bernoulli, gaussian, softmax, squared];

/** Every activation and every loss, but not every pair: each is a fragment of its own in the shader. */
const fragments: readonly Case[] = ACTIVATIONS.map((activation, i) => ({
  ...small,
  activation,
  loss: LOSSES[i % LOSSES.length] ?? bernoulli,
}));

/** Of each loss in nats one with many weights, which in tiles goes on to twenty steps. */
const long: readonly Case[] = [
  { rows: 127, inputs: 1000, hidden: 127, latent: 3, outputs: 1000, activation: 'leaky relu', loss: bernoulli },
  { rows: 5, inputs: 784, hidden: 130, latent: 32, outputs: 784, activation: 'tanh', loss: gaussian },
  { rows: 31, inputs: 12, hidden: 1000, latent: 12, outputs: 12, activation: 'relu', loss: softmax },
];

const cases: readonly Case[] = [
  // Of the activations, only the sigmoid of the padding is not 0.
  { ...odd, activation: 'sigmoid' },
  { rows: 1, inputs: 1, hidden: 1, latent: 1, outputs: 1, activation: 'tanh', loss: bernoulli },
  { rows: 3, inputs: 5, hidden: 3, outputs: 5, activation: 'sigmoid', loss: softmax },
  { rows: 127, inputs: 3, hidden: 127, latent: 5, outputs: 3, activation: 'relu', loss: gaussian },
  { rows: 64, inputs: 100, hidden: 96, outputs: 100, activation: 'sigmoid', loss: bernoulli },
  ...long,
];

const named = ({ rows, inputs, hidden, activation, latent, outputs, loss }: Case) =>
  `${rows} rows, ${inputs} → ${hidden} ${activation}${latent === undefined ? '' : ` → code of ${latent}`} → ${outputs}, ${loss.loss}`;

const table = PRODUCTS.flatMap((products) =>
  [...fragments, ...cases].map((described) => [products, named(described), described] as const),
);

describe.skipIf(!device)(`on ${on}`, () => {
  test.each(table)('products %s: each pass leaves behind what plain loops do: %s', async (products, _, described) => {
    // Tiles are the same in every pass; one case has them all, and direct products have all passes of all cases.
    const passes = products === 'tiled' && described !== cases[0] ? ['train'] : ['look', 'draw', 'train'];
    const { plan, fast, read, run } = await bothOf(described, products, passes);
    for (const name of passes) await run(name, 0, 1);
    // Adam makes a step of the whole rate of any gradient: parameters are compared in runs, their moments here.
    const { parameters } = plan;
    closeTo('first moments', ...(await read({ at: parameters, length: parameters })));
    closeTo('second moments', ...(await read({ at: 2 * parameters, length: parameters })));
    if (products === 'tiled' && long.includes(described)) {
      await run('train', 1, 19);
      // A step moves a parameter by 1e-3 at most: 1e-5 is a two-thousandth of the way of twenty.
      const { difference } = worst(...(await read({ at: 0, length: parameters })));
      expect(difference, 'after 20 steps').toBeLessThan(1e-5);
    }
    fast.close();
  });
});
