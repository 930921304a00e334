/** The line above a kept copy of a page: what it is, and why it stands in for the network's answer. */
import { course } from '../course.ts';
import { keptCopy as words } from '../words/offline.ts';
import type { Reason } from './choice.ts';

type Told = {
  readonly reason: Reason;
  readonly status: number;
  /** When the copy was kept, as an ISO date; empty if that is not known. */
  readonly day: string;
  /** Whether all that its figures need is kept as well. */
  readonly whole: boolean;
  readonly url: URL;
};

const escaped = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

const dayIn = (day: string) =>
  Number.isNaN(Date.parse(day)) ? '' : new Date(day).toLocaleDateString(course.language, { dateStyle: 'long' });

/** Asks for the page as the network has it: a reader has to get at a portal's login. */
function pastTheCopy(url: URL): string {
  const query = new URLSearchParams(url.search);
  query.set('source', 'network');
  return `?${query.toString()}`;
}

export function keptLine({ reason, status, day, whole, url }: Told): string {
  const why = reason === 'status' ? words.status(status) : words[reason];
  const sentences = [why, words.copy(dayIn(day)), ...(whole ? [] : [words.partly])].join(' ');
  const link = ` <a href="${escaped(pastTheCopy(url))}">${escaped(words.show)}</a>`;
  return `<p class="kept-copy" role="status" data-kept-copy="${reason}">${escaped(sentences)}${reason === 'offline' ? '' : link}</p>`;
}
