/** Conducts a race: every contestant in a worker of its own, rounds interleaved so that a busy moment falls on all of them. */
import type { Contest } from './models/contests.ts';
import { openRacer, type Contestant, type RaceClient } from './racer.ts';
import { race as words } from './words/race.ts';

export type { Contest } from './models/contests.ts';
export { contests } from './models/contests.ts';

/** What one contestant did in one contest. */
export type Result = {
  readonly contest: string;
  readonly contestant: string;
  /** Milliseconds a step, one for each round so far. */
  readonly rounds: readonly number[];
  /** Whether its loss agrees with the oracle's; nothing before that is known. */
  readonly right?: boolean;
  /** Why it does not race. */
  readonly fault?: string;
};

export type RaceOptions = {
  readonly contests: readonly Contest[];
  readonly contestants: readonly { readonly name: string; readonly contestant: Contestant }[];
  readonly rounds: number;
  /** About how long a contestant trains in a round. */
  readonly milliseconds: number;
};

export type RaceEvents = {
  readonly onResults: (results: readonly Result[], now: string, share: number) => void;
  /** Resolves when the race may go on. */
  readonly mayGoOn: () => Promise<void>;
  /** Ends the race at once. */
  readonly stop: AbortSignal;
};

/** Everybody, our own first, and TensorFlow.js in the order of its usual speed. */
export const everybody: RaceOptions['contestants'] = [
  { name: 'simd', contestant: { with: 'stages', executor: 'simd' } },
  { name: 'reference', contestant: { with: 'stages', executor: 'reference' } },
  { name: 'webgpu', contestant: { with: 'stages', executor: 'webgpu' } },
  ...(['wasm', 'webgl', 'webgpu', 'cpu'] as const).map((backend) => ({
    name: `TF.js ${backend}`,
    contestant: { with: 'tfjs' as const, backend },
  })),
];

/** Median milliseconds a step; nothing where there is no round. */
export function paceOf({ rounds }: Pick<Result, 'rounds'>): number | undefined {
  const sorted = [...rounds].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  return Number.isInteger(middle)
    ? middle > 0
      ? ((sorted[middle - 1] ?? NaN) + (sorted[middle] ?? NaN)) / 2
      : undefined
    : sorted[Math.floor(middle)];
}

/**
 * Holds the contests one after the other. The results so far are handed out before everything that is done. Rejects with
 * the reason for which it was stopped.
 */
export async function holdRace(options: RaceOptions, events: RaceEvents): Promise<void> {
  const results: Result[] = [];
  for (const [at, contest] of options.contests.entries()) {
    const tell = (now: string, share: number) =>
      events.onResults([...results], words.doing(contest.title, now), (at + share) / options.contests.length);
    await holdContest(contest, options, results, tell, events);
  }
}

type Tell = (now: string, share: number) => void;

async function holdContest(
  contest: Contest,
  { contestants, rounds, milliseconds }: RaceOptions,
  results: Result[],
  tell: Tell,
  { mayGoOn, stop }: RaceEvents,
): Promise<void> {
  const first = results.length;
  const clients: (RaceClient | undefined)[] = [];
  const closeAll = () => clients.forEach((client) => client?.close());
  const allowed = async () => {
    await mayGoOn();
    stop.throwIfAborted();
  };
  const turns = contestants.length * (rounds + 1);
  stop.addEventListener('abort', closeAll);
  try {
    for (const [i, { name, contestant }] of contestants.entries()) {
      tell(words.warmsUp(name), i / turns);
      await allowed();
      clients[i] = await prepared({ contest, contestant, name }, (client) => (clients[i] = client), results);
    }
    for (let turn = contestants.length; turn < turns; turn++) {
      const i = turn % contestants.length;
      tell(words.round(Math.floor(turn / contestants.length), rounds, contestants[i]?.name ?? ''), turn / turns);
      await allowed();
      const [client, result] = [clients[i], results[first + i]];
      if (client && result) results[first + i] = await timed(client, result, milliseconds);
    }
    await allowed();
    tell(words.done, 1);
  } finally {
    stop.removeEventListener('abort', closeAll);
    closeAll();
  }
}

type Entry = { readonly contest: Contest; readonly contestant: Contestant; readonly name: string };

/** The contestant ready to race, or nothing where it cannot; either way there is a result for it. */
async function prepared(
  { contest, contestant, name }: Entry,
  opened: (client: RaceClient) => void,
  results: Result[],
): Promise<RaceClient | undefined> {
  const client = openRacer();
  opened(client);
  const report = await client.ask({ type: 'prepare', contest, contestant });
  const result: Result = { contest: contest.name, contestant: name, rounds: [] };
  if (report.type === 'ready') {
    results.push({ ...result, right: report.right });
    return client;
  }
  client.close();
  results.push({ ...result, fault: report.type === 'failed' ? report.message : words.notReady });
  return undefined;
}

async function timed(client: RaceClient, result: Result, milliseconds: number): Promise<Result> {
  const report = await client.ask({ type: 'round', milliseconds });
  if (report.type === 'round') return { ...result, rounds: [...result.rounds, report.millisecondsPerStep] };
  if (report.type === 'failed') return { ...result, fault: report.message };
  return result;
}
