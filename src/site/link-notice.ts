/** A link that sets a figure this page does not have is answered in a sentence at the top. */
import { mended } from '#src/run/mended-query.ts';
import { nearestTo } from '#src/base/nearest.ts';
import { strangeView, stranger as words } from './words/page.ts';

/** `b.beta=10` on a figure's own page speaks of the run beside it. */
const SECOND_RUN = 'b';
const figures = [...document.querySelectorAll<HTMLElement>('figure[data-widget]:not([data-view-of])')].map(
  (figure) => figure.dataset['widget'] ?? '',
);
const { query, anchor } = mended(location.search);
const asked = [...query.keys()].filter((name) => name.includes('.')).map((name) => name.split('.')[0] ?? '');
const strangers = [...new Set(asked)].filter((id) => !figures.includes(id) && id !== SECOND_RUN);

function say(sentence: string): void {
  const notice = document.createElement('p');
  notice.className = 'notices';
  notice.setAttribute('role', 'status');
  notice.textContent = sentence;
  document.querySelector('main')?.prepend(notice);
}

if (strangers.length > 0) {
  const has = figures.length > 0 ? words.has(figures.join(', ')) : words.hasNone;
  say(words.notice(strangers.join(words.between).slice(0, 80), has));
}

/** The views that stand on the page by themselves, by their figure. */
const placed = new Map<string, string[]>();
for (const { dataset } of document.querySelectorAll<HTMLElement>('figure[data-view-of]')) {
  const { viewOf = '', view = '' } = dataset;
  placed.set(viewOf, [...(placed.get(viewOf) ?? []), view]);
}

/** `density-fit.hills.h` speaks of a view; of one that is not there, a figure without views says nothing. */
const strangeViews = [...query.keys()].flatMap((name) => {
  const [figure = '', view = '', knob] = name.split('.');
  const views = placed.get(figure) ?? [];
  return knob === undefined || view === SECOND_RUN || views.length === 0 || views.includes(view)
    ? []
    : [`${figure}.${view}`];
});
for (const strange of new Set(strangeViews)) {
  const [figure = '', view = ''] = strange.split('.');
  const views = placed.get(figure) ?? [];
  say(strangeView(view.slice(0, 40), figure, views.join(', '), nearestTo(view, views)));
}

// A link whose `#` was encoded on its way still leads to its place.
if (anchor !== undefined && location.hash === '' && document.getElementById(anchor)) location.replace(`#${anchor}`);
