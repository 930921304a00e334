/** Views of figures: what they name exists, they stand in their lecture, and their links bring them back. */
import { globSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { addressOf, asItStands } from '#src/run/figure-link.ts';
import { readLink, saidOfViews } from '#src/run/links.ts';
import { idOf, openingOf } from '#src/run/meta.ts';
import { fill, type AnyValues } from '#src/run/params.ts';
import { presetsIn, widgetState } from '#src/run/widget-state.ts';
import { exercisesIn } from './exercises.ts';
import { reached } from './proof.ts';
import { metaOf, metricsAt, roomOf, viewOf, widgetIds } from './widgets.ts';

const views = widgetIds.flatMap((id) => Object.keys(metaOf(id).views ?? {}).map((view) => ({ id, view })));
const lectures = globSync('content/lectures/*.mdx').map((file) => ({ file, source: readFileSync(file, 'utf8') }));
const home = 'https://notes.example';

/** A figure's view as its lecture places it, or as its page opens it by `?view=`. */
const placed = (id: string, view: string, query = '') =>
  widgetState(idOf(id, view), metaOf(id), {}, { ...readLink(query, `${id}.${view}.`), view }, undefined, id);
const onItsPage = (id: string, query: string) => widgetState(id, metaOf(id), {}, readLink(query));

test('the figures with several thoughts have a view for each', () => {
  expect(views.map(({ id, view }) => idOf(id, view))).toEqual([
    'autoencoder-denoise-digits',
    'density-fit-fits',
    'density-fit-hills',
    'density-fit-bandwidth',
    'density-fit-dimensions',
    'em-mixture-k-means',
    'em-mixture-em',
    'gan-2d-moves',
    'gan-2d-collapse',
    'gan-2d-remedies',
  ]);
});

test('no figure bears the id of another one’s view', () => {
  const ids = [...widgetIds, ...views.map(({ id, view }) => idOf(id, view))];
  expect(new Set(ids).size).toBe(ids.length);
});

describe.each(views)('$id: $view', ({ id, view }) => {
  const meta = metaOf(id);
  const own = viewOf(id, view);

  test('names pictures, numbers, presets and values that its figure has, and says how it opens within range', () => {
    expect(meta.pictures).toEqual(expect.arrayContaining([...own.pictures]));
    expect(Object.keys(meta.params)).toEqual(expect.arrayContaining([...own.knobs]));
    expect(Object.keys(meta.metrics)).toEqual(expect.arrayContaining([...own.readouts]));
    expect(Object.keys(meta.presets)).toEqual(expect.arrayContaining([...own.presets]));
    expect(fill(meta.params, own.set).notices).toEqual([]);
  });

  test('is small: one or two pictures, two knobs, at most four numbers and three settings to try', () => {
    expect([1, 2]).toContain(own.pictures.length);
    expect(own.knobs).toHaveLength(2);
    expect(own.readouts.length).toBeLessThanOrEqual(4);
    expect(Object.keys(presetsIn(placed(id, view)))).toHaveLength(own.presets.length);
    expect(own.presets.length).toBeLessThanOrEqual(3);
    expect(own.caption.match(/[.!?](?= |$)/g)?.length ?? 0).toBeLessThanOrEqual(3);
  });

  test('has no name that says something else in the address of a lecture', () => {
    expect(view).not.toBe('b');
    // Ids of controls, panels and headings are made of the figure's id and such a name.
    expect([...Object.keys(meta.params), 'menu', 'panel', 'question']).not.toContain(view);
    expect(view).toMatch(/^[a-z][a-z-]*$/);
  });

  test('stands once in the lecture of its figure, and has room kept there', () => {
    const tag = new RegExp(`<Widget id="${id}" view="${view}"`, 'g');
    const found = lectures.flatMap(({ file, source }) => [...source.matchAll(tag)].map(() => file));
    expect(found).toEqual([expect.stringContaining(meta.lecture)]);
    expect(roomOf(idOf(id, view))).toContain(`#${idOf(id, view)}{`);
  });

  test('opens with its own values, in its lecture and by a link alike', () => {
    for (const state of [placed(id, view), onItsPage(id, `view=${view}`)]) {
      expect(state.values.value).toEqual(openingOf(meta, view));
      expect(state.view?.name).toBe(view);
      expect(state.notices.value).toEqual([]);
    }
    expect(onItsPage(id, `view=${view}`).id).toBe(id);
  });

  /** Every knob away from where the view opens, also back to where the whole figure does. */
  const turns: readonly AnyValues[] = [
    Object.fromEntries(
      own.knobs.map((knob) => {
        const spec = meta.params[knob];
        return [
          knob,
          spec?.kind === 'choice' ? (Object.keys(spec.options).at(-1) ?? '') : spec?.kind === 'number' ? spec.max : '',
        ];
      }),
    ),
    openingOf(meta),
  ];

  test('the link that it gives opens it in the same state: on its page, in a frame, and in its lecture', () => {
    for (const turn of turns) {
      const state = placed(id, view);
      state.set(turn);
      for (const room of ['widgets', 'embed'] as const) {
        const again = onItsPage(id, new URL(addressOf(state, asItStands(room), { home })).search);
        expect(again.values.value, room).toEqual(state.values.value);
        expect(again.view?.name).toBe(view);
      }
      const lecture = `${home}/lectures/${meta.lecture}/`;
      const inLecture = new URL(addressOf(state, asItStands('lectures'), { home, lecture }));
      expect(inLecture.hash).toBe(`#${idOf(id, view)}`);
      expect(placed(id, view, inLecture.search).values.value).toEqual(state.values.value);
      expect(readLink(inLecture.search, `${id}.`).given).toEqual({});
    }
  });

  test('a link to its lecture from its page opens the view that stands there', () => {
    const state = onItsPage(id, `view=${view}`);
    state.set(turns[0] ?? {});
    const link = new URL(addressOf(state, asItStands('lectures'), { home }));
    expect(link.hash).toBe(`#${idOf(id, view)}`);
    const query = saidOfViews(link.search, id, Object.keys(meta.views ?? {}));
    expect(placed(id, view, query).values.value).toEqual(state.values.value);
  });

  test('“All of this figure” leads to the whole figure in the same state', () => {
    const state = placed(id, view);
    state.set(turns[0] ?? {});
    const link = new URL(addressOf(state, { ...asItStands('widgets'), whole: true }, { home }));
    const whole = onItsPage(id, link.search);
    expect(whole.view).toBeUndefined();
    expect(whole.values.value).toEqual(state.values.value);
  });

  test('reaches no exercise as it opens, nor by its settings to try', () => {
    const asked = lectures.flatMap(({ source }) => exercisesIn(source)).filter(({ widget }) => widget === id);
    const base = openingOf(meta, view);
    for (const set of [{}, ...own.presets.map((preset) => meta.presets[preset]?.set)]) {
      const values = fill(meta.params, set, base).values;
      const seen = { values, metrics: meta.trains ? {} : metricsAt(id, values), step: 0 };
      const knobsOnly = (goal: NonNullable<(typeof asked)[number]['goal']>) =>
        meta.trains ? goal.filter(({ knob }) => knob !== undefined) : goal;
      expect(asked.filter(({ goal }) => goal && reached(knobsOnly(goal), seen)).map((one) => one.id)).toEqual([]);
    }
  });
});

test('an old link into a lecture speaks of the whole figure, and one that names a view of that view', () => {
  const placedViews = ['hills', 'bandwidth'];
  const old = '?density-fit.h=0.3&density-fit.v=1&gan-2d.kd=2';
  expect(saidOfViews(old, 'density-fit', placedViews)).toBe(old);
  expect(
    saidOfViews('?density-fit.view=hills&density-fit.h=0.3&density-fit.v=1&gan-2d.kd=2', 'density-fit', placedViews),
  ).toBe('?density-fit.hills.h=0.3&density-fit.hills.v=1&gan-2d.kd=2');
  // What is said of another view stays with that one; a second run goes with the first.
  expect(
    saidOfViews('?density-fit.view=hills&density-fit.bandwidth.h=2&density-fit.b.h=1', 'density-fit', placedViews),
  ).toBe('?density-fit.bandwidth.h=2&density-fit.hills.b.h=1');
  // A view that does not stand on the page is shown in the place of the whole figure.
  const other = '?density-fit.view=dimensions&density-fit.dimension=7';
  expect(saidOfViews(other, 'density-fit', placedViews)).toBe(other);
});

test('the whole figure of a lecture hears nothing of what is said of its views', () => {
  expect(readLink('?density-fit.hills.h=0.3&density-fit.n=50', 'density-fit.').given).toEqual({ n: '50' });
  expect(readLink('?density-fit.hills.h=0.3&density-fit.n=50', 'density-fit.hills.').given).toEqual({ h: '0.3' });
});

test('a link that names a view there is not opens the whole figure and says which there are', () => {
  const state = onItsPage('density-fit', 'view=hils&h=2');
  expect(state.view).toBeUndefined();
  expect(state.values.value.h).toBe(2);
  expect(state.notices.value).toEqual([
    'There is no view “hils” of this figure; its views are fits, hills, bandwidth, dimensions. Did you mean “hills”? All of it is shown.',
  ]);
  expect(onItsPage('kl-explorer', 'view=x').notices.value).toEqual([
    '“view” shows one part of a figure alone, but this figure has no views; the link says “x”. It was left out.',
  ]);
});
