import type { ClientDirective } from 'astro';
import { MARGIN, whenNearAgain } from './near-again.ts';
import { absent as words } from './words/figure.ts';

/**
 * `client:near`: hydrates an island when its figure, or anything on the page that speaks of the same widget
 * (`data-for`), comes near the window, or when a part of the page wakes it (`notes:wake`). If its script cannot be fetched
 * a sentence says so in its place; it is tried again when the reader asks for it or comes near again.
 */
const near: ClientDirective = (load, _options, island) => {
  const id = island.closest('figure')?.dataset['widget'] ?? '';
  const watched = [island.closest('figure') ?? island, ...document.querySelectorAll(`[data-for="${CSS.escape(id)}"]`)];
  let woken = false;
  let failures = 0;
  let said: HTMLElement | undefined;
  let stopWaiting: (() => void) | undefined;
  const wake = () => {
    if (woken) return;
    woken = true;
    observer.disconnect();
    stopWaiting?.();
    let failed = false;
    const onFailure = (event: Event) => {
      event.preventDefault();
      failed = true;
    };
    // The island tells of what it could not fetch in an event, and then hydrates nothing.
    island.addEventListener('astro:hydration-error', onFailure);
    load()
      .then((hydrate) => hydrate())
      .catch(() => (failed = true))
      .finally(() => {
        island.removeEventListener('astro:hydration-error', onFailure);
        said?.remove();
        if (failed) fail();
      });
  };
  const fail = () => {
    woken = false;
    said = notFetched(failures++ === 0 ? words.notFetched : words.still, wake);
    island.after(said);
    stopWaiting = whenNearAgain(watched, wake);
  };
  const observer = new IntersectionObserver(
    (entries) => {
      if (entries.some((entry) => entry.isIntersecting)) wake();
    },
    { rootMargin: MARGIN },
  );
  for (const element of watched) observer.observe(element);
  document.addEventListener('notes:wake', (event) => {
    if (event instanceof CustomEvent && event.detail === id) wake();
  });
};

function notFetched(sentence: string, again: () => void): HTMLElement {
  const notice = document.createElement('p');
  notice.className = 'notices';
  notice.setAttribute('role', 'status');
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'quiet';
  button.dataset['action'] = 'fetch-again';
  button.textContent = words.again;
  button.addEventListener('click', again);
  notice.append(`${sentence} `, button);
  return notice;
}

export default near;
