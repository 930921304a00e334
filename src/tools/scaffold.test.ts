import { existsSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { check, resolveConfig } from 'prettier';
import sharp from 'sharp';
import ts from 'typescript';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { models } from '#src/models/registry.ts';
import { newLecture, newWidget } from './scaffold.ts';

let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'notes-new-'));
  mkdirSync(join(root, 'content/lectures'), { recursive: true });
  writeFileSync(join(root, 'content/lectures/08-kl-divergence.mdx'), '---\nnumber: 8\n---\n');
});
afterEach(() => rmSync(root, { recursive: true }));
const read = (file: string) => readFileSync(join(root, file), 'utf8');
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
async function expectFormed(written: readonly string[]): Promise<void> {
  const config = await resolveConfig(join(process.cwd(), 'widgets'));
  for (const file of written.filter((name) => name.startsWith('widgets/'))) {
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
