import {
  fedAt,
  logPlace,
  matrix,
  type FeedPart,
  type LayerPart,
  type Making,
  type Walked,
} from '../../steps/making.ts';
import type { GaussianCode } from '../../steps/model.ts';
import { strideOf, type Stage } from '../../steps/stages.ts';

function code(making: Making, { rows, inputs, x, y }: Walked, latent: number): readonly Stage[] {
  if (inputs !== 2 * latent)
    throw new Error(`A code of ${latent} needs ${2 * latent} numbers (μ and log σ²) and is given ${inputs}.`);
  const losses = making.arena.take(rows);
  making.results['moments'] = { at: x, length: rows * strideOf(2 * latent) };
  const [noise, log] = [fedAt(making, 'noise'), logPlace(making, 'rate')];
  return [{ stage: 'code', rows, latent, moments: x, noise, z: y, losses, log }];
}

export const gaussianCode: LayerPart<GaussianCode> = {
  width: ({ latent }) => latent,
  forward: (making, step, { latent }) => code(making, step, latent),
  backward(making, { rows, inputs, x }, { latent }, { yGradient }) {
    const gradient = matrix(making, rows, inputs);
    const [noise, weight] = [fedAt(making, 'noise'), fedAt(making, 'weight')];
    making.stages.push({
      stage: 'code backward',
      rows,
      latent,
      moments: x,
      noise,
      zGradient: yGradient,
      gradient,
      weight,
    });
    return gradient;
  },
};

/** The noise of all codes, without gaps, and the weight of their KL. */
export const codes: FeedPart = {
  shapes({ pass, own }) {
    const found = own.filter((layer) => layer.layer === 'gaussian code');
    const noise = pass.rows * found.reduce((sum, { latent }) => sum + latent, 0);
    return found.length > 0 ? { noise: { rows: 1, width: noise, stride: noise } } : {};
  },
  numbers: ({ own }) => (own.some((layer) => layer.layer === 'gaussian code') ? { weight: 1 } : {}),
};
