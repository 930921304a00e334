import { ink } from '#src/plots/meaning.ts';
import type { StateOf } from '#src/run/widget-state.ts';
import { amount } from '#src/ui/amount.ts';
import { AnsweringFigure } from '#src/ui/AnsweringFigure.tsx';
import { handle } from '#src/ui/handle.ts';
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

/** Where the needle stands; its width is counted from there. */
const NEEDLE = 2;

/** What the example at hand has a place for: the needle's width, where z² is the datum, or the mode of the rate. */
function handlesOf(state: State) {
  const { example, s } = state.values.value;
  const colour = ink('posterior');
  if (example === 'spike') {
    const width = {
      knob: 'width',
      to: (own: number) => NEEDLE + own,
      from: (z: number) => Math.abs(z - NEEDLE),
    } as const;
    return handle(state, { x: width, y: 0, colour });
  }
  if (example === 'square') {
    // The peak of the right answer, where z² is the datum less half of the noise's variance.
    const off = s ** 2 / 2;
    const root = {
      knob: 'x',
      to: (x: number) => Math.sqrt(Math.max(0, x - off)),
      from: (z: number) => Math.max(0, z) ** 2 + off,
    } as const;
    return handle(state, { x: root, y: 0, colour });
  }
  // The rate behind k events has a gamma density of shape k + 1 and rate 2, whose mode is k/2.
  const mode = { knob: 'k', to: (k: number) => k / 2, from: (rate: number) => 2 * rate } as const;
  return handle(state, { x: mode, y: 0, colour });
}

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
      handles={() => handlesOf(state)}
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
  const length = { knob: 'd', to: Math.sqrt, from: (norm: number) => norm ** 2 } as const;
  return (
    <Picture
      title="How long draws from N(0, I) are"
      summary={summary}
      table={table}
      height={190}
      grow={2.4}
      draw={draw}
      handles={() => handle(state, { x: length, y: { share: 0.4 }, colour: ink('data') })}
    />
  );
}
