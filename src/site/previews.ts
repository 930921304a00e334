/**
 * What stands behind a link of the text, beside the link: a reference, a formula, the beginning of a section. It comes
 * with the pointer or the keyboard's focus, stays while the pointer is on it, and goes with Escape.
 */
const WAIT_MILLISECONDS = 350;
const LINGER_MILLISECONDS = 250;
/** Letters of a section's beginning that are shown before a paragraph is the last one. */
const ENOUGH = 260;
const GAP = 8;
const HIDDEN_PARTS = '.anchor, .eq-number, .note, script, figure, input, button, nav, details';

const box = document.createElement('div');
box.id = 'preview';
box.className = 'preview';
box.setAttribute('role', 'tooltip');
box.popover = 'manual';
document.querySelector('main')?.append(box);

const pages = new Map<string, Promise<Document>>();
let shown: HTMLAnchorElement | undefined;
let timer = 0;

const bare = ({ pathname }: URL) => pathname.replace(/\/?$/, '/');

/** The page an address stands on: this one, or another of these notes, fetched once. */
function pageOf(url: URL): Promise<Document> {
  if (bare(url) === bare(new URL(location.href))) return Promise.resolve(document);
  const known = pages.get(url.pathname);
  if (known) return known;
  const fetched = fetch(url.pathname)
    .then((answer) => (answer.ok ? answer.text() : Promise.reject(new Error(`${url.pathname}: ${answer.status}`))))
    .then((html) => new DOMParser().parseFromString(html, 'text/html'));
  pages.set(url.pathname, fetched);
  fetched.catch(() => pages.delete(url.pathname));
  return fetched;
}

/** The elements of a page that say what an address leads to; none where there is nothing to say. */
function excerpt(page: Document, hash: string): readonly Element[] {
  if (hash === '') return [...page.querySelectorAll('h1, h1 + .promise')];
  const target: Element | null = page.getElementById(decodeURIComponent(hash.slice(1)));
  if (!target) return [];
  if (target.matches('figure')) return [...target.querySelectorAll('.question, figcaption')];
  if (target.matches('.exercise')) return [...target.querySelectorAll('.exercise-title, .exercise-title + p')];
  if (!/^H[1-6]$/.test(target.tagName)) return [target];
  return [target, ...beginning(target.closest('.headed') ?? target)];
}

/** The paragraphs and formulas that follow, until they are enough to know the place by. */
function beginning(heading: Element): readonly Element[] {
  const found: Element[] = [];
  let letters = 0;
  for (let next = heading.nextElementSibling; next && letters < ENOUGH; next = next.nextElementSibling) {
    if (next.matches('.headed, h1, h2, h3')) break;
    if (!next.matches('p, ul, ol, .equation, .katex-display, .statement')) continue;
    found.push(next);
    letters += next.querySelector('.katex') ? ENOUGH / 2 : next.textContent.length;
  }
  return found;
}

/** A copy that is only looked at: no ids, nothing to press or to follow, nothing that lights or counts. */
function copyOf(element: Element): Element {
  const copy = document.importNode(element, true);
  for (const part of copy.querySelectorAll(HIDDEN_PARTS)) part.remove();
  for (const part of [copy, ...copy.querySelectorAll('*')])
    for (const name of ['id', 'href', 'tabindex', 'data-for', 'data-live', 'data-term', 'data-lit'])
      part.removeAttribute(name);
  if (!/^(?:H[1-6]|LI|LABEL)$/.test(copy.tagName)) return copy;
  const line = document.createElement(copy.tagName === 'LI' ? 'div' : 'p');
  line.className = copy.tagName === 'LI' ? '' : 'preview-title';
  line.append(...copy.childNodes);
  return line;
}

/** Below the link where there is room, above it otherwise; never over an edge of the window. */
function place(link: Element): void {
  const [around = link.getBoundingClientRect()] = link.getClientRects();
  const { offsetWidth: width, offsetHeight: height } = box;
  const { clientWidth, clientHeight } = document.documentElement;
  const below = around.bottom + GAP + height <= clientHeight || around.top < clientHeight - around.bottom;
  const top = below ? around.bottom + GAP : around.top - GAP - height;
  box.style.top = `${Math.max(GAP, Math.min(top, clientHeight - height - GAP))}px`;
  box.style.left = `${Math.max(GAP, Math.min(around.left - GAP, clientWidth - width - GAP))}px`;
}

async function show(link: HTMLAnchorElement): Promise<void> {
  const url = new URL(link.href);
  const parts = excerpt(await pageOf(url), url.hash);
  // The reader may have gone on while the page came.
  if (wanted !== link || parts.length === 0) return;
  box.replaceChildren(...parts.map(copyOf));
  // The browser's own tip would say less, on top of this.
  link.removeAttribute('title');
  link.setAttribute('aria-describedby', box.id);
  if (!box.matches(':popover-open')) box.showPopover();
  place(link);
  shown = link;
}

let wanted: HTMLAnchorElement | undefined;

function hide(): void {
  clearTimeout(timer);
  wanted = undefined;
  shown?.removeAttribute('aria-describedby');
  shown = undefined;
  if (box.matches(':popover-open')) box.hidePopover();
}

const later = (act: () => void, milliseconds: number) => {
  clearTimeout(timer);
  timer = window.setTimeout(act, milliseconds);
};

/** A link of the text that stays in these notes; those of figures, menus and the formula's own number are left alone. */
function linkAt(target: EventTarget | null): HTMLAnchorElement | undefined {
  const link = target instanceof Element ? target.closest<HTMLAnchorElement>('main article a[href]') : null;
  if (!link || link.closest('nav, figure, .anchor, .eq-number, .start, .gallery, .lectures')) return undefined;
  const { origin, pathname, hash } = new URL(link.href);
  const inside = /\/(?:lectures|appendices|widgets)\/[^/]+\/$/.test(pathname) || hash !== '';
  return origin === location.origin && inside ? link : undefined;
}

/** Shows what stands behind the link there, after a moment; anything else lets what is shown go. */
export function offer(target: EventTarget | null): void {
  if (target instanceof Element && box.contains(target)) return clearTimeout(timer);
  const link = linkAt(target);
  if (link && link === shown) return clearTimeout(timer);
  if (!link) return shown || wanted ? later(hide, LINGER_MILLISECONDS) : undefined;
  wanted = link;
  later(() => void show(link).catch(hide), WAIT_MILLISECONDS);
}

document.addEventListener('pointerover', ({ target, pointerType }) => {
  if (pointerType !== 'touch') offer(target);
});
document.addEventListener('focusin', ({ target }) => {
  if (target instanceof Element && target.matches(':focus-visible')) offer(target);
});
document.addEventListener('focusout', () => shown && later(hide, LINGER_MILLISECONDS));
document.addEventListener('click', hide);
document.addEventListener('scroll', () => shown && place(shown), { passive: true });
document.addEventListener('keydown', (event) => {
  if (event.key === 'Escape' && (shown || wanted)) hide();
});
