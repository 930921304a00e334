/** A figure shown to a room: it fills the window, large, with keys for the lecturer. */
import { signal, useSignal, type Signal } from '@preact/signals';
import { render } from 'preact';
import { useEffect } from 'preact/hooks';
import { presetsIn, type WidgetState } from '#src/run/widget-state.ts';
import { typing } from '../typing.ts';
import { fitting } from './fit.ts';
import { actOf, onwards, presetOf, signsOf, type On } from './keys.ts';
import css from './teach.css?inline';
import { keyWords, words, type Act } from './words.ts';

/** The figure's description with what there is to try here: in a view, fewer settings. */
const metaBefore = (state: WidgetState) => ({ ...state.meta, presets: presetsIn(state) });

let sheet: CSSStyleSheet | undefined;
let shown: HTMLElement | undefined;

/** Adopted, since a style sheet of its own would be a second thing to wait for. */
function adopt(): void {
  if (sheet) return;
  sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
}

/** Everything on the page but `figure` and what it stands in, out of reach of keys and ears. Returns the way back. */
function alone(figure: Element): () => void {
  const put: Element[] = [];
  for (let at: Element = figure; at !== document.body && at.parentElement; at = at.parentElement)
    for (const other of at.parentElement.children)
      // A dialog that a key of the site's opens lies over everything and must answer.
      if (other !== at && !other.matches('[inert], dialog, script, style, link')) put.push(other);
  for (const other of put) other.toggleAttribute('inert', true);
  return () => put.forEach((other) => other.removeAttribute('inert'));
}

/** Keeps the figure's place in the text, so that the page behind does not collapse. */
function placeholder(figure: HTMLElement): HTMLElement {
  const { marginTop, marginBottom } = getComputedStyle(figure);
  const made = document.createElement('div');
  made.style.height = `${figure.offsetHeight}px`;
  made.style.margin = `${marginTop} 0 ${marginBottom}`;
  return made;
}

const pressable = 'button, summary, [role="button"], input[type="checkbox"], input[type="radio"], input[type="file"]';
const onWhat = (target: EventTarget | null): On => {
  if (typing(target)) return 'field';
  return target instanceof Element && target.closest(pressable) ? 'button' : 'figure';
};

const busy = ({ status }: WidgetState) => ['running', 'loading'].includes(status.peek());
/** The run and the one beside it, if there is one, as one. */
const runsOf = (state: WidgetState) => [state, state.beside.peek()].filter((run) => run !== undefined);

type Room = {
  readonly state: WidgetState;
  /** The preset that was turned to last. */
  readonly turned: Signal<string | undefined>;
  readonly legend: Signal<boolean>;
  readonly act: (what: Act) => void;
};

/** What a key or a button does to the figure itself. */
function drive(state: WidgetState, turned: Room['turned'], what: Act): void {
  const runs = runsOf(state);
  switch (what) {
    case 'run': {
      const playing = runs.some(busy);
      for (const { controls } of runs) controls.peek()?.[playing ? 'pause' : 'play']();
      return;
    }
    case 'step':
      if (!runs.some(busy)) for (const { controls } of runs) controls.peek()?.stepOnce();
      return;
    case 'reset':
      if (!state.meta.trains) return state.reset();
      for (const { controls } of runs) controls.peek()?.restart();
      return;
    case 'next':
    case 'before': {
      const meta = metaBefore(state);
      const { presets } = meta;
      const now = presetOf(meta, state.base, state.values.peek(), turned.peek()) ?? turned.peek();
      turned.value = onwards(Object.keys(presets), now, what === 'next' ? 1 : -1);
      state.set({ ...state.base, ...presets[turned.value ?? '']?.set });
    }
  }
}

/** Full screen where the browser grants it; where it does not, the window stays filled. */
function toggleFull(): void {
  if (document.fullscreenElement) void document.exitFullscreen();
  else if (document.fullscreenEnabled) document.documentElement.requestFullscreen().catch(() => undefined);
}

/** Puts the figure alone on the page, with room for its tools. `giveBack` puts everything where it was. */
function stage(figure: HTMLElement): { readonly tools: HTMLElement; readonly giveBack: () => void } {
  const [before, scrolled] = [document.activeElement, scrollY];
  const hold = placeholder(figure);
  const release = alone(figure);
  const tools = document.createElement('div');
  tools.className = 'teach-tools';
  figure.after(hold);
  hold.toggleAttribute('inert', true);
  figure.append(tools);
  const question = figure.querySelector('.question');
  // The page's own title is out of reach while the room sees the figure alone.
  question?.setAttribute('aria-level', '1');
  figure.tabIndex = -1;
  figure.classList.add('teaching');
  document.documentElement.classList.add('teaching-room');
  const giveBack = () => {
    tools.remove();
    hold.remove();
    release();
    figure.classList.remove('teaching', 'narrow');
    question?.removeAttribute('aria-level');
    figure.removeAttribute('tabindex');
    document.documentElement.classList.remove('teaching-room');
    scrollTo({ top: scrolled, behavior: 'instant' });
    const seen = before instanceof HTMLElement && before !== document.body && before.checkVisibility();
    const back = seen ? before : figure.querySelector<HTMLElement>('[data-action="menu"]');
    back?.focus({ preventScroll: true });
  };
  return { tools, giveBack };
}

