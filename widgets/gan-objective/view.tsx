import { logBumps } from '#src/engine/maths/bumps.ts';
import { ink } from '#src/plots/meaning.ts';
import { useSignal } from '@preact/signals';
import type { StateOf } from '#src/run/widget-state.ts';
import { amount } from '#src/ui/amount.ts';
import { AnsweringFigure } from '#src/ui/AnsweringFigure.tsx';
import { handle } from '#src/ui/handle.ts';
import { useGlide, type Glide } from '#src/ui/motion.ts';
import { Picture } from '#src/ui/Picture.tsx';
import { judgedDensities } from './pictures/judged-densities.ts';
import { jsdArea } from './pictures/jsd-area.ts';
import { lossTangents, type Step } from './pictures/loss-tangents.ts';
import type { meta } from './meta.ts';
import { along, gameOf, isBest, lossesOf, metricsOf, rowsOf, sentenceOf, SPAN, stepsOf, type Values } from './model.ts';

type State = StateOf<typeof meta>;
type Size = { width: number; height: number };
type Moving = { state: State; motion: Glide<Values> };

const LARGE = 240;
const HEIGHT = 195;

export default function View({ state }: { state: State }) {
  const motion = useGlide<Values>(() => ({ goal: state.values, between: (_, to) => () => to }));
  return (
    <AnsweringFigure state={state} metricsOf={metricsOf} under={<Steps state={state} motion={motion} />}>
      <Densities state={state} motion={motion} />
      <Divergence state={state} motion={motion} />
      <Losses state={state} />
    </AnsweringFigure>
  );
}

/** Presses of G, with D the best again (or b and c away from it) before each. */
function Steps({ state, motion }: Moving) {
  const said = useSignal('A G step moves μ by a tenth of the pull; D answers at once.');
  const press = (count: number) => {
    const before = state.values.peek();
    const way = stepsOf(before, count);
    const after = way.at(-1) ?? before;
    said.value = sentenceOf(before, after);
    motion.go(
      () => state.set(after),
      () => (share) => along(way, share),
    );
  };
  if (state.link.only === 'plot') return null;
  return (
    <div class="buttons" role="group" aria-label="Steps">
      {[1, 10].map((count) => (
        <button
          key={count}
          type="button"
          class="quiet"
          data-action={`steps-${count}`}
          title="G follows the gradient of the loss it is told to follow"
          onClick={() => press(count)}
        >
          {count === 1 ? 'G step' : `${count} G steps`}
        </button>
      ))}
      <span role="status">{said.value}</span>
    </div>
  );
}

/** A metric as the page prints it. Asked of the model and not of the readouts, so that a picture draws once a change. */
const said = (state: State, name: keyof typeof meta.metrics) => amount(metricsOf(state.values.value)[name], 4);

/** Both densities by their middles, widths and spreads, and the point looked at by the end of its line. */
function handlesOf(state: State) {
  const { data, model } = gameOf(state.values.value);
  const on = (bumps: typeof data) => (x: number) => Math.exp(logBumps(bumps, x));
  const from = (place: number) => (x: number) => Math.abs(x - place);
  const hill = (middle: 'm' | 'mu', reach: 'r' | 'rho', width: 's' | 'sigma', of: typeof data, colour: string) => {
    const height = on(of);
    const bump = of.mean + of.reach;
    const apart = { knob: reach, to: (own: number) => of.mean + own, from: from(of.mean) } as const;
    const wide = { knob: width, to: (own: number) => bump + own, from: from(bump) } as const;
    return [
      ...handle(state, { x: middle, y: height(of.mean), anywhere: 'keeps', colour }),
      // Where there is one bump, its place is the middle's.
      ...(of.reach > 0 ? handle(state, { x: apart, y: height(bump), colour }) : []),
      ...handle(state, { x: wide, y: height(bump + of.deviation), colour }),
    ];
  };
  return [
    ...hill('m', 'r', 's', data, ink('data')),
    ...hill('mu', 'rho', 'sigma', model, ink('model')),
    ...handle(state, { x: 'x', y: { share: 0 }, anywhere: 'keeps', colour: ink('muted') }),
  ];
}

