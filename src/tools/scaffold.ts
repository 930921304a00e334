/** Writes the files of a new lecture, figure or kind of model into a project's folder, or refuses with a sentence and writes nothing. */
import { existsSync, globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { closest } from 'fastest-levenshtein';
import { format, resolveConfig } from 'prettier';
import sharp from 'sharp';
import { models, type Kind } from '#src/models/registry.ts';
import type { Starter } from '#src/models/starter.ts';
import { ROOT } from './commands.ts';

const TEMPLATES = join(ROOT, 'src/tools/templates');
const WIDGET_FILES = ['meta.ts', 'model.ts', 'model.test.ts', 'view.tsx'] as const;
/** A figure that trains is blank as it opens until it is recorded, so it also says how that is done, and how its still is taken. */
const TRAINED_FILES = [...WIDGET_FILES, 'beginning.ts', 'still.ts'].map((name) => `trained/${name}`);

/** The templates of a kind of model, and the files that they become in its folder. */
const MODEL_FILES = (id: string) =>
  Object.entries({
    description: `${id}.ts`,
    run: 'run.ts',
    index: 'index.ts',
    starter: 'starter.ts',
    recorder: 'recorder.ts',
    'kind.test': `${id}.test.ts`,
  });

/** A template's text with words like `__TITLE__` replaced by what is given for them. */
const filled = (name: string, words: Readonly<Record<string, string>>) =>
  readFileSync(join(TEMPLATES, `${name}.template`), 'utf8').replace(
    /__([A-Z]+)__/g,
    (mark, word: string) => words[word.toLowerCase()] ?? mark,
  );

const NAME = /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/;

function named(kind: string, flag: string, name: string | undefined, example = 'price-of-noise'): string {
  if (name && NAME.test(name)) return name;
  throw new Error(
    `A ${kind} needs a name of small letters, digits and single hyphens, but --${flag} says “${name ?? ''}”. For example: --${flag} ${example}.`,
  );
}

function titled(title: string | undefined): string {
  if (title?.trim()) return title.trim();
  throw new Error('There is no title. Say it in quotes: --title "The price of noise".');
}

const lecturesIn = (root: string) =>
  globSync('content/lectures/*.mdx', { cwd: root }).map((file) => ({
    file,
    slug: basename(file, '.mdx').replace(/^\d+-/, ''),
    number: Number(/^number:\s*(\d+)/m.exec(readFileSync(join(root, file), 'utf8'))?.[1]),
  }));

type Given = Readonly<Record<string, string | undefined>>;

/** Returns the file it wrote, from the project's root. */
export function newLecture(given: Given, root = ROOT): string {
  const number = Number(given['number']);
  if (!Number.isInteger(number) || number < 1 || number > 99)
    throw new Error(`A lecture needs a whole number from 1 to 99, but --number says “${given['number'] ?? ''}”.`);
  const wish = { number, slug: named('lecture', 'slug', given['slug']), title: titled(given['title']) };
  const rival = lecturesIn(root).find((lecture) => lecture.slug === wish.slug || lecture.number === number);
  if (rival?.slug === wish.slug)
    throw new Error(`There is a lecture “${wish.slug}” already: ${rival.file}. Choose another --slug.`);
  if (rival) throw new Error(`Lecture ${number} is ${rival.file}. Choose another --number, or change that one's.`);
  const file = `content/lectures/${String(number).padStart(2, '0')}-${wish.slug}.mdx`;
  mkdirSync(join(root, 'content/lectures'), { recursive: true });
  const words = { slug: wish.slug, number: String(number), title: JSON.stringify(wish.title) };
  writeFileSync(join(root, file), filled('lecture.mdx', words));
  return file;
}

/**
 * Returns the files it wrote: the figure's own, and two blank stills until `npm run stills` takes real ones. With
 * `trains` the figure trains that kind of model, else it answers at once.
 */
export async function newWidget(given: Given, root = ROOT): Promise<readonly string[]> {
  const lecture = named('lecture', 'lecture', given['lecture']);
  const wish = { id: named('figure', 'id', given['id']), title: titled(given['title']) };
  const slugs = lecturesIn(root).map(({ slug }) => slug);
  if (!slugs.includes(lecture))
    throw new Error(
      `A figure belongs to a lecture, but there is no “${lecture}”. The lectures are: ${slugs.join(', ')}.`,
    );
  const kind = given['trains'] === undefined ? undefined : kindCalled(given['trains']);
  const folder = `widgets/${wish.id}`;
  if (existsSync(join(root, folder)))
    throw new Error(`There is a figure “${wish.id}” already: ${folder}. Choose another --id.`);
  mkdirSync(join(root, folder), { recursive: true });
  const words = { title: JSON.stringify(wish.title), lecture: JSON.stringify(lecture) };
  const files = kind === undefined ? WIDGET_FILES : TRAINED_FILES;
  const more = kind === undefined ? {} : await wordsOf(kind);
  for (const name of files)
    writeFileSync(join(root, folder, basename(name)), await formatted(filled(name, { ...words, ...more })));
  return [...files.map((name) => `${folder}/${basename(name)}`), ...(await blankStills(wish.id, root))];
}

const REGISTRY = 'src/models/registry.ts';
const RECORDERS = 'src/models/recorders.ts';

/**
 * Returns the files it wrote: the folder of a kind of model, which is a small autoencoder of digits until it is made
 * another, and the lists of kinds and of their recorders with one line more.
 */
export async function newModel(given: Given, root = ROOT): Promise<readonly string[]> {
  const id = named('kind of model', 'id', given['id'], 'sparse-codes');
  if (['index', 'run', 'starter', 'recorder'].includes(id))
    throw new Error(
      `A kind of model cannot be called “${id}”: its folder has a file of that name. Choose another --id.`,
    );
  const folder = `src/models/${id}`;
  if (existsSync(join(root, folder))) throw new Error(`There is a folder ${folder} already. Choose another --id.`);
  const lists = [
    [REGISTRY, await withKind(id, root, REGISTRY, 'index.ts')],
    [RECORDERS, await withKind(id, root, RECORDERS, 'recorder.ts')],
  ] as const;
  mkdirSync(join(root, folder));
  const words = { id, kind: JSON.stringify(id), type: typeNamed(id) };
  for (const [template, name] of MODEL_FILES(id))
    writeFileSync(join(root, folder, name), await formatted(filled(`model/${template}.ts`, words)));
  for (const [file, text] of lists) writeFileSync(join(root, file), text);
  return [...MODEL_FILES(id).map(([, name]) => `${folder}/${name}`), REGISTRY, RECORDERS];
}

/** The text of a list of kinds with one more, behind the others. */
async function withKind(id: string, root: string, list: string, file: string): Promise<string> {
  const line = `${JSON.stringify(id)}: () => import('./${id}/${file}'),`;
  const text = readFileSync(join(root, list), 'utf8');
  const longer = text.replace(/^const lazily = \{\n[^}]*(?=\};)/m, (kinds) => `${kinds}${line}\n`);
  if (longer !== text) return formatted(longer);
  throw new Error(`${list} has no list “const lazily = { … };” to add a kind to. Add the line yourself: ${line}`);
}

