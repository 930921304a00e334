import { expect, test } from 'vitest';
import { readLink } from './links.ts';
import { widget } from './meta.ts';
import { differencesOf, splitOf, yoked } from './pair.ts';
import { choice, number } from './params.ts';
import { stateBeside, widgetState } from './widget-state.ts';

const meta = widget({
  title: 'A toy',
  question: '',
  invites: '',
  caption: '',
  still: '',
  lecture: 'toys',
  settles: '',
  trains: true,
  params: {
    seed: number('seed', { min: 1, max: 99, initial: 1, integer: true, about: '' }),
    beta: number('weight', { min: 0, max: 10, initial: 1, primary: true, about: '' }),
    kind: choice('kind', { a: 'A', b: 'B' }, { initial: 'a', primary: true, about: '' }),
  },
  metrics: {
    rate: { label: 'rate', unit: 'nats', digits: 2, about: '' },
    loss: { label: 'loss', unit: '', digits: 1, about: '' },
  },
  readouts: ['rate', 'loss'],
  presets: {},
});

function runs(link = '', beside = '') {
  const first = widgetState('toy', meta, {}, readLink(link));
  const second = stateBeside(first, readLink(beside));
  return { first, second, split: splitOf(first, second) };
}

test('the knobs that a link gives to the second run alone are each run’s own, and no others', () => {
  expect([...runs('', 'kind=b').split.names.value]).toEqual(['kind']);
  expect([...runs('beta=4', 'kind=b&seed=7').split.names.value].sort()).toEqual(['kind', 'seed']);
});

test('where two runs begin alike, the first knob in sight is ready to differ', () => {
  expect([...runs().split.names.value]).toEqual(['beta']);
});

test('a knob in common sets both runs, and one that is split sets its own alone', () => {
  const { first, second, split } = runs('', 'beta=4');
  yoked(first, second).set({ seed: 7 });
  expect([first.values.value.seed, second.values.value.seed]).toEqual([7, 7]);
  first.set({ beta: 2 });
  expect([first.values.value.beta, second.values.value.beta]).toEqual([2, 4]);
  yoked(first, second).reset('seed');
  expect([first.values.value.seed, second.values.value.seed]).toEqual([1, 1]);
  expect([...split.names.value]).toEqual(['beta']);
});

test('a knob may be split before it differs, stays so, and is given back with the first run’s value', () => {
  const { first, second, split } = runs('', 'beta=4');
  split.apart('kind');
  expect([...split.names.value].sort()).toEqual(['beta', 'kind']);
  second.set({ kind: 'b' });
  second.set({ kind: 'a' });
  expect(split.names.value.has('kind')).toBe(true);
  split.together('beta');
  expect([...split.names.value]).toEqual(['kind']);
  expect(second.values.value.beta).toBe(first.values.value.beta);
});

test('the difference is that of the second run’s numbers from the first one’s, once both have some', () => {
  const { first, second } = runs('', 'beta=4');
  expect(differencesOf(first, second)).toEqual([]);
  first.report({ rate: 5, loss: 1 }, 10);
  expect(differencesOf(first, second)).toEqual([]);
  second.report({ rate: 3, loss: NaN }, 10);
  expect(differencesOf(first, second)).toEqual([{ label: 'rate', unit: 'nats', digits: 2, by: -2 }]);
});
