import type { Ask, Run } from '#src/engine/experiment.ts';
import { experiments, type Computing, type Snapshots } from '#src/engine/experiments/index.ts';
import type { Command, Report, Start } from './protocol.ts';
import { openComputing } from './computing.ts';
import { dataOf, takeFiles } from './data.ts';
import { paceOf } from './trial.ts';

type Held = { readonly kind: 'vae'; readonly steps: Run<Snapshots['vae']> };

const runs = new Map<number, Held>();
const report = (message: Report) => postMessage(message);

async function start(command: Start): Promise<void> {
  const { run, kind, config } = command;
  const experiment = experiments[kind];
  const data = () => dataOf(command.data, (what, share) => report({ type: 'progress', run, what, share }));
  const { computing, badge, why, verdict } = await openComputing({
    executor: command.executor,
    uncovered: experiment.uncovered(config),
    // Powers of two apart, the faster one may be another.
    size: `${kind} ${Math.round(Math.log2(experiment.work(config)))}`,
    verdicts: command.verdicts,
    async race(webgpu, simd) {
      const given = await data();
      const paceOn = (rival: Computing, share: number) => {
        const tell = () => report({ type: 'progress', run, what: `Trying ${rival.name}`, share });
        tell();
        return paceOf(experiment.run(config, given, rival), tell);
      };
      return [await paceOn(webgpu, 0.2), await paceOn(simd, 0.6)];
    },
    onMoved: ({ badge: backend, ...moved }) => report({ type: 'moved', run, backend, ...moved }),
  });
  const keepsPast = computing.name !== 'tfjs';
  report({ type: 'ready', run, backend: badge, why, keepsPast, ...(verdict && { verdict }) });
  runs.set(run, { kind, steps: experiment.run(config, await data(), computing) });
  await advance(run, 0);
}

async function advance(run: number, ask: Ask): Promise<void> {
  const held = runs.get(run);
  if (!held) return;
  const begin = performance.now();
  const { value, done } = await held.steps.next(ask);
  if (!done)
    report({ type: 'snapshot', run, kind: held.kind, snapshot: value, milliseconds: performance.now() - begin });
}

async function stop(run: number): Promise<void> {
  const held = runs.get(run);
  runs.delete(run);
  await held?.steps.return();
}

async function obey(command: Command): Promise<void> {
  switch (command.type) {
    case 'start':
      return start(command);
    case 'ask':
      return advance(command.run, command.steps);
    case 'seek':
      return advance(command.run, { to: command.step });
    case 'stop':
      return stop(command.run);
    case 'take':
      return report({ run: command.run, ...(await takeFiles(command.files)) });
    default:
      command satisfies never;
  }
}

/** Commands are obeyed one after the other, in the order they came. */
let last = Promise.resolve();
addEventListener('message', ({ data }: MessageEvent<Command>) => {
  last = last
    .then(() => obey(data))
    .catch(async (error: unknown) => {
      await stop(data.run).catch(() => undefined);
      report({ type: 'failed', run: data.run, message: error instanceof Error ? error.message : String(error) });
    });
});
