import type { StateOf } from '#src/run/widget-state.ts';
import { amount } from '#src/ui/amount.ts';
import { AnsweringFigure } from '#src/ui/AnsweringFigure.tsx';
import { Picture } from '#src/ui/Picture.tsx';
import { normShell } from './pictures/norm-shell.ts';
import { posteriorMarks } from './pictures/posterior-marks.ts';
import type { meta } from './meta.ts';
import { curveOf, drawsOf, metricsOf, normCurveOf, normsOf } from './model.ts';

type State = StateOf<typeof meta>;

/** Rows of a table of a curve with hundreds of nodes. */
const EVERY = 20;

export default function View({ state }: { state: State }) {
  return (
    <AnsweringFigure state={state} metricsOf={metricsOf}>
      <Marks state={state} />
      <Shell state={state} />
    </AnsweringFigure>
  );
}

/** A metric as the page prints it. */
const said = (state: State, name: keyof typeof meta.metrics) => amount(metricsOf(state.values.value)[name], 3);

function Marks({ state }: { state: State }) {
  const draw = (size: { width: number; height: number }) => {
    const values = state.values.value;
    const { mode, mean, median } = metricsOf(values);
    return posteriorMarks({ curve: curveOf(values), draws: drawsOf(values), mode, mean, median }, size);
  };
  const summary = () =>
    `Mode ${said(state, 'mode')}, mean ${said(state, 'mean')}, median ${said(state, 'median')}; ` +
    `the probability within a quarter of the mode is ${said(state, 'near-mode')}.`;
  const table = () => ({
    columns: ['z', 'density'],
    rows: curveOf(state.values.value)
      .filter((_, node) => node % EVERY === 0)
      .map(({ z, height }) => [amount(z, 2), amount(height, 4)]),
  });
  return (
    <Picture
      title="Density p(z|x), and 400 draws"
      summary={summary}
      table={table}
      height={240}
      grow={2.4}
      draw={draw}
    />
  );
}

function Shell({ state }: { state: State }) {
  const draw = (size: { width: number; height: number }) => {
    const values = state.values.value;
    const { 'root-d': root } = metricsOf(values);
    return normShell({ curve: normCurveOf(values), norms: normsOf(values), root }, size);
  };
  const summary = () =>
    `In ${state.values.value.d} dimensions the length of a draw has mean ${said(state, 'norm-mean')} and deviation ` +
    `${said(state, 'norm-deviation')}; √J is ${said(state, 'root-d')}, and the shortest of 400 draws has ${said(state, 'norm-least')}.`;
  const table = () => ({
    columns: ['‖z‖', 'density'],
    rows: normCurveOf(state.values.value)
      .filter((_, node) => node % EVERY === 0)
      .map(({ z, height }) => [amount(z, 2), amount(height, 4)]),
  });
  return (
    <Picture
      title="How long draws from N(0, I) are"
      summary={summary}
      table={table}
      height={190}
      grow={2.4}
      draw={draw}
    />
  );
}
