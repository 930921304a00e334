import { describe, expect, test } from 'vitest';
import type { Command } from '#src/worker/protocol.ts';
import { answered, askingBy, begun, isBusy, nextQuestion, NO_RUN, type Circumstances } from './worker-run.ts';

const plays: Circumstances = {
  playing: true,
  goal: 100,
  inSight: true,
  stepsAQuestion: 30,
  reached: 50,
  offPath: false,
};
const standsAt = (step: number, replayTo?: number) => answered(begun(4, 0, replayTo), step);

describe('a run in the worker', () => {
  test('owes its first snapshot when it is begun', () => {
    expect(isBusy(begun(4, 0))).toBe(true);
    expect(isBusy(answered(begun(4, 0), 0))).toBe(false);
    expect(isBusy(NO_RUN)).toBe(false);
  });

  test('is busy on the way of a replay, also with nothing in flight', () => {
    expect(isBusy(standsAt(20, 50))).toBe(true);
  });

  test.each([
    ['before the step to which it is replayed it is still a replay', 49, undefined, 50],
    ['at that step it is none any more', 50, undefined, undefined],
    ['nor where its numbers are lost on the way', 20, 25, undefined],
  ])('%s', (_, step, lostAt, replayTo) => {
    expect(answered(begun(4, 0, 50), step, lostAt)).toMatchObject({ step, asked: false, replayTo });
  });
});

describe('the next question', () => {
  test('is for as many steps as the pace allows', () => {
    expect(nextQuestion(standsAt(10), plays)).toEqual({ type: 'ask', steps: 30 });
  });

  test('is for no more than are left to the goal', () => {
    expect(nextQuestion(standsAt(90), plays)).toEqual({ type: 'ask', steps: 10 });
  });

  test.each([
    ['the figure is paused', standsAt(10), { playing: false }],
    ['it is out of sight', standsAt(10), { inSight: false }],
    ['a question is in flight', begun(4, 10), {}],
    ['the run is at its goal', standsAt(100), {}],
    ['the run is past its goal', standsAt(120), {}],
    ['the worker has no run', NO_RUN, {}],
    ['a replay is out of sight', standsAt(10, 50), { inSight: false }],
  ])('is none while %s', (_, run, change) => {
    expect(nextQuestion(run, { ...plays, ...change })).toBeUndefined();
  });

  test('of a replay comes also while the figure is paused, and ends where the figure stands', () => {
    expect(nextQuestion(standsAt(10, 50), { ...plays, playing: false })).toEqual({ type: 'ask', steps: 30 });
    expect(nextQuestion(standsAt(45, 50), { ...plays, playing: false })).toEqual({ type: 'ask', steps: 5 });
  });

  test('of a game that was led off its path is the way back to it, no further than the path is known', () => {
    const off = { ...plays, offPath: true };
    expect(nextQuestion(standsAt(40), off)).toEqual({ type: 'seek', step: 40 });
    expect(nextQuestion(standsAt(60), off)).toEqual({ type: 'seek', step: 50 });
  });
});

test('each question is sent with the number of its run, and marks it as asked; a new wish takes the place of the old', () => {
  const sent: Command[] = [];
  const asking = askingBy((command) => void sent.push(command));
  expect(asking.now()).toEqual(NO_RUN);
  asking.become(begun(9, 3));
  asking.answered(3);
  asking.ask({ type: 'seek', step: 2 });
  expect(sent).toEqual([{ type: 'seek', run: 9, step: 2 }]);
  expect(asking.isBusy()).toBe(true);
  asking.wish(1);
  asking.wish('generator');
  expect(asking.now()).toMatchObject({ run: 9, step: 3, wish: 'generator' });
  asking.answered(2);
  expect(asking.now()).toEqual({ run: 9, step: 2, asked: false, wish: 'generator', replayTo: undefined });
});
