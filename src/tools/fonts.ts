import { createHash } from 'node:crypto';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import subsetFont from 'subset-font';
import { sheetForText, standingInForFormulas } from './stand-ins.ts';

const require = createRequire(import.meta.url);
const range = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, i) => String.fromCodePoint(from + i)).join('');

/** Signs that are made while the site is built or run (quotes, minus, arrows), and letters of names in the bibliography. */
const MADE = '–—‘’“”…−−·×→←↑↓↺äöüßéèáàóíñçøåÄÖÜ';
/** Greek in text comes from the mathematical italic, as in the formulas. */
const GREEK = range(0x391, 0x3c9);
/** What formulas may use. U+E020 is the stroke that KaTeX lays through a sign, as in ≠. The build names a letter that is missing. */
export const MATH = `${range(0x20, 0x7e)}${GREEK}ϵϑϕϱϖ∂∇∫∬∑∏√∞≤≥≠≈≡∼≃≅∝∈∉∋⊂⊆∪∩∀∃∅¬∧∨∣∥⟨⟩⌊⌋⌈⌉→←↔⇒⇐⇔↦⟶⟹⟺±∓×÷⋅·∗∘⊙⊕⊗…⋯⋮⋱′″ℓℏℜℑ−–—⎛⎜⎝⎞⎟⎠⎡⎢⎣⎤⎥⎦⎧⎨⎩⎪⎫⎬⎭⏞⏟ˉˆ˜˙¨ˇ⃗⃖∗≪≫≜≔⊥⊤♠♡◯★☆▲△▼▽■□◊†‡¶§ ´\`^~¯|°⇄\ue020`;

/** Every character that words, figures and their code use: what the text fonts have to hold. */
function textOf(root: string): string {
  const sources = globSync('{content,widgets,src}/**/*.{mdx,bib,ts,tsx,astro}', { cwd: root }).map((file) =>
    readFileSync(join(root, file), 'utf8'),
  );
  const beyond = new Set(sources.join('').match(/[^\x00-\x7f]/gu) ?? []);
  return range(0x20, 0x7e) + MADE + [...beyond].sort().join('');
}

type Face = {
  readonly family: string;
  readonly file: string;
  readonly style: 'normal' | 'italic';
  readonly weight: string;
  readonly text: string;
  readonly axes?: Record<string, { min: number; max: number } | number>;
};

const faces = (text: string): readonly Face[] => [
  {
    family: 'Serif',
    file: '@fontsource-variable/source-serif-4/files/source-serif-4-latin-wght-normal.woff2',
    style: 'normal',
    weight: '400 700',
    text,
    axes: { wght: { min: 400, max: 700 } },
  },
  {
    family: 'Serif',
    file: '@fontsource-variable/source-serif-4/files/source-serif-4-latin-wght-italic.woff2',
    style: 'italic',
    weight: '400',
    text,
    axes: { wght: 400 },
  },
  {
    family: 'Sans',
    file: '@fontsource-variable/source-sans-3/files/source-sans-3-latin-wght-normal.woff2',
    style: 'normal',
    weight: '400 700',
    text,
    axes: { wght: { min: 400, max: 700 } },
  },
];

async function subset(source: string, text: string, axes: Face['axes'], folder: string): Promise<string> {
  const bytes = await readFile(source);
  const name = `${createHash('sha256')
    .update(bytes)
    .update(text)
    .update(JSON.stringify(axes ?? {}))
    .digest('hex')
    .slice(0, 12)}.woff2`;
  const target = join(folder, name);
  if (!existsSync(target))
    await writeFile(
      target,
      await subsetFont(bytes, text, { targetFormat: 'woff2', ...(axes && { variationAxes: axes }) }),
    );
  return name;
}

/** Writes the fonts the site uses, cut down to what it prints, and the style sheets that name them, into `folder`. */
export async function prepareFonts(root: string, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const katexFolder = join(dirname(require.resolve('katex/package.json')), 'dist');
  const written = await Promise.all(
    faces(textOf(root)).map(async ({ file, text, axes, ...face }) => ({
      ...face,
      name: await subset(require.resolve(file), text, axes, folder),
    })),
  );
  const rules = written.map(({ family, style, weight, name }) =>
    face(family, style, weight, name, 'U+0-36F,U+400-FFFF'),
  );
  const mathItalic = await subset(join(katexFolder, 'fonts/KaTeX_Math-Italic.woff2'), MATH, undefined, folder);
  for (const family of ['Serif', 'Sans'])
    for (const style of ['normal', 'italic']) rules.push(face(family, style, '400 700', mathItalic, 'U+370-3FF'));
  const preload = written.filter(({ style }) => style === 'normal').map(({ name }) => name);
  await writeFile(join(folder, 'fonts.css'), [...rules, sheetForText()].join('\n'));
  await writeFile(join(folder, 'katex.css'), await katexSheet(katexFolder, folder));
  await writeFile(
    join(folder, 'preload.ts'),
    preload.map((name, at) => `import font${at} from './${name}?url';`).join('\n') +
      `\nexport default [${preload.map((_, at) => `font${at}`).join(', ')}];\n`,
  );
}

const face = (family: string, style: string, weight: string, name: string, characters: string) =>
  `@font-face{font-family:'${family}';font-style:${style};font-weight:${weight};font-display:swap;src:url('./${name}') format('woff2');unicode-range:${characters}}`;

/** KaTeX's own style sheet with its fonts cut down; formats other than woff2 are left out. */
async function katexSheet(katexFolder: string, folder: string): Promise<string> {
  let sheet = await readFile(join(katexFolder, 'katex-swap.min.css'), 'utf8');
  sheet = sheet.replace(/,url\([^)]*\.(?:woff|ttf)\) format\("?[a-z]+"?\)/g, '');
  const files = new Set([...sheet.matchAll(/fonts\/([\w-]+\.woff2)/g)].map(([, name]) => name ?? ''));
  for (const file of files) {
    const name = await subset(join(katexFolder, 'fonts', file), MATH, undefined, folder);
    sheet = sheet.replaceAll(`fonts/${file}`, `./${name}`);
  }
  return standingInForFormulas(sheet, join(katexFolder, 'fonts'));
}
