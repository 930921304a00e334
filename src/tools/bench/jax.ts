import { readFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { basename, join } from 'node:path';
import type { Page } from '@playwright/test';
import { CHECKED, TOLERANCE, type Contest } from '#src/bench/models/contests.ts';
import {
  ganFeeds,
  modelOfContest,
  parametersOf,
  POINT,
  POOL,
  raceDigits,
  RATE,
  vaeFeeds,
} from '#src/bench/models/race.ts';
import { greys, PIXELS } from '#src/models/shared/batches.ts';
import { ADAM, GAN_ADAM } from '#src/models/shared/adam.ts';
import { planOf } from '#src/engine/steps/plan.ts';
import { unpacked } from '#src/engine/steps/rows.ts';
import { ROOT } from '../commands.ts';
import type { JaxPrepare } from './jax.worker.ts';
import type { Racing } from './rounds.ts';

const PACKAGE = join(ROOT, 'node_modules/@jax-js/jax/dist');
const FOLDER = '/jax-js/';
const data = new Map<string, Buffer>();

/** Serves jax-js, its worker and the race's numbers to this page, which loads them from nowhere else. */
export async function serveJax(page: Page): Promise<void> {
  await page.context().route(`**${FOLDER}*`, (route) => {
    const name = basename(new URL(route.request().url()).pathname);
    if (name.endsWith('.bin')) return route.fulfill({ body: data.get(name) ?? Buffer.alloc(0) });
    const body = name === 'worker.js' ? worker() : readFileSync(join(PACKAGE, name), 'utf8');
    return route.fulfill({ body, contentType: 'text/javascript' });
  });
}

const worker = () =>
  stripTypeScriptTypes(readFileSync(new URL('./jax.worker.ts', import.meta.url), 'utf8')).replace(
    `'@jax-js/jax'`,
    `'./index.js'`,
  );

/** jax-js on a device as a contestant, given the numbers that everybody is given. */
export function jaxRacing(contest: Contest, device: 'wasm' | 'webgpu'): Racing {
  const layers = layersOf(contest);
  const [feeds, feed] = contest.model === 'vae' ? vaeNumbers(contest) : ganNumbers(contest);
  const numbers = [...layers.flatMap(({ weights, bias }) => [weights, bias]), ...feeds];
  const name = `${contest.name}.bin`;
  data.set(
    name,
    Buffer.concat(numbers.map(({ buffer, byteOffset, byteLength }) => Buffer.from(buffer, byteOffset, byteLength))),
  );
  const prepare: JaxPrepare = {
    type: 'prepare',
    device,
    model: contest.model,
    data: FOLDER + name,
    feed,
    feeds: POOL,
    first: layers.length,
    parameters: layers.flatMap(({ inputs, outputs }) => [[inputs, outputs], [outputs]]),
    adam: contest.model === 'vae' ? ADAM : GAN_ADAM,
    rate: RATE,
    checked: CHECKED,
    expected: contest.loss ?? NaN,
    tolerance: TOLERANCE,
  };
  return { name: `jax-js ${device}`, script: `${FOLDER}worker.js`, prepare };
}

function layersOf(contest: Contest) {
  const plan = planOf(modelOfContest(contest));
  const values = parametersOf(plan);
  return plan.layers.map((place) => unpacked(place, values));
}

type Numbers = readonly [readonly Float32Array[], readonly (readonly number[])[]];

function vaeNumbers(contest: Contest): Numbers {
  const feedOf = vaeFeeds(contest);
  const { images } = raceDigits();
  const feeds = Array.from({ length: POOL }, (_, k) => feedOf(k)).flatMap((fed) => [
    greys(images, fed.images),
    fed.noise,
  ]);
  return [feeds, [PIXELS, feeds[1] ? feeds[1].length / contest.batch : 0].map((width) => [contest.batch, width])];
}

function ganNumbers(contest: Contest): Numbers {
  const feedOf = ganFeeds(contest);
  const feeds = Array.from({ length: POOL }, (_, k) => feedOf(k)).flatMap((fed) => [
    fed.real,
    fed.discriminator,
    fed.generator,
  ]);
  return [feeds, Array.from({ length: 3 }, () => [contest.batch, POINT])];
}
