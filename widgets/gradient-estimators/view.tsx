import { ink } from '#src/plots/meaning.ts';
import type { StateOf } from '#src/run/widget-state.ts';
import { amount } from '#src/ui/amount.ts';
import { AnsweringFigure } from '#src/ui/AnsweringFigure.tsx';
import { handle } from '#src/ui/handle.ts';
import { Picture } from '#src/ui/Picture.tsx';
import { estimateHistograms } from './pictures/estimate-histograms.ts';
import { functionAndDraws } from './pictures/function-and-draws.ts';
import { varianceCurves } from './pictures/variance-curves.ts';
import type { meta } from './meta.ts';
import { binsOf, ESTIMATES, metricsOf, sceneOf, varianceCurve } from './model.ts';

type State = StateOf<typeof meta>;
type Size = { width: number; height: number };

const LARGE = 240;
const HEIGHT = 195;

export default function View({ state }: { state: State }) {
  return (
    <AnsweringFigure state={state} metricsOf={metricsOf}>
      <Draws state={state} />
      <Estimates state={state} />
      <Variances state={state} />
    </AnsweringFigure>
  );
}

const said = (state: State, name: keyof typeof meta.metrics) => amount(metricsOf(state.values.value)[name], 4);

/** q by its hill along the floor, which is a third of the frame high at its top. */
function handlesOf(state: State) {
  const { mu } = state.values.value;
  const onHill = (height: number) => ({ share: 1 - height / 3 });
  const colour = ink('inference');
  const width = { knob: 'sigma', to: (own: number) => mu + own, from: (z: number) => Math.abs(z - mu) } as const;
  return [
    ...handle(state, { x: 'mu', y: onHill(1), colour }),
    ...handle(state, { x: width, y: onHill(Math.exp(-0.5)), colour }),
  ];
}

function Draws({ state }: { state: State }) {
  const draw = (size: Size) => functionAndDraws(sceneOf(state.values.value), size);
  const summary = () => {
    const { mu, sigma } = state.values.value;
    return `f over the place where q has its mass, mean ${amount(mu, 2)} and deviation ${amount(sigma, 2)}, with the slope of f at the first draws.`;
  };
  const table = () => ({
    columns: ['draw z', 'f(z)', 'f′(z)'],
    rows: sceneOf(state.values.value).tangents.map(({ z, f, slope }) => [amount(z, 3), amount(f, 4), amount(slope, 4)]),
  });
  return (
    <Picture
      title="f, q, and draws with their slopes"
      summary={summary}
      table={table}
      height={LARGE}
      grow={2.4}
      draw={draw}
      handles={() => handlesOf(state)}
    />
  );
}

function Estimates({ state }: { state: State }) {
  const draw = (size: Size) =>
    estimateHistograms(binsOf(state.values.value), metricsOf(state.values.value)['gradient'], size);
  const summary = () =>
    `${ESTIMATES} estimates from ${state.values.value.n} draws each. The true gradient is ${said(state, 'gradient')}; ` +
    `the path derivative has mean ${said(state, 'path-mean')}, the score function ${said(state, 'score-mean')}.`;
  const table = () => ({
    columns: ['from', 'to', 'path derivative', 'score function'],
    rows: binsOf(state.values.value).map(({ from, to, path, score }) => [amount(from, 3), amount(to, 3), path, score]),
  });
  return (
    <Picture
      title={`${ESTIMATES} estimates of the gradient`}
      summary={summary}
      table={table}
      height={HEIGHT}
      draw={draw}
    />
  );
}

function Variances({ state }: { state: State }) {
  const draw = (size: Size) => varianceCurves(varianceCurve(state.values.value), state.values.value.mu, size);
  const summary = () =>
    `Variance of one draw: path derivative ${said(state, 'path-variance')}, score function ${said(state, 'score-variance')}.`;
  const table = () => ({
    columns: ['μ', 'path derivative', 'score function'],
    rows: varianceCurve(state.values.value).map(({ mu, path, score }) => [
      amount(mu, 2),
      amount(path, 4),
      amount(score, 4),
    ]),
  });
  return (
    <Picture
      title="Variance of one draw over μ"
      summary={summary}
      table={table}
      height={HEIGHT}
      draw={draw}
      handles={() => handle(state, { x: 'mu', y: { share: 1 }, colour: ink('data') })}
    />
  );
}
