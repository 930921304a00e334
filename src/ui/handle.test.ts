import { expect, test } from 'vitest';
import type { Plate } from '#src/base/plate.ts';
import { widget } from '#src/run/meta.ts';
import { number } from '#src/run/params.ts';
import { readLink } from '#src/run/links.ts';
import { widgetState } from '#src/run/widget-state.ts';
import { bell, handle, moveTo, onSteps, pixelsOf, press, putBack, sliderOf, type Handle } from './handle.ts';

const meta = widget({
  title: 'A bell',
  question: 'Where?',
  caption: 'A bell.',
  invites: '',
  still: 'A bell.',
  lecture: 'the-elbo',
  trains: false,
  params: {
    mu: number('mean', { min: -3, max: 3, initial: 1, step: 0.05, about: 'The mean.' }),
    logv: number('log variance', { min: -5, max: 2, initial: 0, step: 0.1, about: 'The log variance.' }),
  },
  metrics: {},
  readouts: [],
  presets: {},
  settles: 'Nothing.',
});
const stateWith = (query = '') => widgetState('bell', meta, {}, readLink(query));

/** Ten pixels a unit across, from −4 at 0; a hundred a unit up from 100. */
const plate: Plate = {
  box: { left: 0, right: 80, top: 0, bottom: 100 },
  x: { name: 'z', toPixels: (z) => 40 + 10 * z, toValue: (px) => (px - 40) / 10 },
  y: { name: 'density', toPixels: (y) => 100 - 100 * y, toValue: (px) => (100 - px) / 100 },
  series: [],
};
const first = (handles: readonly Handle[]): Handle => {
  const [one] = handles;
  if (!one) throw new Error('Expected a handle, found none.');
  return one;
};
const deviation = { knob: 'logv', to: (v: number) => Math.exp(v / 2), from: (s: number) => 2 * Math.log(s) } as const;
const height = () => 0.4;

test('a handle stands where its knob’s value lies, and moves the knob by its steps and within its bounds', () => {
  const state = stateWith();
  const [mean, width] = bell(state, { mean: 'mu', deviation, height });
  if (!mean || !width) throw new Error('Expected two handles of a bell.');
  expect(pixelsOf(mean, plate)).toEqual({ x: 50, y: 60 });
  // One standard deviation beside the mean: 1 + e^0.
  expect(pixelsOf(width, plate).x).toBe(60);
  // 53.2 pixels are z = 1.32; steps of 0.05 from −3 reach 1.3.
  moveTo(mean, plate, { x: 53.2, y: 0 });
  expect(state.values.value.mu).toBe(1.3);
  moveTo(mean, plate, { x: 400, y: 0 });
  expect(state.values.value.mu).toBe(3);
  putBack(mean);
  expect(state.values.value.mu).toBe(1);
  // Two units from the mean: log σ² = 2 log 2 = 1.386, and steps of 0.1 from −5 reach 1.4.
  moveTo(width, plate, { x: 70, y: 0 });
  expect(state.values.value.logv).toBe(1.4);
});

test('keys turn a handle’s knob as they turn the knob itself', () => {
  const state = stateWith();
  const mean = () => first(handle(state, { x: 'mu', y: 0 }));
  const after = (key: string) => {
    const taken = press(mean(), key);
    return [taken, state.values.value.mu];
  };
  expect(after('ArrowRight')).toEqual([true, 1.05]);
  expect(after('ArrowLeft')).toEqual([true, 1]);
  expect(after('PageUp')).toEqual([true, 1.5]);
  expect(after('Home')).toEqual([true, -3]);
  expect(after('End')).toEqual([true, 3]);
  expect(after('a')).toEqual([false, 3]);
});

test('a handle with a knob along either axis has its own arrows for each', () => {
  const state = stateWith();
  const both = () => first(handle(state, { x: 'mu', y: 'logv' }));
  press(both(), 'ArrowUp');
  press(both(), 'ArrowRight');
  expect(state.values.value).toEqual({ mu: 1.05, logv: 0.1 });
  expect(sliderOf(both())).toMatchObject({ 'aria-label': 'mean, log variance', 'aria-valuetext': '1.05, 0.1' });
});

test('a handle whose knob the link hides is not there', () => {
  expect(handle(stateWith('?hide=mu'), { x: 'mu', y: 0 })).toEqual([]);
});

test('values stand on the steps from the lower end; a logarithmic knob has three digits and a whole one none behind the point', () => {
  const at = { min: 0.1, max: 10, initial: 1, about: '' };
  expect(onSteps(number('a', { ...at, step: 0.25 }), 1)).toBe(1.1);
  expect(onSteps(number('a', { ...at, scale: 'log' }), 1.23456)).toBe(1.23);
  expect(onSteps(number('a', { min: 1, max: 9, initial: 1, integer: true, about: '' }), 3.6)).toBe(4);
  expect(onSteps(number('a', { ...at, step: 0.25 }), 99)).toBe(10);
});
