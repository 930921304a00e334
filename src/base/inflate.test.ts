import { crc32, deflateRawSync, gzipSync, inflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { gunzip, inflate } from './inflate.ts';

/** As browsers have it (Compression Streams, W3C 2024): one member, whole, with nothing behind it; Node takes several. */
class OneMember {
  readonly readable: ReadableStream<Uint8Array>;
  readonly writable: WritableStream<Uint8Array>;
  constructor(format: string) {
    const fed: Uint8Array[] = [];
    const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>({
      transform: (chunk) => void fed.push(chunk),
      flush: (controller) =>
        controller.enqueue(format === 'gzip' ? member(Buffer.concat(fed)) : inflateRawSync(Buffer.concat(fed))),
    });
    [this.readable, this.writable] = [readable, writable];
  }
}

/** The bytes of one member without optional fields in its header. */
function member(file: Buffer): Uint8Array {
  const { buffer, engine } = inflateRawSync(file.subarray(10), { info: true }) as unknown as {
    buffer: Buffer;
    engine: { bytesWritten: number };
  };
  if (file.readUInt16LE() !== 0x8b1f || engine.bytesWritten + 18 !== file.length) throw new TypeError('junk');
  if (file.readUInt32LE(file.length - 8) !== crc32(buffer)) throw new TypeError('checksum');
  return buffer;
}

const bytesOf = (length: number, step = 7) => Uint8Array.from({ length }, (_, i) => (i * step + (i >> 8)) % 251);
const join = (...parts: readonly Uint8Array[]) => new Uint8Array(Buffer.concat(parts));

describe.each([
  ['as browsers unpack', () => vi.stubGlobal('DecompressionStream', OneMember)],
  ['as Node unpacks', () => undefined],
])('a gzip file, %s,', (_, prepare) => {
  beforeEach(() => void prepare());
  afterEach(() => vi.unstubAllGlobals());

  test('of one member is unpacked', async () => {
    expect(await gunzip(gzipSync(bytesOf(30_000)), 30_000)).toEqual(bytesOf(30_000));
  });

  test('of several members holds what they hold, one behind the other', async () => {
    const parts = [bytesOf(20_000), bytesOf(1), new Uint8Array(), bytesOf(9000, 13)];
    expect(await gunzip(join(...parts.map((part) => gzipSync(part))), 30_000)).toEqual(join(...parts));
  });

  test('whose packed bytes look as if another member began there is unpacked all the same', async () => {
    // Stored without packing, the three bytes of a member's beginning stand in it as they are.
    const tricky = join(bytesOf(100), Uint8Array.of(0x1f, 0x8b, 8, 0, 0, 0), bytesOf(100));
    const stored = gzipSync(tricky, { level: 0 });
    expect(await gunzip(join(stored, stored), 1000)).toEqual(join(tricky, tricky));
  });

  test('filled up with zeros is unpacked', async () => {
    expect(await gunzip(join(gzipSync(bytesOf(300)), new Uint8Array(512)), 1000)).toEqual(bytesOf(300));
  });

  test('with a damaged or cut member is refused, whichever it is', async () => {
    const [first, second] = [gzipSync(bytesOf(500)), gzipSync(bytesOf(700))];
    for (const broken of [
      join(first, second.subarray(0, -1)),
      join(first.subarray(0, -1), second),
      join(first, second.with(30, (second[30] ?? 0) ^ 0xff)),
      join(first, Uint8Array.of(1, 2, 3)),
      first.subarray(0, 5),
    ])
      expect(await gunzip(broken, 10_000)).toBe('damaged');
  });

  test('of more bytes than the limit is left, also where each member alone has fewer', async () => {
    const part = gzipSync(bytesOf(600));
    expect(await gunzip(join(part, part), 1200)).toHaveLength(1200);
    expect(await gunzip(join(part, part), 1199)).toBe('too much');
  });
});

describe('unpacking slice by slice', () => {
  test('gives back what was packed', () =>
    fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 20_000 }), async (bytes) => {
        expect(await inflate(deflateRawSync(bytes), { format: 'deflate-raw', limit: bytes.length })).toEqual(bytes);
      }),
      { seed: 1, numRuns: 40 },
    ));

  test('stops at the limit, with most of the packed bytes not yet fed', async () => {
    const bomb = deflateRawSync(new Uint8Array(200_000_000));
    const rest = vi.fn(() => Promise.resolve());
    expect(await inflate(bomb, { format: 'deflate-raw', limit: 1_000_000, rest })).toBe('too much');
    // Each slice of 4 KiB makes more than the limit; Node feeds some sixteen before it listens, browsers one or two.
    expect(bomb.length / 4096).toBeGreaterThan(45);
    expect(rest.mock.calls.length).toBeLessThan(24);
  });

  test('rests after each slice', async () => {
    const rest = vi.fn(() => Promise.resolve());
    // Stored, 40,000 bytes are some more, in ten slices of 4096.
    await inflate(deflateRawSync(bytesOf(40_000), { level: 0 }), { format: 'deflate-raw', limit: 40_000, rest });
    expect(rest).toHaveBeenCalledTimes(10);
  });

  test('says that bytes are damaged, cut off or followed by others', async () => {
    const packed = deflateRawSync(bytesOf(5000));
    for (const broken of [packed.subarray(0, -1), join(packed, packed), Uint8Array.of(255, 255), new Uint8Array()])
      expect(await inflate(broken, { format: 'deflate-raw', limit: 20_000 })).toBe('damaged');
  });
});
