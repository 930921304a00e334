/** No exercise ticks without thought: not on the figure as it opens, not by a preset, not by trying a knob or a button through. */
import { globSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { valueAt, type AnyValues, type NumberParam, type Param } from '#src/run/params.ts';
import { steps as elboSteps } from '#widgets/elbo-identity/model.ts';
import { generatorStep } from '#widgets/gan-objective/model.ts';
import { forwardFit, reverseFit } from '#widgets/kl-explorer/model.ts';
import { exercisesIn } from './exercises.ts';
import { reached, type Goal } from './proof.ts';
import { initialOf, metaOf, metricsAt } from './widgets.ts';

/** Every exercise that ticks itself. */
const asked = globSync('content/lectures/*.mdx')
  .sort()
  .flatMap((file) => exercisesIn(readFileSync(file, 'utf8')))
  .flatMap(({ id, widget, goal }) => (goal && widget !== undefined ? [{ id, widget, goal }] : []));

/** Their text names the slider and says where to begin; then the place to find is narrow: at most one position in twenty. */
const ONE_SLIDER: readonly string[] = ['seek-or-cover'];
/** As many places of a slider as a patient reader tries, and as many of a knob with thousands, such as a seed. */
const PLACES = 400;
const OF_THOUSANDS = 40;

function placesOf(spec: NumberParam): readonly number[] {
  const span = spec.scale === 'log' ? Math.log10(spec.max / spec.min) : spec.max - spec.min;
  const steps = Math.max(1, Math.round(span / (spec.step || span / PLACES)));
  const count = steps > PLACES ? OF_THOUSANDS : steps;
  return Array.from({ length: count + 1 }, (_, at) => valueAt(spec, at / count));
}

/** A text knob with a list of words has as many positions; any other text is a drawing or a list that nobody tries through. */
function positionsOf(spec: Param): readonly (number | string)[] {
  switch (spec.kind) {
    case 'number':
      return placesOf(spec);
    case 'choice':
      return Object.keys(spec.options);
    case 'text':
      return /^\^\(\?:([a-z|]+)\)\$$/.exec(spec.pattern.source)?.[1]?.split('|') ?? [spec.initial];
  }
}

/** The buttons that move knobs by a rule, which a reader may press again and again. */
const buttons: Readonly<Record<string, Readonly<Record<string, (values: never) => AnyValues | undefined>>>> = {
  'elbo-identity': elboSteps,
  'gan-objective': { step: generatorStep },
  'kl-explorer': { forward: forwardFit, reverse: reverseFit },
};
const PRESSES = 100;

/** What a figure that trains shows is not known before it trained, so there the knobs alone have to keep the goal away. */
function ticks(widget: string, goal: readonly Goal[], values: AnyValues): boolean {
  const knobs = goal.filter(({ knob }) => knob !== undefined);
  if (!reached(knobs, { values, metrics: {}, step: 0 })) return false;
  return metaOf(widget).trains || reached(goal, { values, metrics: metricsAt(widget, values), step: 0 });
}

/** The figure as it opens, and each preset. */
const startsOf = (widget: string) =>
  Object.entries({ opens: { set: {} }, ...metaOf(widget).presets }).map(
    ([name, { set }]): readonly [string, AnyValues] => [name, { ...initialOf(widget), ...set }],
  );

function pressed(press: (values: never) => AnyValues | undefined, start: AnyValues): readonly AnyValues[] {
  const way = [start];
  for (let at = 0; at < PRESSES; at++) way.push({ ...(way.at(-1) ?? start), ...press((way.at(-1) ?? start) as never) });
  return way;
}

/** The answers of the lectures, as settings of the figures that answer at once. */
const answers: Readonly<Record<string, AnyValues>> = {
  'tree-both-kinds': { node: 'explicit', d: 2352, chain: 1175 },
  'tree-break-even': { node: 'autoregressive', d: 1024 },
  'borders-part': { n: 1000, prior: 0.8, outliers: 5 },
  'coin-twin': { n: 40, k: 12, p: 0.14 },
  'coin-rejects': { n: 30, k: 9 },
  'coin-prior': { a: 5, b: 5 },
  'density-best-width': { kernel: 'epanechnikov', h: 0.583 },
  'density-memorise': { n: 30, h: 0.0133 },
  'density-dimension': { dimension: 9, bins: 7 },
  'em-better-start': { data: 'pairs', k: 4, cov: 'spherical', seed: 16, steps: 36 },
  'em-collapse': { data: 'outlier', k: 3, cov: 'diagonal', sigma: 0.016, seed: 16, steps: 70 },
  'wider-when-off': { d: 5, n: 1000, delta: 1, rho: 1.51 },
  'billion-draws': { x: 2.5, s: 1, d: 15 },
  'pixel-against-hole': { shift: 1, erase: 7, blur: 0 },
  'half-a-nat': { mu: 1.004, sigma: 1 },
  'one-percent': { mu: 0.5, sigma: 1.5, samples: 13_438 },
  'hide-the-slip': { mu: 0.01, sigma: 1, samples: 90_000 },
  'unseen-infinity': { cut: 0, reach: 2, separation: 0, m: 0, s: 0.4, support: 'p', samples: 10_000 },
  'gap-by-hand': { m: 0.933, logv: -1.841 },
  'too-good': { x: 3, m: 2, logv: -4 },
  'one-and-a-half': { constraints: 'mean', start: 'comb', mean: 1.65, steps: 60 },
  'mean-field-half': { sigma: 1.5, rho: 0.71 },
  'blind-path': { f: 'step', mu: 0.25, sigma: 0.25 },
  'value-of-one': { m: 0.61, mu: -0.62 },
  stuck: { m: 3.5, mu: -3.5, s: 1 },
  'seek-or-cover': { m: 0, r: 2, s: 0.5, mu: 0, sigma: 2 },
};

test('the answer of the lecture reaches every goal of a figure that answers at once', () => {
  const closed = asked.filter(({ id, widget }) => !metaOf(widget).trains && id !== 'climb');
  expect(closed.map(({ id }) => id).sort()).toEqual(Object.keys(answers).sort());
  const missed = closed.filter(
    ({ id, widget, goal }) => !ticks(widget, goal, { ...initialOf(widget), ...answers[id] }),
  );
  expect(missed.map(({ id }) => id)).toEqual([]);
});

test('E and M steps by turns reach “climb” if E comes first, and not if M does', () => {
  const [climb] = asked.filter(({ id }) => id === 'climb');
  const ends = (['E', 'M'] as const).map((first) => {
    let values = initialOf('elbo-identity');
    for (let at = 0; at < 60; at++) {
      const step = (at % 2 === 0) === (first === 'E') ? 'E' : 'M';
      values = { ...values, ...elboSteps[step](values as never) };
      if (ticks('elbo-identity', climb?.goal ?? [], values)) return true;
    }
    return false;
  });
  expect(ends).toEqual([true, false]);
});

describe.each(asked)('“$id”', ({ id, widget, goal }) => {
  const starts = startsOf(widget);

  test('is not reached on the figure as it opens, nor by a preset', () => {
    expect(starts.filter(([, values]) => ticks(widget, goal, values)).map(([name]) => name)).toEqual([]);
  });

  test('is not reached by one knob tried through all its positions, from the opening or from a preset', () => {
    const one = ONE_SLIDER.includes(id);
    const found = starts.flatMap(([name, start]) =>
      Object.entries(metaOf(widget).params).flatMap(([knob, spec]) => {
        if (one && spec.kind === 'number' && name !== 'opens') return [];
        const positions = [...new Set(positionsOf(spec))];
        const hits = positions.filter((position) => ticks(widget, goal, { ...start, [knob]: position }));
        const allowed = one && spec.kind === 'number' ? positions.length / 20 : 0;
        return hits.length > allowed ? [`${name}, ${knob}: ${hits.slice(0, 5).join(' ')}`] : [];
      }),
    );
    expect(found).toEqual([]);
  });

  test.each(Object.keys(buttons[widget] ?? {}))('is not reached by pressing “%s” alone', (name) => {
    const press = buttons[widget]?.[name] ?? (() => undefined);
    const found = starts.filter(([, start]) => pressed(press, start).some((values) => ticks(widget, goal, values)));
    expect(found.map(([start]) => start)).toEqual([]);
  });
});
