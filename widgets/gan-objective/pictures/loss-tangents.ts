import * as Plot from '#src/plots/plot.ts';
import { frame, type Size } from '#src/plots/frame.ts';
import { ink, type Meaning } from '#src/plots/meaning.ts';

/** A loss in nats over the logit a of D(G(z)), and its value and slope at one logit. */
export type Loss = {
  readonly name: string;
  readonly points: readonly { readonly a: number; readonly loss: number }[];
  readonly at: { readonly a: number; readonly loss: number; readonly slope: number };
  readonly dash: string;
};

/** Where a step takes the logit: on which of the losses, up (+1) or down (−1), and in whose colour. */
export type Step = { readonly on: number; readonly way: number; readonly label: string; readonly meaning: Meaning };

/** Each loss (blue, told apart by dashes) with its tangent (gold) at the present logit, and an arrow for a step of G. */
export function lossTangents(losses: readonly Loss[], step: Step, size: Size): Element {
  const all = losses.flatMap(({ points }) => points);
  const end = Math.max(...all.map(({ a }) => a));
  const [low, high] = [Math.min(...all.map(({ loss }) => loss)), Math.max(...all.map(({ loss }) => loss))];
  const room = 0.14 * (high - low);
  return Plot.plot({
    ...frame(size),
    x: { label: 'logit a of D(x) →', domain: [-end, end], ticks: size.width < 420 ? 5 : 7 },
    y: { label: '↑ loss of G, nats', domain: [low - room, high + room], ticks: 5 },
    marks: [
      Plot.ruleY([0], { stroke: ink('rule') }),
      ...losses.flatMap((loss) => curve(loss, end)),
      ...losses.map((loss) => name(loss, end)),
      ...arrow(losses[step.on]?.at, step, end),
      ...losses.map(({ at }) =>
        Plot.dot([at], { x: 'a', y: 'loss', r: 4.5, fill: ink('surface'), stroke: ink('model'), strokeWidth: 2 }),
      ),
    ],
  });
}

function curve({ name, points, at, dash }: Loss, end: number) {
  const reach = 0.3 * end;
  const tangent = [-reach, reach].map((da) => ({ a: at.a + da, loss: at.loss + da * at.slope }));
  return [
    Plot.line(tangent, {
      x: 'a',
      y: 'loss',
      stroke: ink('posterior'),
      strokeWidth: 4,
      strokeOpacity: 0.55,
      clip: true,
    }),
    Plot.line(points, {
      x: 'a',
      y: 'loss',
      name,
      stroke: ink('model'),
      strokeWidth: 2,
      strokeDasharray: dash,
      className: 'term-model',
    }),
  ];
}

/** A loss's name where the two are well apart: the falling one's above its left part, the flat one's under its left part. */
function name({ name: text, points, dash }: Loss, end: number) {
  const anchor = points.reduce((near, point) =>
    Math.abs(point.a + 0.55 * end) < Math.abs(near.a + 0.55 * end) ? point : near,
  );
  const right = points.at(-1);
  const below = dash !== '';
  return Plot.text([below ? anchor : (right ?? anchor)], {
    x: 'a',
    y: 'loss',
    text: () => text,
    dy: below ? 14 : -10,
    dx: below ? 0 : -4,
    textAnchor: below ? 'middle' : 'end',
    fill: ink('model'),
    stroke: ink('surface'),
    strokeWidth: 4,
    fontSize: 12,
  });
}

/** An arrow from the present point in the direction that a step moves the logit, with its length in words only. */
function arrow(at: Loss['at'] | undefined, { way, label, meaning }: Step, end: number) {
  if (!at) return [];
  const tip = at.a + 0.22 * end * way;
  // Level, and above the curve at both of its ends.
  const level = Math.max(at.loss, at.loss + at.slope * (tip - at.a));
  const colour = ink(meaning);
  const above = 16;
  return [
    Plot.arrow([at], {
      x1: 'a',
      y1: () => level,
      x2: () => tip,
      y2: () => level,
      stroke: colour,
      strokeWidth: 2,
      dy: -above,
      headLength: 9,
    }),
    Plot.text([at], {
      x: () => (at.a + tip) / 2,
      y: () => level,
      text: () => label,
      dy: -above - 10,
      fill: colour,
      stroke: ink('surface'),
      strokeWidth: 4,
      fontSize: 12,
    }),
  ];
}
