import { expect, test } from 'vitest';
import type { Command } from './protocol.ts';
import { inTurn, queued } from './queue.ts';

const start = (run: number): Command => ({
  type: 'start',
  run,
  kind: 'codes',
  data: 'none',
  executor: 'auto',
  verdicts: [],
  config: { code: 'dense', size: 4, width: 20, lr: 3e-3, batch: 16, digits: 100, seed: 4 },
});
const stop = (run: number): Command => ({ type: 'stop', run });
const ask = (run: number): Command => ({ type: 'ask', run, steps: 1 });
const named = (commands: readonly Command[]) => commands.map(({ type, run }) => `${type} ${run}`);
const after = (...commands: readonly Command[]) => named(commands.reduce<readonly Command[]>(queued, []));

test('a start that is stopped before its turn is never begun', () => {
  expect(after(start(1), stop(1), start(2))).toEqual(['start 2']);
});

test('a run that is stopped answers nothing more of what it was asked', () => {
  expect(after(ask(1), { type: 'seek', run: 1, step: 5 }, stop(1))).toEqual(['stop 1']);
});

test('a stop goes before what waits for other runs, and takes nothing of theirs', () => {
  expect(after(ask(2), start(3), stop(1))).toEqual(['stop 1', 'ask 2', 'start 3']);
});

test('files that the reader dropped are read, whatever becomes of the run that stood there', () => {
  expect(after({ type: 'take', run: 1, files: [] }, start(1), stop(1))).toEqual(['take 1']);
});

test('of seven thousand starts in a row the first, which was under way, and the newest are obeyed', async () => {
  const obeyed: Command[] = [];
  const first = Promise.withResolvers<undefined>();
  const turns = inTurn(async (command) => {
    obeyed.push(command);
    if (obeyed.length === 1) await first.promise;
  });
  for (let run = 1; run <= 7000; run++) {
    if (run > 1) turns.add(stop(run - 1));
    turns.add(start(run));
  }
  first.resolve(undefined);
  await expect.poll(() => named(obeyed)).toEqual(['start 1', 'stop 1', 'start 7000']);
});

test('a run under way can see that it is to stop', async () => {
  const first = Promise.withResolvers<undefined>();
  const turns = inTurn(() => first.promise);
  turns.add({ type: 'seek', run: 1, step: 9 });
  expect(turns.isToStop(1)).toBe(false);
  turns.add(stop(1));
  expect(turns.isToStop(1)).toBe(true);
  expect(turns.isToStop(2)).toBe(false);
  first.resolve(undefined);
  await expect.poll(() => turns.isToStop(1)).toBe(false);
});
