import { ink } from '#src/plots/meaning.ts';
import type { StateOf } from '#src/run/widget-state.ts';
import { amount } from '#src/ui/amount.ts';
import { AnsweringFigure } from '#src/ui/AnsweringFigure.tsx';
import { handle } from '#src/ui/handle.ts';
import { Picture } from '#src/ui/Picture.tsx';
import { costPairs } from './pictures/cost-pairs.ts';
import { errorBars } from './pictures/error-bars.ts';
import { namedDigits } from './pictures/named-digits.ts';
import type { meta } from './meta.ts';
import { barsOf, metricsOf, namedOf, pairsOf } from './model.ts';

type State = StateOf<typeof meta>;

export default function View({ state }: { state: State }) {
  return (
    <AnsweringFigure state={state} metricsOf={metricsOf}>
      <Sheet state={state} />
      <Bars state={state} />
      <Crowd state={state} />
    </AnsweringFigure>
  );
}

/** The middle of a page of 28 pixels, where the shifted digit, the second of the sheet, is taken hold of. */
const MIDDLE = 14;
const moved = {
  knob: 'shift',
  to: (shift: number) => MIDDLE + shift,
  from: (pixels: number) => pixels - MIDDLE,
} as const;

function Sheet({ state }: { state: State }) {
  const summary = () => {
    const { digit, shift, erase, blur } = state.values.value;
    return (
      `Five pictures of a ${digit}: as written, ${shift} pixels to the right, without a square of ${erase} pixels a side, ` +
      `blurred by ${amount(blur, 1)} pixels, and by another hand.`
    );
  };
  return (
    <Picture
      title="The digit and what became of it"
      summary={summary}
      height={80}
      grow={3.4}
      draw={(size) => namedDigits(namedOf(state.values.value), size)}
      handles={() => handle(state, { x: moved, y: MIDDLE, plot: 1, colour: ink('distortion') })}
    />
  );
}

function Bars({ state }: { state: State }) {
  const summary = () =>
    barsOf(state.values.value)
      .map(({ label, error }) => `${label} ${amount(error, 1)}`)
      .join(', ');
  const table = () => ({
    columns: ['compared with the digit as written', 'squared error'],
    rows: barsOf(state.values.value).map(({ label, error }) => [label, amount(error, 2)]),
  });
  return (
    <Picture
      title="Squared error against the digit as written"
      summary={summary}
      table={table}
      height={240}
      draw={(size) => errorBars(barsOf(state.values.value), size)}
    />
  );
}

function Crowd({ state }: { state: State }) {
  const pairs = () => pairsOf(state.values.value);
  const summary = () =>
    `For ${amount(metricsOf(state.values.value)['share-dearer'], 2)} of a hundred digits the shift costs more than the missing part.`;
  const table = () => ({
    columns: ['digit', 'part missing', 'shifted'],
    rows: pairs().map(({ digit, erased, shifted }) => [digit, amount(erased, 1), amount(shifted, 1)]),
  });
  return (
    <Picture
      title="A hundred digits: shift against missing part"
      summary={summary}
      table={table}
      height={240}
      draw={(size) => costPairs(pairs(), size)}
    />
  );
}
