/** The picture that a link to a page shows elsewhere: 1,200 × 630, drawn while the site is built. */
import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import satori from 'satori';
import sharp from 'sharp';
import subsetFont from 'subset-font';
import { grounds, hues } from '#src/plots/meaning.ts';
import { course } from './course.ts';

export const CARD = { width: 1200, height: 630 } as const;

export type Card = {
  readonly kicker: string;
  readonly title: string;
  readonly text: string;
  /** A still picture of a figure, as a file. */
  readonly picture?: string;
};

type Node = { type: string; props: { style: Record<string, string | number>; children?: unknown; src?: string } };

const box = (style: Record<string, string | number>, ...children: readonly unknown[]): Node => ({
  type: 'div',
  props: { style: { display: 'flex', ...style }, children },
});

const require = createRequire(import.meta.url);
/** satori reads no WOFF2 and no variable fonts. */
async function font(script: string, weight: 400 | 600) {
  const file = require.resolve(`@fontsource-variable/source-serif-4/files/source-serif-4-${script}-wght-normal.woff2`);
  const options = { targetFormat: 'truetype', variationAxes: { wght: weight } } as const;
  const data = Buffer.from(await subsetFont(await readFile(file), LETTERS, options));
  return { name: `Serif ${script}`, data, weight, style: 'normal' as const };
}

/** Latin and Greek letters, and the signs that titles use. */
const LETTERS = Array.from({ length: 0x3ca - 0x20 }, (_, i) => String.fromCodePoint(0x20 + i)).join('') + '–—‘’“”…−→×·';

const makeFonts = () =>
  Promise.all(
    (['latin', 'greek'] as const).flatMap((script) => ([400, 600] as const).map((weight) => font(script, weight))),
  );
let fonts: ReturnType<typeof makeFonts> | undefined;

/** A still lies on the right half, cut off at its edges; the words keep the left. */
async function pictureNode(file: string): Promise<Node> {
  const [width, height] = [520, CARD.height];
  const png = await sharp(file).resize({ width, height, fit: 'cover', position: 'left top' }).png().toBuffer();
  const style = { width, height, marginLeft: 56 };
  return { type: 'img', props: { style, src: `data:image/png;base64,${png.toString('base64')}` } };
}

/** What a card shows, with its picture or room for none. */
function treeOf({ kicker, title, text }: Card, right: unknown): Node {
  const [ink, paper, muted] = [hues.ink.light, grounds.paper.light, hues.grey.light];
  const words = box(
    { flexDirection: 'column', flexGrow: 1, flexBasis: 0, padding: '64px 0 56px 72px' },
    box({ fontSize: 30, color: muted }, kicker),
    box({ fontSize: title.length > 24 ? 54 : 72, fontWeight: 600, lineHeight: 1.1, marginTop: 12 }, title),
    box({ fontSize: text.length > 120 ? 27 : 32, lineHeight: 1.4, marginTop: 28, flexGrow: 1 }, text),
    box({ fontSize: 28, color: muted, borderTop: `2px solid ${muted}`, paddingTop: 20 }, course.name),
  );
  const style = { ...CARD, background: paper, color: ink, fontFamily: 'Serif latin, Serif greek' };
  return box(style, words, right);
}

async function draw(card: Card): Promise<Buffer> {
  const right = card.picture === undefined ? box({ width: 72 }) : await pictureNode(card.picture);
  const svg = await satori(treeOf(card, right), { ...CARD, fonts: await (fonts ??= makeFonts()) });
  return sharp(Buffer.from(svg)).png({ compressionLevel: 9, palette: true }).toBuffer();
}

/** Where cards are kept from one build to the next. */
const KEPT = 'node_modules/.cache/cards';
const DRAWN_BY = ['satori', 'sharp', '@fontsource-variable/source-serif-4'];

/** One name for all that decides how a card looks: its words and their layout, its picture, and what draws them. */
async function nameOf(card: Card): Promise<string> {
  const picture = card.picture === undefined ? '' : await readFile(card.picture);
  const { devDependencies } = JSON.parse(await readFile('package.json', 'utf8')) as {
    devDependencies: Readonly<Record<string, string>>;
  };
  const drawnBy = DRAWN_BY.map((name) => devDependencies[name]);
  const words = JSON.stringify([treeOf(card, undefined), drawnBy, LETTERS]);
  return createHash('sha256').update(words).update(pictureNode.toString()).update(picture).digest('hex');
}

/** The card as PNG; drawn if none with these words and this picture is kept in the folder. */
export async function drawCard(card: Card, folder = KEPT): Promise<Buffer> {
  const file = join(folder, `${await nameOf(card)}.png`);
  const kept = await readFile(file).catch(() => undefined);
  if (kept) return kept;
  const drawn = await draw(card);
  await mkdir(folder, { recursive: true });
  // Under another name until it is whole: two builds may go on at once.
  const half = `${file}.${process.pid}`;
  await writeFile(half, drawn);
  await rename(half, file);
  return drawn;
}
