import type { Fit } from '#src/plots/frame.ts';
import { ink } from '#src/plots/meaning.ts';
import { trainedOn, type RunOf } from '#src/run/trained-on.ts';
import { shows, type StateOf } from '#src/run/widget-state.ts';
import { EMPTY } from '#src/run/words/figure.ts';
import { amount } from '#src/ui/amount.ts';
import { useFittedAxes } from '#src/ui/fitted-axes.ts';
import { handle } from '#src/ui/handle.ts';
import { Picture } from '#src/ui/Picture.tsx';
import { TrainedFigure, useTraining } from '#src/ui/TrainedFigure.tsx';
import { curve } from './pictures/curve.ts';
import { digitRows } from './pictures/digit-rows.ts';
import { fieldPlane } from './pictures/field.ts';
import type { meta } from './meta.ts';
import * as model from './model.ts';

type State = StateOf<typeof meta>;
type Run = RunOf<typeof trained>;
type Part = { state: State; run: Run };

const PLANE = 400;

const trained = trainedOn('denoiser', {
  config: model.configOf,
  data: model.dataOf,
  metricsOf: model.metricsAt,
  keep: model.traceOf,
  shownUntrained: ['on', 'shape', 'level'],
});

export default function AutoencoderDenoise({ state }: { state: State }) {
  const run = useTraining(state, trained);
  const fit = useFittedAxes(state);
  const inPlane = state.seen.value.on === 'plane';
  return (
    <TrainedFigure state={state} run={run} milestone={(step) => milestone(state, step)}>
      {inPlane && shows(state, 'learned') && <Learned key="learned" state={state} run={run} />}
      {inPlane && shows(state, 'exact') && <Exact key="exact" state={state} />}
      {!inPlane && shows(state, 'digits') && <Digits key="digits" run={run} />}
      {shows(state, 'curve') && <Curve key={`curve ${inPlane}`} state={state} run={run} fit={fit} />}
    </TrainedFigure>
  );
}

function milestone(state: State, step: number): string {
  const { 'field-error': error, 'psnr-restored': restored, 'psnr-median': median } = state.metrics.peek();
  return restored === undefined
    ? `Step ${step}: error of the field ${amount(error, 2)}.`
    : `Step ${step}: restored to ${amount(restored, 1)} decibels, the median filter’s are ${amount(median, 1)}.`;
}

/** The start of the walk, to be dragged. */
const startOf = (state: State) => handle(state, { x: 'x1', y: 'x2', colour: ink('inference'), anywhere: 'comes' });

const place = ([x, y]: readonly [number, number]) => `(${amount(x, 2)}, ${amount(y, 2)})`;
const walked = (walk: readonly (readonly [number, number])[]) =>
  `From ${place(walk[0] ?? [NaN, NaN])} repeated denoising leads to ${place(walk.at(-1) ?? [NaN, NaN])}`;
const walkTable = (walk: readonly (readonly [number, number])[]) => ({
  columns: ['times denoised', 'x₁', 'x₂'],
  rows: walk.map(([x, y], moves) => [moves, amount(x, 3), amount(y, 3)]),
});

function Learned({ state, run }: Part) {
  const netOf = () => {
    const now = run.snapshot.value;
    return now?.on === 'plane' ? now.net : undefined;
  };
  const walk = () => {
    const net = netOf();
    return net ? model.walkFrom(model.learnedField(net), state.values.value) : [];
  };
  return (
    <Picture
      title="Where the network sends points, r(x) − x"
      summary={() => (netOf() ? `${walked(walk())} by the network` : EMPTY)}
      table={() => walkTable(walk())}
      square
      height={PLANE}
      draw={(size) => {
        const { shape, level } = state.seen.value;
        const net = netOf();
        const arrows = net ? model.learnedArrows(net, shape, level) : [];
        return fieldPlane({ arrows, meaning: 'model', data: model.pointsOf(shape), walk: walk() }, size);
      }}
      handles={() => startOf(state)}
    />
  );
}

function Exact({ state }: { state: State }) {
  const walk = () => model.walkFrom(model.exactField(state.seen.value), state.values.value);
  return (
    <Picture
      title="The exact score of the noisy data, σ² ∇ log p"
      summary={() => `${walked(walk())} along the exact score`}
      table={() => walkTable(walk())}
      square
      height={PLANE}
      draw={(size) => {
        const { shape, level } = state.seen.value;
        const arrows = model.exactArrows(shape, level);
        return fieldPlane({ arrows, meaning: 'posterior', data: model.pointsOf(shape), walk: walk() }, size);
      }}
      handles={() => startOf(state)}
    />
  );
}

function Digits({ run }: { run: Run }) {
  const rows = () => {
    const now = run.snapshot.value;
    return now?.on === 'digits' ? model.rowsOf(now) : [];
  };
  const decibels = (values: readonly number[]) => values.map((value) => amount(value, 1)).join(', ');
  return (
    <Picture
      title="Held-out digits: clean, noisy, restored, and by the median filter"
      summary={() =>
        rows()
          .filter((row) => row.decibels.length > 0)
          .map((row) => `${row.name}: ${decibels(row.decibels)} dB`)
          .join('; ') || EMPTY
      }
      table={() => ({
        columns: ['digits', ...Array.from({ length: 10 }, (_, i) => `dB of digit ${i + 1}`)],
        rows: rows().map((row) => [row.name, ...row.decibels.map((value) => amount(value, 1))]),
      })}
      height={270}
      grow={2.4}
      draw={({ width }) => digitRows(rows(), width)}
    />
  );
}

function Curve({ state, run, fit }: Part & { fit: Fit }) {
  const inPlane = () => state.seen.value.on === 'plane';
  const label = () => (inPlane() ? 'error of the field' : 'restored, dB');
  const levels = () => {
    const { 'psnr-noisy': noisy, 'psnr-median': median } = state.numbers.value;
    if (inPlane() || noisy === undefined || median === undefined) return [];
    return [{ name: 'noisy', value: noisy } as const, { name: 'median filter', value: median } as const];
  };
  return (
    <Picture
      title="Step by step"
      summary={() => {
        const last = run.history.value.at(-1);
        return last ? `${label()} ${amount(last.value, 3)} at step ${last.step}` : EMPTY;
      }}
      table={() => ({
        columns: ['step', label()],
        rows: run.history.value.map(({ step, value }) => [step, amount(value, 3)]),
      })}
      height={130}
      grow={2.4}
      draw={(size) => {
        const meaning = inPlane() ? 'model' : 'reconstruction';
        const chart = { label: label(), meaning, trace: run.history.value, levels: levels() } as const;
        return curve(inPlane() ? { ...chart, floor: 0 } : chart, size, fit);
      }}
    />
  );
}
