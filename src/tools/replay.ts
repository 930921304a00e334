/**
 * `npm run replay`: trains the GAN of the home page's replay again, writes its pictures into `public/stills/` and the steps
 * with a digest of each into src/site/home/replay.json. Takes about two minutes; run it again after a change to the engine or
 * to how digits are grown.
 */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { ROOT } from './commands.ts';
import { digestOf, recorded, STEPS, type Recorded } from './replay/recording.ts';
import { ROWS, sheetOf, type Sheet } from './replay/sheet.ts';

const STILLS = join(ROOT, 'public/stills');
/** All pictures of the replay together, so that they come in a moment on a slow line. */
const MOST_BYTES = 40 * 1024;
const QUALITIES = [50, 40, 35, 30, 26, 22, 18, 15];

const drawn = ({ bytes, width, height }: Sheet) => sharp(bytes, { raw: { width, height, channels: 1 } });

/** As good as the bytes allow. */
async function packed(sheet: Sheet): Promise<Buffer> {
  for (const quality of QUALITIES) {
    const bytes = await drawn(sheet).avif({ quality, effort: 4, chromaSubsampling: '4:2:0' }).toBuffer();
    if (bytes.length > MOST_BYTES) continue;
    console.log(`public/stills/replay.avif: ${(bytes.length / 1024).toFixed(1)} KiB at quality ${quality}`);
    return bytes;
  }
  throw new Error(`At most ${MOST_BYTES} bytes were wanted, but the replay needs more at any quality.`);
}

async function still(name: string, moment: Recorded): Promise<void> {
  await writeFile(
    join(STILLS, `replay-${name}.webp`),
    await drawn(sheetOf([moment]))
      .webp({ quality: 70 })
      .toBuffer(),
  );
}

const moments: Recorded[] = [];
for await (const moment of recorded(STEPS.at(-1) ?? 0)) {
  moments.push(moment);
  console.log(`step ${moment.step}`);
}
const [first, last] = [moments[0], moments.at(-1)];
if (!first || !last) throw new Error('The run gave no pictures.');
await writeFile(join(STILLS, 'replay.avif'), await packed(sheetOf(moments)));
await still('first', first);
await still('last', last);
const facts = { rows: ROWS, steps: moments.map(({ step }) => step), digests: moments.map(digestOf) };
await writeFile(join(ROOT, 'src/site/home/replay.json'), `${JSON.stringify(facts, null, 2)}\n`);
