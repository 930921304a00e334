import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gunzipSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { IdxError, MNIST_FILES, type NamedBytes, readDigits, readImages, readLabels, split, unpack } from './idx.ts';

/** An IDX file by the format's description: big-endian magic and sizes, then the bytes. */
function idx(magic: number, sizes: readonly number[], data: ArrayLike<number>): Uint8Array {
  const bytes = new Uint8Array(4 + 4 * sizes.length + data.length);
  const view = new DataView(bytes.buffer);
  [magic, ...sizes].forEach((word, i) => view.setUint32(4 * i, word));
  bytes.set(data, 4 + 4 * sizes.length);
  return bytes;
}

/** `count` images whose byte i is (i + shade) mod 251, so that every image differs from the next (784 mod 251 = 31). */
function images(count: number, shade = 0, rows = 28, columns = 28): Uint8Array {
  const data = Uint8Array.from({ length: count * rows * columns }, (_, i) => (i + shade) % 251);
  return idx(0x803, [count, rows, columns], data);
}

/** Labels first, first + 1, …, modulo 10. */
function labels(count: number, first = 0): Uint8Array {
  return idx(
    0x801,
    [count],
    Array.from({ length: count }, (_, i) => (first + i) % 10),
  );
}

const big = (view: DataView, at: number, size: number, value: number) =>
  size === 4 ? view.setInt32(at, value) : size === 2 ? view.setInt16(at, value) : view.setInt8(at, value);

/** Labels as longer whole numbers, `columns` of them for a digit and only the first of them its class. */
function longLabels(
  magic: number,
  sizes: readonly number[],
  size: number,
  columns: number,
  classes: readonly number[],
) {
  const data = new Uint8Array(classes.length * columns * size);
  const view = new DataView(data.buffer);
  classes.forEach((value, i) => {
    for (let column = 0; column < columns; column++)
      big(view, (i * columns + column) * size, size, column === 0 ? value : 77 + column);
  });
  return idx(magic, sizes, data);
}

const file = (name: string, bytes: Uint8Array): NamedBytes => ({ name, bytes });
const ascii = (text: string) => new TextEncoder().encode(text);
const inWords = (reading: Promise<unknown>) =>
  reading.then(
    () => 'no error',
    (error: unknown) => (error instanceof IdxError ? error.message : `not an IdxError: ${String(error)}`),
  );

const FETCH_AGAIN = 'Fetch the file again.';
const GIVE = 'Give one images file with its labels file, or the four files of MNIST.';

test('the four names are those of the published files', () => {
  expect(MNIST_FILES.map((name) => name.replace(/-ubyte\.gz$/, ''))).toEqual([
    'train-images-idx3',
    'train-labels-idx1',
    't10k-images-idx3',
    't10k-labels-idx1',
  ]);
});

describe('what is written is read back', () => {
  test('images of any size and labels, plain and gzipped', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 5 }),
        fc.integer({ min: 1, max: 9 }),
        fc.integer({ min: 1, max: 9 }),
        fc.boolean(),
        async (count, rows, columns, packed) => {
          const pack = (bytes: Uint8Array) => (packed ? gzipSync(bytes) : bytes);
          const written = images(count, 3, rows, columns);
          expect(await readImages(pack(written), 'a')).toEqual({ images: written.slice(16), count, rows, columns });
          expect(await readLabels(pack(labels(count, 4)), 'b')).toEqual({ labels: labels(count, 4).slice(8), count });
        },
      ),
      { numRuns: 40 },
    );
  });

  test('from the middle of a larger buffer, without sharing it', async () => {
    const within = Uint8Array.of(9, 9, ...labels(3), 9).subarray(2, -1);
    const read = await readLabels(within, 'labels');
    within.fill(7);
    expect(read.labels).toEqual(Uint8Array.of(0, 1, 2));
  });
});

