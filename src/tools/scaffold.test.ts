import {
  copyFileSync,
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { check, resolveConfig } from 'prettier';
import sharp from 'sharp';
import ts from 'typescript';
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import { models } from '#src/models/registry.ts';
import { newLecture, newModel, newWidget } from './scaffold.ts';

let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'notes-new-'));
  mkdirSync(join(root, 'content/lectures'), { recursive: true });
  writeFileSync(join(root, 'content/lectures/08-kl-divergence.mdx'), '---\nnumber: 8\n---\n');
});
afterEach(() => rmSync(root, { recursive: true }));
const readIn = (folder: string) => (file: string) => readFileSync(join(folder, file), 'utf8');
const read = (file: string) => readIn(root)(file);
const files = () => globSync('**/*.*', { cwd: root }).length;

describe('a new lecture', () => {
  const wish = { number: '5', slug: 'normalising-flows', title: 'Flows: "normal" ones' };

  test('is one file, named by its number, with its title whatever signs stand in it', () => {
    expect(newLecture(wish, root)).toBe('content/lectures/05-normalising-flows.mdx');
    const text = read('content/lectures/05-normalising-flows.mdx');
    expect(text).toContain('title: "Flows: \\"normal\\" ones"');
    expect(text).toContain('\\label{normalising-flows-moment}');
    expect(text).not.toMatch(/undefined|\$\{/);
  });

  test.each([
    [{ ...wish, number: 'five' }, 'a whole number from 1 to 99, but --number says “five”'],
    [{ ...wish, number: '8' }, 'Lecture 8 is content/lectures/08-kl-divergence.mdx'],
    [{ ...wish, slug: 'Normalising Flows' }, 'small letters, digits and single hyphens'],
    [{ ...wish, slug: '../elsewhere' }, 'small letters, digits and single hyphens'],
    [{ ...wish, slug: 'kl-divergence' }, 'There is a lecture “kl-divergence” already'],
    [{ number: '5', slug: 'flows' }, 'There is no title'],
  ])('%j is refused in a sentence, and nothing is written', (given, sentence) => {
    expect(() => newLecture(given, root)).toThrow(sentence);
    expect(files()).toBe(1);
  });
});

const ownFiles = (written: readonly string[]) =>
  written
    .filter((file) => file.startsWith('widgets/'))
    .map((file) => file.replace('widgets/price-of-noise/', ''))
    .sort();

/** Every source is formatted as the house formats, and parses. */
async function expectFormed(written: readonly string[], read = readIn(root)): Promise<void> {
  const config = await resolveConfig(join(process.cwd(), 'widgets'));
  for (const file of written.filter((name) => /\.tsx?$/.test(name))) {
    expect(await check(read(file), { ...config, parser: 'typescript' }), file).toBe(true);
    const { diagnostics = [] } = ts.transpileModule(read(file), {
      reportDiagnostics: true,
      fileName: file,
      compilerOptions: { jsx: ts.JsxEmit.Preserve, module: ts.ModuleKind.ESNext },
    });
    expect(diagnostics).toEqual([]);
  }
}

describe('a new figure', () => {
  const wish = { id: 'price-of-noise', lecture: 'kl-divergence', title: "Noise's price" };

  test('is the four files of a figure, in the house’s format and free of errors of form', async () => {
    const written = await newWidget(wish, root);
    expect(ownFiles(written)).toEqual(['meta.ts', 'model.test.ts', 'model.ts', 'view.tsx']);
    await expectFormed(written);
  });

  test.each(Object.keys(models))(
    'that trains %s has a beginning to record and a still to take besides, and no word left to fill in',
    async (kind) => {
      const written = await newWidget({ ...wish, trains: kind }, root);
      expect(ownFiles(written)).toEqual([
        'beginning.ts',
        'meta.ts',
        'model.test.ts',
        'model.ts',
        'still.ts',
        'view.tsx',
      ]);
      await expectFormed(written);
      for (const file of written.filter((name) => name.endsWith('.ts') || name.endsWith('.tsx')))
        expect(read(file), file).not.toMatch(/__[A-Z]+__/);
      expect(read('widgets/price-of-noise/view.tsx')).toContain(`trainedOn('${kind}', {`);
    },
  );

  test('has a blank still in either theme until a real one is taken', async () => {
    await newWidget(wish, root);
    for (const theme of ['light', 'dark'])
      expect(await sharp(join(root, `public/stills/price-of-noise-${theme}.webp`)).metadata()).toMatchObject({
        width: 1280,
        height: 720,
      });
  });

  test.each([
    [{ ...wish, id: 'Price' }, 'A figure needs a name of small letters'],
    [{ ...wish, lecture: 'flows' }, 'there is no “flows”. The lectures are: kl-divergence.'],
    [{ id: 'price-of-noise', lecture: 'kl-divergence' }, 'There is no title'],
    [{ ...wish, trains: 'vea' }, 'there is no “vea”. Did you mean “vae”? The kinds are: vae, gan, gan-digits, codes'],
  ])('%j is refused in a sentence, and nothing is written', async (given, sentence) => {
    await expect(newWidget(given, root)).rejects.toThrow(sentence);
    expect(existsSync(join(root, 'widgets'))).toBe(false);
  });

  test('one that exists already is left alone', async () => {
    await newWidget(wish, root);
    const before = read('widgets/price-of-noise/meta.ts');
    await expect(newWidget({ ...wish, title: 'Another' }, root)).rejects.toThrow(
      'There is a figure “price-of-noise” already',
    );
    expect(read('widgets/price-of-noise/meta.ts')).toBe(before);
  });
});

/** A project of its own, whose engine and kinds of models are the house's: what is written there can be run and typed. */
function borrowed(): string {
  const folder = mkdtempSync(join(tmpdir(), 'notes-new-model-'));
  mkdirSync(join(folder, 'src/models'), { recursive: true });
  symlinkSync(join(process.cwd(), 'node_modules'), join(folder, 'node_modules'));
  for (const name of ['package.json', 'tsconfig.json']) copyFileSync(name, join(folder, name));
  for (const room of ['base', 'engine']) symlinkSync(join(process.cwd(), 'src', room), join(folder, 'src', room));
  for (const entry of readdirSync('src/models', { withFileTypes: true })) {
    const place = `src/models/${entry.name}`;
    if (entry.isDirectory()) symlinkSync(join(process.cwd(), place), join(folder, place));
    else copyFileSync(place, join(folder, place));
  }
  return folder;
}

/** What the compiler has against these files of a project, under the house's rules. */
function typeErrors(folder: string, written: readonly string[]): string[] {
  const settings = ts.readConfigFile('tsconfig.json', (file) => ts.sys.readFile(file)).config as object;
  const { options } = ts.parseJsonConfigFileContent(settings, ts.sys, process.cwd());
  const program = ts.createProgram(
    written.map((file) => join(folder, file)),
    { ...options, noEmit: true },
  );
  return written
    .flatMap((file) => program.getSemanticDiagnostics(program.getSourceFile(join(folder, file))))
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, ' '));
}

