import { expect, test } from 'vitest';
import { readLink } from './links.ts';
import { widget } from './meta.ts';
import { csvOf, jsonOf, numbersOf } from './numbers.ts';
import { number } from './params.ts';
import { widgetState } from './widget-state.ts';

const about = {
  title: 'Toys, "many"',
  question: '',
  invites: '',
  caption: '',
  still: '',
  lecture: '',
  settles: '',
  presets: {},
};
const params = {
  beta: number('weight', { min: 0, max: 10, initial: 1, about: '' }),
  batch: number('batch', { unit: 'images', min: 1, max: 9, initial: 2, integer: true, about: '' }),
};
const metrics = {
  rate: { label: 'rate', unit: 'nats', digits: 2, about: '' },
  speed: { label: 'speed', unit: 'steps/s, about', digits: 0, about: '' },
  'never-told': { label: '', unit: '', digits: 0, about: '' },
};
const toy = (trains: boolean) =>
  widgetState('toy', widget({ ...about, trains, params, metrics, readouts: [] }), {}, readLink('beta=4'));
const link = 'https://notes.example/widgets/toy/?beta=4&v=1';

test('a run is a row a step, in order and each step once, though it went back', () => {
  const state = toy(true);
  for (const step of [0, 5, 20, 10, 5, 25]) state.report({ rate: step / 3, speed: 1e21 }, step);
  const lines = csvOf(numbersOf(state, link)).trimEnd().split('\n');
  expect(lines.slice(0, 3)).toEqual([
    '# Toys, "many" (toy)',
    `# link: ${link}`,
    '# settings: beta = 4; batch [images] = 2',
  ]);
  // A unit with a comma is put in quotes (RFC 4180).
  expect(lines[3]).toBe('step,rate [nats],"speed [steps/s, about]"');
  const rows = lines.slice(4).map((row) => row.split(',').map(Number));
  expect(rows).toEqual([0, 5, 10, 20, 25].map((step) => [step, step / 3, 1e21]));
});

test('of a run that began with a state out of a file it is said that its link brings back the settings alone', () => {
  const state = toy(true);
  state.origin.value = 7;
  state.report({ rate: 1 }, 7);
  const numbers = numbersOf(state, link);
  expect(csvOf(numbers)).toContain('# began with a saved state at step 7; the link brings back the settings alone\n');
  expect(JSON.parse(jsonOf(numbers))).toMatchObject({ beganAt: 7 });
});

test('a run that begins anew leaves nothing of the old one', () => {
  const state = toy(true);
  state.report({ rate: 1 }, 7);
  state.report({}, 0);
  expect(numbersOf(state, link).rows).toEqual([]);
  state.report({ rate: 2 }, 0);
  expect(numbersOf(state, link).rows).toEqual([[0, 2]]);
});

test('a figure that answers at once gives its present numbers, a row each with its unit', () => {
  const state = toy(false);
  state.report({ rate: 0.1 });
  state.report({ rate: 0.1 + 0.2 });
  expect(csvOf(numbersOf(state, link)).trimEnd().split('\n').slice(3)).toEqual([
    'number,value,unit',
    'rate,0.30000000000000004,nats',
  ]);
});

test('JSON says the same, with settings and units; ∞ is text and what is missing is null', () => {
  const state = toy(true);
  state.report({ rate: Infinity, speed: 2 }, 3);
  state.report({ rate: -Infinity, speed: NaN }, 4);
  expect(JSON.parse(jsonOf(numbersOf(state, link)))).toEqual({
    title: 'Toys, "many"',
    figure: 'toy',
    link,
    computedBy: '',
    settings: { beta: 4, batch: 2 },
    units: { batch: 'images', rate: 'nats', speed: 'steps/s, about' },
    trained: true,
    rows: [
      { step: 3, rate: 'Infinity', speed: 2 },
      { step: 4, rate: '-Infinity', speed: null },
    ],
  });
});
