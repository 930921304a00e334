/**
 * An executor that outlives its device. What was asked since the last state that was read or written is remembered;
 * when the device fails, a successor is given that state and is asked the same again, so that no step is lost and
 * a caller that waits for an answer gets it, only later.
 */
import type { Field, Plan } from '../steps/plan.ts';
import {
  readFrom,
  runOn,
  writeTo,
  type AnyExecutor,
  type AsyncExecutor,
  type AsyncExecutorFactory,
} from './async-executor.ts';
import type { ExecutorFactory } from './executor.ts';

/** Says what computes from now on, given why the last executor does not; rejects where nothing else can. */
export type Successor = (failure: Error) => Promise<ExecutorFactory | AsyncExecutorFactory>;

/** Something that was asked. Asking it again changes nothing but the arena. */
type Deed = {
  readonly on: (executor: AnyExecutor) => Promise<Float32Array>;
  /** Whether the states that follow depend on it. */
  readonly lasting: boolean;
  /** Whether its answer is the state of the whole training. */
  readonly state: boolean;
  answer?: Float32Array;
};

/** An executor, and what it was asked. */
type Reign = { readonly executor: AnyExecutor; readonly answers: Map<Deed, Promise<Float32Array>> };

export function enduring(first: AsyncExecutorFactory, successor: Successor): AsyncExecutorFactory {
  return async (plan, parameters, images) => {
    const whole: Field = { at: 0, length: 3 * plan.parameters };
    const journal = journalOf();
    const open = async (factory: ExecutorFactory | AsyncExecutorFactory): Promise<Reign> => {
      try {
        const executor = await factory(plan, parameters, images);
        const state = journal.state();
        if (state) writeTo(executor, whole, state);
        const reign: Reign = { executor, answers: new Map() };
        for (const deed of journal.deeds()) void ask(reign, deed);
        return reign;
      } catch (error) {
        return open(await successor(asError(error)));
      }
    };
    const next = async (failure: Error) => open(await successor(failure));
    return executorOf(plan, whole, succession(journal, await open(first), next));
  };
}

/** Those who compute, one after the other. */
type Succession = {
  readonly failed: Promise<Error>;
  perform(deed: Deed): Promise<Float32Array>;
  close(): void;
};

function succession(journal: Journal, first: Reign, next: (failure: Error) => Promise<Reign>): Succession {
  const { promise: failed, resolve: fail } = Promise.withResolvers<Error>();
  let reign = first;
  let change: Promise<void> | undefined;
  let closed = false;

  const succeed = async (failure: Error): Promise<void> => {
    try {
      shut(reign.executor);
      reign = await next(failure);
      if (closed) shut(reign.executor);
    } catch (error) {
      fail(asError(error));
      throw error;
    } finally {
      change = undefined;
    }
  };
  /** Asks until somebody answers. */
  const answerTo = async (deed: Deed): Promise<Float32Array> => {
    for (;;) {
      await change;
      const asked = reign;
      try {
        // What was asked while a successor took over is not among its answers yet.
        return await (asked.answers.get(deed) ?? ask(asked, deed));
      } catch (error) {
        const failure = await failureOf(asked.executor);
        if (closed || !failure) throw error;
        if (asked === reign) change ??= succeed(failure);
      }
    }
  };
  return {
    failed,
    async perform(deed) {
      journal.add(deed);
      if (!change) void ask(reign, deed);
      try {
        return journal.done(deed, await answerTo(deed));
      } catch (error) {
        journal.drop(deed);
        throw error;
      }
    },
    close() {
      closed = true;
      fail(new Error('This executor was closed. Open another one.'));
      shut(reign.executor);
    },
  };
}

function executorOf(plan: Plan, whole: Field, throne: Succession): AsyncExecutor {
  const isWhole = ({ at, length }: Field) => at === whole.at && length === whole.length;
  return {
    name: 'webgpu',
    failed: throne.failed,
    close: () => throne.close(),
    read(field) {
      const on = async (now: AnyExecutor) => (await readFrom(now, field)).slice();
      return throne.perform({ on, lasting: false, state: isWhole(field) });
    },
    write(field, values) {
      const copy = values.slice();
      const on = (now: AnyExecutor) => {
        writeTo(now, field, copy);
        return Promise.resolve(copy);
      };
      // The next call is told of a failure.
      throne.perform({ on, lasting: true, state: isWhole(field) }).catch(() => undefined);
    },
    run(pass, steps, fill) {
      const on = (now: AnyExecutor) => runOn(now, pass, steps, fill);
      return throne.perform({ on, lasting: trains(plan, pass), state: false });
    },
  };
}

const asError = (error: unknown) => (error instanceof Error ? error : new Error(String(error)));

const trains = ({ programs }: Plan, pass: string | readonly string[]) =>
  [pass].flat().some((name) => (programs[name]?.pass.trains.length ?? 0) > 0);

function ask({ executor, answers }: Reign, deed: Deed): Promise<Float32Array> {
  // In an asynchronous function, so that an executor that throws on the spot and one that rejects look the same.
  const answer = (async () => deed.on(executor))();
  answer.catch(() => undefined);
  answers.set(deed, answer);
  return answer;
}

function shut(executor: AnyExecutor): void {
  if ('close' in executor) executor.close();
}

/** Why the executor computes no more, if that is so. */
const failureOf = (executor: AnyExecutor): Promise<Error | undefined> =>
  'failed' in executor ? Promise.race([executor.failed, Promise.resolve(undefined)]) : Promise.resolve(undefined);

type Journal = ReturnType<typeof journalOf>;

/** What has to be asked again of a successor, in order. */
function journalOf() {
  let deeds: readonly Deed[] = [];
  let state: Float32Array | undefined;
  /** Drops what a successor need not do: all before the last known state, and looks whose answers are known. */
  const prune = () => {
    const open = deeds.findIndex(({ answer }) => !answer);
    const past = open < 0 ? deeds : deeds.slice(0, open);
    const known = past.findLastIndex((deed) => deed.state);
    state = past[known]?.answer ?? state;
    const since = past.slice(known + 1);
    const last = since.findLastIndex(({ lasting }) => lasting);
    // What follows the last lasting deed left traces in the arena that may still be read.
    deeds = [...since.filter(({ lasting }, i) => lasting || i > last), ...deeds.slice(past.length)];
  };
  return {
    state: () => state,
    deeds: () => deeds,
    add(deed: Deed) {
      deeds = [...deeds, deed];
    },
    drop(deed: Deed) {
      deeds = deeds.filter((other) => other !== deed);
    },
    done(deed: Deed, answer: Float32Array): Float32Array {
      deed.answer = answer;
      prune();
      return answer;
    },
  };
}
