import { globSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { holesIn, shippedIn } from './audit.ts';
import { ROOT } from './commands.ts';
import { noticesOf, packageFolder, textOf } from './notices.ts';

test.each([
  ['/home/a/node_modules/preact/dist/preact.module.js', '/home/a/node_modules/preact'],
  ['/home/a/node_modules/@preact/signals/dist/signals.mjs?v=1', '/home/a/node_modules/@preact/signals'],
  ['\0/home/a/node_modules/papaparse/papaparse.js?commonjs', '/home/a/node_modules/papaparse'],
  ['/home/a/node_modules/x/node_modules/@y/z/i.js', '/home/a/node_modules/x/node_modules/@y/z'],
  ['/home/a/src/site/search.ts', undefined],
  ['\0vite/preload-helper.js', undefined],
])('%s belongs to %s', (module, folder) => {
  expect(packageFolder(module)).toBe(folder);
});

const at = (name: string, license?: string) => ({
  folder: join(ROOT, 'node_modules', name),
  manifest: { name, version: '1.0.0', ...(license !== undefined && { license }) },
});

test('a notice has the licence’s own text, and that of a NOTICE beside it', () => {
  expect(textOf(at('katex', 'MIT'))).toContain('Khan Academy');
  expect(globSync('node_modules/assemblyscript/NOTICE', { cwd: ROOT })).not.toEqual([]);
  expect(textOf(at('assemblyscript', 'Apache-2.0'))).toMatch(
    /Apache License[\s\S]*have all licensed their contributions to AssemblyScript/,
  );
});

test('a package that names a licence and brings no text gets the standard text with its author', () => {
  const bare = { ...at('nowhere', 'MIT') };
  const text = textOf({ ...bare, manifest: { ...bare.manifest, author: 'A. Author' } });
  expect(text).toMatch(/^Copyright \(c\) A\. Author\n\nPermission is hereby granted[\s\S]*SOFTWARE\.$/);
});

test('a package under a licence that nobody has looked at stops the build', () => {
  expect(() => textOf(at('nowhere', 'GPL-3.0-only'))).toThrow('nowhere would reach readers under “GPL-3.0-only”');
  expect(() => textOf(at('nowhere'))).toThrow('“no licence”');
  expect(() => textOf(at('nowhere', 'ISC'))).toThrow('brings no text of it');
});

test('packages with one text share it', () => {
  const notices = noticesOf([at('a', 'Apache-2.0'), at('b', 'Apache-2.0')]);
  expect(shippedIn(notices)).toEqual(new Set(['a', 'b']));
});

test('an audit reports the holes of what is shipped, and no others', () => {
  const hole = (name: string) => ({ name, severity: 'high', range: '<2', via: [{ title: 'Pollution' }, 'other'] });
  const audit = { vulnerabilities: { preact: hole('preact'), vite: hole('vite') } };
  expect(holesIn(audit, new Set(['preact']))).toEqual(['preact <2 (high): Pollution']);
});
