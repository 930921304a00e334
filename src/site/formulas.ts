/** A display formula gives its TeX: by double click, by Enter, or by the browser's own copy key while it has the focus. */
import { plainTex } from './plain-tex.ts';
import { formula as words } from './words/aids.ts';

const SAID_MILLISECONDS = 2500;
const said = document.createElement('p');
said.className = 'said';
said.setAttribute('role', 'status');
document.querySelector('main')?.append(said);
let fading = 0;

const formulaAt = (target: EventTarget | null) =>
  target instanceof Element ? target.closest<HTMLElement>('.katex-display') : null;

/** What the author wrote, without the marks that only these pages know. */
const texOf = (formula: Element) =>
  plainTex(formula.querySelector('annotation[encoding="application/x-tex"]')?.textContent ?? '');

/** The way to the TeX, said where the pointer or the focus is. */
export function explain(target: EventTarget | null): void {
  const formula = formulaAt(target);
  if (formula) formula.title = words.hint;
}

function say(sentence: string, formula: Element): void {
  const { right, top } = formula.getBoundingClientRect();
  const room = document.documentElement.clientWidth;
  said.style.right = `${Math.max(8, room - right)}px`;
  said.style.top = `${Math.max(8, top - 8)}px`;
  said.textContent = sentence;
  clearTimeout(fading);
  fading = window.setTimeout(() => (said.textContent = ''), SAID_MILLISECONDS);
}

async function copy(formula: Element): Promise<void> {
  const tex = texOf(formula);
  try {
    await navigator.clipboard.writeText(tex);
    say(words.copied, formula);
  } catch {
    say(words.closed(tex), formula);
  }
}

document.addEventListener('dblclick', ({ target }) => {
  const formula = formulaAt(target);
  if (!formula) return;
  getSelection()?.removeAllRanges();
  void copy(formula);
});
document.addEventListener('keydown', (event) => {
  if (event.key !== 'Enter' || !(event.target instanceof Element) || !event.target.matches('.katex-display')) return;
  event.preventDefault();
  void copy(event.target);
});
document.addEventListener('copy', (event) => {
  const formula = document.activeElement?.matches('.katex-display') ? document.activeElement : null;
  if (!formula || getSelection()?.isCollapsed === false) return;
  event.clipboardData?.setData('text/plain', texOf(formula));
  event.preventDefault();
  say(words.copied, formula);
});
document.addEventListener('pointerover', ({ target }) => explain(target));
document.addEventListener('focusin', ({ target }) => explain(target));
