import { computed, effect, signal, useComputed, useSignal, type ReadonlySignal, type Signal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect, useMemo } from 'preact/hooks';
import { DRAWING_HALF_SIDE } from '#src/engine/data/plane.ts';
import type { Player } from '#src/engine/experiment.ts';
import { FIELD, HALF_SIDE, type GanLoss } from '#src/models/gan/gan.ts';
import type { Snapshot as SnapshotOf } from '#src/models/registry.ts';
import { joinAxes, type Extent, type Extents } from '#src/run/axes.ts';
import { seedBatches, type SeedBatch, type SeedBatches } from '#src/run/seeds.ts';
import { trainedOn, type RunOf } from '#src/run/trained-on.ts';
import { shows, type StateOf } from '#src/run/widget-state.ts';
import { cellsBetween, cellsOf, drawingOf } from '#src/run/drawing.ts';
import { EMPTY } from '#src/run/words/figure.ts';
import { amount } from '#src/ui/amount.ts';
import type { Grip } from '#src/ui/drag.ts';
import { DrawingPad } from '#src/ui/DrawingPad.tsx';
import { Layers, Swatch } from '#src/ui/Layers.tsx';
import { useGlide, wantsStillness } from '#src/ui/motion.ts';
import { Picture } from '#src/ui/Picture.tsx';
import { Seeds } from '#src/ui/Seeds.tsx';
import { repainted } from '#src/ui/theme.ts';
import { useRepeating, useThrottled } from '#src/ui/throttled.ts';
import { TrainedFigure, useTraining } from '#src/ui/TrainedFigure.tsx';
import { tell, Told, type Sentence } from '#src/ui/Told.tsx';
import { ganCurves, type Curve } from './pictures/gan-curves.ts';
import { modesHistogram } from './pictures/modes-histogram.ts';
import { ARROW, arrowLength, placeAt, planePainter, unplayed, type Layer, type PlaneScene } from './pictures/plane.ts';
import type { meta } from './meta.ts';
import * as model from './model.ts';

type State = StateOf<typeof meta>;
type Snapshot = SnapshotOf<'gan'>;
type Run = RunOf<typeof game>;
type Outcomes = SeedBatch<model.Outcome>;

/** Steps between two pictures take about this long: twenty pictures a second leave the worker nine tenths of its time. */
const PACE_MILLISECONDS = 50;
/** For a reader who wants no motion: two still states a second. */
const STILL_MILLISECONDS = 500;
const SLOW_MILLISECONDS = 800;
/** The curves need not follow faster than the eye reads them. */
const CURVE_MILLISECONDS = 250;
const DRAWING_SIDE = 16;
const SEEDS = 20;
/** Long enough to tell a collapse; a critic with a penalty trains on TensorFlow.js, a hundred times slower than the rest. */
const stepsOf = (loss: GanLoss) => (loss === 'wasserstein' ? 300 : 1500);

const game = trainedOn('gan', {
  config: model.configOf,
  data: () => 'none' as const,
  metricsOf: model.metricsAt,
  keep: model.keptOf,
  shownUntrained: ['data', 'drawing'],
});

const paceOf = () => (wantsStillness() ? STILL_MILLISECONDS : PACE_MILLISECONDS);

export default function Gan2d({ state }: { state: State }) {
  const run = useTraining(state, game, paceOf);
  const seeds = useMemo(() => seedBatches(state, { ...game, keepLast: model.outcomeOf }), [state]);
  useEffect(() => () => seeds.clear(), [seeds]);
  const slow = useSlowMotion(state, run);
  const moves = useMemo(() => follow(run, state), [run]);
  useEffect(() => moves.stop, [moves]);
  const byHand = useComputed(() => run.snapshot.value?.byHand ?? 0);
  const bare = state.link.only === 'plot';
  return (
    <TrainedFigure
      state={state}
      run={{ ...moves.run, slow, byHand }}
      milestone={() => milestone(run.snapshot.peek())}
      buttons={(!state.view || state.view.name === 'moves') && <MoveButtons run={run} slow={slow} />}
      own={!bare && <Drawing state={state} />}
      last={!bare && <ManySeeds state={state} seeds={seeds} run={run} />}
    >
      <Plane state={state} run={run}>
        <Moves state={state} run={run} told={moves.told} quiet={slow} />
      </Plane>
      {shows(state, 'curves') && <Curves state={state} run={run} />}
    </TrainedFigure>
  );
}

