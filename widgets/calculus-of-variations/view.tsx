import { useComputed, useSignal, useSignalEffect } from '@preact/signals';
import { ink } from '#src/plots/meaning.ts';
import type { StateOf } from '#src/run/widget-state.ts';
import { amount } from '#src/ui/amount.ts';
import { AnsweringFigure } from '#src/ui/AnsweringFigure.tsx';
import { handle } from '#src/ui/handle.ts';
import { wantsStillness } from '#src/ui/motion.ts';
import { Picture } from '#src/ui/Picture.tsx';
import { climb, climbingBins, logOfBins } from './pictures/climbing-bins.ts';
import { meta } from './meta.ts';
import { binsOf, metricsOf, nameOf, sentenceOf, spanOf, trailOf } from './model.ts';

type State = StateOf<typeof meta>;
type Size = { width: number; height: number };

const LARGE = 240;
const HEIGHT = 190;
const PACE_MILLISECONDS = 120;
/** With reduced motion the curve shows every tenth step, a second apart. */
const STILL = { pace: 1000, steps: 10 };

export default function View({ state }: { state: State }) {
  return (
    <AnsweringFigure state={state} metricsOf={metricsOf} under={<Steps state={state} />}>
      <Bins state={state} />
      <Logarithm state={state} />
      <Climb state={state} />
    </AnsweringFigure>
  );
}

const LAST = meta.params.steps.max;

function Steps({ state }: { state: State }) {
  const running = useSignal(false);
  const atEnd = useComputed(() => state.values.value.steps >= LAST);
  const go = (count: number) => state.set({ steps: Math.min(LAST, state.values.peek().steps + count) });
  useSignalEffect(() => {
    if (!running.value || !state.inSight.value) return undefined;
    const still = wantsStillness();
    const timer = setInterval(
      () => {
        go(still ? STILL.steps : 1);
        if (atEnd.peek()) running.value = false;
      },
      still ? STILL.pace : PACE_MILLISECONDS,
    );
    return () => clearInterval(timer);
  });
  const run = () => {
    if (atEnd.peek() && !running.peek()) state.set({ steps: 0 });
    running.value = !running.peek();
  };
  const again = () => {
    running.value = false;
    state.set({ steps: 0 });
  };
  if (state.link.only === 'plot') return null;
  return (
    <div class="buttons" role="group" aria-label="Steps">
      <button type="button" class="quiet" data-action="run" onClick={run}>
        {running.value ? 'Pause' : 'Run'}
      </button>
      <button type="button" class="quiet" data-action="step" disabled={atEnd.value} onClick={() => go(1)}>
        One step
      </button>
      <button type="button" class="quiet" data-action="again" onClick={again}>
        Start again
      </button>
      <span role="status">{running.value ? 'Climbing.' : sentenceOf(state.values.value)}</span>
    </div>
  );
}

const printed = (state: State, name: keyof typeof meta.metrics) => amount(metricsOf(state.values.value)[name], 4);

/** What is fixed besides the area, where it lies on the axis: the mean, the standard deviation beside it, the interval's end. */
function handlesOf(state: State) {
  const { constraints, mean } = state.values.value;
  const place = { y: 0, colour: ink('posterior') } as const;
  const beside = {
    knob: 'deviation',
    to: (own: number) => mean + own,
    from: (z: number) => Math.abs(z - mean),
  } as const;
  switch (constraints) {
    case 'area':
      return handle(state, { x: 'width', ...place });
    case 'mean':
      return handle(state, { x: 'mean', ...place });
    case 'variance':
      return [...handle(state, { x: 'mean', ...place }), ...handle(state, { x: beside, ...place })];
    case 'target':
      return [];
  }
}

function Bins({ state }: { state: State }) {
  const summary = () =>
    `After ${state.values.value.steps} steps the bins have area ${printed(state, 'area')}, mean ${printed(state, 'mean-kept')} and ` +
    `standard deviation ${printed(state, 'deviation-kept')}; their KL divergence from the best curve is ${printed(state, 'kl-to-best')} nats.`;
  const table = () => ({
    columns: ['z', 'q(z)', 'best'],
    rows: binsOf(state.values.value).map(({ z, q, best }) => [amount(z, 3), amount(q, 4), amount(best, 4)]),
  });
  const draw = (size: Size) => climbingBins(binsOf(state.values.value), spanOf(state.values.value), size);
  return (
    <Picture
      title="The curve, bin by bin"
      summary={summary}
      table={table}
      height={LARGE}
      grow={2.4}
      draw={draw}
      handles={() => handlesOf(state)}
    />
  );
}

function Logarithm({ state }: { state: State }) {
  const summary = () =>
    `The fit has λ₀ = ${printed(state, 'lambda0')}, λ₁ = ${printed(state, 'lambda1')} and λ₂ = ${printed(state, 'lambda2')}; ` +
    `log q lies ${printed(state, 'uneven')} nats from it, in root mean square.`;
  const table = () => ({
    columns: ['z', 'log q(z)', 'fitted'],
    rows: binsOf(state.values.value).map(({ z, logQ, fitted }) => [amount(z, 3), amount(logQ, 4), amount(fitted, 4)]),
  });
  const draw = (size: Size) => logOfBins(binsOf(state.values.value), spanOf(state.values.value), size);
  return (
    <Picture title="Where it stops: the shape of log q" summary={summary} table={table} height={HEIGHT} draw={draw} />
  );
}

function Climb({ state }: { state: State }) {
  const summary = () => sentenceOf(state.values.value);
  const table = () => ({
    columns: ['step', nameOf(state.values.value)],
    rows: trailOf(state.values.value).map(({ step, value }) => [step, amount(value, 4)]),
  });
  const draw = (size: Size) =>
    climb(
      {
        trail: trailOf(state.values.value),
        best: metricsOf(state.values.value)['best'],
        name: nameOf(state.values.value),
        said: printed(state, 'best'),
      },
      size,
    );
  const handles = () => handle(state, { x: 'steps', y: metricsOf(state.values.value).value, colour: ink('elbo') });
  return (
    <Picture
      title="The climb, step by step"
      summary={summary}
      table={table}
      height={HEIGHT}
      draw={draw}
      handles={handles}
    />
  );
}
