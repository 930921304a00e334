import { computed } from '@preact/signals';
import { ink } from '#src/plots/meaning.ts';
import type { StateOf } from '#src/run/widget-state.ts';
import { amount } from '#src/ui/amount.ts';
import { AnsweringFigure } from '#src/ui/AnsweringFigure.tsx';
import { handle } from '#src/ui/handle.ts';
import { useGlide, type Glide } from '#src/ui/motion.ts';
import { Picture } from '#src/ui/Picture.tsx';
import { gapByUpdate } from './pictures/gap-by-update.ts';
import { marginalAndFactor } from './pictures/marginal-and-factor.ts';
import { meanFieldPlane } from './pictures/mean-field-plane.ts';
import { meta } from './meta.ts';
import {
  between,
  factorsOf,
  gapsOf,
  marginalGapOf,
  marginalsOf,
  metricsOf,
  planeOf,
  sentenceOf,
  wayOf,
  type Factors,
} from './model.ts';

type State = StateOf<typeof meta>;
type Size = { width: number; height: number };
type Moving = { state: State; motion: Glide<Factors> };

const PLANE = 420;
const HEIGHT = 187;

export default function View({ state }: { state: State }) {
  const motion = useGlide(() => ({ goal: computed(() => factorsOf(state.values.value)), between }));
  return (
    <AnsweringFigure state={state} metricsOf={metricsOf} under={<Updates state={state} motion={motion} />}>
      <div class="part wide">
        <Plane state={state} motion={motion} />
      </div>
      <div class="part">
        <Marginal state={state} motion={motion} />
        <Gap state={state} />
      </div>
    </AnsweringFigure>
  );
}

const said = (state: State, name: keyof typeof meta.metrics) => amount(metricsOf(state.values.value)[name], 4);

function Updates({ state, motion }: Moving) {
  if (state.link.only === 'plot') return null;
  const { updates } = state.values.value;
  return (
    <div class="buttons" role="group" aria-label="Updates">
      <button
        type="button"
        class="quiet"
        data-action="update"
        title="The next factor takes its best shape while the other stands still"
        disabled={updates >= meta.params.updates.max}
        onClick={() => motion.go(() => state.set({ updates: updates + 1 }))}
      >
        Update {updates % 2 === 0 ? 'q₁' : 'q₂'}
      </button>
      <button
        type="button"
        class="quiet"
        data-action="begin"
        disabled={updates === 0}
        onClick={() => state.set({ updates: 0 })}
      >
        Begin anew
      </button>
      <span role="status">{sentenceOf(state.values.value)}</span>
    </div>
  );
}

/** How many standard deviations from its middle an ellipse is taken hold of. */
const OUT = 2;

/** Where q starts, how wide it starts while it stands there, and the posterior by the end of its ellipse to the right. */
function handlesOf(state: State) {
  const { m1, m2, spread, sigma, updates } = state.values.value;
  const q = { colour: ink('inference') };
  const wide = { knob: 'spread', to: (own: number) => m1 + own, from: (z: number) => Math.abs(z - m1) } as const;
  const across = { knob: 'sigma', to: (own: number) => OUT * own, from: (z: number) => Math.abs(z) / OUT } as const;
  // The ellipse of two deviations is farthest to the right at (2σ, 2ρσ).
  const now = () => state.values.peek().sigma;
  const up = { knob: 'rho', to: (own: number) => OUT * sigma * own, from: (z: number) => z / (OUT * now()) } as const;
  return [
    ...handle(state, { x: 'm1', y: 'm2', ...q }),
    ...(updates === 0 && spread > 0 ? handle(state, { x: wide, y: m2, ...q }) : []),
    ...handle(state, { x: across, y: up, colour: ink('posterior') }),
  ];
}

function Plane({ state, motion }: Moving) {
  const draw = (size: Size) =>
    meanFieldPlane(planeOf(state.values.value, motion.shown.value, motion.ghost.value), size);
  const summary = () => {
    const { rho } = state.values.value;
    return (
      `The posterior has correlation ${amount(rho, 2)} and variance ${said(state, 'variance-true')} in each code. ` +
      `q has the middle (${said(state, 'mean-1')}, ${said(state, 'mean-2')}); its best factors have variance ${said(state, 'variance')}.`
    );
  };
  const table = () => ({
    columns: ['update', 'mean of q₁', 'mean of q₂', 'variance of q₁', 'variance of q₂'],
    rows: wayOf(state.values.value).map(({ m1, m2, v1, v2 }, i) => [
      i,
      ...[m1, m2, v1, v2].map((value) => amount(value, 4)),
    ]),
  });
  return (
    <Picture
      title="The posterior and q"
      summary={summary}
      table={table}
      square
      height={PLANE}
      draw={draw}
      handles={() => handlesOf(state)}
    />
  );
}

/** The factor q₁ before the last update, where that was an update of it. */
function beforeOf(state: State, { ghost }: Glide<Factors>) {
  const { value } = ghost;
  const { m1, v1 } = factorsOf(state.values.value);
  return value && (value.m1 !== m1 || value.v1 !== v1) ? marginalsOf(state.values.value, value) : [];
}

function Marginal({ state, motion }: Moving) {
  const draw = (size: Size) =>
    marginalAndFactor(
      { rows: marginalsOf(state.values.value, motion.shown.value), before: beforeOf(state, motion) },
      size,
    );
  const summary = () =>
    `The true marginal of z₁ and the factor q₁, which is ${amount(marginalGapOf(state.values.value), 4)} nats away from it.`;
  const table = () => ({
    columns: ['z₁', 'true marginal', 'q₁'],
    rows: marginalsOf(state.values.value).map(({ z, posterior, factor }) => [
      amount(z, 2),
      amount(posterior, 4),
      amount(factor, 4),
    ]),
  });
  return <Picture title="One code seen alone" summary={summary} table={table} height={HEIGHT} draw={draw} />;
}

function Gap({ state }: { state: State }) {
  const draw = (size: Size) =>
    gapByUpdate(gapsOf(state.values.value), metricsOf(state.values.value)['gap-closed'], size);
  const summary = () =>
    `The gap after ${state.values.value.updates} updates is ${said(state, 'gap')} nats; the best factors leave ${said(state, 'gap-closed')}.`;
  const table = () => ({
    columns: ['update', 'gap (nats)'],
    rows: gapsOf(state.values.value).map(({ update, gap }) => [update, amount(gap, 4)]),
  });
  return <Picture title="The gap, update by update" summary={summary} table={table} height={HEIGHT} draw={draw} />;
}