function Drawing({ state }: { state: State }) {
  const { data, drawing } = state.values.value;
  if (data !== 'drawing' || state.link.hide.includes('drawing')) return null;
  return (
    <DrawingPad
      label="Your own data"
      side={DRAWING_SIDE}
      drawing={drawing}
      onChange={(next) => state.set({ drawing: next })}
    />
  );
}

type SeedsProps = { state: State; run: Run; seeds: SeedBatches<model.Outcome> };

function ManySeeds({ state, run, seeds }: SeedsProps) {
  return (
    <Seeds
      state={state}
      seeds={seeds}
      of={SEEDS}
      steps={stepsOf(state.values.value.loss)}
      tell={tellBatch}
      table={batchTable}
      draw={drawBatch}
      onStart={() => run.pause()}
    />
  );
}

const milestone = (now: Snapshot | undefined) =>
  now
    ? `Step ${now.step}: ${now.modesCovered} of ${now.modes} modes covered, ${amount(100 * now.goodShare, 0)} per cent of the points good.`
    : '';

/** Half a round every so often, until it is switched off or the run runs. */
function useSlowMotion(state: State, run: Run): Signal<boolean> {
  const slow = useRepeating(() => {
    if (state.inSight.peek()) run.move(model.nextMover(run.snapshot.peek()?.byHand ?? 0, state.values.peek().kd));
  }, SLOW_MILLISECONDS);
  // At once, and not with the next frame: a move that comes before it would pause the run.
  useEffect(
    () =>
      effect(() => {
        if (state.status.value === 'running' || state.status.value === 'failed') slow.value = false;
      }),
    [state, slow],
  );
  return slow;
}

const MOVES: readonly (readonly [Player, string])[] = [
  ['discriminator', 'D step'],
  ['generator', 'G step'],
];

/** One player's step at a time, by hand or slowly by itself. */
function MoveButtons({ run, slow }: { run: Run; slow: Signal<boolean> }) {
  const move = (player: Player) => {
    slow.value = false;
    run.move(player);
  };
  return (
    <>
      {MOVES.map(([player, label]) => (
        <button key={player} type="button" data-action={`move-${player}`} onClick={() => move(player)}>
          {label}
        </button>
      ))}
      <button type="button" data-action="slow" aria-pressed={slow.value} onClick={() => (slow.value = !slow.value)}>
        Slow motion
      </button>
    </>
  );
}

type MovesProps = {
  state: State;
  run: Run;
  told: ReadonlySignal<readonly Sentence[]>;
  quiet: ReadonlySignal<boolean>;
};

/** What single steps did, in sentences; and the way back to the path that the seed names. */
function Moves({ state, run, told, quiet }: MovesProps) {
  const { byHand = 0, step = 0 } = run.snapshot.value ?? {};
  const known = Math.min(step, run.reached.value);
  return (
    <>
      <Told told={told} quiet={quiet} />
      {byHand > 0 && state.link.only !== 'plot' && (
        <p class="note-small">
          {byHand} {byHand === 1 ? 'move' : 'moves'} by hand: the game has left the path that its seed and its link
          name.{' '}
          <button type="button" class="quiet" data-action="back" onClick={() => run.seek(known)}>
            Back to step {known} of it
          </button>
        </p>
      )}
    </>
  );
}

type Followed = { readonly told: Signal<readonly Sentence[]>; readonly run: Run; readonly stop: () => void };

/**
 * Sentences on the moves of a run, for as long as they are asked for one by one; the run handed back notices single steps.
 * Listens from the first rendering on: an effect of a component's may come after the first snapshots.
 */
function follow(run: Run, state: State): Followed {
  const told = signal<readonly Sentence[]>([]);
  let before: Snapshot | undefined;
  let single = false;
  const stop = run.own.subscribe((now) => {
    const { batch, kd } = state.values.peek();
    const [last, asked] = [before, single];
    before = now;
    if (now && !last && asked) return;
    single = false;
    if (last && now?.byHand === last.byHand + 1 && now.step === last.step) tell(told, model.tellMove(last, now, batch));
    else if (last && now?.step === last.step + 1 && asked) tell(told, model.tellRound(last, now, kd));
    else told.value = [];
  });
  const stepOnce = () => {
    single = true;
    run.stepOnce();
  };
  return { told, run: { ...run, stepOnce }, stop };
}

