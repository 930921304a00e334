/** An autoencoder and a variational one side by side, on whatever executor. */
import type { AsyncExecutorFactory } from '#src/engine/executors/async-executor.ts';
import { drawFrom, type ExecutorFactory, type Feed } from '#src/engine/executors/executor.ts';
import type { Run, TrainedState } from '#src/engine/experiment.ts';
import { history } from '#src/engine/history.ts';
import { plain } from '#src/engine/layers/plain.ts';
import { momentsOf } from '#src/engine/maths/frechet-distance.ts';
import { random } from '#src/engine/random.ts';
import { adamAt } from '#src/engine/steps/adam.ts';
import { initialParameters } from '#src/engine/steps/initial.ts';
import type { Model, Network, Pass } from '#src/engine/steps/model.ts';
import { planWith } from '#src/engine/steps/planning.ts';
import { rowsOf, setRows } from '#src/engine/steps/rows.ts';
import { ADAM } from '../shared/adam.ts';
import { batches, bytes, greys, logOddsOf, normals, PIXELS } from '../shared/batches.ts';
import { keep, result, rewind, runOf, type Ground } from '../shared/course.ts';
import { joined } from '../shared/held-out.ts';
import { lostNumbers, refuseLost } from '../shared/lost.ts';
import {
  CODES,
  EVERY,
  JUDGED,
  PRIOR_CODES,
  SAMPLES,
  type AeOrVaeConfig,
  type AeOrVaeData,
  type AeOrVaeSnapshot,
  type Codes,
  type Made,
  type Station,
} from './ae-or-vae.ts';
import { apart, deviationOf, drawnFrom, inPlane, judged, priorInPlane, shareNear, type Judged } from './measures.ts';

/** Rows of the passes that only look. */
const AT_ONCE = 200;
const PLAYERS = ['ae', 'vae'] as const;
type Player = (typeof PLAYERS)[number];

/**
 * Pixels → width → (μ, log σ²) → z → width → logits of the pixels, twice. Layers of both have the same names, so that they
 * begin with the same weights. The plain one is fed ε = 0 and a weight of 0 for the KL: z = μ, and log σ² learns nothing.
 */
export function modelOf(config: AeOrVaeConfig, logOdds: Float32Array): Model {
  return {
    adam: ADAM,
    networks: PLAYERS.flatMap((player) => networksOf(player, config, logOdds)),
    passes: PLAYERS.flatMap((player) => passesOf(player, config)),
  };
}

function networksOf(player: Player, { latent, width }: AeOrVaeConfig, logOdds: Float32Array): readonly Network[] {
  const moments = ['mu', 'logVar'].map((name) => ({ name, outputs: latent }));
  const hidden = (name: string) => ({ layer: 'dense', name, outputs: width, activation: 'relu' }) as const;
  return [
    {
      name: `${player} encoder`,
      inputs: PIXELS,
      layers: [
        hidden('encoder'),
        { layer: 'dense', name: 'moments', outputs: 2 * latent, activation: 'linear', parts: moments },
        { layer: 'gaussian code', latent },
      ],
    },
    {
      name: `${player} decoder`,
      inputs: latent,
      layers: [
        hidden('decoder'),
        { layer: 'dense', name: 'pixels', outputs: PIXELS, activation: 'linear', bias: logOdds },
      ],
    },
  ];
}

function passesOf(player: Player, { batch }: AeOrVaeConfig): readonly Pass[] {
  const [encoder, decoder] = [`${player} encoder`, `${player} decoder`];
  return [
    {
      name: player,
      rows: batch,
      input: 'images',
      through: [encoder, decoder],
      loss: { loss: 'bernoulli' },
      trains: [encoder, decoder],
      ...(player === 'vae' && { draws: { noise: 'normal' } as const }),
    },
    { name: `${player} encode`, rows: AT_ONCE, input: 'images', through: [encoder], trains: [] },
    { name: `${player} decode`, rows: AT_ONCE, input: 'rows', through: [decoder], trains: [], shows: 'sigmoid' },
  ];
}

