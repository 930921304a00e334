import { computed, signal, useSignal, type ReadonlySignal, type Signal } from '@preact/signals';
import { useMemo } from 'preact/hooks';
import type { StateOf } from '#src/run/widget-state.ts';
import { amount } from '#src/ui/amount.ts';
import { AnsweringFigure } from '#src/ui/AnsweringFigure.tsx';
import { bell, handle } from '#src/ui/handle.ts';
import { useGlide } from '#src/ui/motion.ts';
import { Picture } from '#src/ui/Picture.tsx';
import { Pin } from '#src/ui/Pin.tsx';
import { ink } from '#src/plots/meaning.ts';
import { integrandArea, targetAndFit, type BothRow, type Fitted, type Way } from './pictures/both-directions.ts';
import type { meta } from './meta.ts';
import {
  along,
  divergenceOf,
  fitOf,
  logDensity,
  metricsOf,
  peaksOf,
  rowsOf,
  sentenceOf,
  targetOf,
  wayTo,
  type Values,
} from './model.ts';

type State = StateOf<typeof meta>;
type Size = { width: number; height: number };

const LARGE = 250;
const HEIGHT = 195;

/** What is drawn: the densities and integrands at the q shown, and the last fit where that is what moved q. */
type Shown = {
  readonly rows: ReadonlySignal<readonly BothRow[]>;
  readonly fitted: ReadonlySignal<Fitted | undefined>;
  readonly kept: Signal<Values | undefined>;
  readonly fit: (way: Way) => Values | undefined;
};

/** A fit takes this long to roll down, whatever its length. */
const ROLL_MILLISECONDS = 900;

function useShown(state: State): Shown {
  const motion = useGlide<Values>(() => ({
    goal: state.values,
    between: (_, to) => () => to,
    milliseconds: ROLL_MILLISECONDS,
  }));
  return useMemo(() => {
    const peaks = signal<Fitted['peaks']>([]);
    const rows = computed(() => rowsOf(motion.shown.value));
    const goal = computed(() => rowsOf(state.values.value));
    const before = computed(() => motion.ghost.value && rowsOf(motion.ghost.value));
    const fitted = computed(() => before.value && { before: before.value, after: goal.value, peaks: peaks.value });
    const fit = (direction: Way) => {
      const values = state.values.peek();
      const way = wayTo(direction, values);
      const end = way?.at(-1);
      if (!way || !end) return undefined;
      peaks.value = peaksOf(values, way);
      motion.go(
        () => state.set(end),
        (_, to) => (share) => ({ ...to, ...along(way, share) }),
      );
      return { ...values, ...end };
    };
    return { rows, fitted, kept: signal(undefined), fit };
  }, [state]);
}

export default function View({ state }: { state: State }) {
  const shown = useShown(state);
  return (
    <AnsweringFigure state={state} metricsOf={metricsOf} under={<Fits state={state} shown={shown} />}>
      <Densities state={state} shown={shown} />
      <Integrand state={state} shown={shown} way="forward" title="Forward: the average is p’s" />
      <Integrand state={state} shown={shown} way="reverse" title="Reverse: the average is q’s" />
    </AnsweringFigure>
  );
}

const OPENING = 'Forward has one best q. Reverse may have several: which one is found depends on where q stands.';

/** Each button moves m and s downhill from where they stand to where its direction is least. */
function Fits({ state, shown }: { state: State; shown: Shown }) {
  const done = useSignal<{ said: string; at: string } | undefined>(undefined);
  const press = (way: Way) => {
    const before = state.values.peek();
    const after = shown.fit(way);
    done.value = { said: sentenceOf(way, before, after), at: JSON.stringify(state.values.peek()) };
  };
  if (state.link.only === 'plot') return null;
  // What was said of a fit holds until something is turned.
  const said = done.value?.at === JSON.stringify(state.values.value) ? done.value.said : OPENING;
  return (
    <div class="buttons" role="group" aria-label="Fits">
      {(['forward', 'reverse'] as const).map((way) => (
        <button key={way} type="button" class="quiet" data-action={`fit-${way}`} onClick={() => press(way)}>
          Fit {way}
        </button>
      ))}
      <Pin kept={shown.kept} now={() => state.values.peek()} />
      <span role="status">{said}</span>
    </div>
  );
}