/** `sparse-codes` as the beginning of a type's name: SparseCodes. */
const typeNamed = (id: string) => id.replace(/(?:^|-)([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());

const kinds = Object.keys(models);

/** A kind of model out of the registry, or a sentence with the nearest right name. */
function kindCalled(name: string): string {
  if (kinds.includes(name)) return name;
  throw new Error(
    `--trains names a kind of model, but there is no “${name}”. Did you mean “${closest(name, kinds)}”? The kinds are: ${kinds.join(', ')}.`,
  );
}

/** What the templates of a trained figure say of this kind. */
async function wordsOf(kind: string): Promise<Readonly<Record<string, string>>> {
  const file = pathToFileURL(join(ROOT, 'src/models', kind, 'starter.ts')).href;
  const { starter } = (await import(file)) as { starter: Starter<Kind> };
  const { config, source, knob, number } = starter;
  const settings: Readonly<Record<string, unknown>> = config;
  const fixed = Object.entries(config).filter(([name]) => name !== 'seed' && name !== knob.name);
  return {
    kind: JSON.stringify(kind),
    fixed: JSON.stringify(Object.fromEntries(fixed)),
    source: JSON.stringify(source),
    knob: knob.name,
    knobmin: String(knob.min),
    knobmax: String(knob.max),
    knobinitial: String(settings[knob.name]),
    knoblabel: JSON.stringify(knob.label),
    knobabout: JSON.stringify(knob.about),
    number: number.name,
    numberlabel: JSON.stringify(number.label),
    numberunit: JSON.stringify(number.unit),
    numberdigits: String(number.digits),
    numberabout: JSON.stringify(number.about),
  };
}

const formatted = async (text: string) =>
  format(text, { ...(await resolveConfig(join(ROOT, 'widgets'))), parser: 'typescript' });

/** Paper in both themes, of the size that every still has. */
async function blankStills(id: string, root: string): Promise<readonly string[]> {
  mkdirSync(join(root, 'public/stills'), { recursive: true });
  const files: string[] = [];
  for (const [theme, background] of [
    ['light', '#f4f1e8'],
    ['dark', '#24231f'],
  ] as const) {
    const file = `public/stills/${id}-${theme}.webp`;
    await sharp({ create: { width: 1280, height: 720, channels: 3, background } })
      .webp()
      .toFile(join(root, file));
    files.push(file);
  }
  return files;
}