const LAYERS = {
  field: { name: 'what D says', mark: <span class="swatch-scale" aria-hidden="true" /> },
  contour: {
    name: 'where D is undecided; ticks towards “fake”',
    mark: (
      <Swatch of="real">
        <path d="M1 5H21M5 5v5M11 5v5M17 5v5" />
      </Swatch>
    ),
  },
  real: {
    name: 'real points',
    mark: (
      <Swatch of="real">
        <circle cx="6" cy="9" r="2.6" />
        <circle cx="15" cy="5" r="2.6" />
      </Swatch>
    ),
  },
  fakes: {
    name: 'fake points, G(z)',
    mark: (
      <Swatch of="fake">
        <circle cx="6" cy="9" r="2.8" />
        <circle cx="15" cy="5" r="2.8" />
      </Swatch>
    ),
  },
  grid: {
    name: 'the grid of z, bent by G',
    mark: (
      <Swatch of="prior">
        <path d="M1 4c7-3 13 3 20 0M1 11c7-3 13 3 20 0M6 1v12M15 1v12" />
      </Swatch>
    ),
  },
  arrows: {
    name: 'where G’s loss pulls its points',
    mark: (
      <Swatch of="arrow">
        <path d="M2 12 19 3M13 2.5l6 .5-3 5" />
      </Swatch>
    ),
  },
};
const ALL: Readonly<Record<Layer, boolean>> = {
  field: true,
  contour: true,
  real: true,
  fakes: true,
  grid: true,
  arrows: true,
};

/** What the plane shows: after a single move it glides there, and the places that the fakes came by stay behind them. */
function useShownGame(state: State, run: Run) {
  const goal = useMemo(() => signal(run.snapshot.peek()), [run]);
  const tail = useMemo(() => signal<readonly Float32Array[]>([]), [run]);
  const motion = useGlide<Snapshot | undefined>(() => ({
    goal,
    between: (from, to) => (from && to ? model.between(from, to) : () => to),
  }));
  useEffect(
    () =>
      run.snapshot.subscribe((now) => {
        const last = goal.peek();
        const single = last && now && state.status.peek() !== 'running' && model.follows(last, now);
        tail.value = single ? model.tailAfter(tail.peek(), last, now) : [];
        if (single) motion.go(() => (goal.value = now));
        else goal.value = now;
      }),
    [run],
  );
  return { shown: motion.shown, tail };
}

/** The plane, what its marks and colours say, and between them whatever the figure says of the last move. */
function Plane({ state, run, children }: { state: State; run: Run; children: ComponentChildren }) {
  const layers = useSignal(ALL);
  const painter = useMemo(() => planePainter(HALF_SIDE), []);
  const { shown, tail } = useShownGame(state, run);
  const scene = (): PlaneScene => {
    const now = shown.value;
    const { data, drawing } = state.values.value;
    const empty = data === 'drawing' && drawing === '';
    if (!now) return { ...unplayed(model.realsOf(state.values.value)), ...(empty && { hint: DRAW_HERE }) };
    return { ...now, ...model.scaleOf(now, state.seen.value.loss), side: FIELD, tail: tail.value };
  };
  return (
    <div class="part wide">
      <Picture
        title="The plane of the game"
        summary={() => planeSummary(run.snapshot.value)}
        table={() => planeTable(run.snapshot.value)}
        square
        height={420}
        draw={(size) => painter(scene(), layers.value, size, repainted.value)}
        grip={strokes(state)}
        grips={() => state.values.value.data === 'drawing' && !state.link.hide.includes('drawing')}
      />
      {children}
      <ScaleBar state={state} run={run} />
      {state.link.only !== 'plot' && !state.view && (
        <details class="more">
          <summary>What the marks mean, and which are drawn</summary>
          <Layers label="Layers of the plane" layers={LAYERS} shown={layers} />
          <ArrowScale state={state} />
          <p class="note-small">
            The curves are means over steps of training; four fifths of the single steps lie in the bands.{' '}
            {model.tellTheory(state.values.value.loss)}
          </p>
        </details>
      )}
    </div>
  );
}

const DRAW_HERE = 'Draw your own data here: drag to paint, drag from a painted place to wipe.';

