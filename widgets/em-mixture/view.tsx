import { componentInk } from '#src/plots/meaning.ts';
import { number } from '#src/run/params.ts';
import { computed, useComputed, useSignal, useSignalEffect } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import { shows, type StateOf } from '#src/run/widget-state.ts';
import { amount } from '#src/ui/amount.ts';
import { AnsweringFigure } from '#src/ui/AnsweringFigure.tsx';
import type { Grip } from '#src/ui/drag.ts';
import type { Handle } from '#src/ui/handle.ts';
import { useGlide, wantsStillness, type Glide } from '#src/ui/motion.ts';
import { Picture } from '#src/ui/Picture.tsx';
import { useRepeating } from '#src/ui/throttled.ts';
import { emClimb } from './pictures/em-climb.ts';
import { emColumns } from './pictures/em-columns.ts';
import { emPlane, placeAt } from './pictures/em-plane.ts';
import type { meta } from './meta.ts';
import * as model from './model.ts';

type State = StateOf<typeof meta>;
type Size = { width: number; height: number };
type Motion = Glide<model.Scene>;

/** Slow enough to see an E step and an M step apart. */
const PACE_MILLISECONDS = 450;
/** A press this near a point takes hold of it, in the plane's units. */
const HOLD = 0.25;

export default function View({ state }: { state: State }) {
  const { only, hide } = state.link;
  const motion = useGlide(() => ({ goal: computed(() => model.sceneOf(state.values.value)), between: model.between }));
  const takesPoints = state.values.value.data === 'own' && only !== 'plot' && !hide.includes('points');
  return (
    <AnsweringFigure
      state={state}
      metricsOf={model.metricsOf}
      under={only !== 'plot' && <Steps state={state} motion={motion} />}
      last={takesPoints && <OwnPoints state={state} />}
    >
      <div class="part wide">
        <Plane state={state} motion={motion} />
      </div>
      {(shows(state, 'climb') || shows(state, 'columns')) && (
        <div class="part">
          {shows(state, 'climb') && <Climb state={state} />}
          {shows(state, 'columns') && <Columns state={state} motion={motion} />}
        </div>
      )}
    </AnsweringFigure>
  );
}

/** A half-step every so often until nothing changes; for a reader who wants no motion, at once to that end. */
function useRun(state: State, { go }: Motion) {
  const running = useRepeating(() => {
    if (!state.inSight.peek()) return;
    const still = wantsStillness();
    const next = still ? model.settledFrom(state.values.peek()) : model.next(state.values.peek());
    go(() => state.set(next));
    if (model.settled(state.values.peek())) running.value = false;
  }, PACE_MILLISECONDS);
  return running;
}

const STEPS: readonly { step: model.HalfStep; title: string }[] = [
  { step: 'E', title: 'q becomes the posterior over components' },
  { step: 'M', title: 'the mixture becomes the best for this q' },
];

function Steps({ state, motion }: { state: State; motion: Motion }) {
  const running = useRun(state, motion);
  const remark = useSignal('');
  const press = (step: model.HalfStep) => {
    running.value = false;
    const patch = model.pressed(state.values.peek(), step);
    remark.value = Object.keys(patch).length > 0 ? '' : model.refused(state.values.peek(), step);
    motion.go(() => state.set(patch));
  };
  const run = () => {
    remark.value = '';
    running.value = !running.value;
  };
  const reset = () => {
    running.value = false;
    remark.value = '';
    state.set({ steps: 0 });
  };
  return (
    <div class="buttons" role="group" aria-label="Steps">
      {STEPS.map(({ step, title }) => (
        <button
          key={step}
          type="button"
          class="quiet"
          title={title}
          data-action={`step-${step}`}
          onClick={() => press(step)}
        >
          {step} step
        </button>
      ))}
      <button type="button" class="quiet" data-action="run" aria-pressed={running.value} onClick={run}>
        {running.value ? 'Pause' : 'Run'}
      </button>
      <button type="button" class="quiet" data-action="reset" onClick={reset}>
        Reset
      </button>
      <span role="status" aria-live={running.value ? 'off' : 'polite'}>
        {remark.value || model.sentenceOf(state.values.value)}
      </span>
    </div>
  );
}

/** A coordinate of a mean, as a knob would be. */
const coordinate = (component: number, axis: string) =>
  number(`mean of component ${component}, ${axis}`, {
    min: -model.SIDE,
    max: model.SIDE,
    initial: 0,
    step: 0.05,
    about: '',
  });

/** Every mean by hand: EM starts again from where the means are put. */
function meansOf(state: State): readonly Handle[] {
  if (state.link.hide.includes('start')) return [];
  const values = state.values.value;
  return model.ellipsesOf(values).map(({ x, y }, k) => {
    const put = (at: readonly [number, number]) => state.set(model.withMean(values, k, at));
    // A link keeps two decimals of what is put.
    const track = (axis: string, at: number, turn: (to: number) => void) => ({
      spec: coordinate(k + 1, axis),
      value: Number(at.toFixed(2)),
      place: at,
      valueAt: (place: number) => place,
      turn,
    });
    // Both coordinates of one move are put one after the other, so each keeps what the other has just put.
    let now: readonly [number, number] = [x, y];
    const [along, up] = [(to: number) => put((now = [to, now[1]])), (to: number) => put((now = [now[0], to]))];
    return { name: `mean ${k + 1}`, x: track('x₁', x, along), y: track('x₂', y, up), colour: componentInk(k) };
  });
}

