import { execFileSync, spawnSync } from 'node:child_process';
import { globSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { codeOf } from './code.ts';
import { hasCode, metaOf, widgetIds } from './widgets.ts';

const python = spawnSync('python3', ['--version']).status === 0;
const shown = widgetIds.filter(hasCode);

/** Figures that train the model of another figure, which shows its programs. */
const SHOWN_ELSEWHERE = ['latent-plane'];

test('every widget that trains shows its code, unless another one shows it, and no other', () => {
  expect(shown).toEqual(widgetIds.filter((id) => metaOf(id).trains && !SHOWN_ELSEWHERE.includes(id)));
});

describe.each(shown)('the code of %s', (id) => {
  test('is a program in TensorFlow.js, one in Keras and one in PyTorch, each the very text of its file', async () => {
    const { files } = await codeOf(id);
    const [program, ...python] = files;
    expect(program?.name).toMatch(/^[a-z-]+-tfjs\.ts$/);
    expect(program?.text).toBe(readFileSync(`widgets/${id}/code/tfjs.ts`, 'utf8'));
    expect(program?.text, 'its head says under which name it is imported').toContain(
      `from './${program?.name ?? ''}';`,
    );
    expect(python.map(({ name }) => name)).toEqual(['keras.py', 'pytorch.py']);
    for (const { name, text } of python) expect(text).toBe(readFileSync(`widgets/${id}/code/${name}`, 'utf8'));
  });

  test('the program in TensorFlow.js begins with the knobs of the figure, under their names', async () => {
    const { usual } = (await import(`../../widgets/${id}/code/tfjs.ts`)) as { usual: Record<string, unknown> };
    const { params } = metaOf(id);
    for (const [knob, value] of Object.entries(usual)) {
      const initial = params[knob]?.initial;
      // Whether a game is conditional is a choice of two words in the figure.
      expect(knob === 'conditional' ? (value ? 'by-class' : 'plain') : value, knob).toBe(initial);
    }
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