/** The cell of a drawing at a place in the plane; its edge is as far as one can draw. */
function cellAt([x, y]: readonly [number, number]): number {
  const along = (share: number) => Math.min(DRAWING_SIDE - 1, Math.max(0, Math.floor(share * DRAWING_SIDE)));
  return (
    along((DRAWING_HALF_SIDE - y) / (2 * DRAWING_HALF_SIDE)) * DRAWING_SIDE +
    along((x + DRAWING_HALF_SIDE) / (2 * DRAWING_HALF_SIDE))
  );
}

/** While the data are a drawing, a stroke over the plane draws, as it does on the pad. */
const strokes =
  (state: State): Grip =>
  ({ x, y, width }) => {
    const { data, drawing: before } = state.values.peek();
    if (data !== 'drawing' || state.link.hide.includes('drawing')) return undefined;
    const at = (spot: { readonly x: number; readonly y: number }) => cellAt(placeAt(HALF_SIDE, width, spot.x, spot.y));
    const cells = [...cellsOf(before, DRAWING_SIDE ** 2)];
    let last = at({ x, y });
    const paints = !cells[last];
    return {
      move: (now) => {
        const next = at(now);
        for (const cell of cellsBetween(last, next, DRAWING_SIDE)) cells[cell] = paints;
        last = next;
        state.set({ drawing: drawingOf(cells) });
      },
      back: () => state.set({ drawing: before }),
    };
  };

function planeSummary(now: Snapshot | undefined): string {
  if (!now) return 'The data alone, until a run starts';
  return (
    `Step ${now.step}: the fake points reach ${now.modesCovered} of ${now.modes} modes, ${amount(100 * now.goodShare, 0)} per cent ` +
    `of them lie close to one. On average D says ${amount(now.dReal, 2)} of real points and ${amount(now.dFake, 2)} of fakes`
  );
}

/** The fakes that bear an arrow, with where they are pulled. */
function planeTable(now: Snapshot | undefined) {
  const arrows = now?.arrows ?? new Float32Array();
  return {
    columns: ['fake point', 'x₁', 'x₂', 'pull along x₁', 'pull along x₂'],
    rows: Array.from({ length: arrows.length / 4 }, (_, i) => [
      i + 1,
      ...Array.from(arrows.subarray(4 * i, 4 * i + 4), (value) => amount(value, 3)),
    ]),
  };
}

/** What the colours of the plane say, with their numbers. */
function ScaleBar({ state, run }: { state: State; run: Run }) {
  const { loss } = state.seen.value;
  const now = run.snapshot.value;
  const critic = loss === 'wasserstein';
  const { neutral, reach } = now ? model.scaleOf(now, loss) : { neutral: 0.5, reach: 0.5 };
  const says = (value: number) => (critic && !now ? '' : amount(value, critic ? 1 : value === 0.5 ? 1 : 0));
  return (
    <p class="scale">
      <span>
        looks fake <b>{says(neutral - reach)}</b>
      </span>
      <span class="scale-bar" aria-hidden="true" />
      <span>
        <b>{says(neutral + reach)}</b> looks real
      </span>
    </p>
  );
}

function ArrowScale({ state }: { state: State }) {
  return (
    <p class="note-small">
      An arrow is {arrowLength(1)} long for a gradient of 1 {arrowUnit(state.values.value.loss)} per unit of length,{' '}
      {amount(arrowLength(0.1), 2)} for a tenth of it, and never longer than {ARROW.longest}.
    </p>
  );
}

const arrowUnit = (loss: GanLoss) => (model.unitOf(loss) === 'nats' ? 'nat' : 'of G’s loss');

const pointsOf = <Kept extends { readonly step: number }>(
  course: readonly Kept[],
  at: (kept: Kept) => readonly [number, number, number],
) =>
  course.map((kept) => {
    const [value, low, high] = at(kept);
    return { step: kept.step, value, low, high };
  });

/** What both charts of a run are drawn from, at the pace of the eye, and over the axes of a run beside this one. */
type Course = {
  readonly history: ReadonlySignal<readonly model.Kept[]>;
  readonly step: ReadonlySignal<number>;
  readonly axes: ReadonlySignal<Extents>;
};

const UNIT: Extent = [0, 1];

