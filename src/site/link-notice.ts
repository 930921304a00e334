/** A link that sets a figure this page does not have is answered in a sentence at the top. */
import { mended } from '#src/run/mended-query.ts';
import { stranger as words } from './words/page.ts';

/** `b.beta=10` on a figure's own page speaks of the run beside it. */
const SECOND_RUN = 'b';
const figures = [...document.querySelectorAll<HTMLElement>('figure[data-widget]')].map(
  (figure) => figure.dataset['widget'] ?? '',
);
const { query, anchor } = mended(location.search);
const asked = [...query.keys()].filter((name) => name.includes('.')).map((name) => name.split('.')[0] ?? '');
const strangers = [...new Set(asked)].filter((id) => !figures.includes(id) && id !== SECOND_RUN);

if (strangers.length > 0) {
  const notice = document.createElement('p');
  notice.className = 'notices';
  notice.setAttribute('role', 'status');
  const has = figures.length > 0 ? words.has(figures.join(', ')) : words.hasNone;
  notice.textContent = words.notice(strangers.join(words.between).slice(0, 80), has);
  document.querySelector('main')?.prepend(notice);
}

// A link whose `#` was encoded on its way still leads to its place.
if (anchor !== undefined && location.hash === '' && document.getElementById(anchor)) location.replace(`#${anchor}`);