/** The seed picks where means begin: another seed, or other points, take the place of means that were put. */
function useSeedAfterStart(state: State): void {
  const before = useMemo(() => ({ now: state.values.peek() }), [state]);
  useSignalEffect(() => {
    const [last, now] = [before.now, state.values.value];
    before.now = now;
    const other = now.seed !== last.seed || now.data !== last.data;
    if (other && now.start !== '' && now.start === last.start) state.set({ start: '' });
  });
}

function Plane({ state, motion }: { state: State; motion: Motion }) {
  const draw = (size: Size) => {
    const { marks, ellipses } = motion.shown.value;
    const side = model.viewOf(state.values.value);
    return emPlane({ marks, ellipses, side, ghosts: motion.ghost.value?.ellipses ?? [] }, size);
  };
  const grip: Grip = ({ x, y, width }) => {
    const values = state.values.peek();
    if (values.data !== 'own') return undefined;
    const side = model.viewOf(values);
    const index = model.holdOf(values, placeAt(width, side, x, y), HOLD);
    return {
      move: (now) =>
        state.set({ points: model.withPoint(state.values.peek(), index, placeAt(width, side, now.x, now.y)) }),
      back: () => state.set({ points: values.points }),
    };
  };
  const summary = () => {
    const { steps } = state.values.value;
    const of = model.ellipsesOf(state.values.value);
    const said = of.map(
      ({ x, y, weight }, k) =>
        `component ${k + 1} around (${amount(x, 2)}, ${amount(y, 2)}) with weight ${amount(weight, 2)}`,
    );
    return `After ${steps} half-steps on ${model.pointsOf(state.values.value).length} points: ${said.join('; ')}.`;
  };
  const table = () => ({
    columns: [
      'component',
      'weight',
      'mean x₁',
      'mean x₂',
      'long spread',
      'short spread',
      'direction',
      'points it answers for',
    ],
    rows: model
      .ellipsesOf(state.values.value)
      .map(({ x, y, long, short, degrees, weight, count }, k) => [
        k + 1,
        ...[weight, x, y, long, short].map((value) => amount(value, 4)),
        `${amount(degrees, 0)}°`,
        amount(count, 2),
      ]),
  });
  useSeedAfterStart(state);
  return (
    <Picture
      title="Points and components"
      summary={summary}
      table={table}
      square
      height={420}
      draw={draw}
      handles={() => meansOf(state)}
      grip={grip}
      grips={() => state.values.value.data === 'own'}
    />
  );
}

function Climb({ state }: { state: State }) {
  const stairs = () => model.stairsOf(state.values.value);
  const summary = () => {
    const now = stairs().at(-1);
    return `After ${now?.at ?? 0} half-steps the ELBO stands at ${amount(now?.elbo, 4)} and the evidence at ${amount(now?.evidence, 4)} nats.`;
  };
  const table = () => ({
    columns: ['half-step', 'step', 'ELBO', 'evidence'],
    rows: model
      .stairsOf(state.values.value)
      .map(({ at, step, elbo, evidence }) => [at, step, amount(elbo, 4), amount(evidence, 4)]),
  });
  return (
    <Picture
      title="The climb, half-step by half-step"
      summary={summary}
      table={table}
      height={187}
      draw={(size) => emClimb(stairs(), size)}
    />
  );
}

function Columns({ state, motion }: { state: State; motion: Motion }) {
  const split = () => model.sceneOf(state.values.value).split;
  const summary = () => {
    const { evidence, elbo, gap, logJoint, entropy } = split();
    return (
      `ELBO ${amount(elbo, 4)} and gap ${amount(gap, 4)} make the evidence, ${amount(evidence, 4)} nats; ` +
      `expected log joint ${amount(logJoint, 4)} and entropy ${amount(entropy, 4)} make the ELBO.`
    );
  };
  const table = () => ({
    columns: ['quantity', 'nats'],
    rows: Object.entries(split()).map(([name, nats]) => [
      name === 'logJoint' ? 'expected log joint' : name,
      amount(nats, 4),
    ]),
  });
  return (
    <Picture
      title="What adds up to what"
      summary={summary}
      table={table}
      height={187}
      draw={(size) => emColumns(motion.shown.value.split, size)}
    />
  );
}

/** The reader's own points as text, beside the plane where they can be set and moved by pointer. */
function OwnPoints({ state }: { state: State }) {
  const draft = useSignal<string | undefined>(undefined);
  const problem = useSignal('');
  const points = useComputed(() => state.values.value.points);
  const put = (text: string) => {
    [draft.value, problem.value] = [undefined, ''];
    state.set({ points: text });
  };
  const take = (typed: string) => {
    const read = model.readPoints(typed);
    if ('points' in read) put(read.points);
    else problem.value = read.problem;
  };
  // Points set in the plane or by a link take the place of what is typed.
  useEffect(() => {
    const forget = () => {
      [draft.value, problem.value] = [undefined, ''];
    };
    return points.subscribe(forget);
  }, [points]);
  return (
    <div class="drawing">
      <label class="picture-title">
        Your own points, one pair a line
        <br />
        <textarea
          id={`${state.id}-points`}
          rows={5}
          cols={24}
          spellcheck={false}
          value={draft.value ?? model.shownPoints(points.value)}
          onInput={(event) => (draft.value = event.currentTarget.value)}
          onChange={(event) => take(event.currentTarget.value)}
        />
      </label>
      <p class="drawing-hint">
        Press in the plane to add a point, drag a point to move it; or type and paste pairs of numbers from −4 to 4.
      </p>
      <p role="status">{problem.value}</p>
      <button
        type="button"
        class="quiet"
        data-action="drop"
        onClick={() => put(model.withoutLast(state.values.peek()))}
      >
        Remove the last
      </button>{' '}
      <button type="button" class="quiet" data-action="wipe" onClick={() => put('')}>
        Remove all
      </button>
    </div>
  );
}
