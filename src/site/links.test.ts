import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { frozenLinks } from '../../e2e/frozen-links.ts';
import { queriesFor, SENTENCE } from '../../e2e/link-queries.ts';
import { FIRST_VERSION, LINK_VERSION } from '#src/run/link-version.ts';
import { BESIDE, exchangePart, MAX_STEP, readLink, RESERVED, speaksOf, writeLink } from '#src/run/links.ts';
import { isTracking } from '#src/run/mended-query.ts';
import { fill, turnedTo, type AnyValues, type Param, type ParamSpecs } from '#src/run/params.ts';
import { stateBeside, widgetState } from '#src/run/widget-state.ts';
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

  test('says of each version of links which initial values were others then: knobs that it has, values that they can have', () => {
    for (const [version, values] of Object.entries(meta.before ?? {})) {
      expect(Number(version)).toBeGreaterThanOrEqual(FIRST_VERSION);
      expect(Number(version)).toBeLessThan(LINK_VERSION);
      expect(fill(meta.params, values).notices).toEqual([]);
      expect(fill(meta.params, values).values).toMatchObject(values);
      for (const [name, value] of Object.entries(values)) expect(value, name).not.toBe(meta.params[name]?.initial);
    }
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

/** The initial value of every knob as links of version 1 left it out, written down when version 2 began. */
const initialOfVersion1 = JSON.parse(readFileSync('e2e/version-1.json', 'utf8')) as Readonly<Record<string, AnyValues>>;

/** Values for some of the knobs, as people wrote them: one of the options, or a number that the knob can have. */
function someOf(params: ParamSpecs, names: readonly string[]): fc.Arbitrary<AnyValues> {
  const value = (spec: Param): fc.Arbitrary<number | string> => {
    if (spec.kind === 'choice') return fc.constantFrom(...Object.keys(spec.options));
    if (spec.kind === 'text') return fc.constant(spec.initial);
    const { min, max, integer } = spec;
    // Four digits, as people write them; a thousandth of the range apart.
    const short = (share: number) => Number((min + ((max - min) * share) / 1000).toPrecision(4));
    const number = fc.integer({ min: 0, max: 1000 }).map((share) => Math.min(max, Math.max(min, short(share))));
    return integer ? fc.integer({ min, max }) : number;
  };
  const known = names.flatMap((name) => (params[name] ? [[name, fc.option(value(params[name]))] as const] : []));
  return fc
    .record(Object.fromEntries(known))
    .map((values) => Object.fromEntries(Object.entries(values).filter(([, one]) => one !== null)) as AnyValues);
}

describe.each(Object.entries(initialOfVersion1))('%s, through links of version 1', (id, before) => {
  const { params, trains } = metaOf(id);

  test('has the knobs of version 1 still', () => {
    expect(Object.keys(before).filter((name) => !Object.hasOwn(params, name))).toEqual([]);
  });

  test('has the values that version 1 gave: those of the link, and for the rest the initial ones of then', () => {
    fc.assert(
      fc.property(someOf(params, Object.keys(before)), fc.boolean(), (given, lecture) => {
        const prefix = lecture ? `${id}.` : '';
        const query = Object.entries(given).map(([name, value]): [string, string] => [prefix + name, String(value)]);
        const written = new URLSearchParams([...query, [`${prefix}v`, '1']]).toString();
        expect(opened(id, written, prefix).values.value).toMatchObject({ ...before, ...given });
        // By hand a link needs no version, if it names a knob.
        const byHand = new URLSearchParams(query).toString();
        if (query.length > 0) expect(opened(id, byHand, prefix).values.value).toMatchObject({ ...before, ...given });
      }),
      { numRuns: 100, seed: 20_261_130 },
    );
  });

  test.runIf(trains)('has them too where the link names only a step or a second run', () => {
    for (const query of ['step=3', 'b.seed=5', 'b.v=1', 'v=1'])
      expect(opened(id, query).values.value, query).toMatchObject(before);
  });
});

describe('a link that says how the figure is shown, and nothing of what it shows', () => {
  const now = opened('vae-tradeoff', '').values.value;

  test('opens it as it opens without a link', () => {
    expect(now['latent']).toBe(8);
    for (const query of ['play=1', 'hide=beta&only=plot', 'backend=simd&teach=1', 'b.v=2', 'v=2'])
      expect(opened('vae-tradeoff', query).values.value, query).toEqual(now);
  });

  test('so do settings of the author, which a link of version 1 leaves alone', () => {
    const placed = (query: string) =>
      widgetState('vae-tradeoff', metaOf('vae-tradeoff'), { latent: 3 }, readLink(query)).values.value;
    expect(placed('')).toMatchObject({ latent: 3, beta: 1 });
    expect(placed('beta=4&v=1')).toMatchObject({ latent: 3, beta: 4 });
    expect(placed('beta=4&v=2')).toMatchObject({ latent: 3, beta: 4 });
  });
});

test('a link that is written now says so, and opens the knobs that it leaves out as they are now', () => {
  const meta = metaOf('vae-tradeoff');
  const old = opened('vae-tradeoff', 'beta=4&v=1');
  expect(old.values.value).toMatchObject({ beta: 4, latent: 2 });
  expect(writeLink(meta.params, old.values.value)).toBe('beta=4&latent=2&v=2');
  expect(opened('vae-tradeoff', 'beta=4&v=2').values.value).toMatchObject({ beta: 4, latent: 8 });
  // “All knobs back” is about the figure as it opens today.
  old.reset();
  expect(old.values.value).toEqual(opened('vae-tradeoff', '').values.value);
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
