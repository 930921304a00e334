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

/** Gives the next executor to compute on, told why the last one cannot; rejects where there is none. */
export type Successor = (failure: Error) => Promise<ExecutorFactory | AsyncExecutorFactory>;

/** A read, a write or a run that was asked for. Repeating it changes nothing but the arena. */
type Operation = {
  readonly on: (executor: AnyExecutor) => Promise<Float32Array>;
  /** Whether the states that follow depend on it. */
  readonly lasting: boolean;
  /** Whether its answer is the state of the whole training. */
  readonly state: boolean;
  answer?: Float32Array;
};

/** An executor, and its answers to what it was asked. */
type Asked = { readonly executor: AnyExecutor; readonly answers: Map<Operation, Promise<Float32Array>> };

export function enduring(first: AsyncExecutorFactory, successor: Successor): AsyncExecutorFactory {
  return async (plan, parameters, images) => {
    const whole: Field = { at: 0, length: 3 * plan.parameters };
    const journal = journalOf();
    const open = async (factory: ExecutorFactory | AsyncExecutorFactory): Promise<Asked> => {
      try {
        const executor = await factory(plan, parameters, images);
        const state = journal.state();
        if (state) writeTo(executor, whole, state);
        const asked: Asked = { executor, answers: new Map() };
        for (const operation of journal.operations()) void ask(asked, operation);
        return asked;
      } catch (error) {
        return open(await successor(asError(error)));
      }
    };
    const next = async (failure: Error) => open(await successor(failure));
    return executorOf(plan, whole, replayed(journal, await open(first), next));
  };
}

/** Executors one after the other, each of which takes over where the one before it failed. */
type Replayed = {
  readonly failed: Promise<Error>;
  perform(operation: Operation): Promise<Float32Array>;
  close(): void;
};

function replayed(journal: Journal, first: Asked, next: (failure: Error) => Promise<Asked>): Replayed {
  const { promise: failed, resolve: fail } = Promise.withResolvers<Error>();
  let current = first;
  let change: Promise<void> | undefined;
  let closed = false;

  const takeOver = async (failure: Error): Promise<void> => {
    try {
      shut(current.executor);
      current = await next(failure);
      if (closed) shut(current.executor);
    } catch (error) {
      fail(asError(error));
      throw error;
    } finally {
      change = undefined;
    }
  };
  /** Asks until an executor answers. */
  const answerTo = async (operation: Operation): Promise<Float32Array> => {
    for (;;) {
      await change;
      const asked = current;
      try {
        // What was asked while a successor took over is not among its answers yet.
        return await (asked.answers.get(operation) ?? ask(asked, operation));
      } catch (error) {
        const failure = await failureOf(asked.executor);
        if (closed || !failure) throw error;
        if (asked === current) change ??= takeOver(failure);
      }
    }
  };
  return {
    failed,
    async perform(operation) {
      journal.add(operation);
      if (!change) void ask(current, operation);
      try {
        return journal.done(operation, await answerTo(operation));
      } catch (error) {
        journal.drop(operation);
        throw error;
      }
    },
    close() {
      closed = true;
      fail(new Error('This executor was closed. Open another one.'));
      shut(current.executor);
    },
  };
}

function executorOf(plan: Plan, whole: Field, executors: Replayed): AsyncExecutor {
  const isWhole = ({ at, length }: Field) => at === whole.at && length === whole.length;
  return {
    name: 'webgpu',
    failed: executors.failed,
    close: () => executors.close(),
    read(field) {
      const on = async (now: AnyExecutor) => (await readFrom(now, field)).slice();
      return executors.perform({ on, lasting: false, state: isWhole(field) });
    },
    write(field, values) {
      const copy = values.slice();
      const on = (now: AnyExecutor) => {
        writeTo(now, field, copy);
        return Promise.resolve(copy);
      };
      // The next call is told of a failure.
      executors.perform({ on, lasting: true, state: isWhole(field) }).catch(() => undefined);
    },
    run(pass, steps, fill) {
      const on = (now: AnyExecutor) => runOn(now, pass, steps, fill);
      return executors.perform({ on, lasting: trains(plan, pass), state: false });
    },
  };
}

const asError = (error: unknown) => (error instanceof Error ? error : new Error(String(error)));

const trains = ({ programs }: Plan, pass: string | readonly string[]) =>
  [pass].flat().some((name) => (programs[name]?.pass.trains.length ?? 0) > 0);

function ask({ executor, answers }: Asked, operation: Operation): Promise<Float32Array> {
  // In an asynchronous function, so that an executor that throws on the spot and one that rejects look the same.
  const answer = (async () => operation.on(executor))();
  answer.catch(() => undefined);
  answers.set(operation, answer);
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
  let operations: readonly Operation[] = [];
  let state: Float32Array | undefined;
  /** Drops what a successor need not do: all before the last known state, and looks whose answers are known. */
  const prune = () => {
    const open = operations.findIndex(({ answer }) => !answer);
    const past = open < 0 ? operations : operations.slice(0, open);
    const known = past.findLastIndex((operation) => operation.state);
    state = past[known]?.answer ?? state;
    const since = past.slice(known + 1);
    const last = since.findLastIndex(({ lasting }) => lasting);
    // What follows the last lasting operation left traces in the arena that may still be read.
    operations = [...since.filter(({ lasting }, i) => lasting || i > last), ...operations.slice(past.length)];
  };
  return {
    state: () => state,
    operations: () => operations,
    add(operation: Operation) {
      operations = [...operations, operation];
    },
    drop(operation: Operation) {
      operations = operations.filter((other) => other !== operation);
    },
    done(operation: Operation, answer: Float32Array): Float32Array {
      operation.answer = answer;
      prune();
      return answer;
    },
  };
}
