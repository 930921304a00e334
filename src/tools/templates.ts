/** What a new lecture and a new figure begin as: small, whole and true, so that every part of the form is there to change. */

const quoted = (text: string) => `'${text.replace(/\\/g, '\\\\').replace(/'/g, "\\'")}'`;

export type LectureWish = { readonly number: number; readonly slug: string; readonly title: string };
export type WidgetWish = { readonly id: string; readonly lecture: string; readonly title: string };

export const lectureTemplate = ({ number, slug, title }: LectureWish) => String.raw`---
title: ${JSON.stringify(title)}
number: ${number}
promise: After this you can say what a mean costs, derive it line by line, and hold it against a figure.
description: One sentence for search engines on what this lecture derives and which figure answers in it.
sources: []
---

The first paragraph says which doubt this lecture settles, and for whom.
Short sentences, one idea each, and every symbol is said before it is used.
Here $q$ is a normal density with mean $\mu$ and variance $\sigma^2$, and $p$ is the standard normal.

## The first idea

A definition has a frame, and a formula that others refer to has a label.

<Statement kind="Definition" title="Second moment">

For a density $q$ over numbers $z$,

$$
\operatorname{E}_{q}[z^2] = \int q(z)\,z^2\,dz \label{${slug}-moment}
$$

</Statement>

From here on <Eq id="${slug}-moment" /> can be named, in this lecture and in every other.
A source is cited like this <Cite id="kingma2013" />.

<Note>What a reader may skip stands at the side.</Note>

## A derivation

The numbers at the right come from the figure below; turn $\mu$ and $\sigma$, and every line follows.

<Derivation widget="kl-closed-form" title="What straying from the prior costs">

<Scrub knob="mu" />
<Scrub knob="sigma" />

<Line metric="kl-quadrature" term="kl">

$$
\term{kl}{D_{\mathrm{KL}}(q \,\Vert\, p)} = \int q(z)\,\log\frac{q(z)}{p(z)}\,dz
$$

<Reason>Each line has its reason. This one is the definition.</Reason>
</Line>
<Line metric="kl" term="kl">

$$
= \tfrac12\bigl(\mu^2 + \sigma^2 - 1 - \log\sigma^2\bigr)
$$

<Reason>By <Eq id="${slug}-moment" />, with $\operatorname{E}_{q}[z^2] = \mu^2 + \sigma^2$.</Reason>
</Line>

</Derivation>

## A figure

A figure stands where a doubt arises. The text says what to try in it and what to see.

<Widget id="kl-closed-form" />

## What to carry away

One or two sentences that hold the lecture.

## Exercises

<Exercise id="${slug}-first" title="Half a nat" widget="kl-closed-form" goal={[{ metric: 'kl', above: 0.49, below: 0.51 }]}>

Bring the divergence to half a nat.

<Hint>Leave $\sigma = 1$. What remains of the formula?</Hint>

<Answer>

With $\sigma = 1$ it is $\tfrac12\mu^2$, so $\mu = 1$.

</Answer>

</Exercise>
`;

const meta = ({ lecture, title }: WidgetWish) => `import { widget } from '#src/run/meta.ts';
import { number } from '#src/run/params.ts';

export const meta = widget({
  title: ${quoted(title)},
  question: 'How much doubt does a wider bell hold?',
  caption: 'The curve is the entropy of a normal density, the dot the one that is set. Each doubling of σ lifts the dot by the same amount.',
  still: 'A rising curve of entropy over σ with a dot at σ = 1, where it is 1.4189 nats.',
  lecture: ${quoted(lecture)},
  trains: false,
  params: {
    sigma: number('standard deviation', {
      symbol: 'σ',
      min: 0.1,
      max: 10,
      initial: 1,
      scale: 'log',
      primary: true,
      about: 'The standard deviation of the density.',
    }),
  },
  metrics: {
    entropy: { label: 'entropy', unit: 'nats', digits: 4, about: '½ log(2πeσ²).' },
  },
  presets: {
    narrow: { label: 'Narrow', set: { sigma: 0.1 } },
    wide: { label: 'Wide', set: { sigma: 10 } },
  },
  settles: 'Each doubling of σ adds log 2 to the entropy.',
});
`;

