/**
 * A trained state as a file:
 *
 *     generative-notes snapshot␊
 *     {"version":1,"widget":…,"settings":…,"step":…,"executor":…,"layout":…,"packed":…}␊
 *     `packed` bytes, deflated: parameters, m, v; of each first the upper bytes, then the lower ones
 *     CRC-32 of everything before, lowest byte first
 *
 * The first line, a JSON line with `version` and the CRC at the end are promised for every version to come.
 *
 * A parameter is a whole multiple of 1/32767 of the largest in its tensor, a moment of Adam a bfloat16: six bytes each
 * before packing, where single precision has twelve. Measured on the three figures as they open, after 1,000 to 3,000
 * steps: the file has 0.9 MB for 0.2 million parameters (2.4 MB in single precision), and the numbers shown move by less
 * than 10⁻⁴, which is less than their last digit. With parameters in one byte rates and distortions moved by 0.003 and
 * 0.05 nats and a GAN's losses by 0.005 to 0.03. Moments left out would save 60 % of the file; 200 steps later such a run
 * of gan-digits was 0.4 off in G's loss, ten times as far as with these.
 */
import { inflate } from '#src/base/inflate.ts';
import { fromBrain, fromWhole, reachOf, toBrain, toWhole } from '#src/engine/maths/quantised.ts';
import type { Tensor, TrainedState } from '#src/engine/experiment.ts';
import { MAX_STEP } from './links.ts';
import type { WidgetMeta } from './meta.ts';
import { fill, type AnyValues, type ParamSpecs, type ParamValues } from './params.ts';
import { snapshot as words } from './words/panels.ts';

export const VERSION = 1;
/** Bytes of the largest file that is read: more than the largest network of any figure takes. */
export const MOST_BYTES = 64 * 2 ** 20;
/** From so many bytes on a reader is told before something is saved. */
export const MUCH = 1_000_000;

const MAGIC = 'generative-notes snapshot\n';
const MOST_HEADER = 65_536;
/** Of the largest autoencoder there are 8.0 million. */
const MOST_PARAMETERS = 2 ** 23;
const BYTES_A_PARAMETER = 6;
const SUM_BYTES = 4;

export type Snapshot = {
  readonly widget: string;
  /** Every knob, the seed among them. */
  readonly settings: AnyValues;
  /** What trained it, as the badge says it. */
  readonly executor: string;
  readonly state: TrainedState;
};

/** Tensors by name, with their length and the largest magnitude of their parameters. */
type Scaled = Tensor & { readonly reach: number };

type Header = Omit<Snapshot, 'state'> & {
  readonly version: number;
  readonly step: number;
  readonly layout: readonly Scaled[];
  readonly packed: number;
};

export async function writeSnapshot({ widget, settings, executor, state }: Snapshot): Promise<Uint8Array<ArrayBuffer>> {
  const { step, values } = state;
  const parameters = values.subarray(0, values.length / 3);
  const parts = stretches(state.layout, parameters);
  const layout = state.layout.map((tensor, i) => ({ ...tensor, reach: reachOf(parts[i] ?? none) }));
  const multiples = new Int16Array(parameters.length);
  let at = 0;
  for (const [i, { length, reach }] of layout.entries()) {
    multiples.set(toWhole(parts[i] ?? none, reach), at);
    at += length;
  }
  const moments = toBrain(values.subarray(parameters.length));
  const packed = await deflated(planes(new Uint16Array(multiples.buffer), moments));
  const header: Header = { version: VERSION, widget, settings, step, executor, layout, packed: packed.length };
  const head = new TextEncoder().encode(`${MAGIC}${JSON.stringify(header)}\n`);
  const file = new Uint8Array(head.length + packed.length + SUM_BYTES);
  file.set(head);
  file.set(packed, head.length);
  new DataView(file.buffer).setUint32(file.length - SUM_BYTES, crc32(file.subarray(0, -SUM_BYTES)), true);
  return file;
}

/**
 * The state in a file, or a sentence that says why there is none. Whatever the bytes are, nothing is thrown, and nothing
 * is laid down that is larger than a figure's own largest network.
 */
