import { at, type Performed, type Work } from '../../executors/plain.ts';
import { strideOf, type StageOf } from '../../steps/stages.ts';

function code({ arena }: Work, { rows, latent, moments, noise, z, losses, log }: StageOf<'code'>): void {
  let total = 0;
  for (let row = 0; row < rows; row++) {
    let nats = 0;
    for (let d = 0; d < latent; d++) {
      const mu = at(arena, moments + row * strideOf(2 * latent) + d);
      const logVar = at(arena, moments + row * strideOf(2 * latent) + latent + d);
      arena[z + row * strideOf(latent) + d] = mu + Math.exp(logVar / 2) * at(arena, noise + row * latent + d);
      nats += 0.5 * (mu * mu + Math.exp(logVar) - logVar - 1);
    }
    arena[losses + row] = nats;
    total += nats;
  }
  arena[log] = total / rows;
}

function codeBackward({ arena }: Work, stage: StageOf<'code backward'>): void {
  const { rows, latent, moments, noise, zGradient, gradient, weight } = stage;
  const pull = at(arena, weight) / rows;
  for (let row = 0; row < rows; row++)
    for (let d = 0; d < latent; d++) {
      const place = row * strideOf(2 * latent) + d;
      const variance = Math.exp(at(arena, moments + place + latent));
      const dz = at(arena, zGradient + row * strideOf(latent) + d);
      arena[gradient + place] = dz + pull * at(arena, moments + place);
      arena[gradient + place + latent] =
        (dz * at(arena, noise + row * latent + d) * Math.sqrt(variance)) / 2 + (pull * (variance - 1)) / 2;
    }
}

export const gaussianCode: Performed<'code' | 'code backward'> = { code, 'code backward': codeBackward };
