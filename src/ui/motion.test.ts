import { computed, signal } from '@preact/signals';
import { describe, expect, test } from 'vitest';
import { mix } from '#src/base/mix.ts';
import { glide, type Clock } from './motion.ts';

/** A clock whose frames come when they are asked for. */
function fakeClock(still = false): Clock & { readonly at: (now: number) => void; readonly running: () => boolean } {
  let each: ((now: number) => void) | undefined;
  return {
    frames: (next) => {
      each = next;
      return () => (each = undefined);
    },
    still: () => still,
    at: (now) => each?.(now),
    running: () => each !== undefined,
  };
}

/** A figure of one knob, whose picture shows a new object for each value of it. */
function figure(clock: Clock, milliseconds = 400) {
  const knob = signal(0);
  const goal = computed(() => ({ x: knob.value }));
  const moving = glide({
    goal,
    clock,
    milliseconds,
    between: (from, to) => (share) => ({ x: mix(from.x, to.x, share) }),
  });
  return { ...moving, knob, goal, to: (value: number) => moving.go(() => (knob.value = value)) };
}

describe('a glide', () => {
  test('moves the goal at once and the picture from frame to frame, slow at both ends', () => {
    const clock = fakeClock();
    const { shown, goal, to } = figure(clock);
    to(8);
    expect(goal.value.x).toBe(8);
    expect(shown.value.x).toBe(0);
    clock.at(1000);
    // 3s² − 2s³ is 5/32 at a quarter of the time and one half in the middle.
    clock.at(1100);
    expect(shown.value.x).toBe((8 * 5) / 32);
    clock.at(1200);
    expect(shown.value.x).toBe(4);
    clock.at(1400);
    expect(shown.value).toBe(goal.value);
    expect(clock.running()).toBe(false);
  });

  test('ends at a knob that is turned, and asks for no more frames', () => {
    const clock = fakeClock();
    const { shown, knob, goal, ghost, to } = figure(clock);
    to(8);
    clock.at(0);
    clock.at(200);
    knob.value = 3;
    expect(shown.value).toBe(goal.value);
    expect(ghost.value).toBeUndefined();
    clock.at(216);
    expect(clock.running()).toBe(false);
    expect(shown.value.x).toBe(3);
  });

  test('starts a second time from where the first was to end', () => {
    const clock = fakeClock();
    const { shown, ghost, to } = figure(clock);
    to(8);
    clock.at(0);
    clock.at(200);
    to(10);
    expect(shown.value.x).toBe(8);
    expect(ghost.value?.x).toBe(8);
    clock.at(500);
    clock.at(700);
    expect(shown.value.x).toBe(9);
  });

  test('does nothing where nothing changes', () => {
    const clock = fakeClock();
    const { ghost, to } = figure(clock);
    to(0);
    expect(clock.running()).toBe(false);
    expect(ghost.value).toBeUndefined();
  });

  test('leaves the place it came from as a ghost until something else changes', () => {
    const clock = fakeClock();
    const { ghost, knob, to } = figure(clock);
    to(8);
    clock.at(0);
    clock.at(400);
    expect(ghost.value?.x).toBe(0);
    knob.value = 7;
    expect(ghost.value).toBeUndefined();
  });

  test('stands at its goal at once, with its ghost, for a reader who wants less motion', () => {
    const clock = fakeClock(true);
    const { shown, goal, ghost, to } = figure(clock);
    to(8);
    expect(shown.value).toBe(goal.value);
    expect(ghost.value?.x).toBe(0);
    expect(clock.running()).toBe(false);
  });

  test('follows a path of its own where it is given one', () => {
    const clock = fakeClock();
    const { shown, go, knob } = figure(clock);
    go(
      () => (knob.value = 8),
      () => (share) => ({ x: 100 * share }),
    );
    clock.at(0);
    clock.at(200);
    expect(shown.value.x).toBe(50);
  });

  test('is over when the page has slept through it', () => {
    const clock = fakeClock();
    const { shown, goal, to } = figure(clock);
    to(8);
    clock.at(0);
    clock.at(60_000);
    expect(shown.value).toBe(goal.value);
  });
});
