/**
 * `npm run train:plane` trains the plane that the figure opens on, as its knobs stand, and writes ./plane.ts: the networks,
 * and the numbers that ../model.test.ts finds again. It takes half a minute on one core. Run it again after any change to
 * how digits are grown or to what trains here.
 */
import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { GROWN, grownDigits, splitAt, type Split } from '#src/engine/data/digits.ts';
import { meansOf } from '#src/models/shared/batches.ts';
import vae from '#src/models/vae/index.ts';
import { initialValues } from '#src/run/params.ts';
import { HELD_OUT, meta } from '../meta.ts';
import { packedNetworks, unpackedNetworks, withoutPaper } from './pack.ts';
import { recordOf } from './record.ts';
import { configOf } from './recipe.ts';

/** The step at which the run stops, and one on the way that a test can afford. */
const [STEPS, EARLY] = [3000, 100];
const FILE = fileURLToPath(new URL('plane.ts', import.meta.url));

async function train(data: Split) {
  const kernels = new WebAssembly.Module(
    readFileSync(new URL('../../../src/engine/kernels/kernels.wasm', import.meta.url)),
  );
  const run = vae.run(configOf(initialValues(meta.params)), data, { name: 'simd', kernels });
  await run.next();
  const early = await run.next(EARLY);
  const last = await run.next(STEPS - EARLY);
  await run.return();
  if (!early.value || !last.value?.plane) throw new Error('The run ended before its time.');
  return { early: { step: EARLY, elbo: early.value.elbo }, step: STEPS, networks: last.value.plane.networks };
}

const data = splitAt(grownDigits(GROWN.train + HELD_OUT), GROWN.train);
const { early, step, networks } = await train(data);
const packed = packedNetworks(withoutPaper(networks, meansOf(data.train)));
const record = recordOf(unpackedNetworks(packed), data.heldOut);
const text = `/** Written by \`npm run train:plane\`, and not by hand: the plane that the figure opens on. */
  import type { TrainedPlane } from './record.ts';
  export const trained: TrainedPlane = ${JSON.stringify({ step, early, ...record, packed })};`;
await writeFile(FILE, await format(text, { ...(await resolveConfig(FILE)), filepath: FILE }));
console.log(`ELBO ${record.numbers.elbo.toFixed(2)} nats; found again ${record.numbers.roundTrip.toFixed(3)}.`);
