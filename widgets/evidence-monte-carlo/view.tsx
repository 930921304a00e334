import { ink } from '#src/plots/meaning.ts';
import type { StateOf } from '#src/run/widget-state.ts';
import { amount } from '#src/ui/amount.ts';
import { AnsweringFigure } from '#src/ui/AnsweringFigure.tsx';
import { handle } from '#src/ui/handle.ts';
import { Picture } from '#src/ui/Picture.tsx';
import { drawsNeeded } from './pictures/draws-needed.ts';
import { runningLogs } from './pictures/running-logs.ts';
import { weightedDraws } from './pictures/weighted-draws.ts';
import type { meta } from './meta.ts';
import { drawsOf, metricsOf, needsOf, posteriorOf, sentenceOf, traceOf } from './model.ts';

type State = StateOf<typeof meta>;
type Size = { width: number; height: number };

export default function View({ state }: { state: State }) {
  return (
    <AnsweringFigure state={state} metricsOf={metricsOf} under={<p data-said="q">{sentenceOf(state.values.value)}</p>}>
      <Draws state={state} />
      <Running state={state} />
      <Needs state={state} />
    </AnsweringFigure>
  );
}

/** A metric as the page prints it. */
const said = (state: State, name: keyof typeof meta.metrics, digits = 4) =>
  amount(metricsOf(state.values.value)[name], digits);

/** q in its plane: its middle, and how wide it is, as δ and ρ count them, in deviations of the posterior. */
function handlesOf(state: State) {
  const { mean, variance } = posteriorOf(state.values.value);
  const unit = Math.sqrt(variance);
  const { delta, d } = state.values.value;
  const middle = mean + delta * unit;
  const place = { plot: 1, colour: ink('inference') } as const;
  const y = d === 1 ? 0 : middle;
  const miss = {
    knob: 'delta',
    to: (off: number) => mean + off * unit,
    from: (z: number) => (z - mean) / unit,
  } as const;
  const spread = {
    knob: 'rho',
    to: (wide: number) => middle + wide * unit,
    from: (z: number) => Math.abs(z - middle) / unit,
  } as const;
  return [...handle(state, { x: miss, y, ...place }), ...handle(state, { x: spread, y, ...place })];
}

function Draws({ state }: { state: State }) {
  const both = () => [...drawsOf(state.values.value, 'prior'), ...drawsOf(state.values.value, 'q')];
  const draw = (size: Size) => {
    const values = state.values.value;
    return weightedDraws({ draws: both(), posterior: posteriorOf(values), flat: values.d === 1 }, size);
  };
  const summary = () =>
    `Of ${state.values.value.n} draws each, ${said(state, 'lit-prior', 0)} from the prior and ${said(state, 'lit-q', 0)} from q ` +
    'make 90 % of their sums; those shown are filled, and lie where the posterior is.';
  const table = () => ({
    columns: ['drawn from', 'z₁', 'z₂', 'share of the sum'],
    rows: both()
      .filter(({ lit }) => lit)
      .map(({ source, z1, z2, share }) => [source, amount(z1, 3), amount(z2, 3), amount(share, 5)]),
  });
  return (
    <Picture
      title="Draws that count, and some that do not"
      summary={summary}
      table={table}
      height={240}
      grow={2.4}
      draw={draw}
      handles={() => handlesOf(state)}
    />
  );
}

function Running({ state }: { state: State }) {
  const draw = (size: Size) => {
    const { evidence } = metricsOf(state.values.value);
    return runningLogs({ trace: traceOf(state.values.value), exact: evidence }, size);
  };
  const summary = () =>
    `After ${state.values.value.n} draws the log of the average is ${said(state, 'estimate-prior')} nats from the prior and ` +
    `${said(state, 'estimate-q')} from q; exact is ${said(state, 'evidence')}.`;
  const table = () => ({
    columns: ['n', 'from the prior', 'from q'],
    rows: traceOf(state.values.value).map(({ n, prior, q }) => [n, amount(prior, 4), amount(q, 4)]),
  });
  return <Picture title="Two averages on their way" summary={summary} table={table} height={200} draw={draw} />;
}

function Needs({ state }: { state: State }) {
  const draw = (size: Size) => {
    const { d, n } = state.values.value;
    return drawsNeeded({ rows: needsOf(state.values.value), d, drawn: n }, size);
  };
  const summary = () =>
    `In ${state.values.value.d} dimensions a relative error of 10 % takes 10 to the ${said(state, 'digits-prior', 2)} draws from the prior ` +
    `and 10 to the ${said(state, 'digits-q', 2)} from q.`;
  const table = () => ({
    columns: ['J', 'log₁₀ of draws, prior', 'log₁₀ of draws, q'],
    rows: needsOf(state.values.value).map(({ d, prior, q }) => [d, amount(prior, 2), amount(q, 2)]),
  });
  return <Picture title="Draws for a 10 % error" summary={summary} table={table} height={200} draw={draw} />;
}
