import { useSignal, type Signal } from '@preact/signals';
import type { StateOf } from '#src/run/widget-state.ts';
import { ink } from '#src/plots/meaning.ts';
import { amount } from '#src/ui/amount.ts';
import { AnsweringFigure } from '#src/ui/AnsweringFigure.tsx';
import { handle } from '#src/ui/handle.ts';
import { useGlide, type Glide } from '#src/ui/motion.ts';
import { Picture } from '#src/ui/Picture.tsx';
import { Pin } from '#src/ui/Pin.tsx';
import { coinBeliefs } from './pictures/coin-beliefs.ts';
import { countBars, likelihoodCurve } from './pictures/coin-pair.ts';
import type { meta } from './meta.ts';
import {
  between,
  countsOf,
  curvesOf,
  intervalOf,
  metricsOf,
  priorOf,
  tooMany,
  topOf,
  tossed,
  tossesOf,
  type Values,
} from './model.ts';

type State = StateOf<typeof meta>;
type Size = { width: number; height: number };

const HEIGHT = 230;

export default function View({ state }: { state: State }) {
  const motion = useGlide<Values>(() => ({ goal: state.values, between }));
  const kept = useSignal<Values | undefined>(undefined);
  return (
    <AnsweringFigure state={state} metricsOf={metricsOf} under={<Throw state={state} motion={motion} kept={kept} />}>
      <Counts state={state} />
      <Coins state={state} />
      <Beliefs state={state} motion={motion} kept={kept} />
    </AnsweringFigure>
  );
}

type Moving = { state: State; motion: Glide<Values>; kept: Signal<Values | undefined> };

/** Chance sets k: the coin p is tossed n times. */
function Throw({ state, motion, kept }: Moving) {
  const thrown = useSignal<{ k: number } | undefined>(undefined);
  const toss = () => {
    const next = tossed(state.values.peek());
    motion.go(() => state.set(next));
    thrown.value = next;
  };
  if (state.link.only === 'plot') return null;
  const { k } = state.values.value;
  const said = thrown.value?.k === k ? `${k} ${k === 1 ? 'head' : 'heads'}.` : '';
  return (
    <div class="buttons" role="group" aria-label="Throw">
      <button type="button" class="quiet" data-action="toss" title="Draw k from the coin p" onClick={toss}>
        Toss the coin p, n times
      </button>
      <Pin kept={kept} now={() => state.values.peek()} />
      <span role="status">{tooMany(state.values.value) || said}</span>
    </div>
  );
}

/** A metric as the page prints it. Asked of the model and not of the readouts, so that a picture draws once a change. */
const said = (state: State, name: keyof typeof meta.metrics, digits = 4) =>
  amount(metricsOf(state.values.value)[name], digits);

const levelOf = (state: State) => ({
  height: metricsOf(state.values.value).probability,
  top: topOf(state.values.value),
});

function Counts({ state }: { state: State }) {
  const draw = (size: Size) => {
    const { n, p } = state.values.value;
    return countBars({ ...levelOf(state), n, p, bars: countsOf(state.values.value) }, size);
  };
  const handles = () => {
    const { n } = state.values.value;
    const count = (k: number) => Math.min(n, Math.max(0, k));
    const { height } = levelOf(state);
    return handle(state, {
      x: { knob: 'k', to: count, from: count },
      y: height,
      anywhere: 'comes',
      colour: ink('data'),
    });
  };
  const summary = () =>
    `${said(state, 'heads', 0)} heads in ${state.values.value.n} tosses of the coin p = ${amount(state.values.value.p, 2)} ` +
    `have the probability ${said(state, 'probability')}; all counts together have ${said(state, 'sum-over-k')}.`;
  const table = () => ({
    columns: ['k', 'P(k|p)'],
    rows: countsOf(state.values.value).map(({ k, probability }) => [k, amount(probability, 6)]),
  });
  return (
    <Picture
      title="The coin held, the count varies"
      summary={summary}
      table={table}
      draw={draw}
      handles={handles}
      height={HEIGHT}
    />
  );
}

function Coins({ state }: { state: State }) {
  const draw = (size: Size) => {
    const { heads, peak, area } = metricsOf(state.values.value);
    const rows = curvesOf(state.values.value);
    return likelihoodCurve({ ...levelOf(state), rows, p: state.values.value.p, k: heads, peak, area }, size);
  };
  const handles = () => handle(state, { x: 'p', y: levelOf(state).height, anywhere: 'comes', colour: ink('model') });
  const summary = () =>
    `The likelihood of the coin p = ${amount(state.values.value.p, 2)} is ${said(state, 'likelihood')}. It is highest at k/n = ` +
    `${said(state, 'peak')}, with ${said(state, 'peak-likelihood')}, and its area is ${said(state, 'area')}.`;
  const table = () => ({
    columns: ['p', 'L(p|k)'],
    rows: curvesOf(state.values.value).map(({ p, likelihood }) => [amount(p, 4), amount(likelihood, 6)]),
  });
  return (
    <Picture
      title="The count held, the coin varies"
      summary={summary}
      table={table}
      draw={draw}
      handles={handles}
      height={HEIGHT}
    />
  );
}

/** The belief that the reader keeps, named by what made it. */
function keptOf(values: Values | undefined) {
  if (!values) return undefined;
  const { n, k } = tossesOf(values);
  const { a, b } = priorOf(values);
  const prior = values.prior === 'on' ? `, prior Beta(${amount(a, 1)}, ${amount(b, 1)})` : ', no prior';
  return { rows: curvesOf(values), withPrior: values.prior === 'on', name: `kept: k = ${k} of ${n}${prior}` };
}

function Beliefs({ state, motion, kept }: Moving) {
  const draw = (size: Size) => {
    const { middle, ...interval } = intervalOf(state.values.value);
    const withPrior = state.values.value.prior === 'on';
    const before = motion.ghost.value ? curvesOf(motion.ghost.value) : [];
    const rows = curvesOf(motion.shown.value);
    return coinBeliefs({ rows, withPrior, interval, middle, before, kept: keptOf(kept.value) }, size);
  };
  const summary = () => {
    const { low, high } = intervalOf(state.values.value);
    const ends = `from ${amount(low, 4)} to ${amount(high, 4)}`;
    return state.values.value.prior === 'on'
      ? `The posterior has mean ${said(state, 'posterior-mean')} and mode ${said(state, 'posterior-mode')}; its middle 95 % reach ${ends}. ` +
          `The evidence is ${said(state, 'evidence')}.`
      : `No prior: the likelihood over its highest value, ${said(state, 'relative')} at p, and the 95 % confidence interval ${ends}.`;
  };
  const table = () => ({
    columns: ['p', 'prior', 'likelihood, area 1', 'posterior', 'likelihood, height 1'],
    rows: curvesOf(state.values.value).map(({ p, prior, scaled, posterior, relative }) => [
      amount(p, 4),
      ...[prior, scaled, posterior, relative].map((y) => amount(y, 4)),
    ]),
  });
  return (
    <Picture title="What p may be: 95 % interval below" summary={summary} table={table} draw={draw} height={HEIGHT} />
  );
}
