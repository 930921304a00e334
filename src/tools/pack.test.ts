import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { relative } from './pack.ts';

const MARK = '/root-of-the-notes/';

test('pages and styles find the root by going up from where they lie', () => {
  expect(relative('index.html', `<a href="${MARK}lectures/">`)).toBe('<a href="./lectures/">');
  expect(relative('lectures/the-elbo/index.html', `<a href="${MARK}">`)).toBe('<a href="../../">');
  expect(relative('_astro/page.css', `url(${MARK}_astro/a.woff2)`)).toBe('url(../_astro/a.woff2)');
});

test('scripts find it from their own address, in literals of every kind', () => {
  const root = (script: string): unknown => {
    const text = relative('_astro/x.js', script).replaceAll('import.meta.url', '"https://host/deep/down/_astro/x.js"');
    return runInNewContext(text, { URL, b: 'c' });
  };
  expect(root(`"${MARK}a".length`)).toBe('/deep/down/a'.length);
  expect(root(`'${MARK}'.replace(/\\/$/, '')`)).toBe('/deep/down');
  expect(root('`' + MARK + '${[b].map((x) => `${x ?? ``}`)}!`')).toBe('/deep/down/c!');
});
