import { signal } from '@preact/signals';

/** Counts the times that colours changed under a picture: canvases read it to be drawn anew, SVG follows by itself. */
export const repainted = signal(0);

if (typeof document !== 'undefined') {
  const count = () => repainted.value++;
  new MutationObserver(count).observe(document.documentElement, { attributeFilter: ['data-theme'] });
  // Paper is always light.
  for (const query of ['(prefers-color-scheme: dark)', '(forced-colors: active)', 'print'])
    matchMedia(query).addEventListener('change', count);
}
