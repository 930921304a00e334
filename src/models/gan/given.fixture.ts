/** What a step of a player is given, drawn as an executor draws it: for programs that are fed it. */
import type { Player } from '#src/engine/experiment.ts';
import type { Random } from '#src/engine/random.ts';
import { normals } from '../shared/batches.ts';
import { batchOf, deviationAt, POOL, type GanConfig, type Streams, type World } from './gan.ts';

/** What one step of a player is given: reals and fakes as rows of numbers, one behind the other. */
export type Given = {
  /** Points of the pool, [batch, 2]; the generator's step sees none. */
  readonly real: Float32Array;
  /** z of the fakes, [batch, noise]. */
  readonly noise: Float32Array;
  /** Where between a real and a fake row the Wasserstein critic's slope is held, 0 … 1, [batch]. */
  readonly between: Float32Array;
  /** What blurs the reals and, behind them, the fakes, each coordinate a standard normal times `deviation`. */
  readonly blur: Float32Array;
  readonly deviation: number;
};

/** The numbers of step `step` of a player, steps counted for each player from 0. */
export function givenTo(config: GanConfig, { pool }: World, streams: Streams, player: Player, step: number): Given {
  const batch = batchOf(config);
  const between = streams.between.at(step);
  const reals = player === 'generator' ? 0 : batch;
  return {
    real: picked(pool, reals, streams.real.at(step)),
    noise: normals(streams.noise.at(step), batch * config.noise),
    between: Float32Array.from({ length: config.loss === 'wasserstein' ? batch : 0 }, () => between.uniform()),
    blur: normals(streams.blur.at(step), config.remedy === 'instance-noise' ? 2 * (reals + batch) : 0),
    deviation: deviationAt(config, player, step),
  };
}

/** `count` points of the pool, each as likely as any other. */
function picked(pool: Float32Array, count: number, random: Random): Float32Array {
  const points = new Float32Array(2 * count);
  for (let i = 0; i < count; i++) {
    const at = random.below(POOL);
    points.set(pool.subarray(2 * at, 2 * at + 2), 2 * i);
  }
  return points;
}
