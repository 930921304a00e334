/** Bytes are looked at before they are kept or used: whatever a network says, they are those that the build wrote. */
import type { KeptFile } from './kept.ts';

/** Put on what is kept: the hash that its bytes had, and the day. */
export const HASH_HEADER = 'notes-hash';
export const DAY_HEADER = 'notes-kept';
const HASH_LETTERS = 32;

/** By the end of the name, for hosts that send the right bytes under a wrong type. */
const TYPES: Readonly<Record<string, string>> = {
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  json: 'application/json; charset=utf-8',
  svg: 'image/svg+xml',
  wasm: 'application/wasm',
  webp: 'image/webp',
  avif: 'image/avif',
  woff2: 'font/woff2',
};
const PAGE_TYPE = 'text/html; charset=utf-8';

const endOf = (address: string) => /\.(\w+)(?:\?.*)?$/.exec(address)?.[1];

/** Some servers unpack a `.gz` on the way and some do not. */
async function contentOf(address: string, bytes: ArrayBuffer): Promise<ArrayBuffer> {
  const [first, second] = new Uint8Array(bytes, 0, Math.min(2, bytes.byteLength));
  if (endOf(address) !== 'gz' || first !== 0x1f || second !== 0x8b) return bytes;
  const unpacked = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
  return await new Response(unpacked).arrayBuffer();
}

/** The hash that the build's list names for such bytes; empty where a `.gz` cannot be unpacked. */
export async function hashOf(address: string, bytes: ArrayBuffer): Promise<string> {
  const content = await contentOf(address, bytes).catch(() => undefined);
  if (!content) return '';
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', content));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0'))
    .join('')
    .slice(0, HASH_LETTERS);
}

/** An answer of our own with checked bytes in it. */
export function checkedAnswer(address: string, bytes: ArrayBuffer, hash: string, type: string): Response {
  const end = endOf(address);
  const known = end === undefined ? PAGE_TYPE : TYPES[end];
  const headers = { 'content-type': known ?? type, [HASH_HEADER]: hash, [DAY_HEADER]: new Date().toISOString() };
  return new Response(bytes, { headers });
}

/** The answer with its bytes read and checked against some hashes; undefined if they are others or broke off. */
export async function checked(
  address: string,
  response: Response,
  hashes: ReadonlySet<string>,
): Promise<Response | undefined> {
  const bytes = await response.arrayBuffer().catch(() => undefined);
  if (!bytes || !response.ok) return undefined;
  const hash = await hashOf(address, bytes);
  if (!hashes.has(hash)) return undefined;
  return checkedAnswer(address, bytes, hash, response.headers.get('content-type') ?? '');
}

/** Why a file is not kept: no answer, an answer that says no, or other bytes than the list names. */
export class NotFetched extends Error {
  override readonly name = 'NotFetched';
  readonly address: string;
  readonly reason: 'network' | 'status' | 'wrong';
  readonly status: number;
  constructor(address: string, reason: NotFetched['reason'], status = 0) {
    super(`${address}: ${reason} ${status}`);
    [this.address, this.reason, this.status] = [address, reason, status];
  }
}

/** A file of a list. The browser's own cache may hold a wrong answer as well, so the second try goes past it. */
export async function fetchRight(base: string, [address, , hash]: KeptFile): Promise<Response> {
  let failure = new NotFetched(address, 'network');
  for (const cache of ['default', 'reload'] as const) {
    const response = await fetch(base + address, { cache }).catch(() => undefined);
    if (!response) continue;
    const right = await checked(address, response, new Set([hash]));
    if (right) return right;
    failure = response.ok
      ? new NotFetched(address, 'wrong', response.status)
      : new NotFetched(address, 'status', response.status);
  }
  throw failure;
}