function Densities({ state, motion }: Moving) {
  const draw = (size: Size) => {
    const values = state.values.value;
    const at = { x: values.x, judged: metricsOf(values)['d-at-x'] };
    const before = motion.ghost.value ? rowsOf(motion.ghost.value) : [];
    const rows = rowsOf(motion.shown.value);
    return judgedDensities({ rows, before, span: SPAN, at, other: !isBest(values) }, size);
  };
  const summary = () => {
    const { m, r, s, mu, rho, sigma, x } = state.values.value;
    const where = (middle: number, spread: number) =>
      spread === 0
        ? `around ${amount(middle, 2)}`
        : `around ${amount(middle - spread, 2)} and ${amount(middle + spread, 2)}`;
    return (
      `The data lie ${where(m, r)} with width ${amount(s, 2)}, the fakes ${where(mu, rho)} with width ${amount(sigma, 2)}. ` +
      `At x = ${amount(x, 2)} the best discriminator says ${said(state, 'd-star-at-x')} and the present one ${said(state, 'd-at-x')}.`
    );
  };
  const table = () => ({
    columns: ['x', 'p_data(x)', 'p_G(x)', 'D*(x)', 'D(x)'],
    rows: rowsOf(state.values.value)
      .filter((_, i) => i % 5 === 0)
      .map(({ x, data, model, best, judged }) => [
        amount(x, 1),
        ...[data, model, best, judged].map((y) => amount(y, 4)),
      ]),
  });
  return (
    <Picture
      title="Two densities and the best discriminator"
      summary={summary}
      table={table}
      height={LARGE}
      grow={2.4}
      draw={draw}
      handles={() => handlesOf(state)}
    />
  );
}

function Divergence({ state, motion }: Moving) {
  const draw = (size: Size) => jsdArea(rowsOf(motion.shown.value), metricsOf(state.values.value).jsd, size);
  const summary = () =>
    `The area is ${said(state, 'jsd')} nats of at most 0.6931, so the best value is −1.3863 + 2 · ${said(state, 'jsd')} = ${said(state, 'value')}.`;
  const table = () => ({
    columns: ['x', 'JSD integrand', 'ceiling'],
    rows: rowsOf(state.values.value)
      .filter((_, i) => i % 5 === 0)
      .map(({ x, integrand, ceiling }) => [amount(x, 1), amount(integrand, 4), amount(ceiling, 4)]),
  });
  return <Picture title="What tells the two apart" summary={summary} table={table} height={HEIGHT} draw={draw} />;
}

function Losses({ state }: { state: State }) {
  const draw = (size: Size) => lossTangents(lossesOf(state.values.value), stepOf(state.values.value), size);
  const summary = () =>
    `At x the logit of D is ${said(state, 'logit-at-x')}. There log(1 − D) has slope ${said(state, 'gradient-minimax')} ` +
    `and −log D has slope ${said(state, 'gradient-non-saturating')}.`;
  const table = () => {
    const [minimax, nonSaturating] = lossesOf(state.values.value);
    return {
      columns: ['logit a', 'log(1 − D)', '−log D'],
      rows: (minimax?.points ?? [])
        .map(({ a, loss }, i) => [amount(a, 2), amount(loss, 4), amount(nonSaturating?.points[i]?.loss, 4)])
        .filter((_, i) => i % 5 === 0),
    };
  };
  return <Picture title="Both losses of G at x" summary={summary} table={table} height={HEIGHT} draw={draw} />;
}

const ARROWS: Readonly<Record<Values['rule'], Step>> = {
  minimax: { on: 0, way: 1, label: 'minimise', meaning: 'model' },
  'non-saturating': { on: 1, way: 1, label: 'minimise', meaning: 'model' },
  printed: { on: 1, way: -1, label: 'maximise', meaning: 'muted' },
};

const stepOf = ({ rule }: Values): Step => ARROWS[rule];