describe('labels as longer whole numbers', () => {
  const classes = [3, 0, 9, 4, 4];

  test('QMNIST’s eight numbers a digit give the first of each eight', async () => {
    const written = longLabels(0xc02, [5, 8], 4, 8, classes);
    for (const bytes of [written, gzipSync(written)])
      expect(await readLabels(bytes, 'l')).toEqual({ labels: Uint8Array.from(classes), count: 5 });
    const { train, heldOut } = await readDigits([file('i', images(5)), file('l', written)]);
    expect([...train.labels, ...heldOut.labels]).toEqual(classes);
  });

  test.each([
    [0x901, 1],
    [0xb01, 2],
    [0xc01, 4],
  ])('of type %s, %s bytes each, are read', async (magic, size) => {
    expect((await readLabels(longLabels(magic, [5], size, 1, classes), 'l')).labels).toEqual(Uint8Array.from(classes));
  });

  test('that are no digits, or of which there are others than eight a digit, are refused', async () => {
    expect(await inWords(readLabels(longLabels(0xc01, [2], 4, 1, [1, 256]), 'l'))).toBe(
      'Expected labels 0 to 9 in “l”, found 256 as label 2 of 2. Give labels of digits.',
    );
    expect(await inWords(readLabels(longLabels(0xb01, [1], 2, 1, [-1]), 'l'))).toContain('found -1 as label 1 of 1');
    expect(await inWords(readLabels(longLabels(0xc02, [2, 10], 4, 10, [0, 1]), 'l'))).toBe(
      'Expected 8 numbers for each digit in “l”, as QMNIST has them, found 10. Give labels of digits.',
    );
    expect(await inWords(readLabels(longLabels(0xc02, [5, 8], 4, 8, classes).slice(0, -1), 'l'))).toBe(
      // 12 + 5 · 8 · 4 = 172.
      `Expected 172 bytes in “l” (5 labels), found 171: the file is cut off. ${FETCH_AGAIN}`,
    );
  });
});

describe('readDigits', () => {
  test('tells images from labels by their bytes, whatever the order and the names', async () => {
    const files = [file('b.bin', labels(5)), file('a.bin', gzipSync(images(5)))];
    const { train, heldOut } = await readDigits(files);
    expect(train).toEqual({ images: images(4).slice(16), labels: Uint8Array.of(0, 1, 2, 3), count: 4 });
    expect(heldOut).toEqual({ images: images(5).slice(16 + 4 * 784), labels: Uint8Array.of(4), count: 1 });
  });

  const train = [file('train-images', images(6)), file('train-labels', labels(6))];
  const wantedTrain = { images: images(6).slice(16), labels: labels(6).slice(8), count: 6 };

  test('of four files holds out the pair whose names say t10k or test, also where the counts are equal or larger', async () => {
    for (const [word, count] of [
      ['t10k', 2],
      ['TEST', 6],
      ['test', 7],
    ] as const) {
      const heldOut = [file(`${word}-labels`, labels(count, 5)), file(`${word}-images`, images(count, 9))];
      const wanted = { images: images(count, 9).slice(16), labels: labels(count, 5).slice(8), count };
      expect(await readDigits([...heldOut, ...train])).toEqual({ train: wantedTrain, heldOut: wanted });
      expect(await readDigits([...train, ...heldOut].toReversed())).toEqual({ train: wantedTrain, heldOut: wanted });
    }
  });

  test('of four files with other names pairs by count and holds out the smaller pair', async () => {
    const files = [
      file('1', images(2, 9)),
      file('2', images(6)),
      file('3', labels(6)),
      file('the latest', labels(2, 5)),
    ];
    const wanted = { images: images(2, 9).slice(16), labels: Uint8Array.of(5, 6), count: 2 };
    expect(await readDigits(files)).toEqual({ train: wantedTrain, heldOut: wanted });
  });
});

describe('split', () => {
  test('holds out the last fifth, rounded up, and loses nothing', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 40 }), (count) => {
        const set = { images: images(count).slice(16), labels: labels(count).slice(8), count };
        const { train, heldOut } = split(set);
        expect(heldOut.count).toBe(Math.ceil(count / 5));
        expect(Uint8Array.of(...train.labels, ...heldOut.labels)).toEqual(set.labels);
        expect(Buffer.concat([train.images, heldOut.images]).equals(set.images)).toBe(true);
      }),
      { numRuns: 20 },
    );
  });

  test('takes the factors along', () => {
    const factors = Float32Array.from({ length: 15 }, (_, i) => i);
    const { train, heldOut } = split({ images: images(5).slice(16), labels: labels(5).slice(8), count: 5, factors });
    expect(train.factors).toEqual(factors.slice(0, 12));
    expect(heldOut.factors).toEqual(Float32Array.of(12, 13, 14));
  });
});

