import { expect, test } from 'vitest';
import { addressOf, asItStands, frameCode, knobsOf } from './figure-link.ts';
import { readLink } from './links.ts';
import { widget } from './meta.ts';
import { number } from './params.ts';
import { replayable, stateBeside, widgetState } from './widget-state.ts';

const meta = widget({
  title: 'A “toy” & more',
  question: '',
  invites: '',
  caption: '',
  still: '',
  lecture: 'toys',
  settles: '',
  trains: true,
  params: {
    beta: number('weight', { min: 0, max: 10, initial: 1, about: '' }),
    seed: number('seed', { min: 0, max: 9, initial: 1, integer: true, about: '' }),
  },
  metrics: {},
  readouts: [],
  presets: {},
});
const home = 'https://notes.example/base';
const toy = (query: string, set = {}) => widgetState('toy', meta, set, readLink(query));
const page = asItStands('widgets');

test('a figure as it opens needs no query', () => {
  expect(addressOf(toy(''), page, { home })).toBe(`${home}/widgets/toy/`);
});

test('knobs, step and seed are carried, or left out one by one', () => {
  const state = toy('beta=4&seed=7');
  state.report({}, 300);
  expect(addressOf(state, page, { home })).toBe(`${home}/widgets/toy/?beta=4&seed=7&step=300&v=2`);
  expect(addressOf(state, { ...page, seed: false }, { home })).toBe(`${home}/widgets/toy/?beta=4&step=300&v=2`);
  expect(addressOf(state, { ...page, knobs: false, begin: 'play' }, { home })).toBe(
    `${home}/widgets/toy/?seed=7&play=1&v=2`,
  );
});

test('a run that began with a state out of a file has no step that a link could name', () => {
  const state = toy('beta=4');
  const other = stateBeside(state, readLink('beta=9'));
  state.beside.value = other;
  state.report({}, 300);
  other.report({}, 200);
  state.origin.value = 250;
  expect(replayable(state)).toBe(0);
  expect(addressOf(state, page, { home })).toBe(`${home}/widgets/toy/?beta=4&v=2&b.beta=9&b.step=200&b.v=2`);
  other.origin.value = 0;
  expect(addressOf(state, page, { home })).toBe(`${home}/widgets/toy/?beta=4&v=2&b.beta=9&b.v=2`);
  state.origin.value = undefined;
  expect(addressOf(state, page, { home })).toContain('?beta=4&step=300&v=2');
});

test('controls are hidden by a list that can be read', () => {
  const wish = { ...page, room: 'embed', hide: ['beta', 'seed'], plotOnly: true } as const;
  expect(addressOf(toy(''), wish, { home })).toBe(`${home}/embed/toy/?hide=beta,seed&only=plot&v=2`);
});

test('in its lecture only what differs from the author’s values is said; from elsewhere every knob is', () => {
  const state = toy('beta=1', { beta: 2 });
  const lecture = `${home}/lectures/other/`;
  expect(addressOf(state, asItStands('lectures'), { home, lecture })).toBe(`${lecture}?toy.beta=1&toy.v=2#toy`);
  expect(addressOf(state, asItStands('lectures'), { home })).toBe(
    `${home}/lectures/toys/?toy.beta=1&toy.seed=1&toy.v=2#toy`,
  );
});

test('a second run comes with the first, by what it does otherwise', () => {
  const state = toy('beta=4');
  state.beside.value = stateBeside(state, readLink('beta=9'));
  expect(addressOf(state, page, { home })).toBe(`${home}/widgets/toy/?beta=4&v=2&b.beta=9&b.v=2`);
  expect(knobsOf(state, 'toy.', true)).toBe('toy.beta=4&toy.v=2&toy.b.beta=9&toy.b.v=2');
});

test('the code of a frame holds address and title as attributes', () => {
  const [frame = ''] = frameCode(`${home}/embed/toy/?a=1&b=2`, 'A "toy" & more').split('\n');
  expect(frame).toContain(
    'src="https://notes.example/base/embed/toy/?a=1&amp;b=2" title="A &quot;toy&quot; &amp; more"',
  );
});

test('a link may open the figure in the form for a lecture room, on its page, in its lecture and in a frame', () => {
  const state = toy('beta=4');
  for (const room of ['widgets', 'lectures', 'embed'] as const) {
    const [, query = ''] = addressOf(state, { ...asItStands(room), teach: true }, { home }).split(/[?#]/);
    const prefix = room === 'lectures' ? 'toy.' : '';
    expect(readLink(`?${query}`, prefix).teach, room).toBe(true);
    expect(new URLSearchParams(query).get(`${prefix}teach`), room).toBe('1');
  }
  expect(addressOf(state, page, { home })).not.toContain('teach');
});
