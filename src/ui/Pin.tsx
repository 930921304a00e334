import type { Signal } from '@preact/signals';
import { pin as words } from '#src/run/words/figure.ts';

/**
 * Keeps what a picture shows now, to be drawn in grey while knobs are turned, or lets go of it again. One at a time, and no
 * link holds it.
 */
export function Pin<T>({ kept, now }: { kept: Signal<T | undefined>; now: () => T }) {
  const press = () => (kept.value = kept.peek() ? undefined : now());
  return (
    <button type="button" class="quiet" data-action="pin" onClick={press}>
      {kept.value ? words.letGo : words.keep}
    </button>
  );
}