describe('what is wrong is said in a sentence: expected, found, what to do', () => {
  const png = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);
  const zip = Uint8Array.of(0x50, 0x4b, 0x03, 0x04, 0x14, 0x00);
  const wrongKind = (found: string) => `Expected images (magic number 0x00000803) in “f”, found ${found}. ${GIVE}`;

  test.each([
    ['labels', labels(3), 'labels (magic number 0x00000801)'],
    ['a PNG', png, 'a PNG picture'],
    ['a JPEG', Uint8Array.of(0xff, 0xd8, 0xff, 0xe0), 'a JPEG picture'],
    ['a GIF', ascii('GIF89a'), 'a GIF picture'],
    ['a PDF', ascii('%PDF-1.7'), 'a PDF'],
    ['a zip', zip, 'a zip archive'],
    ['a NumPy array', Uint8Array.of(0x93, ...ascii('NUMPY'), 1, 0), 'a NumPy array'],
    ['text', ascii('label,pixel0\n7,0\r\n'), 'a text file'],
    ['a web page', ascii('<!DOCTYPE html>\n'), 'a web page'],
    ['a web page with an accent', ascii('<!doctype html><title>Données</title>'), 'a web page'],
    ['a web page with a mark in front', ascii('\ufeff\r\n<html lang="ja">日本語</html>'), 'a web page'],
    ['a web page cut in a letter', ascii(`<p>${'é'.repeat(400)}`), 'a web page'],
    ['a web page of one byte a letter', Buffer.from('<title>Données</title>', 'latin1'), 'a web page'],
    ['a web page in UTF-16', Buffer.from('\ufeff<html>é</html>', 'utf16le'), 'a web page'],
    ['text with accents', ascii('Größe;Länge\n1;2\n'), 'a text file'],
    ['a gzip in a gzip', gzipSync(gzipSync(images(1))), 'a gzip file inside a gzip file'],
    ['floats in IDX', idx(0xd03, [1, 1, 1], [0, 0, 0, 0]), 'IDX data of another kind (magic number 0x00000d03)'],
    ['anything else', Uint8Array.of(0xca, 0xfe, 0xba, 0xbe), 'an unknown file (magic number 0xcafebabe)'],
  ])('%s where images belong', async (_, bytes, found) => {
    expect(await inWords(readImages(bytes, 'f'))).toBe(wrongKind(found));
  });

  test('images where labels belong', async () => {
    const wanted = `Expected labels (magic number 0x00000801) in “f”, found images (magic number 0x00000803). ${GIVE}`;
    expect(await inWords(readLabels(images(1), 'f'))).toBe(wanted);
  });

  test('a picture among dropped files', async () => {
    const wanted = `Expected images (magic number 0x00000803) or labels (magic number 0x00000801) in “seven.png”, found a PNG picture. ${GIVE}`;
    expect(await inWords(readDigits([file('seven.png', png), file('l', labels(1))]))).toBe(wanted);
  });

  test.each([
    ['an empty file', new Uint8Array(0), `Expected an IDX file in “f”, found an empty one. ${FETCH_AGAIN}`],
    ['an empty gzip', gzipSync(''), `Expected an IDX file in “f”, found an empty one. ${FETCH_AGAIN}`],
    ['one byte', Uint8Array.of(0), `Expected a magic number of 4 bytes in “f”, found 1 byte. ${FETCH_AGAIN}`],
    [
      'a cut header',
      images(1).slice(0, 15),
      `Expected a header of 16 bytes in “f”, found 15 bytes: the file is cut off. ${FETCH_AGAIN}`,
    ],
    [
      // 16 + 2 · 784 = 1,584.
      'a cut file',
      images(2).slice(0, -1),
      `Expected 1,584 bytes in “f” (2 images of 28×28 pixels), found 1,583: the file is cut off. ${FETCH_AGAIN}`,
    ],
    [
      'trailing bytes',
      Uint8Array.of(...images(2), 0),
      `Expected 1,584 bytes in “f” (2 images of 28×28 pixels), found 1,585: something follows the data. ${FETCH_AGAIN}`,
    ],
    [
      'no images',
      images(0),
      'Expected at least one image with pixels in “f”, found 0 images of 28×28 pixels. Give another file.',
    ],
    [
      'no pixels',
      images(3, 0, 28, 0),
      'Expected at least one image with pixels in “f”, found 3 images of 28×0 pixels. Give another file.',
    ],
    [
      'a cut gzip',
      gzipSync(images(2)).subarray(0, -9),
      `Expected a whole gzip file in “f”, found one that is damaged or cut off. ${FETCH_AGAIN}`,
    ],
    [
      'a gzip with a wrong byte',
      gzipSync(images(2)).map((byte, i) => (i === 40 ? byte ^ 0xff : byte)),
      `Expected a whole gzip file in “f”, found one that is damaged or cut off. ${FETCH_AGAIN}`,
    ],
  ])('%s', async (_, bytes, wanted) => {
    expect(await inWords(readImages(bytes, 'f'))).toBe(wanted);
  });

  test.each([
    ['no labels', labels(0), 'Expected at least one label in “f”, found 0. Give another file.'],
    [
      'cut labels',
      labels(3).slice(0, -1),
      `Expected 11 bytes in “f” (3 labels), found 10: the file is cut off. ${FETCH_AGAIN}`,
    ],
    [
      'letters for digits',
      idx(0x801, [3], [9, 0, 10]),
      'Expected labels 0 to 9 in “f”, found 10 as label 3 of 3. Give labels of digits.',
    ],
  ])('%s', async (_, bytes, wanted) => {
    expect(await inWords(readLabels(bytes, 'f'))).toBe(wanted);
  });

  test('a declared size beyond any memory is compared, not allocated', async () => {
    const most = 2 ** 32 - 1;
    expect(await inWords(readImages(idx(0x803, [most, most, most], [1]), 'f'))).toMatch(
      /found 17: the file is cut off/,
    );
    // 8 + (2³² − 1) = 4,294,967,303.
    const wanted = `Expected 4,294,967,303 bytes in “f” (4,294,967,295 labels), found 9: the file is cut off. ${FETCH_AGAIN}`;
    expect(await inWords(readLabels(idx(0x801, [most], [1]), 'f'))).toBe(wanted);
  });

  test('a gzip that unpacks beyond the limit', async () => {
    const bomb = gzipSync(new Uint8Array(1_000_000));
    // 100,000 / 784 = 127.6.
    const wanted = 'Expected at most 100,000 bytes inside “f”, found more. Give a file of at most 127 images.';
    expect(await inWords(unpack(bomb, 'f', 100_000))).toBe(wanted);
    expect(await unpack(bomb, 'f', 1_000_000)).toHaveLength(1_000_000);
  });

  test('a plain file beyond the limit', async () => {
    const wanted = 'Expected at most 100 bytes inside “f”, found more. Give a file of at most 0 images.';
    expect(await inWords(unpack(images(1), 'f', 100))).toBe(wanted);
  });

  const [i2, i3, l2] = [file('i2', images(2)), file('i3', images(3)), file('l2', labels(2))];
  test.each([
    ['nothing', [], `Expected an images file and a labels file, found none. ${GIVE}`],
    ['images alone', [i2], `Expected a labels file for each images file, found images in “i2” and no labels. ${GIVE}`],
    ['labels alone', [l2], `Expected a labels file for each images file, found no images and labels in “l2”. ${GIVE}`],
    [
      'three files',
      [i2, l2, i3],
      `Expected a labels file for each images file, found images in “i2”, “i3” and labels in “l2”. ${GIVE}`,
    ],
    ['five files', [i2, i2, i2, l2, l2], `Expected two or four files, found 5. ${GIVE}`],
    [
      'another count of labels',
      [i3, l2],
      'Expected as many labels in “l2” as images in “i3”, found 2 labels and 3 images. Give two files that belong together.',
    ],
    [
      'another size',
      [file('small', images(2, 0, 8, 9)), l2],
      "Expected images of 28×28 pixels in “small”, found 8×9. Give images of MNIST's size.",
    ],
    [
      'a single digit',
      [file('i', images(1)), file('l', labels(1))],
      'Expected at least 2 digits, one to train on and one to hold out, found 1. Give a larger file.',
    ],
    [
      'two pairs alike',
      [i2, l2, file('j2', images(2)), l2],
      'Expected names or counts that tell which labels belong to which images, found 2 images in both “i2” and “j2”. Write “test” in the names of the pair to hold out.',
    ],
  ])('%s', async (_, files, wanted) => {
    expect(await inWords(readDigits(files))).toBe(wanted);
  });
});

