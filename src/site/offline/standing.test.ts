import { describe, expect, test } from 'vitest';
import type { Inventory, KeepList, KeptFile } from './kept.ts';
import { hashesOf, listsInUse, missingOf, staleIn, standingOf } from './standing.ts';

const A = 'lectures/a/';
const B = 'lectures/b/';

/** A version of a site of two lectures: each has a text, a style, and a figure's script. */
function site(version: string): KeepList {
  const file = (address: string): KeptFile => [address, 10, `${address} in ${version}`];
  const files = [A, B, `_astro/page.${version}.css`, `_astro/view.${version}.js`, 'pagefind/pagefind.js'].map(file);
  const pages = [
    { address: A, title: 'A', files: [0, 2, 3] },
    { address: B, title: 'B', files: [1, 2, 3] },
  ];
  return { version, files, pages, extras: [{ name: 'search', files: [4] }] };
}
const old = site('1');
const fresh = site('2');
const having = (...files: readonly (KeptFile | undefined)[]): Inventory =>
  new Map(files.flatMap((file) => (file ? [[file[0], file[2]] as const] : [])));
const filesOf = (list: KeepList, page: number) => (list.pages[page]?.files ?? []).map((at) => list.files[at]);

describe('a page', () => {
  test('with all its files of the newest version is current', () => {
    expect(standingOf([fresh, old], A, having(...filesOf(fresh, 0)))).toBe('current');
  });
  test('with all its files of an earlier version is whole in that one, as it was read', () => {
    expect(standingOf([fresh, old], A, having(...filesOf(old, 0)))).toBe('older');
  });
  test('of an earlier version with the styles of the newest is nothing to show: it would be bare text', () => {
    expect(standingOf([fresh, old], A, having(old.files[0], fresh.files[2], fresh.files[3]))).toBe('none');
  });
  test('without a figure’s script is kept in part', () => {
    expect(standingOf([fresh, old], A, having(fresh.files[0], fresh.files[2]))).toBe('partly');
  });
  test('with a style of other bytes is nothing to show', () => {
    const wrong = new Map([...having(...filesOf(fresh, 0)), ['_astro/page.2.css', 'a portal']]);
    expect(standingOf([fresh], A, wrong)).toBe('none');
  });
  test('that is not there is none, and of no known version is kept in part', () => {
    expect(standingOf([fresh], A, new Map())).toBe('none');
    expect(standingOf([fresh], A, new Map([[A, '']]))).toBe('partly');
  });
});

describe('when a new site takes over', () => {
  const read = having(...filesOf(old, 0), ...filesOf(fresh, 1));
  test('what a kept page of the old one needs stays', () => {
    expect(staleIn([fresh, old], read)).toEqual([]);
    expect(listsInUse([fresh, old], read)).toEqual([fresh, old]);
  });
  test('files of the old one go once its pages are renewed, and its list with them', () => {
    const renewed = new Map([...read, ...having(...filesOf(fresh, 0))]);
    expect(staleIn([fresh, old], renewed)).toEqual(['_astro/page.1.css', '_astro/view.1.js']);
    expect(listsInUse([fresh, old], renewed)).toEqual([fresh]);
  });
  test('nothing goes as long as a page is kept whose version nobody knows', () => {
    expect(staleIn([fresh], new Map([...read, [A, '']]))).toEqual([]);
  });
});

test('a file of other bytes is missing as much as one that is not there', () => {
  const [page, style] = filesOf(fresh, 0) as KeptFile[];
  expect(missingOf([page, style] as KeptFile[], new Map([[A, 'other bytes']]))).toEqual([page, style]);
});

test('an address has a hash in each version', () => {
  expect(hashesOf([fresh, old], A)).toEqual(new Set([`${A} in 2`, `${A} in 1`]));
  expect(hashesOf([fresh, old], 'nowhere')).toEqual(new Set());
});
