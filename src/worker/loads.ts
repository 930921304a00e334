/** What the worker has fetched so far, in bytes, for a reader whose line is slow. */

/** What a reader is told where something did not come. */
export const NOT_FETCHED =
  'A part of the training program could not be fetched. Check the connection. Press Run to try again.';

let counted = 0;

/** Bytes of all that came: of what is still on its way where we read it ourselves, of scripts once they are there. */
export function bytesFetched(): number {
  const scripts = performance.getEntriesByType('resource') as PerformanceResourceTiming[];
  return counted + scripts.reduce((sum, { name, encodedBodySize }) => sum + (ours.has(name) ? 0 : encodedBodySize), 0);
}

/** Addresses whose bytes are counted as they come. */
const ours = new Set<string>();

/** The whole body of an answer, its bytes counted as they come. */
export async function bodyOf(response: Response): Promise<Uint8Array<ArrayBuffer>> {
  ours.add(response.url);
  const reader = response.body?.getReader();
  if (!reader) return new Uint8Array(await response.arrayBuffer());
  const parts: Uint8Array[] = [];
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    counted += part.value.length;
    parts.push(part.value);
  }
  return joined(parts);
}

function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
