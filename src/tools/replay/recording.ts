/** The run that the home page replays: a GAN asked for the ten digits, from its first step on. Seeded, so it is the same each time. */
import { createHash } from 'node:crypto';
import ganDigits from '#src/models/gan-digits/index.ts';
import { PIXELS } from '#src/models/shared/batches.ts';
import { initialValues } from '#src/run/params.ts';
import { meta } from '#widgets/gan-digits/meta.ts';
import { configOf } from '#widgets/gan-digits/model.ts';
import { grownHere, kernelsHere } from '../recording.ts';

/** The preset “Ask for a digit” of gan-digits, which the link beside the replay opens. */
const CONFIG = configOf({ ...initialValues(meta.params), ...meta.presets['by-class'].set });

/** Steps that are recorded, closer together where the digits change fast. */
export const STEPS = [
  0, 20, 40, 70, 100, 140, 190, 250, 320, 400, 500, 620, 760, 930, 1140, 1400, 1750, 2200, 2800, 3600, 4700, 6100, 8000,
] as const;

/** What the generator made at a step: fifty digits [50, 784] as bytes, rows of one noise and columns of the digits 0 to 9. */
export type Recorded = { readonly step: number; readonly digits: Uint8Array };

/** The recorded steps up to `last`. No classifier reads the digits here, since what it reads has no influence on the run. */
export async function* recorded(last: number): AsyncGenerator<Recorded> {
  const nobody = { accuracy: NaN, read: (images: Float32Array) => new Uint8Array(images.length / PIXELS) };
  const data = { ...grownHere(), classifier: nobody };
  const run = ganDigits.run(CONFIG, data, { name: 'simd', kernels: kernelsHere() });
  for (const step of STEPS.filter((each) => each <= last)) {
    const { value } = await run.next({ to: step });
    if (value) yield { step, digits: value.samples.slice() };
  }
  await run.return();
}

/** The first 64 bits of SHA-256: tells whether a later run still makes the same bytes. */
export const digestOf = ({ digits }: Recorded): string =>
  createHash('sha256').update(digits).digest('hex').slice(0, 16);
