/** How far outside the window a figure begins to load. */
export const MARGIN = '400px';

/** Calls `act` once, when one of the elements comes near the window after none of them was. Returns the way to let go. */
export function whenNearAgain(elements: readonly Element[], act: () => void): () => void {
  const near = new Set<Element>();
  let left = false;
  const observer = new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting } of entries) near[isIntersecting ? 'add' : 'delete'](target);
      if (near.size === 0) left = true;
      else if (left) {
        observer.disconnect();
        act();
      }
    },
    { rootMargin: MARGIN },
  );
  for (const element of elements) observer.observe(element);
  return () => observer.disconnect();
}
