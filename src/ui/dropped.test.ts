import { expect, test, vi } from 'vitest';
import { folderIn, readFiles } from './dropped.ts';

const file = (name: string, bytes: readonly number[]) => new File([Uint8Array.from(bytes)], name);

/** What browsers make of a folder, or of a file that is gone: a file whose bytes cannot be had. */
const gone = (name: string) =>
  Object.assign(file(name, [1]), {
    slice: () => ({ arrayBuffer: () => Promise.reject(new DOMException('gone', 'NotFoundError')) }),
  });

test('files are read in order, and of a large one a byte more than is of use', async () => {
  expect(await readFiles([file('a', [1, 2]), file('b', [3, 4, 5, 6])], { most: 2 })).toEqual([
    { name: 'a', bytes: Uint8Array.of(1, 2) },
    { name: 'b', bytes: Uint8Array.of(3, 4, 5) },
  ]);
});

test('one that cannot be read is named in a sentence, and the others are not taken either', async () => {
  expect(await readFiles([file('a', [1]), gone('digits')])).toBe(
    '“digits” could not be read: it may be a folder, or have been moved, changed or locked. Nothing was changed. Look where it is now, and choose it again.',
  );
});

test('more bytes than may be read together are not read at all', async () => {
  const large = file(
    'large',
    Array.from({ length: 60 }, () => 0),
  );
  const slice = vi.spyOn(large, 'slice');
  expect(await readFiles([large, large], { together: 119 })).toMatch(/^Files of 1 MB together are read here at most/);
  expect(slice).not.toHaveBeenCalled();
  expect(await readFiles([large, large], { together: 120 })).toHaveLength(2);
});

test('a folder among what was dropped is found by its entry, and a text that was dragged is none', () => {
  const item = (kind: string, entry: unknown) => ({ kind, webkitGetAsEntry: () => entry });
  const dropped = (...items: readonly unknown[]) => ({ items }) as unknown as DataTransfer;
  expect(
    folderIn(dropped(item('file', { isDirectory: false, name: 'a' }), item('file', { isDirectory: true, name: 'b' }))),
  ).toBe('b');
  expect(folderIn(dropped(item('file', null), item('string', { isDirectory: true, name: 'c' })))).toBeUndefined();
});
