/** What the kernels are told of every stage. A stage's number is its place in this table, in which the plain ones come first. */
import { layBy, type WordsOf } from '../executors/words.ts';
import type { StageKind } from '../steps/stages.ts';
import { adversarial } from './adversarial/simd.ts';
import { closeness } from './closeness/simd.ts';
import { convolution } from './convolution/simd.ts';
import { corruption } from './corruption/simd.ts';
import { packing } from './packing/simd.ts';
import { penalty } from './penalty/simd.ts';
import { plainWords } from './plain-simd.ts';
import { resize } from './resize/simd.ts';

export const words: WordsOf<StageKind> = {
  ...plainWords,
  ...adversarial,
  ...penalty,
  ...corruption,
  ...packing,
  ...closeness,
  ...convolution,
  ...resize,
};

export const lay = layBy(words);
