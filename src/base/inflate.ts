/**
 * Packed bytes are fed to the browser in slices, since it unpacks whatever it is given in one go: deflated bytes grow
 * 1032-fold at most, so that a slice makes 4 MiB, and after each the length is looked at.
 */
const SLICE = 4096;

/** Why there are no bytes: more than the limit, or what came is not packed so, or not whole. */
export type NotInflated = 'too much' | 'damaged';

type Options = {
  readonly format: CompressionFormat;
  /** The most bytes that are unpacked. */
  readonly limit: number;
  /** Waited for after each slice, so that a page can do other things between. */
  readonly rest?: (() => Promise<void>) | undefined;
};

/** The unpacked bytes, at most `limit`. */
export async function inflate(
  packed: Uint8Array,
  { format, limit, rest }: Options,
): Promise<Uint8Array<ArrayBuffer> | NotInflated> {
  const stream = new DecompressionStream(format);
  const reader = stream.readable.getReader();
  // What is wrong with the bytes is heard by the reader; a feeder that was stopped has nothing to add.
  void feed(stream.writable.getWriter(), packed, rest).catch(() => undefined);
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return joined(chunks, length);
      chunks.push(value);
      length += value.length;
      if (length > limit) break;
    }
    await reader.cancel();
    return 'too much';
  } catch {
    return length > limit ? 'too much' : 'damaged';
  }
}

async function feed(writer: WritableStreamDefaultWriter<BufferSource>, packed: Uint8Array, rest: Options['rest']) {
  for (let at = 0; at < packed.length; at += SLICE) {
    await writer.write(packed.slice(at, at + SLICE));
    await rest?.();
  }
  await writer.close();
}

export function joined(chunks: readonly Uint8Array[], length: number): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(length);
  let offset = 0;
  for (const chunk of chunks) {
    whole.set(chunk, offset);
    offset += chunk.length;
  }
  return whole;
}

/** Ends that are tried for one member; a wrong one is met once in some megabytes of packed bytes. */
const MOST_ENDS = 100;

/**
 * What a gzip file holds (RFC 1952): its members, one behind the other, as `cat` and `bgzip` join them, and zeros behind
 * the last. Browsers unpack one member alone, so its end is looked for: where the next begins, or the file ends; the
 * member's own checksum says which it is.
 */
export async function gunzip(packed: Uint8Array, limit: number): Promise<Uint8Array<ArrayBuffer> | NotInflated> {
  const members: Uint8Array[] = [];
  let [at, length] = [0, 0];
  while (at === 0 || packed.subarray(at).some((byte) => byte !== 0)) {
    const member = await memberAt(packed, at, limit - length);
    if (typeof member === 'string') return member;
    members.push(member.bytes);
    length += member.bytes.length;
    at = member.end;
  }
  return joined(members, length);
}

type Member = { readonly bytes: Uint8Array; readonly end: number };

async function memberAt(packed: Uint8Array, start: number, limit: number): Promise<Member | NotInflated> {
  let tried = 0;
  for (const end of endsOf(packed, start)) {
    if (tried++ === MOST_ENDS) break;
    const bytes = await inflate(packed.subarray(start, end), { format: 'gzip', limit });
    if (bytes === 'too much') return bytes;
    if (bytes !== 'damaged') return { bytes, end };
  }
  return 'damaged';
}

/** Where a member may end: at the end of the file, where the next member begins, and where zeros fill up the file. */
function* endsOf(packed: Uint8Array, start: number): Generator<number> {
  yield packed.length;
  // Magic, deflate, and no flag that is reserved.
  for (let at = start + 18; at < packed.length - 3; at++)
    if (packed[at] === 0x1f && packed[at + 1] === 0x8b && packed[at + 2] === 8 && (packed[at + 3] ?? 0) < 32) yield at;
  const last = packed.findLastIndex((byte) => byte !== 0) + 1;
  // A member ends with its length in four bytes, of which the last ones are often zero; an empty one's are zero, and of its checksum too.
  for (let end = last; end < packed.length && end <= last + 8; end++) yield end;
}
