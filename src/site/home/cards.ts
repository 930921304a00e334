/** The cards of the home page: pictures of figures, alive as soon as they are near. */
import type { OpenCard } from '#src/ui/card.ts';

const cards = import.meta.glob<{ open: OpenCard }>('/widgets/*/card.ts');

async function wake(card: HTMLElement): Promise<void> {
  const picture = card.querySelector<HTMLElement>('[data-live-picture]');
  const control = card.querySelector<HTMLInputElement | HTMLButtonElement>('[data-control]');
  const output = card.querySelector('output');
  const module = await cards[`/widgets/${card.dataset['card'] ?? ''}/card.ts`]?.();
  if (!module || !picture || !control || !output) return;
  await module.open({ picture, control, output });
  control.disabled = false;
  card.dataset['ready'] = '';
}

/** A card that cannot be fetched stays the still that it was. */
const observer = new IntersectionObserver(
  (entries) => {
    for (const { isIntersecting, target } of entries) {
      if (!isIntersecting || !(target instanceof HTMLElement)) continue;
      observer.unobserve(target);
      void wake(target).catch(() => undefined);
    }
  },
  { rootMargin: '100px' },
);
for (const card of document.querySelectorAll<HTMLElement>('[data-card]')) observer.observe(card);