export async function readSnapshot(file: Uint8Array): Promise<Snapshot | string> {
  if (file.length > MOST_BYTES) return words.tooLarge(MOST_BYTES / 2 ** 20);
  if (textOf(file.subarray(0, MAGIC.length)) !== MAGIC) return words.foreign;
  const end = file.subarray(0, MAGIC.length + MOST_HEADER).indexOf(NEW_LINE, MAGIC.length);
  const said = end < 0 ? undefined : parsed(textOf(file.subarray(MAGIC.length, end)));
  const body = file.subarray(end + 1, -SUM_BYTES);
  const sum = file.length < SUM_BYTES ? NaN : sumOf(file);
  if (sum !== crc32(file.subarray(0, -SUM_BYTES))) return damaged(said, body.length);
  const version = isRecord(said) ? said['version'] : undefined;
  if (typeof version === 'number' && version > VERSION) return words.newer(version, VERSION);
  const header = headerOf(said);
  if (header?.packed !== body.length) return words.forged;
  const values = await valuesOf(header, body);
  if (!values) return words.forged;
  const { widget, settings, executor, step } = header;
  const layout = header.layout.map(({ name, length }) => ({ name, length }));
  return { widget, settings, executor, state: { step, layout, values } };
}

/** The knobs as the file has them, if this figure can stand so; else a sentence. Knobs newer than the file stand as they open. */
export function settingsFor<S extends ParamSpecs>(
  meta: Pick<WidgetMeta<S>, 'params' | 'longest'>,
  { settings, state: { step } }: Pick<Snapshot, 'settings'> & { readonly state: Pick<TrainedState, 'step'> },
): ParamValues<S> | string {
  const { values } = fill(meta.params, settings);
  const known: AnyValues = values;
  const odd = Object.keys(settings).filter((name) => !Object.hasOwn(known, name) || known[name] !== settings[name]);
  if (odd.length > 0) return words.oddKnobs(odd.map((name) => words.knob(shortened(name))).join(', '));
  const longest = meta.longest ?? MAX_STEP;
  if (step > longest) return words.tooFar(step, longest);
  return values;
}

const none = new Float32Array();
const NEW_LINE = 10;
/** What is missing can be told where the header still says how much there should be. */
function damaged(said: unknown, found: number): string {
  const packed = isRecord(said) ? said['packed'] : undefined;
  if (said === undefined || (typeof packed === 'number' && found < packed)) return words.cutOff;
  return words.damaged;
}

const shortened = (text: string) => (text.length > 40 ? `${text.slice(0, 39)}…` : text);
const textOf = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** The header, if everything in it is of the kind and size that is written. */
function headerOf(said: unknown): Header | undefined {
  if (!isRecord(said)) return undefined;
  const { version, widget, settings, step, executor, layout, packed } = said;
  const right =
    version === VERSION &&
    isName(widget) &&
    isName(executor) &&
    isCount(step) &&
    isCount(packed) &&
    isSettings(settings);
  if (!right || !Array.isArray(layout) || !layout.every(isScaled)) return undefined;
  const length = layout.reduce((sum, tensor) => sum + tensor.length, 0);
  if (length === 0 || length > MOST_PARAMETERS) return undefined;
  return { version, widget, settings, step, executor, layout, packed };
}

const isName = (value: unknown): value is string => typeof value === 'string' && value.length <= 100;
const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0;
const isSettings = (value: unknown): value is AnyValues =>
  isRecord(value) && Object.values(value).every((one) => typeof one === 'string' || Number.isFinite(one));
const isScaled = (value: unknown): value is Scaled => {
  if (!isRecord(value)) return false;
  const { name, length, reach } = value;
  const isReach = typeof reach === 'number' && reach >= 0 && reach <= LARGEST_SINGLE;
  return isName(name) && isCount(length) && length <= MOST_PARAMETERS && isReach;
};
const LARGEST_SINGLE = 3.4028234663852886e38;

