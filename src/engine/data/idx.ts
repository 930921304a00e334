/**
 * IDX files, the format of MNIST (described on yann.lecun.com/exdb/mnist): a magic number 00 00 type dimensions, one big-endian
 * 32-bit size per dimension, then the bytes, last dimension fastest. Type 08 is an unsigned byte; labels may also be longer
 * whole numbers. Gzipped files are unpacked.
 */
import { LANGUAGE } from '#src/base/language.ts';
import { gunzip } from '#src/base/inflate.ts';
import { splitAt, type DigitSet, type Split } from './digits.ts';
import { MOST_BYTES } from './limits.ts';

/** The four files of MNIST as they are published: training images and labels, then test images and labels. */
export const MNIST_FILES = [
  'train-images-idx3-ubyte.gz',
  'train-labels-idx1-ubyte.gz',
  't10k-images-idx3-ubyte.gz',
  't10k-labels-idx1-ubyte.gz',
] as const;

/** A file as a reader drops it: the name pairs and explains, the bytes decide what it is. */
export type NamedBytes = { readonly name: string; readonly bytes: Uint8Array };

/** `images` holds count × rows × columns bytes, row by row, 0 for paper and 255 for full ink. */
export type IdxImages = { images: Uint8Array; count: number; rows: number; columns: number };

/** `labels` holds `count` bytes, each 0 … 9. */
export type IdxLabels = { labels: Uint8Array; count: number };

/** What is wrong with a file, as a sentence for the reader. */
export class IdxError extends Error {
  override readonly name = 'IdxError';
}

const IMAGES_MAGIC = 0x803;
const LABELS_MAGIC = 0x801;
const IMAGES_HEADER = 16;
/** How long a whole number is in bytes, by the type in the magic number. */
const WHOLE: Readonly<Record<number, number>> = { 0x08: 1, 0x09: 1, 0x0b: 2, 0x0c: 4 };
/** QMNIST (Yadav & Bottou 2019) writes eight numbers of 32 bits for a digit, the class first. */
const QMNIST = { magic: 0xc02, columns: 8 };
const SIDE = 28;

const DROP = 'Give one images file with its labels file, or the four files of MNIST.';
const FETCH_AGAIN = 'Fetch the file again.';

/** Images of any size, plain or gzipped; the result shares no memory with `bytes`. */
export async function readImages(bytes: Uint8Array, name: string): Promise<IdxImages> {
  return imagesIn(await unpack(bytes, name), name);
}

/** Labels 0 … 9, plain or gzipped; the result shares no memory with `bytes`. */
export async function readLabels(bytes: Uint8Array, name: string): Promise<IdxLabels> {
  return labelsIn(await unpack(bytes, name), name);
}

/**
 * One or two pairs of images and labels, in any order. Two pairs are a known split: the one whose names say `t10k` or `test`
 * is held out, else the smaller one. One pair is divided by `split`.
 */
export async function readDigits(files: readonly NamedBytes[]): Promise<Split> {
  if (files.length > 4) throw new IdxError(`Expected two or four files, found ${files.length}. ${DROP}`);
  const opened = await Promise.all(files.map(open));
  const images = opened.filter((file) => file.kind === 'images');
  const labels = opened.filter((file) => file.kind === 'labels');
  checkPartners(images, labels);
  const [train, heldOut] = pairs(images, labels).map(digitSet);
  if (train === undefined) throw new IdxError(`Expected an images file and a labels file, found none. ${DROP}`);
  return heldOut === undefined ? split(train) : { train, heldOut };
}

/** The rule for one pair: the last fifth (rounded up) is held out, and the order stays. */
export function split(set: DigitSet): Split {
  const kept = set.count - Math.ceil(set.count / 5);
  if (kept < 1) {
    throw new IdxError(
      `Expected at least 2 digits, one to train on and one to hold out, found ${number(set.count)}. Give a larger file.`,
    );
  }
  return splitAt(set, kept);
}

