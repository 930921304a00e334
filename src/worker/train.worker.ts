import { LANGUAGE } from '#src/base/language.ts';
import { LostNumbers, type Ask, type Run } from '#src/engine/experiment.ts';
import type { Computing } from '#src/models/kind.ts';
import { models, type Kind, type Snapshot } from '#src/models/registry.ts';
import type { Command, Report, Shown, ShownOf, Start, StartOf } from './protocol.ts';
import { openComputing } from './computing.ts';
import { takeFiles } from './data.ts';
import { bytesFetched } from './loads.ts';
import { loadsOf } from './made.ts';
import { inTurn } from './queue.ts';
import { seekIn } from './seek.ts';
import { toldOf } from './told.ts';

/** A kind of model with its settings: what it asks of an executor, and a run on one. */
type Task<K extends Kind> = {
  readonly uncovered: string | undefined;
  readonly kernels: 'every' | 'plain';
  readonly work: number;
  readonly on: (computing: Computing) => Promise<Run<ShownOf<K>>>;
};

/** A run, and what is known of it besides. */
type Underway = {
  readonly steps: Run<Shown>;
  /** Milliseconds that a step took last. */
  pace: number;
};

const runs = new Map<number, Underway>();
const report = (message: Report) => postMessage(message);

/** The same run, which says with each snapshot what kind of model it is of. */
async function* named<K extends Kind>(kind: K, steps: Run<Snapshot<K>>): Run<ShownOf<K>> {
  try {
    for (let ask: Ask | undefined; ;) {
      const { value: snapshot, done } = await steps.next(ask);
      if (done) return;
      ask = yield { kind, snapshot };
    }
  } finally {
    await steps.return();
  }
}

async function taskOf<K extends Kind>({ run, kind, config, data, from }: StartOf<K>): Promise<Task<K>> {
  const { default: model } = await models[kind]();
  const loads = loadsOf((what, share) => report({ type: 'progress', run, what, share }));
  return {
    uncovered: model.uncovered(config),
    kernels: model.plain ? 'plain' : 'every',
    work: model.work(config),
    on: async (computing) => named(kind, model.run(config, await model.data(data, loads), computing, from)),
  };
}

async function start(command: Start): Promise<void> {
  const { run, kind } = command;
  const { uncovered, kernels, work, on } = await taskOf<Kind>(command);
  const { computing, badge, why, verdict } = await openComputing({
    executor: command.executor,
    uncovered,
    kernels,
    // Powers of two apart, the faster one may be another.
    size: `${kind} ${Math.round(Math.log2(work))}`,
    verdicts: command.verdicts,
    async race(webgpu, simd) {
      const { paceOf } = await import('./trial.ts');
      const paceOn = async (rival: Computing, share: number) => {
        const tell = () => report({ type: 'progress', run, what: `Trying ${rival.name}`, share });
        tell();
        return paceOf(await on(rival), tell);
      };
      return [await paceOn(webgpu, 0.2), await paceOn(simd, 0.6)];
    },
    onMoved: ({ badge: backend, ...moved }) => report({ type: 'moved', run, backend, ...moved }),
  });
  report({ type: 'ready', run, backend: badge, why, ...(verdict && { verdict }) });
  runs.set(run, { steps: await on(computing), pace: Infinity });
  await (command.from ? advance(run, 0).catch(asOfFile) : advance(run, 0));
}

/** At the first look nothing was trained yet, so no setting is to blame. */
function asOfFile(error: unknown): never {
  if (!(error instanceof LostNumbers)) throw error;
  throw new Error('With this state the losses are no numbers. Take a state from before that happened.');
}

async function takeOut(run: number): Promise<void> {
  const found = await runs.get(run)?.steps.next('state');
  const state = found?.done === false ? found.value.snapshot.state : undefined;
  report({ type: 'state', run, state });
}

async function advance(run: number, ask: Ask): Promise<void> {
  const underway = runs.get(run);
  if (!underway) return;
  const begin = performance.now();
  const { value, done } = await underway.steps.next(ask);
  if (done) return;
  const milliseconds = performance.now() - begin;
  if (typeof ask === 'number' && ask > 0) underway.pace = milliseconds / ask;
  report({ type: 'snapshot', run, ...value, milliseconds });
}

async function seek(run: number, to: number): Promise<void> {
  const underway = runs.get(run);
  if (!underway) return;
  const begin = performance.now();
  const goesOn = async (step: number) => {
    report({
      type: 'progress',
      run,
      what: `Going to step ${to.toLocaleString(LANGUAGE)}`,
      share: step / Math.max(1, to),
    });
    await heard();
    return !turns.isToStop(run);
  };
  const found = await seekIn(underway.steps, to, { pace: underway.pace, now: () => performance.now(), goesOn });
  if (found) report({ type: 'snapshot', run, ...found, milliseconds: performance.now() - begin });
}

/** Lets the messages in that came meanwhile. */
const heard = () => new Promise((resolve) => setTimeout(resolve));

async function stop(run: number): Promise<void> {
  const underway = runs.get(run);
  runs.delete(run);
  await underway?.steps.return();
}

async function obey(command: Command): Promise<void> {
  switch (command.type) {
    case 'start':
      return start(command);
    case 'ask':
      return advance(command.run, command.steps);
    case 'seek':
      return seek(command.run, command.step);
    case 'move':
      return advance(command.run, { player: command.player });
    case 'take out':
      return takeOut(command.run);
    case 'stop':
      return stop(command.run);
    case 'take':
      return report({ run: command.run, ...(await takeFiles(command.files)) });
    default:
      command satisfies never;
  }
}

const SIGN_OF_LIFE_MILLISECONDS = 1000;

/** Does as told, and shows that it lives while it waits for something; while it computes no timer runs. */
async function serve(command: Command): Promise<void> {
  const { run } = command;
  const before = bytesFetched();
  const sign = () => report({ type: 'alive', run, bytes: bytesFetched() - before });
  const timer = setInterval(sign, SIGN_OF_LIFE_MILLISECONDS);
  try {
    await obey(command);
  } catch (error) {
    const message = await toldOf(error);
    await stop(run).catch(() => undefined);
    report({ type: 'failed', run, message });
  } finally {
    clearInterval(timer);
  }
}

const turns = inTurn(serve);
addEventListener('message', ({ data }: MessageEvent<Command>) => turns.add(data));
report({ type: 'alive', run: 0, bytes: 0 });
