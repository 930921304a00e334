import type { Snapshot as SnapshotOf } from '#src/models/registry.ts';
import type { Fit } from '#src/plots/frame.ts';
import { digitSheet } from '#src/plots/digit-sheet.ts';
import { trainedOn, type RunOf } from '#src/run/trained-on.ts';
import type { StateOf } from '#src/run/widget-state.ts';
import { EMPTY } from '#src/run/words/figure.ts';
import { amount } from '#src/ui/amount.ts';
import { useFittedAxes } from '#src/ui/fitted-axes.ts';
import { Picture } from '#src/ui/Picture.tsx';
import { TrainedFigure, useTraining } from '#src/ui/TrainedFigure.tsx';
import { digitsMade, type DigitMade } from './pictures/digits-made.ts';
import { twoPlayers, type PlayerLine } from './pictures/two-players.ts';
import type { meta } from './meta.ts';
import { configOf, metricsAt, missingIn, traceOf, type TracePoint } from './model.ts';

type State = StateOf<typeof meta>;
type Snapshot = SnapshotOf<'gan-digits'>;
type Run = RunOf<typeof game>;

const game = trainedOn('gan-digits', {
  config: configOf,
  data: ({ data }) => data,
  metricsOf: metricsAt,
  keep: traceOf,
});

export default function GanDigits({ state }: { state: State }) {
  const run = useTraining(state, game);
  const fit = useFittedAxes(state);
  const say = (step: number) => {
    const now = run.snapshot.peek();
    const asked = state.metrics.peek()['asked-class-accuracy'];
    const right = asked === undefined ? '' : ` ${amount(100 * asked, 0)} % read as asked.`;
    return `Step ${step}.${now ? ` ${missingIn(now)}${right}` : ''}`;
  };
  return (
    <TrainedFigure state={state} run={run} milestone={say} under={<Missing run={run} />}>
      <Made state={state} run={run} />
      <Histogram run={run} />
      <Losses run={run} fit={fit} />
      <Opinions run={run} fit={fit} />
    </TrainedFigure>
  );
}

const asksIn = (state: State): boolean => state.seen.value.conditional === 'by-class';

function Missing({ run }: { run: Run }) {
  const now = run.snapshot.value;
  return <p data-said="missing">{now ? missingIn(now) : 'Run the game to see which digits are made.'}</p>;
}

const empty = new Uint8Array(0);

function Made({ state, run }: { state: State; run: Run }) {
  const summary = () => {
    const now = run.snapshot.value;
    if (!now) return EMPTY;
    const rows = now.asked ? 'five rows of one noise each, ten columns for the digits 0 to 9' : 'ten a row';
    return `Fifty digits made at step ${now.step}, ${rows}`;
  };
  return (
    <Picture
      title={asksIn(state) ? 'Asked for 0 to 9, each row from one noise' : 'Made from noise'}
      summary={summary}
      height={150}
      grow={1.5}
      draw={({ width }) => digitSheet({ images: run.snapshot.value?.samples ?? empty, columns: 10, width })}
    />
  );
}

/** What is read in the digits made, and how much of it was asked for. */
function countsOf({ made, missing, asked, counted }: Snapshot): readonly DigitMade[] {
  return made.map((count, digit) => ({
    digit,
    count,
    missing: missing.includes(digit),
    ...(asked && { asAsked: ((asked[digit] ?? 0) * counted) / asked.length }),
  }));
}

const none: readonly DigitMade[] = Array.from({ length: 10 }, (_, digit) => ({ digit, count: 0, missing: false }));

function Histogram({ run }: { run: Run }) {
  const counts = () => (run.snapshot.value ? countsOf(run.snapshot.value) : none);
  const asked = () => run.snapshot.value?.asked !== undefined;
  return (
    <Picture
      title="What is read in 500 of them"
      summary={() => {
        const now = run.snapshot.value;
        if (!now) return EMPTY;
        return `${counts()
          .map(({ digit, count }) => `${digit}: ${count}`)
          .join(', ')}. ${missingIn(now)}`;
      }}
      table={() => ({
        columns: ['digit', 'read', ...(asked() ? ['of these as asked'] : [])],
        rows: counts().map(({ digit, count, asAsked }) => [
          digit,
          count,
          ...(asAsked === undefined ? [] : [Math.round(asAsked)]),
        ]),
      })}
      height={215}
      grow={0.9}
      draw={(size) => digitsMade(counts(), size)}
    />
  );
}

type Quantity = Exclude<keyof TracePoint, 'step'>;

const lineOf = (run: Run, name: string, of: PlayerLine['of'], what: Quantity): PlayerLine => ({
  name,
  of,
  points: run.history.value.map((point) => ({ step: point.step, value: point[what] })),
});

const tableOf = (run: Run, columns: readonly [string, string], [one, other]: readonly [Quantity, Quantity]) => ({
  columns: ['step', ...columns],
  rows: run.history.value.map((point) => [point.step, amount(point[one], 3), amount(point[other], 3)]),
});

function Losses({ run, fit }: { run: Run; fit: Fit }) {
  const at = () => run.history.value.at(-1);
  return (
    <Picture
      title="No falling loss to watch"
      summary={() =>
        `Loss of D ${amount(at()?.dLoss, 3)}, loss of G ${amount(at()?.gLoss, 3)} at step ${at()?.step ?? 0}`
      }
      table={() => tableOf(run, ['loss of D', 'loss of G'], ['dLoss', 'gLoss'])}
      height={180}
      grow={1.1}
      draw={(size) =>
        twoPlayers(
          [lineOf(run, 'loss of D', 'real', 'dLoss'), lineOf(run, 'loss of G', 'fake', 'gLoss')],
          { label: '↑ loss', rule: 0 },
          size,
          fit,
        )
      }
    />
  );
}

function Opinions({ run, fit }: { run: Run; fit: Fit }) {
  const at = () => run.history.value.at(-1);
  return (
    <Picture
      title="What D says"
      summary={() => `Mean D ${amount(at()?.dReal, 3)} on real digits, ${amount(at()?.dFake, 3)} on made ones`}
      table={() => tableOf(run, ['D on real digits', 'D on made digits'], ['dReal', 'dFake'])}
      height={180}
      grow={1.1}
      draw={(size) =>
        twoPlayers(
          [lineOf(run, 'real', 'real', 'dReal'), lineOf(run, 'made', 'fake', 'dFake')],
          { label: '↑ mean of D', domain: [0, 1], rule: 0.5 },
          size,
          fit,
        )
      }
    />
  );
}