/** What a press of a key does while the figure is shown. */
function pressed(event: KeyboardEvent, figure: HTMLElement, { state, act }: Room): void {
  const { target } = event;
  if (target instanceof Element && target.closest('dialog')) return;
  // From a field Escape goes back to the figure; the next one leaves.
  if (event.key === 'Escape' && typing(target)) return figure.focus({ preventScroll: true });
  const what = actOf(event, onWhat(target), state.meta.trains);
  if (!what) return;
  event.preventDefault();
  act(what);
}

/** Shows the figure to the room until Escape, or until the browser leaves full screen. */
export function openTeach(figure: HTMLElement | null | undefined, state: WidgetState): void {
  if (!figure || shown) return;
  shown = figure;
  adopt();
  const { tools, giveBack } = stage(figure);
  const fit = fitting(figure);
  const over = new AbortController();
  const close = () => {
    if (shown !== figure) return;
    shown = undefined;
    over.abort();
    if (document.fullscreenElement) void document.exitFullscreen();
    fit.end();
    render(null, tools);
    giveBack();
  };
  const room: Room = {
    state,
    turned: signal(undefined),
    legend: signal(true),
    act(what) {
      if (what === 'leave') return close();
      if (what === 'full') return toggleFull();
      if (what !== 'legend') return drive(state, room.turned, what);
      room.legend.value = !room.legend.peek();
      void fit.again();
    },
  };
  let full = document.fullscreenElement !== null;
  const onScreen = () => {
    if (full && !document.fullscreenElement) return close();
    full = document.fullscreenElement !== null;
  };
  document.addEventListener('keydown', (event) => pressed(event, figure, room), { signal: over.signal });
  document.addEventListener('fullscreenchange', onScreen, { signal: over.signal });
  addEventListener('resize', () => void fit.again(), { signal: over.signal });
  render(<Tools {...room} />, tools);
  figure.focus({ preventScroll: true });
  void fit.again();
}

const offered = (trains: boolean) =>
  (Object.keys(keyWords) as Act[]).filter((what) => trains || (what !== 'run' && what !== 'step'));

/** The setting, the keys and the colours; what keys do, buttons do as well. */
function Tools(room: Room) {
  const { state, legend, act } = room;
  const said = useSignal('');
  const keys = offered(state.meta.trains).filter((what) => what !== 'full' || document.fullscreenEnabled);
  const told = keys.map((what) => `${keyWords[what].keys.join(' or ')}: ${keyWords[what].does}`).join(', ');
  // A status that stands there from the beginning is not said; one that changes is.
  useEffect(() => void setTimeout(() => (said.value = words.opened(told)), 100), []);
  return (
    <>
      <Setting {...room} />
      <p class="for-ears" role="status">
        {said.value}
      </p>
      <div class="teach-strip" role="group" aria-label={words.tools}>
        {legend.value && <Colours state={state} />}
        <ul class="teach-keys" aria-label={words.keys}>
          {keys
            .filter((what) =>
              legend.value ? what !== 'before' && what !== 'next' : what === 'legend' || what === 'leave',
            )
            .map((what) => (
              <li key={what}>
                <button type="button" class="quiet" data-teach={what} onClick={() => act(what)}>
                  <kbd>{keyWords[what].keys.join(' ')}</kbd> {keyWords[what].does}
                </button>
              </li>
            ))}
        </ul>
      </div>
    </>
  );
}

/** Which setting this is, by name, with a button to either side. */
function Setting({ state, turned, act }: Room) {
  const { base } = state;
  const meta = metaBefore(state);
  const names = Object.keys(meta.presets);
  const values = state.values.value;
  const here = presetOf(meta, base, values, turned.value);
  const asOpened = Object.entries(base).every(([name, value]) => values[name] === value);
  const elsewhere = asOpened ? words.opening : words.own;
  const name =
    here === undefined
      ? elsewhere
      : words.setting(meta.presets[here]?.label ?? '', names.indexOf(here) + 1, names.length);
  return (
    <div class="teach-setting" role="group" aria-label={words.settings}>
      <button type="button" class="quiet" aria-label={keyWords.before.does} onClick={() => act('before')}>
        <kbd>{keyWords.before.keys}</kbd> ←
      </button>
      <output>{name}</output>
      <button type="button" class="quiet" aria-label={keyWords.next.does} onClick={() => act('next')}>
        → <kbd>{keyWords.next.keys}</kbd>
      </button>
    </div>
  );
}

/** The meanings of the colours, each with its dash. */
function Colours({ state }: { state: WidgetState }) {
  const signs = signsOf(state.meta);
  if (signs.length === 0) return null;
  return (
    <ul class="teach-colours" aria-label={words.colours}>
      {signs.map(({ hue, dash, says }) => (
        <li key={hue} style={{ '--sign': `var(--${hue})` }}>
          <svg width="26" height="10" viewBox="0 0 26 10" aria-hidden="true">
            <path d="M1 5H25" stroke-dasharray={dash} />
          </svg>
          {says}
        </li>
      ))}
    </ul>
  );
}
