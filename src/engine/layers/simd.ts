/** What the kernels are told of every stage. A stage's number is its place in this table. */
import { wordsOf, type Around, type Words, type WordsOf } from '../executors/words.ts';
import type { StageKind, StageOf } from '../steps/stages.ts';
import { activation } from './activation/simd.ts';
import { adversarial } from './adversarial/simd.ts';
import { closeness } from './closeness/simd.ts';
import { convolution } from './convolution/simd.ts';
import { corruption } from './corruption/simd.ts';
import { dense } from './dense/simd.ts';
import { draws } from './draws/simd.ts';
import { gather } from './gather/simd.ts';
import { gaussianCode } from './gaussian-code/simd.ts';
import { loss } from './loss/simd.ts';
import { packing } from './packing/simd.ts';
import { penalty } from './penalty/simd.ts';
import { resize } from './resize/simd.ts';

export const words: WordsOf<StageKind> = {
  ...gather,
  ...draws,
  ...dense,
  ...activation,
  ...gaussianCode,
  ...loss,
  ...adversarial,
  ...penalty,
  ...corruption,
  ...packing,
  ...closeness,
  ...convolution,
  ...resize,
};

const KINDS: readonly string[] = Object.keys(words);

/** Writes a stage down for the kernels: its number, then its words. */
export function lay<Kind extends StageKind>(stage: StageOf<Kind>, to: DataView, around: Around): void {
  const { stage: kind } = stage;
  const table: Words<StageOf<Kind>> = words[kind];
  to.setInt32(0, KINDS.indexOf(kind), true);
  wordsOf(table).forEach(({ type, of }, i) => {
    const word = of(stage, around);
    if (type === 'f32') to.setFloat32(4 * (i + 1), word, true);
    else to.setInt32(4 * (i + 1), word, true);
  });
}
