import { amount } from '#src/ui/amount.ts';
import '#src/ui/touch-sliders.ts';
import type { SetDetail, StateDetail } from './page-marks.ts';
import { proofKey, proofOf, reached, tickKey, type Goal } from './proof.ts';
import { store } from './storing.ts';

/**
 * The small script every reading page carries: numbers in formulas and text follow their widget, sliders in the text turn
 * its knobs, terms light up together, exercises tick themselves. No widget code is fetched for it.
 */

const forWidget = (id: string) => document.querySelectorAll<HTMLElement>(`[data-for="${CSS.escape(id)}"]`);

// Numbers. A mark is `kl` inside something that is for one widget, or `vae-tradeoff.rate` anywhere.
function printNumbers({ id, metrics, values }: StateDetail): void {
  const known: Readonly<Record<string, number | string>> = { ...values, ...metrics };
  const print = (element: HTMLElement, name: string) => {
    const value = known[name];
    const unknown = value === undefined ? element.dataset['before'] : undefined;
    const text = unknown ?? (typeof value === 'string' ? value : amount(value, Number(element.dataset['digits'])));
    if (element.textContent !== text) element.textContent = text;
  };
  for (const scope of forWidget(id)) {
    for (const element of scope.querySelectorAll<HTMLElement>('[data-live]:not([data-live*="."])'))
      print(element, element.dataset['live'] ?? '');
  }
  for (const element of document.querySelectorAll<HTMLElement>(`[data-live^="${CSS.escape(id)}."]`))
    print(element, element.dataset['live']?.slice(id.length + 1) ?? '');
}

const decimalsOf = (text: string) => /\.(\d+)/.exec(text)?.[1]?.length ?? (/\d/.test(text) ? 0 : 2);

// Read at once, before a translator writes the number in another language's way.
for (const element of document.querySelectorAll<HTMLElement>('[data-live]:not([data-digits])'))
  element.dataset['digits'] = String(decimalsOf(element.textContent));

// Sliders. A logarithmic one stands on the logarithm of its value.
function placeSliders({ id, values }: StateDetail): void {
  for (const scrub of document.querySelectorAll<HTMLElement>(`[data-scrub][data-widget-id="${CSS.escape(id)}"]`)) {
    const input = scrub.querySelector('input');
    const value = values[scrub.dataset['scrub'] ?? ''];
    if (input && typeof value === 'number' && document.activeElement !== input)
      input.value = String(scrub.dataset['scale'] === 'log' ? Math.log10(value) : value);
    if (typeof value === 'number') say(scrub, value);
  }
}

function say(scrub: HTMLElement, value: number): void {
  const output = scrub.querySelector('output');
  const text = amount(value, Number(scrub.dataset['digits'] ?? 2));
  if (output) output.textContent = text;
  scrub.querySelector('input')?.setAttribute('aria-valuetext', text);
}

function turn(input: HTMLInputElement, scrub: HTMLElement): void {
  const id = scrub.dataset['widgetId'] ?? '';
  const name = scrub.dataset['scrub'] ?? '';
  const raw = scrub.dataset['scale'] === 'log' ? 10 ** input.valueAsNumber : input.valueAsNumber;
  const value = Number(raw.toPrecision(4));
  say(scrub, value);
  const figure = document.querySelector<HTMLElement>(`figure[data-widget="${CSS.escape(id)}"]`);
  if (figure)
    figure.dataset['pending'] = JSON.stringify({
      ...(JSON.parse(figure.dataset['pending'] ?? '{}') as object),
      [name]: value,
    });
  const detail: SetDetail = { id, set: { [name]: value } };
  document.dispatchEvent(new CustomEvent('notes:wake', { detail: id }));
  document.dispatchEvent(new CustomEvent('notes:set', { detail }));
}

// Terms light up together: in the formula, in the text, in the picture.
const scopeOf = (element: Element) =>
  element.closest<HTMLElement>('[data-for]')?.dataset['for'] ??
  element.closest<HTMLElement>('figure[data-widget]')?.dataset['widget'];
