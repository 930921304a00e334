import { useSignal } from '@preact/signals';
import type { StateOf } from '#src/run/widget-state.ts';
import { amount } from '#src/ui/amount.ts';
import { AnsweringFigure } from '#src/ui/AnsweringFigure.tsx';
import { bell, handle } from '#src/ui/handle.ts';
import { Picture } from '#src/ui/Picture.tsx';
import { ink } from '#src/plots/meaning.ts';
import { integrandArea, targetAndFit, type Way } from './pictures/both-directions.ts';
import type { meta } from './meta.ts';
import { fitOf, forwardFit, logDensity, metricsOf, reverseFit, rowsOf, sentenceOf, targetOf } from './model.ts';

type State = StateOf<typeof meta>;
type Size = { width: number; height: number };

const LARGE = 250;
const HEIGHT = 195;

export default function View({ state }: { state: State }) {
  return (
    <AnsweringFigure state={state} metricsOf={metricsOf} under={<Fits state={state} />}>
      <Densities state={state} />
      <Integrand state={state} way="forward" title="Forward: the average is p’s" />
      <Integrand state={state} way="reverse" title="Reverse: the average is q’s" />
    </AnsweringFigure>
  );
}

const fits = { forward: forwardFit, reverse: reverseFit };
const OPENING = 'Forward has one best q. Reverse may have several: which one is found depends on where q stands.';

/** Each button moves m and s to where its direction is least, the reverse one downhill from where they stand. */
function Fits({ state }: { state: State }) {
  const done = useSignal<{ said: string; at: string } | undefined>(undefined);
  const press = (way: Way) => {
    const before = state.values.peek();
    const after = fits[way](before);
    if (after) state.set(after);
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
      <span role="status">{said}</span>
    </div>
  );
}

const printed = (state: State, name: keyof typeof meta.metrics) => amount(metricsOf(state.values.value)[name], 4);

function Densities({ state }: { state: State }) {
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
  const draw = (size: Size) => targetAndFit(rowsOf(state.values.value), size);
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

function Integrand({ state, way, title }: { state: State; way: Way; title: string }) {
  const summary = () =>
    `The ${way} divergence, the area under the integrand, is ${printed(state, way)} nats; ` +
    `${state.values.value.samples} draws say ${printed(state, `${way}-monte-carlo`)} ± ${printed(state, `${way}-error`)}.`;
  const table = () => ({
    columns: ['z', 'integrand'],
    rows: rowsOf(state.values.value).map((row) => [amount(row.z, 2), amount(row[way], 4)]),
  });
  const draw = (size: Size) =>
    integrandArea({ rows: rowsOf(state.values.value), way, said: printed(state, way) }, size);
  return <Picture title={title} summary={summary} table={table} height={HEIGHT} draw={draw} />;
}