/** The bytes inside a gzip file, or `bytes` themselves where they are not gzip (magic 1f 8b). At most `limit` bytes. */
export async function unpack(bytes: Uint8Array, name: string, limit = MOST_BYTES): Promise<Uint8Array> {
  const found = bytes[0] === 0x1f && bytes[1] === 0x8b ? await gunzip(bytes, limit) : bytes;
  if (found === 'damaged')
    throw new IdxError(
      `Expected a whole gzip file in ${quoted(name)}, found one that is damaged or cut off. ${FETCH_AGAIN}`,
    );
  if (found !== 'too much' && found.length <= limit) return found;
  throw new IdxError(
    `Expected at most ${number(limit)} bytes inside ${quoted(name)}, found more. Give a file of at most ${number(Math.floor(limit / SIDE ** 2))} images.`,
  );
}

type OpenedImages = IdxImages & { kind: 'images'; name: string };
type OpenedLabels = IdxLabels & { kind: 'labels'; name: string };

async function open({ name, bytes }: NamedBytes): Promise<OpenedImages | OpenedLabels> {
  const whole = await unpack(bytes, name);
  const magic = magicOf(whole, name);
  if (magic === IMAGES_MAGIC) return { kind: 'images', name, ...imagesIn(whole, name) };
  if (labelsBy(magic)) return { kind: 'labels', name, ...labelsIn(whole, name) };
  throw wrongKind(whole, name, `${kindOf(IMAGES_MAGIC)} or ${kindOf(LABELS_MAGIC)}`);
}

function imagesIn(bytes: Uint8Array, name: string): IdxImages {
  if (magicOf(bytes, name) !== IMAGES_MAGIC) throw wrongKind(bytes, name, kindOf(IMAGES_MAGIC));
  checkHeader(bytes, name, IMAGES_HEADER);
  const [count, rows, columns] = [word(bytes, 4), word(bytes, 8), word(bytes, 12)];
  const declared = `${number(count)} images of ${rows}×${columns} pixels`;
  if (count * rows * columns === 0) {
    throw new IdxError(
      `Expected at least one image with pixels in ${quoted(name)}, found ${declared}. Give another file.`,
    );
  }
  checkLength(bytes, name, IMAGES_HEADER + count * rows * columns, declared);
  return { images: bytes.slice(IMAGES_HEADER), count, rows, columns };
}

type LabelsKind = { readonly header: number; readonly columns: number; readonly size: number };

/** How labels with this magic number lie in a file: in one dimension, or as QMNIST has them. */
function labelsBy(magic: number): LabelsKind | undefined {
  if (magic === QMNIST.magic) return { header: 12, columns: QMNIST.columns, size: 4 };
  const size = (magic & 0xff) === 1 ? WHOLE[magic >>> 8] : undefined;
  return size === undefined ? undefined : { header: 8, columns: 1, size };
}

function labelsIn(bytes: Uint8Array, name: string): IdxLabels {
  const kind = labelsBy(magicOf(bytes, name));
  if (!kind) throw wrongKind(bytes, name, kindOf(LABELS_MAGIC));
  checkHeader(bytes, name, kind.header);
  const count = word(bytes, 4);
  if (count === 0) throw new IdxError(`Expected at least one label in ${quoted(name)}, found 0. Give another file.`);
  checkColumns(bytes, name, kind);
  checkLength(bytes, name, kind.header + count * kind.columns * kind.size, `${number(count)} labels`);
  const labels = new Uint8Array(count);
  for (let i = 0; i < count; i++) labels[i] = labelAt(bytes, name, kind, i);
  return { labels, count };
}

function checkColumns(bytes: Uint8Array, name: string, { columns }: LabelsKind) {
  if (columns === 1 || word(bytes, 8) === columns) return;
  throw new IdxError(
    `Expected ${columns} numbers for each digit in ${quoted(name)}, as QMNIST has them, found ${number(word(bytes, 8))}. Give labels of digits.`,
  );
}