describe('whatever the bytes', () => {
  const magic = fc.constantFrom([], [0x1f, 0x8b], [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3], [0, 0, 8, 1], [0, 0, 8, 3]);
  const bytes = fc
    .tuple(magic, fc.uint8Array({ maxLength: 40 }), fc.boolean())
    .map(([first, rest, packed]) =>
      packed ? gzipSync(Uint8Array.of(...first, ...rest)) : Uint8Array.of(...first, ...rest),
    );

  test('nothing but an IdxError is thrown', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(bytes, { minLength: 1, maxLength: 4 }), async (contents) => {
        for (const content of contents) {
          expect(await inWords(readImages(content, 'f'))).not.toMatch(/^not an IdxError/);
          expect(await inWords(readLabels(content, 'f'))).not.toMatch(/^not an IdxError/);
        }
        const files = contents.map((content, i) => file(`f${i}`, content));
        expect(await inWords(readDigits(files))).not.toMatch(/^not an IdxError/);
      }),
      { numRuns: 200 },
    );
  });

  test('a file cut anywhere gives a sentence, plain or gzipped', async () => {
    const sentence =
      /^Expected .*(the file is cut off|damaged or cut off|an empty one|found \d bytes?)\. Fetch the file again\.$/;
    const whole = [images(2), labels(9), gzipSync(images(2)), gzipSync(labels(9))] as const;
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...whole), fc.double({ min: 0, max: 1, noNaN: true }), async (file, share) => {
        const cut = file.subarray(0, Math.floor(share * (file.length - 1)));
        expect(await inWords(readDigits([{ name: 'f', bytes: cut }]))).toMatch(sentence);
      }),
      { numRuns: 200 },
    );
  });
});

