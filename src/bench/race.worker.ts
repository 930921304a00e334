import kernels from '#src/engine/kernels/kernels.wasm?url';
import { reference } from '#src/engine/executors/reference.ts';
import { simd } from '#src/engine/executors/simd.ts';
import { sentenceOf } from '#src/worker/sentence.ts';
import { wasmPaths } from '#src/worker/wasm-paths.ts';
import { CHECKED, isRight, type Contest } from './models/contests.ts';
import { racerOn, racerOnDevice, type Racer } from './models/race.ts';
import { countsOf } from './counts.ts';
import type { Contestant, RaceCommand, RaceReport } from './racer.ts';

/** What a message needs is paid once a round; more steps than this say nothing more. */
const MOST_STEPS = 20_000;

let racer: Racer | undefined;
/** Milliseconds that a step took last. */
let pace = 0;

async function open(contest: Contest, contestant: Contestant): Promise<Racer> {
  if (contestant.with === 'stages') {
    if (contestant.executor === 'reference') return racerOn(reference, contest);
    if (contestant.executor === 'webgpu') return onGpu(contest);
    return racerOn(simd(await WebAssembly.compileStreaming(fetch(kernels))), contest);
  }
  const [{ openBackend }, { racerOnTfjs }] = await Promise.all([
    import('#src/engine/backends.ts'),
    import('./models/race-tfjs.ts'),
  ]);
  const { name, why } = await openBackend(contestant.backend, wasmPaths);
  // The reasons against the others follow; the first sentence is about the one that was wanted.
  if (name !== contestant.backend) throw new Error(why.split('. ')[0] ?? why);
  return racerOnTfjs(contest);
}

async function onGpu(contest: Contest): Promise<Racer> {
  const gpu = await import('#src/worker/gpu.ts').then(({ openGpu }) => openGpu());
  if (typeof gpu === 'string') throw new Error(gpu);
  return racerOnDevice(gpu.executor, contest);
}

/** The first steps compile and warm up; the last of the checked ones tells the pace. */
async function prepare(contest: Contest, contestant: Contestant): Promise<RaceReport> {
  racer = await open(contest, contestant);
  await racer.advance(CHECKED - 1);
  const begin = performance.now();
  await racer.advance(1);
  pace = performance.now() - begin;
  const loss = await racer.loss();
  return { type: 'ready', loss, right: isRight(contest, loss), bytes: racer.bytes };
}

async function round(milliseconds: number): Promise<RaceReport> {
  if (!racer) throw new Error('Nothing was prepared, so there is nothing to time.');
  const steps = Math.max(1, Math.min(MOST_STEPS, Math.round(milliseconds / Math.max(pace, 0.01))));
  const begin = performance.now();
  await racer.advance(steps);
  pace = (performance.now() - begin) / steps;
  return { type: 'round', steps, millisecondsPerStep: pace };
}

async function count(steps: number): Promise<RaceReport> {
  const counted = racer;
  if (!counted) throw new Error('Nothing was prepared, so there is nothing to count.');
  return { type: 'counted', counts: await countsOf(steps, (some) => counted.advance(some)) };
}

function obey(command: RaceCommand): Promise<RaceReport> {
  switch (command.type) {
    case 'prepare':
      return prepare(command.contest, command.contestant);
    case 'round':
      return round(command.milliseconds);
    case 'count':
      return count(command.steps);
  }
}

addEventListener('message', ({ data }: MessageEvent<RaceCommand>) => {
  obey(data)
    .catch((error: unknown): RaceReport => ({
      type: 'failed',
      message: sentenceOf(error),
    }))
    .then((report) => postMessage(report), reportError);
});
