import { crc32 as zlibCrc32, deflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { crc32, MOST_BYTES, readSnapshot, settingsFor, writeSnapshot, type Snapshot } from './snapshot-file.ts';
import { widget } from './meta.ts';
import { choice, number } from './params.ts';

/** A refusal as a reader should find it. */
const SENTENCE = /^[A-Z][\s\S]{10,}\.$/;
const settings = { seed: 20_261_121, numRuns: 200 };
const MAGIC = 'generative-notes snapshot\n';
const none = new Uint8Array();

/** Bytes with the checksum that belongs to them. */
function sealed(bytes: Uint8Array): Uint8Array {
  const file = new Uint8Array(bytes.length + 4);
  file.set(bytes);
  new DataView(file.buffer).setUint32(bytes.length, zlibCrc32(bytes), true);
  return file;
}

/** A file with any header, rightly sealed. */
const forged = (header: unknown, body: Uint8Array = none): Uint8Array =>
  sealed(Buffer.concat([Buffer.from(`${MAGIC}${JSON.stringify(header)}\n`), body]));

const layoutOf = (lengths: readonly number[]) => lengths.map((length, i) => ({ name: `tensor ${i}`, length }));

const snapshots: fc.Arbitrary<Snapshot> = fc
  .array(fc.integer({ min: 1, max: 24 }), { minLength: 1, maxLength: 6 })
  .chain((lengths) => {
    const count = lengths.reduce((sum, length) => sum + length, 0);
    const numbers = (from: number) =>
      fc.array(fc.float({ min: from, max: 1000, noNaN: true }), { minLength: count, maxLength: count });
    return fc.record({
      widget: fc.constantFrom('vae-tradeoff', 'gan-2d', 'a'),
      executor: fc.constantFrom('simd', 'webgpu', ''),
      settings: fc.dictionary(fc.string({ maxLength: 8 }), fc.oneof(fc.string({ maxLength: 8 }), fc.integer()), {
        maxKeys: 4,
        noNullPrototype: true,
      }),
      state: fc.record({
        step: fc.nat(),
        layout: fc.constant(layoutOf(lengths)),
        values: fc.tuple(numbers(-1000), numbers(-1000), numbers(0)).map((parts) => Float32Array.from(parts.flat())),
      }),
    });
  });

const small: Snapshot = {
  widget: 'vae-tradeoff',
  settings: { beta: 4, decoder: 'gaussian' },
  executor: 'simd',
  state: {
    step: 300,
    layout: layoutOf([3, 2]),
    values: Float32Array.of(1, -2, 0.5, 8, -8, 0, 1e-3, -1e-3, 0, 0.25, 0, 1e-6, 1e-6, 1, 0),
  },
};

async function read(file: Uint8Array): Promise<Snapshot> {
  const found = await readSnapshot(file);
  if (typeof found === 'string') throw new Error(found);
  return found;
}

test('the checksum is the one of zip: of “123456789” it is cbf43926, and of anything what zlib says', () => {
  expect(crc32(new TextEncoder().encode('123456789'))).toBe(0xcbf43926);
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      expect(crc32(bytes)).toBe(zlibCrc32(bytes));
    }),
    settings,
  );
});

test('what is written is read again: settings and step to the last digit, the state within its grid', async () => {
  await fc.assert(
    fc.asyncProperty(snapshots, async (snapshot) => {
      const { state, ...about } = await read(await writeSnapshot(snapshot));
      const { values, step, layout } = snapshot.state;
      expect(about).toEqual({ widget: snapshot.widget, settings: snapshot.settings, executor: snapshot.executor });
      expect([state.step, state.layout, state.values.length]).toEqual([step, layout, values.length]);
      const count = values.length / 3;
      const off = Array.from(state.values, (value, i) => Math.abs(value - (values[i] ?? NaN)));
      // Half a step of 1/32767 of at most 1000, with its rounding; then 2⁻⁸ of a moment (engine/maths/quantised.ts).
      expect(Math.max(...off.slice(0, count))).toBeLessThanOrEqual((1000 / 32_767) * 0.5001);
      const right = off.slice(count).every((far, i) => far <= Math.abs(values[count + i] ?? NaN) / 256 + 2 ** -133);
      expect(right).toBe(true);
    }),
    settings,
  );
});

test('what was read and is written again is the same file', async () => {
  const file = await writeSnapshot(small);
  expect(await writeSnapshot(await read(file))).toEqual(file);
});

test('the first line says in plain letters what the file is, and the second how it was trained', async () => {
  const [first, second = ''] = new TextDecoder('latin1').decode(await writeSnapshot(small)).split('\n');
  expect(first).toBe('generative-notes snapshot');
  expect(JSON.parse(second)).toMatchObject({ version: 1, widget: 'vae-tradeoff', step: 300, settings: { beta: 4 } });
});