/** The class of digit i, 0 … 9. */
function labelAt(bytes: Uint8Array, name: string, { header, columns, size }: LabelsKind, i: number): number {
  const at = header + i * columns * size;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const label = size === 1 ? view.getUint8(at) : size === 2 ? view.getInt16(at) : view.getInt32(at);
  if (label >= 0 && label <= 9) return label;
  throw new IdxError(
    `Expected labels 0 to 9 in ${quoted(name)}, found ${label} as label ${number(i + 1)} of ${number(word(bytes, 4))}. Give labels of digits.`,
  );
}

/** The 32-bit big-endian word at `offset`. */
function word(bytes: Uint8Array, offset: number): number {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(offset);
}

function magicOf(bytes: Uint8Array, name: string): number {
  if (bytes.length === 0)
    throw new IdxError(`Expected an IDX file in ${quoted(name)}, found an empty one. ${FETCH_AGAIN}`);
  if (bytes.length >= 4) return word(bytes, 0);
  throw new IdxError(
    `Expected a magic number of 4 bytes in ${quoted(name)}, found ${plural(bytes.length, 'byte')}. ${FETCH_AGAIN}`,
  );
}

function checkHeader(bytes: Uint8Array, name: string, length: number) {
  if (bytes.length >= length) return;
  throw new IdxError(
    `Expected a header of ${length} bytes in ${quoted(name)}, found ${bytes.length} bytes: the file is cut off. ${FETCH_AGAIN}`,
  );
}

/** Runs before anything of the declared size is allocated; `wanted` may be far beyond memory. */
function checkLength(bytes: Uint8Array, name: string, wanted: number, declared: string) {
  if (bytes.length === wanted) return;
  const what = bytes.length < wanted ? 'the file is cut off' : 'something follows the data';
  throw new IdxError(
    `Expected ${number(wanted)} bytes in ${quoted(name)} (${declared}), found ${number(bytes.length)}: ${what}. ${FETCH_AGAIN}`,
  );
}

function checkPartners(images: readonly OpenedImages[], labels: readonly OpenedLabels[]) {
  if (images.length === labels.length) return;
  throw new IdxError(
    `Expected a labels file for each images file, found ${listed(images, 'images')} and ${listed(labels, 'labels')}. ${DROP}`,
  );
}

function listed(files: readonly { name: string }[], kind: string): string {
  if (files.length === 0) return `no ${kind}`;
  return `${kind} in ${files.map((file) => quoted(file.name)).join(', ')}`;
}

type Pair = readonly [OpenedImages, OpenedLabels];

/** Which labels belong to which images; of two pairs the one held out comes last. */
function pairs(images: readonly OpenedImages[], labels: readonly OpenedLabels[]): readonly Pair[] {
  const inOrder = byName(images, labels) ?? byCount(images, labels);
  return inOrder[0].flatMap((file, i) => {
    const partner = inOrder[1][i];
    return partner === undefined ? [] : [[file, partner] as const];
  });
}

type Ordered = readonly [readonly OpenedImages[], readonly OpenedLabels[]];

/** Training files first, where the names single out one images file and one labels file as held out. */
function byName(images: readonly OpenedImages[], labels: readonly OpenedLabels[]): Ordered | undefined {
  const heldOut = [...images, ...labels].filter(isNamedHeldOut);
  const one = (kind: string) => heldOut.filter((file) => file.kind === kind).length === 1;
  if (images.length !== 2 || !one('images') || !one('labels')) return undefined;
  const last = (a: { name: string }, b: { name: string }) => Number(isNamedHeldOut(a)) - Number(isNamedHeldOut(b));
  return [images.toSorted(last), labels.toSorted(last)];
}

function isNamedHeldOut({ name }: { name: string }): boolean {
  return /t10k|test/i.test(name);
}

/** Larger files first, so that equal counts meet. */
function byCount(images: readonly OpenedImages[], labels: readonly OpenedLabels[]): Ordered {
  const counts = images.map((file) => file.count);
  if (new Set(counts).size < counts.length) {
    throw new IdxError(
      `Expected names or counts that tell which labels belong to which images, found ${number(counts[0] ?? 0)} images in both ${images.map((file) => quoted(file.name)).join(' and ')}. Write “test” in the names of the pair to hold out.`,
    );
  }
  const larger = (a: { count: number }, b: { count: number }) => b.count - a.count;
  return [images.toSorted(larger), labels.toSorted(larger)];
}