const realFolder = fileURLToPath(new URL('../../../../shared/data/', import.meta.url));
const realFile = (name: string): NamedBytes => file(name, readFileSync(realFolder + name));
const [realImages, realLabels] = ['mnist-5k-images-idx3-ubyte.gz', 'mnist-5k-labels-idx1-ubyte.gz'] as const;

// Skipped where the folder ../shared/data beside the project lacks the 5,000 digits of MNIST.
describe.skipIf(!existsSync(realFolder + realImages))(
  '5,000 digits of MNIST (only where ../shared/data has them)',
  () => {
    test('are 5,000 images of 28×28 with labels, 4,000 to train on and 1,000 held out', async () => {
      const { count, rows, columns } = await readImages(realFile(realImages).bytes, realImages);
      expect([count, rows, columns]).toEqual([5000, 28, 28]);
      const { train, heldOut } = await readDigits([realFile(realLabels), realFile(realImages)]);
      expect([train.count, train.images.length, train.labels.length]).toEqual([4000, 4000 * 784, 4000]);
      expect([heldOut.count, heldOut.images.length, heldOut.labels.length]).toEqual([1000, 1000 * 784, 1000]);
      const unpacked = gunzipSync(realFile(realImages).bytes).subarray(16);
      expect(Buffer.concat([train.images, heldOut.images]).equals(unpacked)).toBe(true);
    });

    test('hold every class as often as a direct count of the label bytes says', async () => {
      const { labels: read } = await readLabels(realFile(realLabels).bytes, realLabels);
      const counts = Array.from({ length: 10 }, (_, digit) => read.filter((label) => label === digit).length);
      // Counted with gzip and a byte histogram in Python, outside this code.
      expect(counts).toEqual([460, 571, 530, 500, 500, 456, 462, 512, 489, 520]);
    });
  },
);
