import { effect } from '@preact/signals';
import { expect, test } from 'vitest';
import { readLink } from './links.ts';
import { widget } from './meta.ts';
import { number } from './params.ts';
import { widgetState } from './widget-state.ts';

const meta = widget({
  title: '',
  question: '',
  invites: '',
  caption: '',
  still: '',
  lecture: '',
  settles: '',
  trains: false,
  params: {
    mu: number('mean', { min: -3, max: 3, initial: 1, about: '' }),
    seed: number('seed', { min: 0, max: 9, initial: 1, integer: true, about: '' }),
  },
  metrics: {},
  readouts: [],
  presets: { far: { label: 'Far', set: { mu: 3 } } },
});
const opened = (query: string, set = {}) => widgetState('toy', meta, set, readLink(query));

test('a link outranks a preset, a preset the author, the author the initial values', () => {
  expect(opened('').values.value).toEqual({ mu: 1, seed: 1 });
  expect(opened('', { mu: 2, seed: 5 }).values.value).toEqual({ mu: 2, seed: 5 });
  expect(opened('preset=far', { mu: 2, seed: 5 }).values.value).toEqual({ mu: 3, seed: 5 });
  expect(opened('preset=far&mu=-1', { mu: 2, seed: 5 }).values.value).toEqual({ mu: -1, seed: 5 });
});

test('reset goes back to what the author set, one knob or all', () => {
  const state = opened('', { mu: 2 });
  state.set({ mu: -2, seed: 7 });
  state.reset('mu');
  expect(state.values.value).toEqual({ mu: 2, seed: 7 });
  state.reset();
  expect(state.values.value).toEqual({ mu: 2, seed: 1 });
});

test('a setting that changes nothing wakes nobody', () => {
  const state = opened('');
  let woken = -1;
  effect(() => {
    woken += Object.keys(state.values.value).length / 2;
  });
  state.set({});
  state.set({ mu: 1 });
  state.reset();
  expect(woken).toBe(0);
  state.set({ mu: 2 });
  expect(woken).toBe(1);
});