function digitSet([images, labels]: Pair): DigitSet {
  if (images.rows !== SIDE || images.columns !== SIDE) {
    throw new IdxError(
      `Expected images of ${SIDE}×${SIDE} pixels in ${quoted(images.name)}, found ${images.rows}×${images.columns}. Give images of MNIST's size.`,
    );
  }
  if (images.count !== labels.count) {
    throw new IdxError(
      `Expected as many labels in ${quoted(labels.name)} as images in ${quoted(images.name)}, found ${plural(labels.count, 'label')} and ${plural(images.count, 'image')}. Give two files that belong together.`,
    );
  }
  return { images: images.images, labels: labels.labels, count: images.count };
}

function wrongKind(bytes: Uint8Array, name: string, expected: string): IdxError {
  return new IdxError(`Expected ${expected} in ${quoted(name)}, found ${recognised(bytes)}. ${DROP}`);
}

/** First bytes of what people drop by mistake. */
const SIGNATURES: readonly (readonly [string, readonly number[]])[] = [
  ['a PNG picture', [0x89, 0x50, 0x4e, 0x47]],
  ['a JPEG picture', [0xff, 0xd8, 0xff]],
  ['a GIF picture', [0x47, 0x49, 0x46, 0x38]],
  ['a PDF', [0x25, 0x50, 0x44, 0x46]],
  ['a zip archive', [0x50, 0x4b, 0x03, 0x04]],
  ['a NumPy array', [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59]],
  ['a gzip file inside a gzip file', [0x1f, 0x8b]],
];

/** What a file of at least 4 bytes is, in words. */
function recognised(bytes: Uint8Array): string {
  const signature = SIGNATURES.find(([, first]) => first.every((byte, i) => bytes[i] === byte));
  if (signature !== undefined) return signature[0];
  const start = textAt(bytes.subarray(0, 512));
  if (start !== undefined) return /^\s*</.test(start) ? 'a web page' : 'a text file';
  return kindOf(word(bytes, 0));
}

const BYTE_ORDER = { 'utf-16le': [0xff, 0xfe], 'utf-16be': [0xfe, 0xff] } as const;

/** The beginning of a file as text, in Unicode or one byte a letter; nothing where it holds what no text does. */
function textAt(start: Uint8Array): string | undefined {
  const wide = Object.entries(BYTE_ORDER).find(([, mark]) => mark.every((byte, i) => start[i] === byte))?.[0];
  const text = decoded(start, wide ?? 'utf-8') ?? (isMostlyAscii(start) ? decoded(start, 'windows-1252') : undefined);
  return text === undefined || /[\u0000-\u0008\u000b\u000e-\u001f\u007f]/.test(text) ? undefined : text;
}

/** Nothing where the bytes are not written so; a letter cut off at the end is left out. */
function decoded(bytes: Uint8Array, encoding: string): string | undefined {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes, { stream: true });
  } catch {
    return undefined;
  }
}

const isMostlyAscii = (bytes: Uint8Array) => 2 * bytes.filter((byte) => byte < 0x80).length > bytes.length;

function kindOf(magic: number): string {
  const shown = `magic number 0x${magic.toString(16).padStart(8, '0')}`;
  if (magic === IMAGES_MAGIC) return `images (${shown})`;
  if (labelsBy(magic)) return `labels (${shown})`;
  const type = magic >>> 8;
  return type >= 0x08 && type <= 0x0e ? `IDX data of another kind (${shown})` : `an unknown file (${shown})`;
}

function quoted(name: string): string {
  return `“${name}”`;
}

function number(value: number): string {
  return value.toLocaleString(LANGUAGE);
}

function plural(count: number, thing: string): string {
  return `${number(count)} ${thing}${count === 1 ? '' : 's'}`;
}