const model = `import type { ParamValues } from '#src/run/params.ts';
import type { meta } from './meta.ts';

export type Values = ParamValues<typeof meta.params>;

/** Entropy of N(·, σ²) in nats. */
const entropyOf = (sigma: number) => 0.5 * Math.log(2 * Math.PI * Math.E * sigma ** 2);

/** Every number that \`meta.metrics\` names. */
export const metricsOf = ({ sigma }: Values): Record<string, number> => ({ entropy: entropyOf(sigma) });

export type Point = { readonly sigma: number; readonly entropy: number };

/** The curve of the picture, at equal steps of log σ between the knob's ends. */
export const curveOf = (least: number, most: number, points = 60): readonly Point[] =>
  Array.from({ length: points + 1 }, (_, i) => {
    const sigma = least * (most / least) ** (i / points);
    return { sigma, entropy: entropyOf(sigma) };
  });
`;

const modelTest = `import { expect, test } from 'vitest';
import { initialValues } from '#src/run/params.ts';
import { meta } from './meta.ts';
import { curveOf, metricsOf, type Values } from './model.ts';

const entropy = (set: Partial<Values>) => metricsOf({ ...initialValues(meta.params), ...set })['entropy'] ?? NaN;

test('every number that the figure promises is there, and no other', () => {
  expect(Object.keys(metricsOf(initialValues(meta.params)))).toEqual(Object.keys(meta.metrics));
});

test('the entropy at σ = 1 is ½ log(2πe) = 1.4189', () => {
  // By hand: ½(log 2π + 1) = ½(1.837877 + 1).
  expect(entropy({ sigma: 1 })).toBeCloseTo(1.4189385, 7);
});

test('each doubling of σ adds log 2', () => {
  for (const sigma of [0.1, 1, 5]) expect(entropy({ sigma: 2 * sigma }) - entropy({ sigma })).toBeCloseTo(Math.LN2, 12);
});

test('the curve runs over the whole knob and through the number shown', () => {
  const curve = curveOf(0.1, 10);
  expect(curve.at(0)?.sigma).toBeCloseTo(0.1, 12);
  expect(curve.at(-1)?.entropy).toBeCloseTo(entropy({ sigma: 10 }), 12);
});
`;

const view = `import * as Plot from '@observablehq/plot';
import { useSignalEffect } from '@preact/signals';
import { frame, type Size } from '#src/plots/frame.ts';
import { ink } from '#src/plots/meaning.ts';
import type { WidgetState } from '#src/run/widget-state.ts';
import { amount } from '#src/ui/amount.ts';
import { Knobs } from '#src/ui/Knobs.tsx';
import { Picture } from '#src/ui/Picture.tsx';
import { Presets } from '#src/ui/Presets.tsx';
import { Readouts } from '#src/ui/Readouts.tsx';
import { Stage } from '#src/ui/Stage.tsx';
import { meta } from './meta.ts';
import { curveOf, metricsOf } from './model.ts';

type State = WidgetState<typeof meta.params>;

const { min, max } = meta.params.sigma;
const CURVE = curveOf(min, max);

export default function View({ state }: { state: State }) {
  useSignalEffect(() => state.report(metricsOf(state.values.value)));
  return (
    <>
      <Stage>
        <Picture title="Entropy over σ" summary={() => summary(state)} table={table} draw={(size) => draw(state, size)} />
      </Stage>
      <Knobs state={state} />
      <Readouts state={state} names={['entropy']} />
      <Presets state={state} />
    </>
  );
}

const entropyNow = (state: State) => metricsOf(state.values.value)['entropy'] ?? NaN;

const summary = (state: State) =>
  \`At σ = \${amount(state.values.value.sigma, 2)} the entropy is \${amount(entropyNow(state), 4)} nats.\`;

const table = () => ({
  columns: ['σ', 'entropy, nats'],
  rows: CURVE.map(({ sigma, entropy }) => [amount(sigma, 3), amount(entropy, 4)]),
});

/** A picture that others could use too goes to a file of its own in src/plots. */
const draw = (state: State, size: Size) =>
  Plot.plot({
    ...frame(size),
    x: { label: 'standard deviation σ', type: 'log' },
    y: { label: 'entropy, nats' },
    marks: [
      Plot.lineY(CURVE, { x: 'sigma', y: 'entropy', stroke: ink('inference'), strokeWidth: 2 }),
      Plot.dot([{ sigma: state.values.value.sigma, entropy: entropyNow(state) }], {
        x: 'sigma',
        y: 'entropy',
        r: 5,
        fill: ink('inference'),
      }),
    ],
  });
`;

/** The four files of a figure, by name. */
export const widgetTemplate = (wish: WidgetWish): Readonly<Record<string, string>> => ({
  'meta.ts': meta(wish),
  'model.ts': model,
  'model.test.ts': modelTest,
  'view.tsx': view,
});