describe('a new kind of model', async () => {
  const folder = borrowed();
  afterAll(() => rmSync(folder, { recursive: true }));
  const written = await newModel({ id: 'sparse-codes' }, folder);
  const registry = 'src/models/registry.ts';
  const recorders = 'src/models/recorders.ts';

  test('is a folder and one line of each list of kinds, in the house’s format', async () => {
    expect(written.map((file) => basename(file)).sort()).toEqual(
      [
        'index.ts',
        'recorder.ts',
        'recorders.ts',
        'registry.ts',
        'run.ts',
        'sparse-codes.test.ts',
        'sparse-codes.ts',
        'starter.ts',
      ].sort(),
    );
    const line = "  'sparse-codes': () => import('./sparse-codes/index.ts'),\n";
    expect(readIn(folder)(registry).replace(line, '')).toBe(readFileSync(registry, 'utf8'));
    const recorder = "  'sparse-codes': () => import('./sparse-codes/recorder.ts'),\n";
    expect(readIn(folder)(recorders).replace(recorder, '')).toBe(readFileSync(recorders, 'utf8'));
    await expectFormed(written, readIn(folder));
    for (const file of written) expect(readIn(folder)(file), file).not.toMatch(/__[A-Z]+__/);
  });

  test('has no error of types, the starter of its first figure included', () => {
    expect(typeErrors(folder, written)).toEqual([]);
  });

  describe('passes its own tests:', () => import(join(folder, 'src/models/sparse-codes/sparse-codes.test.ts')));

  test.each([
    [{ id: 'Sparse' }, 'A kind of model needs a name of small letters'],
    [{}, 'A kind of model needs a name of small letters'],
    [{ id: 'vae' }, 'There is a folder src/models/vae already'],
    [{ id: 'sparse-codes' }, 'There is a folder src/models/sparse-codes already'],
    [{ id: 'run' }, 'its folder has a file of that name'],
  ])('%j is refused in a sentence, and nothing is written', async (given, sentence) => {
    const before = [readIn(folder)(registry), readdirSync(join(folder, 'src/models'))];
    await expect(newModel(given, folder)).rejects.toThrow(sentence);
    expect([readIn(folder)(registry), readdirSync(join(folder, 'src/models'))]).toEqual(before);
  });

  test('no folder is made where the registry has no list to add it to', async () => {
    mkdirSync(join(root, 'src/models'), { recursive: true });
    writeFileSync(join(root, registry), 'export const models = {};\n');
    await expect(newModel({ id: 'flows' }, root)).rejects.toThrow('Add the line yourself: "flows": () =>');
    expect(readdirSync(join(root, 'src/models'))).toEqual(['registry.ts']);
  });
});
