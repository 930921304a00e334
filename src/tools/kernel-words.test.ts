import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { STAGE, type Around } from '#src/engine/executors/words.ts';
import { lay, words } from '#src/engine/layers/simd.ts';
import type { Stage } from '#src/engine/steps/stages.ts';
import { performText, wordsText } from './kernel-words.ts';
import { kernelSources } from './kernels.ts';

const onDisk = (name: string) => readFileSync(`src/engine/kernels/${name}.ts`, 'utf8');
const written = onDisk('words');

/** The fields of every class that the kernels read stages through, in order, out of the text that was compiled. */
const classes = new Map(
  [...written.matchAll(/export class (\w+) \{([^}]*)\}/g)].map(([, name = '', body = '']) => [
    name,
    [...body.matchAll(/(\w+): (\w+);/g)].map(([, field = '', type = '']) => ({ field, type })),
  ]),
);

test('the kernels were compiled from the tables as they are now', () => {
  expect(written).toBe(wordsText());
  expect(onDisk('perform')).toBe(performText(kernelSources()));
});

test('there is a class and a kernel for every kind of stage, numbered in the order of the table', () => {
  const numbered = [
    ...onDisk('perform').matchAll(/case (\d+): (?:if \(isDefined\(EVERY\)\) )?(\w+)\(changetype<(\w+)>\(at\)\)/g),
  ];
  expect(numbered.map(([, number]) => Number(number))).toEqual(Object.keys(words).map((_, i) => i));
  const kernels = Object.keys(words).map((kind) => kind.replace(/ (\w)/g, (_, letter: string) => letter.toUpperCase()));
  expect(numbered.map(([, , kernel]) => kernel)).toEqual(kernels);
  expect(numbered.every(([, , , name = '']) => classes.has(name))).toBe(true);
});

test.each([...classes].filter(([name]) => name !== 'Pass'))(
  '%s fits into the bytes of a stage, each word once',
  (_, fields) => {
    expect(fields.length * 4).toBeLessThanOrEqual(STAGE);
    expect(new Set(fields.map(({ field }) => field)).size).toBe(fields.length);
  },
);

test('a choice has one number, whichever stage asks for it', () => {
  const names = [...written.matchAll(/export const (\w+): i32/g)].map(([, name]) => name);
  expect(new Set(names).size).toBe(names.length);
});

const around: Around = {
  arena: 4096,
  images: 11,
  points: 12,
  lists: 13,
  given: { bytes: new Uint8Array(), width: 0, points: { values: new Float32Array(12), width: 4 } },
};

/** Stages with a number of their own at every field, and what a kernel must find under the names it reads. */
const laid: readonly { readonly of: string; readonly stage: Stage; readonly read: Readonly<Record<string, number>> }[] =
  [
    {
      of: 'Dense',
      stage: {
        stage: 'dense',
        rows: 1,
        inputs: 2,
        outputs: 3,
        x: 4,
        weights: 5,
        bias: 6,
        y: 7,
        activation: 'leaky relu',
        ofImages: true,
      },
      read: {
        rows: 1,
        inputs: 2,
        outputs: 3,
        x: 4112,
        weights: 4116,
        bias: 4120,
        y: 4124,
        activation: 2,
        slope: Math.fround(0.2),
        lists: 13,
      },
    },
    {
      of: 'BackwardToWeights',
      stage: {
        stage: 'backward to weights',
        rows: 1,
        biasRows: 2,
        inputs: 3,
        outputs: 4,
        x: 5,
        yGradient: 6,
        weights: 7,
        bias: 8,
        adam: 9,
        mask: { from: 10, to: 11 },
        ofImages: false,
      },
      read: {
        rows: 1,
        biasRows: 2,
        inputs: 3,
        outputs: 4,
        x: 4116,
        yGradient: 4120,
        weights: 4124,
        bias: 4128,
        adam: 4132,
        maskFrom: 4136,
        maskTo: 4140,
        lists: 0,
      },
    },
    {
      of: 'Pick',
      stage: { stage: 'pick', rows: 1, width: 4, stream: 2, to: 3 },
      read: { rows: 1, width: 4, stream: 4104, to: 4108, points: 12, count: 3 },
    },
    {
      of: 'AddRow',
      stage: {
        stage: 'add row',
        rows: 1,
        outputs: 2,
        classes: 3,
        table: 4,
        labels: undefined,
        y: 5,
        activation: 'tanh',
      },
      read: { rows: 1, outputs: 2, table: 4112, labels: 0, y: 4116, activation: 3, slope: 0 },
    },
    {
      of: 'ClosenessBackward',
      stage: {
        stage: 'closeness backward',
        rows: 1,
        reals: 2,
        width: 3,
        scale: 0.5,
        x: 4,
        pairs: 5,
        yGradient: 6,
        gradient: 7,
      },
      // 1 / (3 · ½²).
      read: {
        rows: 1,
        reals: 2,
        width: 3,
        x: 4112,
        pairs: 4116,
        yGradient: 4120,
        gradient: 4124,
        nearness: Math.fround(4 / 3),
      },
    },
  ];

test.each(laid)('what is written of a stage is what $of reads, word by word', ({ of, stage, read }) => {
  const memory = new DataView(new ArrayBuffer(STAGE));
  lay(stage, memory, around);
  const found = (classes.get(of) ?? []).map(({ field, type }, i): readonly [string, number] => [
    field,
    type === 'f32' ? memory.getFloat32(4 * i, true) : memory.getInt32(4 * i, true),
  ]);
  expect(Object.fromEntries(found)).toEqual({ stage: Object.keys(words).indexOf(stage.stage), ...read });
});
