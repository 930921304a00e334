export {};

/**
 * A link into a page leads to its place also while what stands above is still taking its own: until the reader moves, the
 * place is kept where the link put it.
 */

/** Figures near the place have come by then, also on a slow line. */
const PATIENCE_MILLISECONDS = 15_000;
let place: Element | null = null;
let giveUp = 0;

function leave(): void {
  place = null;
  clearTimeout(giveUp);
}

function arrive(): void {
  leave();
  place = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (place) giveUp = window.setTimeout(leave, PATIENCE_MILLISECONDS);
}

/** A page come back to stands where the reader left it, not where its link leads. */
const isNew = () => (performance.getEntriesByType('navigation')[0] as PerformanceNavigationTiming).type === 'navigate';

if (location.hash !== '' && isNew()) arrive();
addEventListener('hashchange', arrive);
for (const move of ['wheel', 'touchstart', 'pointerdown', 'keydown'])
  addEventListener(move, leave, { capture: true, passive: true });
new ResizeObserver(() => place?.scrollIntoView({ behavior: 'instant' })).observe(document.body);
