import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { frozenLinks } from '../../e2e/frozen-links.ts';
import { queriesFor, SENTENCE } from '../../e2e/link-queries.ts';
import { exchangePart, MAX_STEP, readLink, RESERVED, speaksOf, writeLink } from '#src/run/links.ts';
import { isTracking } from '#src/run/mended-query.ts';
import { turnedTo, type AnyValues, type Param } from '#src/run/params.ts';
import { BESIDE, stateBeside, widgetState } from '#src/run/widget-state.ts';
import { metaOf, metricsAt, widgetIds } from './widgets.ts';

const opened = (id: string, query: string, prefix = '') =>
  widgetState(id, metaOf(id), {}, readLink(query, prefix, metaOf(id).longest));

describe.each(frozenLinks)('$widget?$query, a link that is out in the world', (link) => {
  const prefix = link.lecture ? `${link.widget}.` : '';
  const state = opened(link.widget, link.query, prefix);

  test('sets the knobs it always set', () => expect(state.values.value).toMatchObject(link.values));

  test('asks for the same step, start, controls and executor', () => {
    const { step, play, hide, only } = state.link;
    expect({ step, play, hide, only }).toEqual({
      step: link.step,
      play: link.play ?? false,
      hide: link.hide ?? [],
      only: link.only,
    });
    expect(state.executor.value).toBe(link.executor ?? 'auto');
    expect(state.notices.value).toHaveLength(link.notices ?? 0);
  });

  test('opens the run beside it, if it has one', () => {
    expect(speaksOf(link.query, prefix + BESIDE)).toBe(link.beside !== undefined);
    if (!link.beside) return;
    const other = stateBeside(state, readLink(link.query, prefix + BESIDE));
    expect(other.values.value).toMatchObject(link.beside.values);
    expect(other.link.step).toBe(link.beside.step);
  });

  test('gives the same numbers', () => {
    const metrics = metricsAt(link.widget, state.values.value);
    // Six decimals are written down: half of the last one, and as much again for the quadratures of the model.
    for (const [name, value] of Object.entries(link.metrics ?? {}))
      expect(Math.abs((metrics[name] ?? NaN) - value), name).toBeLessThanOrEqual(1e-6);
  });
});

test('no link is frozen for a figure that is gone, and none is lost', () => {
  expect(frozenLinks.map(({ widget }) => widget).filter((id) => !widgetIds.includes(id))).toEqual([]);
  // As many as are out in the world; a link may be added, never taken away.
  expect(frozenLinks.length).toBeGreaterThanOrEqual(26);
});

describe.each(widgetIds)('%s', (id) => {
  const meta = metaOf(id);

  test('has no knob whose name says something else in a link', () => {
    const taken = (name: string) => isTracking(name) || RESERVED.some((reserved) => reserved === name);
    expect(Object.keys(meta.params).filter(taken)).toEqual([]);
  });

  test('opens through whatever a link says: knobs in range, every refusal a sentence, never an exception', () => {
    fc.assert(
      fc.property(queriesFor(meta), (query) => {
        const state = opened(id, query);
        // Gathered first and expected once: two thousand links a figure are many expectations.
        const faults = [state, stateBeside(state, readLink(query, BESIDE))].flatMap((run) => [
          ...outOfRange(run.values.value as AnyValues),
          ...run.notices.value.filter((notice) => !SENTENCE.test(notice)),
          ...(isStep(run.link.step ?? 0) ? [] : [`step ${run.link.step ?? ''}`]),
        ]);
        expect(faults).toEqual([]);
      }),
      { numRuns: 2000, seed: 20_261_121 },
    );
  });

  test('whatever it was opened with, the link it writes opens it again just so, and says nothing', () => {
    fc.assert(
      fc.property(queriesFor(meta), fc.boolean(), (query, whole) => {
        const { values } = opened(id, query);
        const again = opened(id, writeLink(meta.params, values.value, { whole }));
        expect(again.values.value).toEqual(values.value);
        expect(again.notices.value).toEqual([]);
      }),
      { numRuns: 300, seed: 20_261_121 },
    );
  });

  const isStep = (step: number) => Number.isInteger(step) && step >= 0 && step <= (meta.longest ?? MAX_STEP);
  const fits = (spec: Param, value: number | string) => {
    switch (spec.kind) {
      case 'choice':
        return Object.hasOwn(spec.options, value);
      case 'text':
        return typeof value === 'string' && value.length <= spec.maxLength && spec.pattern.test(value);
      case 'number':
        return (
          typeof value === 'number' &&
          value >= spec.min &&
          value <= spec.max &&
          (!spec.integer || Number.isInteger(value))
        );
    }
  };
  const outOfRange = (values: AnyValues) =>
    Object.entries(meta.params)
      .filter(([name, spec]) => !fits(spec, values[name] ?? NaN))
      .map(([name]) => `${name} = ${values[name] ?? ''}`);
});

describe("one figure's part of an address", () => {
  const knobs = ['beta', 'seed'];

  test('on a page of its own: its knobs, step, preset and second run are exchanged; the rest stays', () => {
    expect(
      exchangePart('?beta=4&step=30&preset=x&b.beta=9&v=1&hide=seed&play=1&from=mail', 'seed=2&v=1', '', knobs, 'b.'),
    ).toBe('seed=2&v=1&hide=seed&play=1&from=mail');
  });

  test("in a lecture: another figure's part stays", () => {
    expect(exchangePart('?one.beta=4&two.beta=5&two.v=1&one.only=plot', '', 'one.', knobs, 'b.')).toBe(
      'two.beta=5&two.v=1&one.only=plot',
    );
  });

  test('lists stay readable', () =>
    expect(exchangePart('?hide=beta,seed', '', '', knobs, 'b.')).toBe('hide=beta,seed'));
});

test('a link may open the figure for a room, and one that says it otherwise is told so', () => {
  expect(readLink('teach=1')).toMatchObject({ teach: true, notices: [] });
  expect(readLink('vae-tradeoff.teach=1', 'vae-tradeoff.').teach).toBe(true);
  expect(readLink('').teach).toBe(false);
  expect(readLink('teach=yes')).toMatchObject({
    teach: false,
    notices: ['“teach” can be 1, but the link says “yes”. It was left out.'],
  });
});

test.each(widgetIds)('%s opens with every knob where a link moved it, and says nothing about it', (id) => {
  // Half way from where a knob opens to its end, on a place that the knob can have; the last option of a choice.
  const moved = Object.entries<Param>(metaOf(id).params).map(([name, spec]) => {
    if (spec.kind === 'number') return [name, turnedTo(spec, (spec.initial + spec.max) / 2).value] as const;
    return [name, spec.kind === 'choice' ? Object.keys(spec.options).at(-1) : spec.initial] as const;
  });
  const query = new URLSearchParams(moved.map(([name, value]) => [name, String(value)])).toString();
  const state = opened(id, query);
  expect(state.values.value).toEqual(Object.fromEntries(moved));
  expect(state.notices.value).toEqual([]);
  expect(opened(id, writeLink(state.meta.params, state.values.value)).values.value).toEqual(Object.fromEntries(moved));
});
