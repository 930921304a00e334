import { execFileSync, spawnSync } from 'node:child_process';
import { globSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { codeOf } from './code.ts';
import { hasCode, metaOf, widgetIds } from './widgets.ts';

const python = spawnSync('python3', ['--version']).status === 0;
const shown = widgetIds.filter(hasCode);

test('every widget that trains shows its code, and no other', () => {
  expect(shown).toEqual(widgetIds.filter((id) => metaOf(id).trains));
});

describe.each(shown)('the code of %s', (id) => {
  test('is the very text of the files the site is built from, and both Python programs', async () => {
    const { files } = await codeOf(id);
    const texts = new Map(
      globSync(`{src/engine/**/*.ts,src/models/**/*.ts,widgets/${id}/code/*.py}`).map((path) => [
        readFileSync(path, 'utf8'),
        path,
      ]),
    );
    for (const { name, text } of files) expect(texts.get(text)?.split('/').at(-1), name).toBe(name);
    expect(files.map(({ name }) => name)).toEqual(expect.arrayContaining(['keras.py', 'pytorch.py']));
  });

  test('knobs and flags of the Python programs bear the same names and begin with the same values', async () => {
    const { files, flags } = await codeOf(id);
    const { params } = metaOf(id);
    for (const { name, text } of files.filter((file) => file.name.endsWith('.py')))
      for (const flag of flags) {
        const said = new RegExp(`add_argument\\("--${flag}",.*?default=("?)([^",)]*)\\1`).exec(text)?.[2];
        const initial = params[flag]?.initial;
        expect(typeof initial === 'number' ? Number(said) : said, `${name} --${flag}`).toBe(initial);
      }
  });
});

test.skipIf(!python).each(globSync('widgets/*/code/*.py'))(
  '%s is Python (compiled where python3 is installed, else left out)',
  (path) => {
    const PYTHONPYCACHEPREFIX = mkdtempSync(join(tmpdir(), 'pycache-'));
    execFileSync('python3', ['-m', 'py_compile', path], { env: { ...process.env, PYTHONPYCACHEPREFIX } });
  },
);
