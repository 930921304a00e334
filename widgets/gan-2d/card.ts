import { effect } from '@preact/signals';
import { FIELD, HALF_SIDE } from '#src/models/gan/gan.ts';
import { readLink } from '#src/run/links.ts';
import { conduct, trainedOn, type RunOf } from '#src/run/trained-on.ts';
import { widgetState, type StateOf } from '#src/run/widget-state.ts';
import { runBar as words } from '#src/run/words/figure.ts';
import { amount } from '#src/ui/amount.ts';
import { atEveryWidth, put, type CardParts, type OpenCard } from '#src/ui/card.ts';
import { repainted } from '#src/ui/theme.ts';
import { planePainter, unplayed } from './pictures/plane.ts';
import { meta } from './meta.ts';
import * as model from './model.ts';

const game = trainedOn('gan', {
  config: model.configOf,
  data: () => 'none' as const,
  metricsOf: model.metricsAt,
  keep: model.keptOf,
});
type Run = RunOf<typeof game>;
type State = StateOf<typeof meta>;

/** Ten pictures a second, beside whatever else stands on the page. */
const PACE_MILLISECONDS = 100;
/** Here a run ends: by then the fake points have found the ring, and nobody watches a card for longer. */
const LAST_STEP = 6000;
const EVERYTHING = { field: true, contour: true, real: true, fakes: true, grid: false, arrows: false };

/** The plane of the game; the button trains. A worker is started by the first press and not before. */
export const open: OpenCard = (parts) => {
  const state = { ...widgetState('gan-2d', meta, {}, readLink('')), meta };
  const run = conduct(state, game, PACE_MILLISECONDS);
  restOutOfSight(parts.picture, state);
  paintEach(parts, state, run);
  parts.control.addEventListener('click', () => press(state, run));
  effect(() => {
    parts.control.textContent = isRunning(state) ? words.pause : words.run;
  });
};

const isRunning = ({ status }: State) => status.value === 'running' || status.value === 'loading';

function press(state: State, run: Run): void {
  if (isRunning(state)) return run.pause();
  if (state.step.peek() >= LAST_STEP) run.restart();
  run.play(LAST_STEP);
}

function restOutOfSight(picture: HTMLElement, { inSight }: State): void {
  let near = true;
  const see = () => (inSight.value = near && document.visibilityState === 'visible');
  new IntersectionObserver(([entry]) => {
    near = entry?.isIntersecting ?? true;
    see();
  }).observe(picture);
  document.addEventListener('visibilitychange', see);
}

function paintEach({ picture, output }: CardParts, state: State, run: Run): void {
  const painter = planePainter(HALF_SIDE);
  const values = state.values.peek();
  let stop: (() => void) | undefined;
  atEveryWidth(picture, (width) => {
    stop?.();
    stop = effect(() => {
      const now = run.snapshot.value;
      const scene = now ? { ...now, ...model.scaleOf(now, values.loss), side: FIELD } : unplayed(model.realsOf(values));
      put(picture, painter(scene, EVERYTHING, { width, height: width }, repainted.value));
      output.textContent = state.notices.value[0] ?? told(now);
    });
  });
}

const told = (now: Run['snapshot']['value']) =>
  now ? `step ${amount(now.step, 0)}: ${now.modesCovered} of ${now.modes} clusters reached` : 'not trained yet';
