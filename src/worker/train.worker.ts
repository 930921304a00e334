import type { Ask, Run } from '#src/engine/experiment.ts';
import {
  experiments,
  type Computing,
  type Configs,
  type Data,
  type Kind,
  type Snapshots,
} from '#src/engine/experiments/index.ts';
import type { Command, Report, Shown, Start } from './protocol.ts';
import { openComputing } from './computing.ts';
import { dataOf, takeFiles } from './data.ts';
import { paceOf } from './trial.ts';

/** A run that answers with its snapshots under its experiment's name. */
type Held = { next(ask: Ask): Promise<Shown | undefined>; stop(): Promise<void> };

const runs = new Map<number, Held>();
const report = (message: Report) => postMessage(message);

function held<Snapshot>(steps: Run<Snapshot>, named: (snapshot: Snapshot) => Shown): Held {
  return {
    async next(ask) {
      const { value, done } = await steps.next(ask);
      return done ? undefined : named(value);
    },
    async stop() {
      await steps.return();
    },
  };
}

/** A run that can be begun on anything. */
type Planned = {
  readonly uncovered: string | undefined;
  /** Names runs that are about equally fast: sizes are powers of two, since a little further the faster one may be another. */
  readonly size: string;
  readonly begin: (computing: Computing) => Promise<Held>;
  /** Steps a second in a short trial. */
  readonly pace: (computing: Computing, onTurn: () => void) => Promise<number>;
};

function planned<K extends Kind>(
  kind: K,
  config: Configs[K],
  data: () => Promise<Data[K]>,
  named: (snapshot: Snapshots[K]) => Shown,
): Planned {
  const { uncovered, work, run } = experiments[kind];
  return {
    uncovered: uncovered(config),
    size: `${kind} ${Math.round(Math.log2(work(config)))}`,
    begin: async (computing) => held(run(config, await data(), computing), named),
    pace: async (computing, onTurn) => paceOf(run(config, await data(), computing), onTurn),
  };
}

function planOf(command: Start): Planned {
  const { run, kind, config, data: source } = command;
  switch (kind) {
    case 'vae': {
      const data = () => dataOf(source, (what, share) => report({ type: 'progress', run, what, share }));
      return planned(kind, config, data, (snapshot) => ({ kind, snapshot }));
    }
    case 'gan':
      return planned(
        kind,
        config,
        () => Promise.resolve(undefined),
        (snapshot) => ({ kind, snapshot }),
      );
  }
}

async function start(command: Start): Promise<void> {
  const { run, executor, verdicts } = command;
  const { uncovered, size, begin, pace } = planOf(command);
  const paceOn = (rival: Computing, share: number) => {
    const tell = () => report({ type: 'progress', run, what: `Trying ${rival.name}`, share });
    tell();
    return pace(rival, tell);
  };
  const { computing, badge, why, verdict } = await openComputing({
    ...{ executor, uncovered, size, verdicts },
    race: async (webgpu, simd) => [await paceOn(webgpu, 0.2), await paceOn(simd, 0.6)],
    onMoved: ({ badge: backend, ...moved }) => report({ type: 'moved', run, backend, ...moved }),
  });
  const keepsPast = computing.name !== 'tfjs';
  report({ type: 'ready', run, backend: badge, why, keepsPast, ...(verdict && { verdict }) });
  runs.set(run, await begin(computing));
  await advance(run, 0);
}

async function advance(run: number, ask: Ask): Promise<void> {
  const begin = performance.now();
  const shown = await runs.get(run)?.next(ask);
  if (shown) report({ type: 'snapshot', run, ...shown, milliseconds: performance.now() - begin });
}

async function stop(run: number): Promise<void> {
  const found = runs.get(run);
  runs.delete(run);
  await found?.stop();
}

async function obey(command: Command): Promise<void> {
  switch (command.type) {
    case 'start':
      return start(command);
    case 'ask':
      return advance(command.run, command.steps);
    case 'seek':
      return advance(command.run, { to: command.step });
    case 'move':
      return advance(command.run, { player: command.player });
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
