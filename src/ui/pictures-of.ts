import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';

/** What a panel lists of a picture, given its title and whether another of that title stands before it: that of a first run. */
export type Finds<Found> = (picture: Element, title: string, again: boolean) => readonly Found[];
type Listed = { readonly title: string };

const inFigure = (id: string, what: string) =>
  document.querySelectorAll(`figure[data-widget="${CSS.escape(id)}"] ${what}`);

function foundIn<Found extends Listed>(id: string, finds: Finds<Found>): readonly Found[] {
  const seen = new Set<string>();
  return [...inFigure(id, '.picture')].flatMap((picture) => {
    const title = picture.querySelector('.picture-title')?.textContent ?? id;
    const again = seen.has(title);
    seen.add(title);
    return finds(picture, title, again);
  });
}

const titlesOf = (found: readonly Listed[]) => found.map(({ title }) => title).join('\n');

/** What a panel lists of the figure's pictures, in the order of the page, also of those that are drawn only after it has opened. */
export function usePictures<Found extends Listed>(id: string, finds: Finds<Found>): readonly Found[] {
  const known = useSignal(foundIn(id, finds));
  useEffect(() => {
    const look = () => {
      const now = foundIn(id, finds);
      if (titlesOf(now) !== titlesOf(known.peek())) known.value = now;
    };
    const observer = new MutationObserver(look);
    for (const stage of inFigure(id, '.stage')) observer.observe(stage, { childList: true, subtree: true });
    look();
    return () => observer.disconnect();
  }, [id]);
  return known.value;
}
