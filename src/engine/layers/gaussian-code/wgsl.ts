import { literal } from '../../executors/wgsl/functions.ts';
import type { PartsOf } from '../../executors/wgsl/part.ts';
import { quadsOf, type Places } from '../../executors/wgsl/places.ts';
import { byNumber, eachQuad, eachRow, note, store, strips } from '../../executors/wgsl/rows.ts';
import { strideOf, type StageOf } from '../../steps/stages.ts';

function code(places: Places, { rows, latent, moments, noise, z, losses }: StageOf<'code'>): string {
  const stride = strideOf(2 * latent);
  const draw = `
      let mean = number(${moments} + row * ${stride} + column);
      let deviation = exp(0.5 * number(${moments + latent} + row * ${stride} + column));
      made[i] = mean + deviation * ${places.number(noise, `row * ${latent} + column`)};`;
  const nats = `
    var nats = 0.0;
    for (var d = 0u; d < ${latent}; d++) {
      let mean = number(${moments} + row * ${stride} + d);
      let logVariance = number(${moments + latent} + row * ${stride} + d);
      nats += 0.5 * (mean * mean + exp(logVariance) - logVariance - 1);
    }
    ${note(places, losses, 'nats')}`;
  const body = `${byNumber(latent, draw)} ${store(z, latent, 'made')}`;
  return eachQuad(rows, quadsOf(latent), body) + eachRow(rows, nats);
}

function codeBackward(places: Places, stage: StageOf<'code backward'>): string {
  const { rows, latent, moments, noise, zGradient, gradient, weight } = stage;
  const stride = strideOf(2 * latent);
  const value = `
      let d = column % ${latent};
      let slope = number(${zGradient} + row * ${strideOf(latent)} + d);
      if (column < ${latent}) { made[i] = slope + pull * number(${moments} + row * ${stride} + d); }
      else {
        let deviation = exp(0.5 * number(${moments + latent} + row * ${stride} + d));
        let noise = ${places.number(noise, `row * ${latent} + d`)};
        made[i] = 0.5 * (slope * noise * deviation + pull * (deviation * deviation - 1));
      }`;
  const body = `
    let pull = fed(${places.fed(weight)}) * ${literal(1 / rows)};
    ${byNumber(2 * latent, value)}
    ${store(gradient, 2 * latent, 'made')}`;
  return eachQuad(rows, quadsOf(2 * latent), body);
}

export const gaussianCode: PartsOf<'code' | 'code backward'> = {
  code: {
    rows: { text: code, strips: ({ latent, moments, z }) => [...strips(2 * latent, moments), ...strips(latent, z)] },
    logged: ({ rows, losses, log }) => ({ at: losses, log, count: rows }),
    gapless: ({ noise }) => noise,
  },
  'code backward': {
    rows: {
      text: codeBackward,
      strips: ({ latent, zGradient, moments, gradient }) => [
        ...strips(latent, zGradient),
        ...strips(2 * latent, moments, gradient),
      ],
    },
  },
};
