/** How every stage is computed on the GPU. */
import type { PartsOf } from '../executors/wgsl/part.ts';
import type { StageKind } from '../steps/stages.ts';
import { activation } from './activation/wgsl.ts';
import { adversarial } from './adversarial/wgsl.ts';
import { closeness } from './closeness/wgsl.ts';
import { convolution } from './convolution/wgsl.ts';
import { corruption } from './corruption/wgsl.ts';
import { dense } from './dense/wgsl.ts';
import { draws } from './draws/wgsl.ts';
import { gather } from './gather/wgsl.ts';
import { gaussianCode } from './gaussian-code/wgsl.ts';
import { loss } from './loss/wgsl.ts';
import { packing } from './packing/wgsl.ts';
import { penalty } from './penalty/wgsl.ts';
import { resize } from './resize/wgsl.ts';

export const parts: PartsOf<StageKind> = {
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
