import type { ClientDirective } from 'astro';

/** How far outside the window a figure begins to load. */
const MARGIN = '400px';

/**
 * `client:near`: hydrates an island when its figure, or anything on the page that speaks of the same widget
 * (`data-for`), comes near the window, or when a part of the page wakes it (`notes:wake`).
 */
const near: ClientDirective = (load, _options, island) => {
  const id = island.closest('figure')?.dataset['widget'] ?? '';
  const watched = [island.closest('figure') ?? island, ...document.querySelectorAll(`[data-for="${CSS.escape(id)}"]`)];
  let woken = false;
  const wake = () => {
    if (woken) return;
    woken = true;
    observer.disconnect();
    void load().then((hydrate) => hydrate());
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

export default near;
