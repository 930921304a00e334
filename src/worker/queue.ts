/** Commands that wait for the worker, oldest first; what a newer one makes idle is left out. */
import type { Command } from './protocol.ts';

/**
 * The queue with one more command. A run that is to stop does nothing of what still waits for it; one whose start still
 * waits is never begun at all, so that of many runs asked for in a hurry the newest is the only one that costs anything.
 */
export function queued(waiting: readonly Command[], next: Command): readonly Command[] {
  if (next.type !== 'stop') return [...waiting, next];
  const others = waiting.filter((command) => command.run !== next.run || command.type === 'take');
  const unborn = waiting.some((command) => command.run === next.run && command.type === 'start');
  return unborn ? others : [next, ...others];
}

/** Obeys commands one after the other, in the order of the queue, with `obey`, which never rejects. */
export function inTurn(obey: (command: Command) => Promise<void>) {
  let waiting: readonly Command[] = [];
  let busy = false;
  const work = async () => {
    busy = true;
    for (let next = waiting[0]; next; next = waiting[0]) {
      waiting = waiting.slice(1);
      await obey(next);
    }
    busy = false;
  };
  return {
    add(command: Command) {
      waiting = queued(waiting, command);
      if (!busy) void work();
    },
    /** Whether the run that is under way is to stop. */
    isToStop: (run: number) => waiting.some((command) => command.type === 'stop' && command.run === run),
  };
}
