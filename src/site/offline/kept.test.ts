import { expect, test } from 'vitest';
import { fileAddress, isHashed, isKeepList, pageAddress } from './kept.ts';
import { keptLine } from './kept-line.ts';

test.each([
  ['/notes/lectures/the-elbo/', 'lectures/the-elbo/'],
  ['/notes/lectures/the-elbo', 'lectures/the-elbo/'],
  ['/notes/lectures/the-elbo/index.html', 'lectures/the-elbo/'],
  ['/notes/', ''],
  ['/notes/index.html', ''],
  ['/notes/404.html', '404.html'],
  ['/notes/pagefind/pagefind.js', 'pagefind/pagefind.js'],
])('%s is listed as “%s”', (pathname, address) => {
  expect(pageAddress('/notes/', pathname)).toBe(address);
});

test('a picture is listed with the hash behind its name, any other file without its query', () => {
  const listed = (address: string) => fileAddress('/notes/', new URL(`https://host/notes/${address}`));
  expect(listed('stills/gan-2d-light.webp?v=0123456789')).toBe('stills/gan-2d-light.webp?v=0123456789');
  expect(listed('_astro/a.B1.js?import')).toBe('_astro/a.B1.js');
  expect(listed('icon.svg?x=1')).toBe('icon.svg');
  expect(isHashed('lectures/the-elbo/?v=1&beta=4')).toBe(false);
});

test('a list of files is told from other JSON and from a page', () => {
  expect(isKeepList({ version: '1', files: [], pages: [], extras: [] })).toBe(true);
  for (const other of [undefined, null, 'x', [], { error: 'log in' }, { version: '1', files: [], pages: [] }])
    expect(isKeepList(other)).toBe(false);
});

const told = { status: 0, day: '2026-03-04T05:06:07Z', whole: true, url: new URL('https://host/a/?v=1&beta=4') };

test('the line above a kept copy says why it is there and from which day it is', () => {
  expect(keptLine({ ...told, reason: 'offline' })).toContain('kept on March 4, 2026.');
  expect(keptLine({ ...told, reason: 'status', status: 503 })).toContain('(503)');
  expect(keptLine({ ...told, reason: 'offline', whole: false })).toContain('some figures may be missing');
  expect(keptLine({ ...told, reason: 'offline', day: '' })).toContain('a copy that your browser kept.');
});

test('where a network answered, the line leads to its answer, so that a portal’s login can be reached', () => {
  expect(keptLine({ ...told, reason: 'foreign' })).toContain('href="?v=1&amp;beta=4&amp;source=network"');
  expect(keptLine({ ...told, reason: 'offline' })).not.toContain('href');
});

test('an address cannot write into the line', () => {
  const url = new URL('https://host/a/?"><script>x</script>');
  expect(keptLine({ ...told, reason: 'foreign', url })).not.toContain('<script');
});
