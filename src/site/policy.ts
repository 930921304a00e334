/** What a page may load and run, as a policy in its head: GitHub Pages lets nobody set headers. */
import { createHash } from 'node:crypto';
import { early } from './early.ts';

const sha256 = (text: string) => `sha256-${createHash('sha256').update(text).digest('base64')}` as const;

/**
 * Scripts come from the site itself; the few in the page, Astro's and ours, are known by their hashes. Formulas and plots
 * carry their measures in `style`, which nobody writes but the build and the plots, so styles may stand in the page.
 * Pictures are made from data and blobs, and nothing is fetched from elsewhere. A frame that has no origin may start a
 * worker only from a blob; what runs in it still comes from the site (`src/worker/open.ts`).
 */
export const policy = {
  algorithm: 'SHA-256',
  directives: [
    "default-src 'self'",
    "connect-src 'self' data: blob:",
    "img-src 'self' data: blob:",
    "worker-src 'self' blob:",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
  ],
  scriptDirective: { resources: ["'self'", "'wasm-unsafe-eval'"], hashes: [sha256(early)] },
  styleDirective: { resources: ["'self'", "'unsafe-inline'"] },
};