/** Why no larger network should be trained on our stages, as a sentence; nothing where they serve. */
export function uncovered({ width, latent, batch }: AeOrVaeConfig): string | undefined {
  if (width <= 1024 && latent <= 32 && batch <= 512) return undefined;
  return `The fast executors are proven up to width 1,024, a code of 32 and batches of 512; here they are ${width}, ${latent} and ${batch}.`;
}

/** Multiply-adds of one step forward. */
export const workOf = ({ width, latent, batch }: AeOrVaeConfig): number =>
  2 * batch * width * (2 * PIXELS + 3 * latent);

type Running = Ground & {
  readonly config: AeOrVaeConfig;
  readonly data: AeOrVaeData;
  readonly fill: (feed: Feed, player: Player, step: number) => void;
  readonly beside: Beside;
  /** What was seen at multiples of `EVERY`, by their step. */
  readonly stations: Map<number, Station>;
};

/** What is the same in every snapshot. */
type Beside = Pick<AeOrVaeSnapshot, 'labels' | 'prior' | 'real'> & {
  readonly heldOut: Judged;
  /** Standard normals from which codes are drawn, [JUDGED, latent], and those that the variational codes shown are drawn with. */
  readonly normals: Float32Array;
  readonly shown: Float32Array;
};

/** Trains both from the beginning, or from a state of an earlier run, for as long as it is asked. */
export async function* train(
  config: AeOrVaeConfig,
  data: AeOrVaeData,
  open: ExecutorFactory | AsyncExecutorFactory,
  from?: TrainedState,
): Run<AeOrVaeSnapshot> {
  const images = { bytes: joined(data), width: PIXELS };
  const source = random(config.seed);
  const plan = planWith(plain, modelOf(config, logOddsOf(data.train)));
  const executor = await open(plan, initialParameters(plan, source.fork('init')), images);
  const batchAt = batches(data.train.count, config.batch, source.fork('batches'));
  const noise = source.fork('noise');
  const fill: Running['fill'] = (feed, player, step) => {
    feed.whole('images').set(batchAt(step));
    if (player === 'vae') drawFrom(feed, 'noise', noise, step);
    else feed.floats('noise').fill(0);
    feed.floats('weight')[0] = player === 'vae' ? 1 : 0;
    feed.floats('adam').set(adamAt(step + 1, config.lr, ADAM));
  };
  const beside = besideOf(config, data);
  const run: Running = { config, data, plan, executor, fill, beside, stations: new Map(), past: history() };
  yield* runOf({ ...run, look: (step) => look(run, step), advance: (at, to) => advance(run, at, to) }, from);
}

function besideOf({ latent, seed }: AeOrVaeConfig, { train: learned, heldOut, classifier }: AeOrVaeData): Beside {
  const source = random(seed);
  const first = (count: number) => Array.from({ length: count }, (_, i) => i);
  const against = judged(classifier, greys(heldOut.images, first(Math.min(JUDGED, heldOut.count))));
  const others = judged(classifier, greys(learned.images, first(Math.min(JUDGED, learned.count))));
  const shown = Math.min(CODES, heldOut.count);
  const drawn = normals(source.fork('show'), JUDGED * latent);
  return {
    heldOut: against,
    real: { frechet: apart(against, others), sure: others.sure },
    labels: heldOut.labels.slice(0, shown),
    prior: priorInPlane(drawn.subarray(0, PRIOR_CODES * latent), latent),
    normals: drawn,
    shown: normals(source.fork('held-out'), shown * latent),
  };
}

/** Steps of training and nothing else. */
async function learn({ config, executor, fill }: Running, from: number, to: number): Promise<void> {
  if (to <= from) return;
  const log = await executor.run(PLAYERS, to - from, (feed, i, _, turn) =>
    fill(feed, turn === 0 ? 'ae' : 'vae', from + i),
  );
  // Four numbers a step: rate and distortion of either.
  refuseLost(config, from, log, 4);
}

const stationBefore = (step: number): number => Math.floor(step / EVERY) * EVERY;

