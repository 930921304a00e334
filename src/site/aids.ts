/**
 * Small helps that are fetched when a reader first reaches for one: previews of links, the TeX of a formula, the list of
 * keys, text copied with its formulas. Without them, and without a network, every link still leads where it says.
 */
import { typing } from './typing.ts';

const words = document.querySelector('main article');
let previews = false;
let formulas = false;
let copies = false;

/** What the pointer is over or the keyboard has reached. A finger goes straight through a link. */
function reach({ target, ...event }: { target: EventTarget | null; pointerType?: string }): void {
  if (!(target instanceof Element) || event.pointerType === 'touch') return;
  if (!previews && target.closest('a[href]') && words?.contains(target)) {
    previews = true;
    void import('./previews.ts').then(
      ({ offer }) => offer(target),
      () => (previews = false),
    );
  }
  if (!formulas && target.closest('.katex-display')) {
    formulas = true;
    void import('./formulas.ts').then(
      ({ explain }) => explain(target),
      () => (formulas = false),
    );
  }
}

/** Begun with the first selection: at the copy itself it would be too late to fetch anything. */
function select(): void {
  if (copies || getSelection()?.isCollapsed !== false) return;
  copies = true;
  import('./copied.ts').catch(() => (copies = false));
}

document.addEventListener('selectionchange', select);
document.addEventListener('pointerover', ({ target, pointerType }) => reach({ target, pointerType }));
document.addEventListener('focusin', ({ target }) => {
  if (target instanceof Element && target.matches(':focus-visible')) reach({ target });
});
document.addEventListener('keydown', (event) => {
  if (event.key !== '?' || typing(event.target) || document.body.classList.contains('bare')) return;
  event.preventDefault();
  void import('./keys.ts').then(({ openKeys }) => openKeys());
});