/** [parameters | m | v], if the packed bytes hold as many and all of them are numbers that training can have. */
async function valuesOf({ layout }: Header, packed: Uint8Array): Promise<Float32Array | undefined> {
  const length = layout.reduce((sum, tensor) => sum + tensor.length, 0);
  const rest = rests();
  const bytes = await inflate(packed, { format: 'deflate-raw', limit: BYTES_A_PARAMETER * length, rest });
  if (typeof bytes === 'string' || bytes.length !== BYTES_A_PARAMETER * length) return undefined;
  const [words, moments] = [await wordsOf(bytes.subarray(0, 2 * length), rest), bytes.subarray(2 * length)];
  const multiples = stretches(layout, new Int16Array(words.buffer));
  const values = new Float32Array(3 * length);
  let at = 0;
  for (const [i, { reach }] of layout.entries()) {
    const part = fromWhole(multiples[i] ?? new Int16Array(), reach);
    values.set(part, at);
    at += part.length;
    await rest();
  }
  values.set(fromBrain(await wordsOf(moments, rest)), length);
  await rest();
  return (await areRight(values, rest)) ? values : undefined;
}

/** So many numbers are looked at before the page may rest: about a millisecond's work. */
const STRETCH = 2 ** 17;

/** Whether all are numbers, and the last third, a mean of squares, has no negative one. */
async function areRight(values: Float32Array, rest: () => Promise<void>): Promise<boolean> {
  const squares = (2 * values.length) / 3;
  for (let from = 0; from < values.length; from += STRETCH) {
    for (let i = from; i < Math.min(from + STRETCH, values.length); i++) {
      const value = values[i] ?? NaN;
      if (!Number.isFinite(value) || (i >= squares && value < 0)) return false;
    }
    await rest();
  }
  return true;
}

/** Views of the stretches that lie one behind the other. */
function stretches<Numbers extends Float32Array | Int16Array>(
  layout: readonly Tensor[],
  values: Numbers,
): readonly Numbers[] {
  let end = 0;
  return layout.map(({ length }) => values.subarray(end, (end += length)) as Numbers);
}

/** Upper bytes, which are much alike, and behind them the lower ones; of the parameters, then of both moments together. */
function planes(...all: readonly Uint16Array[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(2 * all.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const words of all) {
    for (const [i, word] of words.entries()) {
      bytes[at + i] = word >>> 8;
      bytes[at + words.length + i] = word & 0xff;
    }
    at += 2 * words.length;
  }
  return bytes;
}

/** Words whose upper bytes come first, then their lower ones. */
async function wordsOf(bytes: Uint8Array, rest: () => Promise<void>): Promise<Uint16Array<ArrayBuffer>> {
  const words = new Uint16Array(bytes.length / 2);
  for (let from = 0; from < words.length; from += STRETCH) {
    for (let i = from; i < Math.min(from + STRETCH, words.length); i++)
      words[i] = ((bytes[i] ?? 0) << 8) | (bytes[words.length + i] ?? 0);
    await rest();
  }
  return words;
}

async function deflated(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  const packed = new Blob([bytes]).stream().pipeThrough(new CompressionStream('deflate-raw'));
  return new Uint8Array(await new Response(packed).arrayBuffer());
}

/** The page is left to itself after so many milliseconds of reading: half a frame. */
const HELD_MILLISECONDS = 8;

/** A rest for the page, taken when it has been held for a while. */
function rests(): () => Promise<void> {
  let since = performance.now();
  return async () => {
    if (performance.now() - since < HELD_MILLISECONDS) return;
    await new Promise((resolve) => setTimeout(resolve));
    since = performance.now();
  };
}

const table = Uint32Array.from({ length: 256 }, (_, byte) => {
  let word = byte;
  for (let bit = 0; bit < 8; bit++) word = word & 1 ? (word >>> 1) ^ 0xedb88320 : word >>> 1;
  return word;
});

const sumOf = (file: Uint8Array) => new DataView(file.buffer, file.byteOffset).getUint32(file.length - SUM_BYTES, true);

/** CRC-32 as in ISO 3309, the one of zip and PNG. */
export function crc32(bytes: Uint8Array): number {
  let sum = 0xffffffff;
  for (const byte of bytes) sum = (table[(sum ^ byte) & 0xff] ?? 0) ^ (sum >>> 8);
  return (sum ^ 0xffffffff) >>> 0;
}