/** From one step to another by way of the last station, so that a step shows the same however it was reached. */
async function advance(run: Running, from: number, to: number): Promise<AeOrVaeSnapshot> {
  const station = stationBefore(to);
  let at = from;
  if (!run.stations.has(station) && station !== to) {
    if (station < from && run.past.at(station)) at = rewind(run, station);
    if (at <= station) {
      await learn(run, at, station);
      run.stations.set(station, await measured(run, station));
      at = station;
    }
  }
  await learn(run, at, to);
  return look(run, to);
}

/** The snapshot of step `step`. */
async function look(run: Running, step: number): Promise<AeOrVaeSnapshot> {
  await keep(run, step, () => lostNumbers(run.config, step));
  const station = stationBefore(step);
  const seen = run.stations.get(station) ?? (await measured(run, step));
  run.stations.set(station, seen);
  return { step, ...seen };
}

/** What is seen now. Held-out images stand behind those to learn from. */
async function measured(run: Running, at: number): Promise<Station> {
  const { config, data, beside } = run;
  const { labels, prior, real } = beside;
  const learned = await encoded(run, 'ae', { first: 0, count: Math.min(JUDGED, data.train.count) });
  if (!learned.every(Number.isFinite)) throw lostNumbers(config, at);
  const own = momentsOf({ values: learned, width: config.latent });
  const made = {
    ae: await madeFrom(run, 'ae', beside.normals),
    vae: await madeFrom(run, 'vae', beside.normals),
    own: await madeFrom(run, 'ae', drawnFrom(own, beside.normals)),
  };
  if (!Object.values(made).every(({ frechet }) => Number.isFinite(frechet))) throw lostNumbers(config, at);
  const heldOut = { first: data.train.count, count: labels.length };
  const codes = {
    ae: codesOf(run, await encoded(run, 'ae', heldOut)),
    vae: codesOf(run, await encoded(run, 'vae', heldOut, beside.shown)),
  };
  return { at, made, codes, labels, prior, real };
}

function codesOf({ config: { latent }, beside }: Running, values: Float32Array): Codes {
  const moments = momentsOf({ values, width: latent });
  const near = shareNear(values, beside.normals, latent);
  return { at: inPlane(values, moments), deviation: deviationOf(moments), near };
}

type Numbered = { readonly first: number; readonly count: number };

/** Codes of images, by their numbers among the joined ones, [count, latent]; means, or draws with these normals. */
async function encoded(
  run: Running,
  player: Player,
  { first, count }: Numbered,
  noise?: Float32Array,
): Promise<Float32Array> {
  const { executor, config } = run;
  const codes = new Float32Array(count * config.latent);
  for (let from = 0; from < count; from += AT_ONCE) {
    await executor.run(`${player} encode`, 1, (feed) => {
      // The last rows of the last part repeat its last image, and are left out.
      feed.whole('images').set(Array.from({ length: AT_ONCE }, (_, i) => first + Math.min(from + i, count - 1)));
      const given = feed.floats('noise').fill(0);
      if (noise) given.set(noise.subarray(from * config.latent, (from + AT_ONCE) * config.latent));
    });
    const rows = rowsOf(await result(run, `${player} encode`, 'outputs'), config.latent);
    codes.set(rows.subarray(0, (count - from) * config.latent), from * config.latent);
  }
  return codes;
}

/** What a decoder makes of these codes, [JUDGED, latent], and how it is judged. */
async function madeFrom(run: Running, player: Player, codes: Float32Array): Promise<Made> {
  const { executor, config, data, beside } = run;
  const pictures = new Float32Array(JUDGED * PIXELS);
  for (let from = 0; from < JUDGED; from += AT_ONCE) {
    const some = codes.subarray(from * config.latent, (from + AT_ONCE) * config.latent);
    await executor.run(`${player} decode`, 1, (feed) => setRows(feed.floats('rows'), some, config.latent));
    pictures.set(await result(run, `${player} decode`, 'shown'), from * PIXELS);
  }
  const found = judged(data.classifier, pictures);
  return {
    frechet: apart(found, beside.heldOut),
    sure: found.sure,
    samples: bytes(pictures.subarray(0, SAMPLES * PIXELS)),
  };
}