function Curves({ state, run }: { state: State; run: Run }) {
  const history = useThrottled(run.history, CURVE_MILLISECONDS);
  const shown = useComputed(() => state.beginning.value?.steps ?? state.step.value);
  const step = useThrottled(shown, CURVE_MILLISECONDS);
  const own = useMemo(
    () => computed(() => model.extentsOf(history.value, model.theoryOf(state.values.value.loss))),
    [history],
  );
  const { shared: axes, leave } = useMemo(() => joinAxes(state, own), [own]);
  useEffect(() => leave, [leave]);
  const course = { history, step, axes };
  return (
    <div class="part">
      <Losses state={state} course={course} />
      <Says state={state} course={course} />
    </div>
  );
}

const lossCurves = (history: readonly model.Kept[]): readonly Curve[] => {
  const course = model.courseThrough(history);
  const dLosses = pointsOf(course, ({ dLoss, dRange }) => [dLoss, ...dRange]);
  const gLosses = pointsOf(course, ({ gLoss, gRange }) => [gLoss, ...gRange]);
  return [
    { name: 'D', meaning: 'data', dash: '', points: dLosses },
    { name: 'G', meaning: 'fake', dash: '5 3', points: gLosses },
  ];
};

function Losses({ state, course: { history, step, axes } }: { state: State; course: Course }) {
  const chart = () => {
    const { loss } = state.seen.value;
    const { step: x = UNIT, loss: y = UNIT } = axes.value;
    const curves = lossCurves(history.value);
    return { curves, theory: model.theoryOf(loss), unit: model.unitOf(loss), x, y, now: step.value };
  };
  return (
    <>
      <Picture
        title="Both losses"
        summary={() => lossSummary(history.value)}
        table={() => ({
          columns: ['step', 'loss of D', 'loss of G', 'D on real', 'D on fakes', 'modes'],
          rows: history.value.map((kept) => [
            kept.step,
            ...[kept.dLoss, kept.gLoss, kept.dReal, kept.dFake].map((value) => amount(value, 3)),
            kept.modesCovered,
          ]),
        })}
        height={175}
        draw={(size) => ganCurves(chart(), size)}
      />
    </>
  );
}

const saysCurves = (history: readonly model.Kept[]): readonly Curve[] => [
  { name: 'real', meaning: 'real', dash: '', points: pointsOf(history, ({ dReal }) => [dReal, dReal, dReal]) },
  { name: 'fakes', meaning: 'fake', dash: '5 3', points: pointsOf(history, ({ dFake }) => [dFake, dFake, dFake]) },
];

function Says({ state, course: { history, step, axes } }: { state: State; course: Course }) {
  const chart = () => {
    const { step: x = UNIT, says: y = UNIT } = axes.value;
    const theory = state.seen.value.loss === 'wasserstein' ? [] : [{ value: 0.5, name: '½' }];
    return { curves: saysCurves(history.value), theory, unit: 'D', x, y, now: step.value };
  };
  return (
    <Picture
      title="What D says on average"
      summary={() => saysSummary(history.value)}
      height={175}
      draw={(size) => ganCurves(chart(), size)}
    />
  );
}

function lossSummary(history: readonly model.Kept[]): string {
  const last = history.at(-1);
  return last
    ? `At step ${last.step} the loss of D is ${amount(last.dLoss, 3)}, that of G ${amount(last.gLoss, 3)}`
    : EMPTY;
}

function saysSummary(history: readonly model.Kept[]): string {
  const last = history.at(-1);
  return last
    ? `At step ${last.step} D says ${amount(last.dReal, 2)} of real points and ${amount(last.dFake, 2)} of fakes`
    : EMPTY;
}

/** What a batch of seeds has come to so far, in a sentence. */
function tellBatch({ runs }: Outcomes): string {
  const { collapsed, share, low, high } = model.collapsedOf(runs);
  return `Collapsed: ${collapsed} of ${runs.length}; P(collapse) = ${amount(share, 2)}, 95 % interval ${amount(low, 2)} … ${amount(high, 2)}.`;
}

const batchTable = ({ runs }: Outcomes) => ({
  columns: ['seed', 'modes covered', 'share of good points'],
  rows: runs
    .toSorted((a, b) => a.seed - b.seed)
    .map(({ seed, modesCovered, goodShare }) => [seed, modesCovered, amount(goodShare, 3)]),
});

function drawBatch({ runs, of }: Outcomes, size: { width: number; height: number }): Element {
  const modes = runs[0]?.modes ?? 8;
  const covered = runs.map(({ modesCovered }) => modesCovered);
  return modesHistogram({ covered, enough: model.enoughOf(modes), of }, modes, size);
}