const printed = (state: State, name: keyof typeof meta.metrics) => amount(metricsOf(state.values.value)[name], 4);

function Densities({ state, shown }: { state: State; shown: Shown }) {
  const summary = () => {
    const { m, s, support, cut, reach } = state.values.value;
    const ends =
      support === 'none' ? '' : ` ${support} is zero outside ${amount(cut - reach, 2)} to ${amount(cut + reach, 2)}.`;
    return (
      `p has mean ${printed(state, 'p-mean')} and standard deviation ${printed(state, 'p-deviation')}; ` +
      `q is Gaussian with mean ${amount(m, 2)} and standard deviation ${amount(s, 2)}.${ends}`
    );
  };
  const table = () => ({
    columns: ['z', 'p(z)', 'q(z)'],
    rows: rowsOf(state.values.value).map(({ z, p, q }) => [amount(z, 2), amount(p, 4), amount(q, 4)]),
  });
  const draw = (size: Size) =>
    targetAndFit({ rows: shown.rows.value, fitted: shown.fitted.value, kept: keptOf(shown.kept.value) }, size);
  return (
    <Picture
      title="The target and what is fitted to it"
      summary={summary}
      table={table}
      height={LARGE}
      grow={2.4}
      draw={draw}
      handles={() => handlesOf(state)}
    />
  );
}

/** The q that the reader keeps, with what both directions charge for it. */
function keptOf(values: Values | undefined) {
  if (!values) return undefined;
  const { m, s } = values;
  const [forward, reverse] = (['forward', 'reverse'] as const).map((way) => amount(divergenceOf(way, values), 2));
  const name = `kept: μ ${amount(m, 2)}, σ ${amount(s, 2)}, forward ${forward}, reverse ${reverse}`;
  return { rows: rowsOf(values), name };
}

/** q by its mean and width, a bump of p by its place, and the interval, where there is one, by its middle and its end. */
function handlesOf(state: State) {
  const values = state.values.value;
  const height = (density: ReturnType<typeof fitOf>) => (z: number) => Math.exp(logDensity(density, z));
  const { support, cut, separation } = values;
  const bump = { knob: 'separation', to: (apart: number) => apart / 2, from: (z: number) => 2 * z } as const;
  const end = { knob: 'reach', to: (reach: number) => cut + reach, from: (z: number) => z - cut } as const;
  return [
    ...bell(state, { mean: 'm', deviation: { knob: 's' }, height: height(fitOf(values)), colour: ink('inference') }),
    ...handle(state, { x: bump, y: height(targetOf(values))(bump.to(separation)), colour: ink('prior') }),
    ...(support === 'none' ? [] : [...handle(state, { x: 'cut', y: 0 }), ...handle(state, { x: end, y: 0 })]),
  ];
}

type IntegrandProps = { state: State; shown: Shown; way: Way; title: string };

function Integrand({ state, shown, way, title }: IntegrandProps) {
  const summary = () =>
    `The ${way} divergence, the area under the integrand, is ${printed(state, way)} nats; ` +
    `${state.values.value.samples} draws say ${printed(state, `${way}-monte-carlo`)} ± ${printed(state, `${way}-error`)}.`;
  const table = () => ({
    columns: ['z', 'integrand'],
    rows: rowsOf(state.values.value).map((row) => [amount(row.z, 2), amount(row[way], 4)]),
  });
  const draw = (size: Size) =>
    integrandArea({ rows: shown.rows.value, way, said: printed(state, way), fitted: shown.fitted.value }, size);
  return <Picture title={title} summary={summary} table={table} height={HEIGHT} draw={draw} />;
}
