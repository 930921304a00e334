import { quadraticAt } from '#src/engine/maths/gaussian-plane.ts';
import { ink } from '#src/plots/meaning.ts';
import type { StateOf } from '#src/run/widget-state.ts';
import { amount } from '#src/ui/amount.ts';
import { AnsweringFigure } from '#src/ui/AnsweringFigure.tsx';
import { handle } from '#src/ui/handle.ts';
import { Picture } from '#src/ui/Picture.tsx';
import { classChances, ways } from './pictures/class-chances.ts';
import { twoClasses, type Border } from './pictures/two-classes.ts';
import type { meta } from './meta.ts';
import {
  chancesOf,
  drawnOf,
  fitsOf,
  metricsOf,
  MOST_SHOWN,
  sentenceOf,
  shownOf,
  windowOf,
  type Fits,
} from './model.ts';

type State = StateOf<typeof meta>;
type Size = { width: number; height: number };

const HEIGHT = 420;

export default function View({ state }: { state: State }) {
  return (
    <AnsweringFigure state={state} metricsOf={metricsOf} under={<Draw state={state} />}>
      <Plane state={state} />
      <Chances state={state} />
    </AnsweringFigure>
  );
}

/** A metric as the page prints it. */
const said = (state: State, name: keyof typeof meta.metrics) => amount(metricsOf(state.values.value)[name], 2);

function Draw({ state }: { state: State }) {
  if (state.link.only === 'plot') return null;
  const { drawn } = state.values.value;
  return (
    <div class="buttons" role="group" aria-label="New points">
      <button
        type="button"
        class="quiet"
        data-action="draw"
        title="A class by its share, then a point by its Gaussian"
        disabled={drawn >= state.meta.params.drawn.max}
        onClick={() => state.set({ drawn: drawn + 50 })}
      >
        Draw 50 from p(x|y) p(y)
      </button>
      <button
        type="button"
        class="quiet"
        data-action="clear"
        disabled={drawn === 0}
        onClick={() => state.reset('drawn')}
      >
        Clear
      </button>
      <span role="status">{sentenceOf(state.values.value)}</span>
    </div>
  );
}

const bordersOf = ({ best, byBayes, direct }: Fits): Border[] => [
  { at: (x1, x2) => quadraticAt(byBayes, x1, x2), ...ways.byBayes },
  { at: (x1, x2) => quadraticAt(direct, x1, x2), ...ways.direct },
  { at: (x1, x2) => quadraticAt(best, x1, x2), ...ways.best },
];

function Plane({ state }: { state: State }) {
  const draw = (size: Size) => {
    const values = state.values.value;
    const fits = fitsOf(values);
    const { A, B } = fits.generative;
    return twoClasses(
      {
        seen: shownOf(fits.points),
        drawn: drawnOf(values),
        ellipses: [A, B],
        borders: bordersOf(fits),
        window: windowOf(values),
      },
      size,
    );
  };
  const summary = () => {
    const { n } = state.values.value;
    const shown = n > MOST_SHOWN ? `, some of which are shown` : '';
    return (
      `${n} points of two classes${shown}, the fitted Gaussians’ ellipses, and three borders. ` +
      `The fitted ones disagree on ${said(state, 'disagreement')} % of new points.`
    );
  };
  const table = () => ({
    columns: ['class', 'x₁', 'x₂'],
    rows: shownOf(fitsOf(state.values.value).points).map(({ label, x1, x2 }) => [label, amount(x1, 3), amount(x2, 3)]),
  });
  return (
    <Picture
      title="Circles A, triangles B, and the borders"
      summary={summary}
      table={table}
      square
      height={HEIGHT}
      grow={1.35}
      draw={draw}
      handles={() => [
        ...handle(state, { x: 'a1', y: 'a2', colour: ink('data') }),
        ...handle(state, { x: 'b1', y: 'b2', colour: ink('data') }),
      ]}
    />
  );
}

function Chances({ state }: { state: State }) {
  const summary = () =>
    `The probability of class B along the line through both means. New points are misjudged by Bayes’ rule in ${said(state, 'error-generative')} %, ` +
    `by the direct fit in ${said(state, 'error-discriminative')} %, at best in ${said(state, 'error-best')} %.`;
  const table = () => ({
    columns: ['place', 'true', 'Bayes’ rule', 'direct'],
    rows: chancesOf(state.values.value).map(({ along, best, byBayes, direct }) => [
      amount(along, 2),
      amount(best, 4),
      amount(byBayes, 4),
      amount(direct, 4),
    ]),
  });
  const draw = (size: Size) => classChances(chancesOf(state.values.value), size);
  return <Picture title="Probability of class B" summary={summary} table={table} height={HEIGHT} draw={draw} />;
}
