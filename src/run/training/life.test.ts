import { signal } from '@preact/signals';
import { describe, expect, test } from 'vitest';
import type { Status } from '../widget-state.ts';
import { lifeOf, transitions, type LifeEvent } from './life.ts';

const statuses = ['idle', 'loading', 'running', 'paused', 'done', 'failed'] as const satisfies readonly Status[];

/** What follows on each status, in the order of `statuses`, as the run bar needs it. */
const expected: Readonly<Record<LifeEvent, readonly Status[]>> = {
  opened: ['loading', 'loading', 'loading', 'loading', 'loading', 'loading'],
  played: ['running', 'running', 'running', 'running', 'running', 'running'],
  paused: ['idle', 'loading', 'paused', 'paused', 'done', 'failed'],
  advanced: ['running', 'running', 'running', 'running', 'running', 'running'],
  rested: ['paused', 'paused', 'paused', 'paused', 'paused', 'paused'],
  ended: ['done', 'done', 'done', 'done', 'done', 'done'],
  failed: ['failed', 'failed', 'failed', 'failed', 'failed', 'failed'],
  reset: ['idle', 'idle', 'idle', 'idle', 'idle', 'idle'],
};

describe.each(Object.keys(expected) as LifeEvent[])('when a run is %s', (event) => {
  test.each(statuses.map((status, at) => [status, expected[event][at]]))('%s becomes %s', (before, after) => {
    expect(transitions[event][before]).toBe(after);
    const status = signal<Status>(before);
    lifeOf(status, 100).happens(event);
    expect(status.value).toBe(after);
  });
});

const life = (status: Status = 'loading', longest = 100) => {
  const shown = signal<Status>(status);
  return { shown, life: lifeOf(shown, longest) };
};

test('a run goes by itself only after it is set playing, and no more after a pause or a stop', () => {
  const { life: run } = life();
  expect(run.playing()).toBe(false);
  run.setPlaying(true);
  expect(run.playing()).toBe(true);
  run.pause();
  expect(run.playing()).toBe(false);
  run.setPlaying(true);
  run.stop();
  expect(run.playing()).toBe(false);
});

test('before its goal a snapshot says that the run goes on, or rests where it does not play', () => {
  const { life: run, shown } = life();
  expect(run.stands(99)).toBe(false);
  expect(shown.value).toBe('paused');
  run.setPlaying(true);
  expect(run.stands(99)).toBe(false);
  expect(shown.value).toBe('running');
});

test.each([100, 101])('at step %i of 100 the status waits for who decides what comes next', (step) => {
  const { life: run, shown } = life();
  expect(run.stands(step)).toBe(true);
  expect(shown.value).toBe('loading');
});

test('a stop at the longest step is the end, at an earlier goal a pause, and then the goal is the longest step', () => {
  const { life: run, shown } = life();
  run.aim(40);
  run.stop();
  expect([shown.value, run.goal()]).toEqual(['paused', 100]);
  run.stop();
  expect([shown.value, run.goal()]).toEqual(['done', 100]);
  run.aim(7);
  run.aim();
  expect(run.goal()).toBe(100);
});
