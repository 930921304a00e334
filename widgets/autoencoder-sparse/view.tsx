import { useComputed } from '@preact/signals';
import type { Fit } from '#src/plots/frame.ts';
import { trainedOn, type RunOf } from '#src/run/trained-on.ts';
import type { StateOf } from '#src/run/widget-state.ts';
import { EMPTY } from '#src/run/words/figure.ts';
import { amount } from '#src/ui/amount.ts';
import { useFittedAxes } from '#src/ui/fitted-axes.ts';
import { handle } from '#src/ui/handle.ts';
import { Picture } from '#src/ui/Picture.tsx';
import { Sweep } from '#src/ui/Sweep.tsx';
import { TrainedFigure, useTraining } from '#src/ui/TrainedFigure.tsx';
import { atomSheet } from './pictures/atom-sheet.ts';
import { byWeight } from './pictures/by-weight.ts';
import { chosenDigits } from './pictures/chosen-digits.ts';
import { unitsByUse } from './pictures/units-by-use.ts';
import type { meta } from './meta.ts';
import {
  activeFor,
  barsOf,
  beforehandAt,
  comparable,
  configOf,
  metricsAt,
  sourceOf,
  SWEEP,
  tilesOf,
  traceOf,
  twoRows,
  type Snapshot,
} from './model.ts';
import './style.css';

type State = StateOf<typeof meta>;
type Run = RunOf<typeof trained>;
type Part = { state: State; run: Run };

const trained = trainedOn('sparse', {
  config: configOf,
  data: sourceOf,
  metricsOf: metricsAt,
  keep: traceOf,
});

export default function AutoencoderSparse({ state }: { state: State }) {
  const run = useTraining(state, trained);
  const fit = useFittedAxes(state);
  const say = (step: number) => {
    const { error, 'active-share': active } = state.metrics.peek();
    return `Step ${step}: error ${amount(error, 1)}, active share ${amount(active, 2)}.`;
  };
  return (
    <TrainedFigure
      state={state}
      run={run}
      milestone={say}
      buttons={<Sweep run={run} of="α" settings={SWEEP.weights.map((weight) => ({ weight }))} steps={SWEEP.steps} />}
    >
      <Digits state={state} run={run} />
      <Atoms state={state} run={run} />
      <Units state={state} run={run} />
      <ByWeight state={state} run={run} fit={fit} />
    </TrainedFigure>
  );
}

/** What is looked at, of the snapshot at hand and the knobs that it was made with. */
function useLook<Seen>({ state, run }: Part, see: (snapshot: Snapshot, values: State['values']['value']) => Seen) {
  return useComputed(() => {
    const now = run.snapshot.value;
    const values = state.seen.value;
    return now && see(now, values);
  });
}

const none = new Uint8Array(0);

function Digits(part: Part) {
  const images = useLook(part, ({ shown }) => twoRows(shown));
  const chosen = () => part.state.values.value.digit;
  return (
    <Picture
      title="Held-out pictures; below, what comes back"
      summary={() =>
        images.value
          ? `Ten held-out pictures and what comes back of them; number ${chosen()}, counted from 0, is chosen`
          : EMPTY
      }
      height={64}
      grow={2.4}
      draw={({ width }) => chosenDigits(images.value ?? none, chosen(), width)}
      handles={() => (images.value ? handle(part.state, { x: 'digit', y: { share: 0.5 }, anywhere: 'comes' }) : [])}
    />
  );
}

function Atoms(part: Part) {
  const seen = useComputed(() => {
    const now = part.run.snapshot.value;
    const { digit } = part.state.values.value;
    const { penalty } = part.state.seen.value;
    return (
      now && { tiles: tilesOf(now, { digit, penalty }), active: activeFor(now, { digit }), size: now.usage.length }
    );
  });
  const title = () =>
    part.state.seen.value.atoms === 'planted'
      ? 'Planted strokes; below each, the atom most like it'
      : 'Atoms of the units that do the most';
  const summary = () => {
    if (!seen.value) return EMPTY;
    const { tiles, active, size } = seen.value;
    const found = tiles.filter(({ stroke }) => stroke?.found).length;
    const strokes = tiles.some(({ stroke }) => stroke) ? `; ${found} of ${tiles.length} planted strokes are found` : '';
    return `Atoms of ${tiles.length} of ${size} units; ${active} units are active for the chosen picture${strokes}`;
  };
  return (
    <Picture
      title={title()}
      summary={summary}
      table={() => ({
        columns: ['unit', 'value for the chosen picture', 'cosine with its stroke'],
        rows: (seen.value?.tiles ?? []).map(({ unit, value, stroke }) => [
          unit,
          amount(value, 3),
          stroke ? amount(stroke.likeness, 3) : '',
        ]),
      })}
      height={150}
      grow={2.4}
      draw={({ width }) => atomSheet(seen.value?.tiles ?? [], width)}
    />
  );
}

function Units(part: Part) {
  const bars = useLook(part, (snapshot, { penalty }) => barsOf(snapshot, penalty));
  const of = () => (part.state.seen.value.penalty === 'l1' ? 'share of pictures in which active' : 'mean activity');
  const rho = () => (part.state.seen.value.penalty === 'kl' ? part.state.seen.value.rho : undefined);
  return (
    <Picture
      title="How much each unit is used"
      summary={() => {
        const { 'dead-share': dead, 'mean-activity': mean } = part.state.numbers.value;
        return bars.value
          ? `Units by their ${of()}; ${amount(dead, 2)} of them are dead, the mean activity is ${amount(mean, 3)}`
          : EMPTY;
      }}
      table={() => ({
        columns: ['from', 'to', 'units'],
        rows: (bars.value ?? []).map(({ from, to, units }) => [amount(from, 2), amount(to, 2), units]),
      })}
      height={215}
      draw={(size) => unitsByUse(bars.value ?? [], of(), rho(), size)}
    />
  );
}

function ByWeight({ state, run, fit }: Part & { fit: Fit }) {
  const runs = () => comparable(run.records.value, state.seen.value);
  const kind = () => ({ planted: state.seen.value.atoms === 'planted', mean: state.seen.value.penalty === 'kl' });
  return (
    <Picture
      title="Error and activity by weight"
      summary={() =>
        runs()
          .map(
            ({ weight, error, active, mean, found }) =>
              `α ${weight}: error ${amount(error, 1)}, ${kind().mean ? `mean activity ${amount(mean, 3)}` : `active share ${amount(active, 2)}`}` +
              (kind().planted ? `, found ${amount(found, 2)}` : ''),
          )
          .join('; ') || EMPTY
      }
      table={() => ({
        columns: ['weight', 'step', 'error', 'active share', 'mean activity', 'length of an atom', 'found strokes'],
        rows: runs().map(({ weight, step, error, active, mean, length, found }) => [
          weight,
          step,
          amount(error, 2),
          amount(active, 3),
          amount(mean, 3),
          amount(length, 2),
          kind().planted ? amount(found, 3) : '',
        ]),
      })}
      height={215}
      draw={(size) =>
        byWeight({ runs: runs(), beforehand: beforehandAt(state.seen.value) }, run.current.value, size, kind(), fit)
      }
    />
  );
}