describe('refused with a sentence, and never with an exception:', () => {
  test('any bytes', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), fc.boolean(), async (bytes, marked) => {
        const file = marked ? Buffer.concat([Buffer.from(MAGIC), bytes]) : bytes;
        expect(await readSnapshot(file)).toMatch(SENTENCE);
      }),
      settings,
    );
  });

  test('a file that is cut off anywhere', async () => {
    const file = await writeSnapshot(small);
    for (let length = 0; length < file.length; length++)
      expect(await readSnapshot(file.subarray(0, length))).toMatch(SENTENCE);
    expect(await readSnapshot(file.subarray(0, -9))).toContain('cut off');
  });

  test('a file with any bytes changed', async () => {
    const whole = await writeSnapshot(small);
    const changes = fc.array(fc.tuple(fc.nat(whole.length - 1), fc.integer({ min: 1, max: 255 })), {
      minLength: 1,
      maxLength: 4,
    });
    await fc.assert(
      fc.asyncProperty(changes, async (places) => {
        const file = whole.slice();
        for (const [at, change] of places) file[at] = (file[at] ?? 0) ^ change;
        // Two changes of one byte may undo each other.
        if (Buffer.compare(file, whole) === 0) return;
        expect(await readSnapshot(file)).toMatch(SENTENCE);
      }),
      settings,
    );
  });

  test('a file with any bytes changed and a checksum to match: a sentence, or a state that is whole', async () => {
    const whole = (await writeSnapshot(small)).subarray(0, -4);
    const changes = fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { minLength: 1, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(changes, async (places) => {
        const file = whole.slice();
        for (const [at, byte] of places) file[at] = byte;
        const found = await readSnapshot(sealed(file));
        if (typeof found === 'string') {
          expect(found).toMatch(SENTENCE);
          return;
        }
        expect(found.state.values.every(Number.isFinite)).toBe(true);
        expect(found.state.values).toHaveLength(15);
      }),
      { ...settings, numRuns: 1000 },
    );
  });

  test('a header of any JSON', async () => {
    await fc.assert(
      fc.asyncProperty(fc.jsonValue(), async (said) => {
        expect(await readSnapshot(forged(said))).toMatch(SENTENCE);
      }),
      settings,
    );
  });

  const header = { version: 1, widget: 'a', settings: {}, step: 1, executor: '', packed: 0 };
  const tensor = { name: 'w', length: 4, reach: 1 };
  const packed = (bytes: Uint8Array) => [{ ...header, layout: [tensor], packed: bytes.length }, bytes] as const;
  const lies: Readonly<Record<string, readonly [unknown, Uint8Array?]>> = {
    'more parameters than any network has': [{ ...header, layout: [{ ...tensor, length: 2 ** 40 }] }],
    'many tensors that are too many together': [{ ...header, layout: Array(9).fill({ ...tensor, length: 2 ** 20 }) }],
    'a length that is not a number': [{ ...header, layout: [{ ...tensor, length: 'x' }] }],
    'a negative step': [{ ...header, layout: [tensor], step: -1 }],
    'no parameters': [{ ...header, layout: [] }],
    'a body that unpacks to more': packed(deflateRawSync(new Uint8Array(5_000_000))),
    'a body that unpacks to less': packed(deflateRawSync(new Uint8Array(23))),
    'a body that is not packed': packed(new Uint8Array(24).fill(255)),
    'moments that are no numbers': packed(deflateRawSync(new Uint8Array(24).fill(255))),
    // −1 as a bfloat16 is bf80; upper bytes of both moments come before the lower ones.
    'a negative mean of squares': packed(
      deflateRawSync(Uint8Array.from({ length: 24 }, (_, i) => (i === 15 ? 191 : 0))),
    ),
  };
  test.each(Object.entries(lies))('%s', async (_, [said, body]) => {
    expect(await readSnapshot(forged(said, body))).toMatch(/what it holds is none that they write/);
  });

  test('a newer version, whatever else it says', async () => {
    expect(await readSnapshot(forged({ version: 2, weights: [] }))).toMatch(/version 2 .* up to 1/);
  });

  test('a file larger than any network, before anything in it is read', async () => {
    expect(await readSnapshot(new Uint8Array(MOST_BYTES + 1))).toMatch(/at most 64 MiB/);
  });
});

describe('the settings of a file', () => {
  const meta = widget({
    title: '',
    question: '',
    invites: '',
    caption: '',
    still: '',
    lecture: '',
    settles: '',
    trains: true,
    longest: 500,
    params: {
      beta: number('weight', { min: 0, max: 10, initial: 1, about: '' }),
      game: choice('game', { plain: 'Plain', other: 'Other' }, { initial: 'plain', about: '' }),
    },
    metrics: {},
    readouts: [],
    presets: {},
  });
  const opened = (knobs: Snapshot['settings'], step = 1) => settingsFor(meta, { settings: knobs, state: { step } });

  test('are the knobs, and a knob that the file does not know stands as it opens', () => {
    expect(opened({ beta: 4, game: 'other' })).toEqual({ beta: 4, game: 'other' });
    expect(opened({ beta: 4 })).toEqual({ beta: 4, game: 'plain' });
  });

  test('out of range, misspelt, of another kind or of no knob here are refused by name', () => {
    for (const knobs of [{ beta: 11 }, { beta: '4' }, { game: 'none' }, { gamma: 1 }, { constructor: 1 }]) {
      const said = opened(knobs);
      expect(said).toMatch(SENTENCE);
      expect(said).toContain(`“${Object.keys(knobs)[0]}”`);
    }
  });

  test('with a step beyond the end of every run are refused', () => {
    expect(opened({}, 501)).toMatch(/step 501, .* end at step 500/);
  });
});
