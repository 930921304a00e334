/**
 * A knob that says when it has an effect has one then, and none otherwise: here in all that a model answers to its knobs, from
 * which numbers and pictures are made; for figures that train in `src/tools/idle-runs.test.ts`.
 */
import { describe, expect, test } from 'vitest';
import { hasEffect, turnedTo, whyIdle, type AnyValues, type Param } from '#src/run/params.ts';
import { initialOf, metaOf, widgetIds } from './widgets.ts';

type Answers = (values: AnyValues) => unknown;
const models = import.meta.glob<Readonly<Record<string, unknown>>>('/widgets/*/model.ts', { eager: true });

/** What a press of a button would set, which is not shown before it is pressed; what reads text; and the interval of any Beta density. */
const OTHERS = /^(?:next|pressed|settledFrom|toss|throw|read|credible$)/;

/** Whether a function answers to knobs alone. */
function answers(ask: unknown, values: AnyValues): boolean {
  if (typeof ask !== 'function' || ask.length === 0 || ask.length > 2) return false;
  try {
    (ask as Answers)(values);
    return true;
  } catch {
    return false;
  }
}

/** Everything that a figure's model answers to its knobs: what its numbers and pictures are made of. */
function answersOf(id: string): readonly (readonly [string, Answers])[] {
  return Object.entries(models[`/widgets/${id}/model.ts`] ?? {}).filter(
    ([name, ask]) => !OTHERS.test(name) && answers(ask, initialOf(id)),
  ) as [string, Answers][];
}

const said = (value: unknown) =>
  JSON.stringify(value, (_, each: unknown) =>
    ArrayBuffer.isView(each) ? Array.from(each as Float64Array) : typeof each === 'number' ? String(each) : each,
  );

/** Each setting of the knobs that a condition names, from the figure as it opens. */
function settings(id: string, when: NonNullable<Param['when']>): readonly AnyValues[] {
  const [knob = ''] = Object.keys(when);
  const spec = metaOf(id).params[knob];
  return spec?.kind === 'choice'
    ? Object.keys(spec.options).map((option) => ({ ...initialOf(id), [knob]: option }))
    : [];
}

/** Values of a number knob from end to end. */
const places = (spec: Param) =>
  spec.kind === 'number'
    ? [0.2, 0.5, 0.9].map((share) => turnedTo(spec, spec.min + share * (spec.max - spec.min)).value ?? NaN)
    : [];

/** The answers that change when the knob is turned through its values. */
function changing(id: string, knob: string, spec: Param, values: AnyValues): readonly string[] {
  return answersOf(id)
    .filter(([, ask]) => new Set(places(spec).map((value) => said(ask({ ...values, [knob]: value })))).size > 1)
    .map(([name]) => name);
}

const conditional = widgetIds.flatMap((id) =>
  Object.entries<Param>(metaOf(id).params).flatMap(([knob, spec]) =>
    spec.when ? [{ id, knob, spec, when: spec.when }] : [],
  ),
);
const answering = conditional.filter(({ id }) => !metaOf(id).trains);

describe.each(answering)('$id: $knob', ({ id, knob, spec, when }) => {
  const [active, idle] = [true, false].map((wanted) =>
    settings(id, when).filter((values) => hasEffect(spec, values) === wanted),
  ) as [AnyValues[], AnyValues[]];

  test('changes something with every option that it names', () => {
    expect(active.length).toBeGreaterThan(0);
    for (const values of active) expect(changing(id, knob, spec, values), JSON.stringify(values)).not.toEqual([]);
  });

  test('changes nothing with any other', () => {
    expect(idle.length).toBeGreaterThan(0);
    for (const values of idle) expect(changing(id, knob, spec, values), JSON.stringify(values)).toEqual([]);
  });
});

test('every condition names a choice of the same figure and some of its options, and why it is idle can be said', () => {
  for (const { id, spec, when } of conditional) {
    const { params } = metaOf(id);
    expect(Object.keys(when)).toHaveLength(1);
    for (const [other, options] of Object.entries(when)) {
      const choice = params[other];
      expect(choice?.kind, `${id} ${other}`).toBe('choice');
      if (choice?.kind === 'choice') expect(Object.keys(choice.options)).toEqual(expect.arrayContaining([...options]));
    }
    for (const values of settings(id, when))
      expect(whyIdle(params, spec, values) === undefined).toBe(hasEffect(spec, values));
  }
});

test('the reason names the shorter list of options: those that use the knob, or those that do not', () => {
  const why = (id: string, knob: string, values: AnyValues) => {
    const { params } = metaOf(id);
    const spec = params[knob];
    return spec && whyIdle(params, spec, { ...initialOf(id), ...values });
  };
  expect(why('vae-tradeoff', 'h2', {})).toBe('Used only when decoder is “Gaussian”.');
  expect(why('density-fit', 'n', { data: 'own' })).toBe('Not used when points is “Your points”.');
  expect(why('density-fit', 'n', {})).toBeUndefined();
});