const termOf = (element: Element) =>
  element.getAttribute('data-term') ?? /(?:^| )term-([\w-]+)/.exec(element.getAttribute('class') ?? '')?.[1];
const MARKED = '[data-term], [class*="term-"]';

const markedAt = (target: EventTarget | null) => (target instanceof Element ? target.closest(MARKED) : null);
/** What is pointed at or has the focus, if it lights anything. */
let lighting: Element | null = null;

function light(start: EventTarget | null): void {
  for (const lit of document.querySelectorAll('[data-lit]')) lit.removeAttribute('data-lit');
  const marked = markedAt(start);
  lighting = marked;
  const term = marked ? termOf(marked) : undefined;
  if (!marked || !term) return;
  const scope = scopeOf(marked);
  for (const other of document.querySelectorAll(`[data-term="${CSS.escape(term)}"], .term-${CSS.escape(term)}`)) {
    const theirs = scopeOf(other);
    if (scope === undefined || theirs === undefined || theirs === scope) other.setAttribute('data-lit', '');
  }
}

// Exercises: every goal holds at the same time → ticked, and remembered in this browser.
function tick(exercise: HTMLElement, done: boolean): void {
  const box = exercise.querySelector<HTMLInputElement>('input[type="checkbox"]');
  if (box) box.checked = done;
  exercise.toggleAttribute('data-done', done);
  store(tickKey(location.pathname, exercise.id), done ? '1' : '0', exercise);
}

/** The state that reached it, for the reader's own report. */
function remember(exercise: HTMLElement, state: StateDetail): void {
  const figure = document.querySelector<HTMLElement>(`figure[data-widget="${CSS.escape(state.id)}"]`);
  const proof = proofOf(state, figure?.dataset['backend'] ?? '');
  store(proofKey(location.pathname, exercise.id), JSON.stringify(proof), exercise);
}

function checkExercises(state: StateDetail): void {
  if (state.aside) return;
  for (const exercise of forWidget(state.widget)) {
    if (!exercise.dataset['goal'] || exercise.hasAttribute('data-done')) continue;
    const goals = JSON.parse(exercise.dataset['goal']) as readonly Goal[];
    if (!reached(goals, state)) continue;
    tick(exercise, true);
    remember(exercise, state);
    const said = exercise.querySelector<HTMLElement>('[data-said]');
    if (said) said.textContent = said.dataset['said'] ?? '';
  }
}

function recall(exercise: HTMLElement): void {
  try {
    if (localStorage.getItem(tickKey(location.pathname, exercise.id)) === '1') tick(exercise, true);
  } catch {
    // Private windows may refuse; nothing is lost before something is to be kept.
  }
  exercise
    .querySelector('input[type="checkbox"]')
    ?.addEventListener('change', (event) => tick(exercise, (event.currentTarget as HTMLInputElement).checked));
}

document.addEventListener('notes:state', (event) => {
  const { detail } = event as CustomEvent<StateDetail>;
  printNumbers(detail);
  placeSliders(detail);
  checkExercises(detail);
});
document.addEventListener('input', ({ target }) => {
  const scrub = target instanceof HTMLInputElement ? target.closest<HTMLElement>('[data-scrub]') : null;
  if (scrub) turn(target as HTMLInputElement, scrub);
});
document.addEventListener('mouseover', ({ target }) => light(target));
document.addEventListener('focusin', ({ target }) => light(target));
// A finger on a part of a picture takes the focus off a word, which must not put out what the finger has lit.
document.addEventListener('focusout', ({ target }) => {
  if (markedAt(target) === lighting) light(null);
});
// Not every browser makes a mouse of a finger where there is nothing to press.
document.addEventListener('pointerdown', ({ target }) => light(target));
for (const exercise of document.querySelectorAll<HTMLElement>('[data-exercise]')) recall(exercise);
