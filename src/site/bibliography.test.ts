import { globSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { citedIn, firstCited, placesOf, references } from './bibliography.ts';

const pages = globSync('content/**/*.mdx').map((file) => ({ file, body: readFileSync(file, 'utf8') }));

test.each(references)('$key is cited on some page', ({ key }) => {
  expect(placesOf(key, pages), `content/references.bib lists ${key}, and nothing cites it`).not.toEqual([]);
});

test('the numbers run through the whole list, by the first author’s name without its particle', () => {
  expect(references.map(({ number }) => number)).toEqual(references.map((_, at) => at + 1));
  const names = references.map(({ html }) => html.replace(/^van den /, '').split(',')[0] ?? '');
  expect(names).toEqual(names.toSorted((a, b) => a.localeCompare(b)));
});

test('a work without a year says so', () => {
  expect(references.find(({ key }) => key === 'conlen')?.short).toBe('Conlen (n.d.). Kernel Density Estimation');
});

describe('what a page cites', () => {
  const body =
    'One <Cite id="mackay2003, bishop2006" /> two <Cite id="bishop2006" />, and `<Cite id="kingma2013" />` is code.';

  test('is each work once, in the order of the list', () => {
    expect(citedIn(body).map(({ key }) => key)).toEqual(['bishop2006', 'mackay2003']);
  });

  test('is found from the work', () => {
    const two = [{ body }, { body: 'nothing' }];
    expect(placesOf('mackay2003', two)).toEqual([two[0]]);
    expect(placesOf('kingma2013', two)).toEqual([]);
  });

  test('a work that the list lacks stops the build with a sentence', () => {
    expect(() => citedIn('<Cite id="nobody1900" />')).toThrow('There is no reference “nobody1900”');
  });
});

test('a page’s first citation of a work is the one that links lead back to', () => {
  const [page, other] = [new Request('https://notes.example/a/'), new Request('https://notes.example/b/')];
  expect([firstCited(page, 'a'), firstCited(page, 'a'), firstCited(page, 'b'), firstCited(other, 'a')]).toEqual([
    true,
    false,
    true,
    true,
  ]);
});
