/** Whether a reader gets the network's answer to the question for a page, or the copy that the browser keeps. */
import type { Standing } from './standing.ts';

export type Answer =
  /** No answer, or one that broke off; or none yet. */
  | { readonly kind: 'none' | 'late' }
  /** Sent elsewhere: no address of ours under its full name ever is. */
  | { readonly kind: 'redirect' }
  | { readonly kind: 'status'; readonly status: number }
  /** 200, but not this page of these notes: a portal's login, a filter's notice, a host's fallback, half a page. */
  | { readonly kind: 'foreign' }
  /** This page, but files that it names do not answer: a site in the middle of an update. */
  | { readonly kind: 'unfinished' }
  | { readonly kind: 'page' };

export type Reason = 'offline' | 'late' | 'foreign' | 'unfinished' | 'status';
export type Choice =
  | { readonly serve: 'network' }
  | { readonly serve: 'kept'; readonly reason: Reason }
  /** The page that says what is kept. */
  | { readonly serve: 'shell' };

const REASONS = {
  none: 'offline',
  late: 'late',
  redirect: 'foreign',
  status: 'status',
  foreign: 'foreign',
  unfinished: 'unfinished',
} as const;
const GONE = [404, 410];

/** `listed`: whether the newest list has the page. A page that a new site has given up is gone, whatever is kept. */
export function choose(answer: Answer, kept: Standing, listed: boolean): Choice {
  if (answer.kind === 'page') return { serve: 'network' };
  if (answer.kind === 'status' && GONE.includes(answer.status) && !listed) return { serve: 'network' };
  if (kept !== 'none') return { serve: 'kept', reason: REASONS[answer.kind] };
  return answer.kind === 'none' ? { serve: 'shell' } : { serve: 'network' };
}

/** Whether a text is the page of an address, to its last line. The build puts the address into every page. */
export const isPageOf = (address: string, html: string): boolean =>
  html.includes(`<meta name="notes:page" content="/${address}">`) && html.trimEnd().endsWith('</html>');

/** Files that a page names itself, without which it is bare text. */
export const filesNamedIn = (html: string): readonly string[] => [
  ...new Set(html.match(/_astro\/[\w.@-]+\.(?:css|js)\b/g) ?? []),
];

/** Whether a file whose hash nobody knows may be used: a page in place of a script, a style or data never may. */
export function typeFits(address: string, type: string): boolean {
  const path = address.replace(/\?.*/, '');
  if (path.endsWith('.js')) return type.includes('javascript');
  if (path.endsWith('.css')) return type.startsWith('text/css');
  return !/\.\w+$/.test(path) || path.endsWith('.html') || !/\bhtml\b/.test(type);
}
