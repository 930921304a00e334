/** Every stage as plain loops. */
import type { Performed } from '../executors/plain.ts';
import type { StageKind } from '../steps/stages.ts';
import { activation } from './activation/reference.ts';
import { adversarial } from './adversarial/reference.ts';
import { closeness } from './closeness/reference.ts';
import { convolution } from './convolution/reference.ts';
import { corruption } from './corruption/reference.ts';
import { dense } from './dense/reference.ts';
import { draws } from './draws/reference.ts';
import { gather } from './gather/reference.ts';
import { gaussianCode } from './gaussian-code/reference.ts';
import { loss } from './loss/reference.ts';
import { packing } from './packing/reference.ts';
import { penalty } from './penalty/reference.ts';
import { resize } from './resize/reference.ts';

export const performed: Performed<StageKind> = {
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
