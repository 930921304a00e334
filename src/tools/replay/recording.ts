/** The run that the home page replays: a GAN asked for the ten digits, from its first step on. Seeded, so it is the same each time. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { grownDigits, splitAt } from '#src/engine/data/digits.ts';
import ganDigits from '#src/models/gan-digits/index.ts';
import { PIXELS } from '#src/models/shared/batches.ts';
import { ROOT } from '../commands.ts';

/** As many grown digits as every figure has: to train on, and held out. */
const DIGITS = { train: 8000, all: 9000 } as const;

/** The preset “Ask for a digit” of gan-digits, so that the link beside the replay trains the same run. */
const CONFIG = {
  seed: 1,
  conditional: true,
  loss: 'non-saturating',
  kd: 2,
  lrd: 2e-3,
  lrg: 2e-3,
  noise: 16,
  width: 192,
  batch: 32,
  remedy: 'none',
} as const;

/** Steps that are recorded, closer together where the digits change fast. */
export const STEPS = [
  0, 20, 40, 70, 100, 140, 190, 250, 320, 400, 500, 620, 760, 930, 1140, 1400, 1750, 2200, 2800, 3600, 4700, 6100, 8000,
] as const;

/** What the generator made at a step: fifty digits [50, 784] as bytes, rows of one noise and columns of the digits 0 to 9. */
export type Recorded = { readonly step: number; readonly digits: Uint8Array };

/** The recorded steps up to `last`. Nobody reads the digits here, since a reader changes nothing in the run. */
export async function* recorded(last: number): AsyncGenerator<Recorded> {
  const kernels = new WebAssembly.Module(readFileSync(join(ROOT, 'src/engine/kernels/kernels.wasm')));
  const nobody = { accuracy: NaN, read: (images: Float32Array) => new Uint8Array(images.length / PIXELS) };
  const data = { ...splitAt(grownDigits(DIGITS.all), DIGITS.train), classifier: nobody };
  const run = ganDigits.run(CONFIG, data, { name: 'simd', kernels });
  for (const step of STEPS.filter((each) => each <= last)) {
    const { value } = await run.next({ to: step });
    if (value) yield { step, digits: value.samples.slice() };
  }
  await run.return();
}

/** The first 64 bits of SHA-256: tells whether a later run still makes the same bytes. */
export const digestOf = ({ digits }: Recorded): string =>
  createHash('sha256').update(digits).digest('hex').slice(0, 16);
