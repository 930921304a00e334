import { LINK_VERSION } from './link-version.ts';
import { BESIDE, writeLink } from './links.ts';
import { idOf, openingOf } from './meta.ts';
import type { ParamSpecs } from './params.ts';
import { replayable, type WidgetState } from './widget-state.ts';

/** Where a link opens a figure: a page of its own, its lecture, or a frame in somebody else's page. */
export type Room = 'widgets' | 'lectures' | 'embed';
/** What a figure that trains does when it is opened. */
export type Begin = 'still' | 'play' | 'step';

/** What a link to a figure carries, and how the figure opens through it. */
export type LinkWish = {
  readonly room: Room;
  readonly knobs: boolean;
  readonly seed: boolean;
  readonly begin: Begin;
  /** Names what trains, where the reader chose it. */
  readonly backend: boolean;
  /** Knobs that are left out of sight. */
  readonly hide: readonly string[];
  /** The pictures and nothing else. */
  readonly plotOnly: boolean;
  /** All of the figure, also where one view of it is what the reader has. */
  readonly whole?: boolean;
  /** The form for a lecture room. */
  readonly teach?: boolean;
};

/** A link that brings the figure back as it stands. */
export const asItStands = (room: Room): LinkWish => ({
  room,
  knobs: true,
  seed: true,
  begin: 'step',
  backend: false,
  hide: [],
  plotOnly: false,
});

/** Where the site and the page stand, as the page knows them. */
export type Whereabouts = {
  /** The address of the site, without a slash at its end. */
  readonly home: string;
  /** The address of the lecture the figure stands in, without query; absent elsewhere. */
  readonly lecture?: string | undefined;
};

type Part = Omit<LinkWish, 'room' | 'whole'> & {
  readonly prefix: string;
  readonly fromBase: boolean;
  readonly everyKnob: boolean;
  /** The view that the link has to name, since neither its place nor its prefix does. */
  readonly view: string | undefined;
};

/** The query of the figure's own run and of the one beside it, if there is one. */
function partOf<S extends ParamSpecs>(state: WidgetState<S>, wish: Part): string {
  const { knobs, seed, begin, prefix, fromBase, everyKnob, view } = wish;
  const other = state.beside.value;
  const carries = (name: string) => (name === 'seed' ? seed : knobs);
  const stepOf = (run: WidgetState<S>) => (begin === 'step' ? replayable(run) : 0);
  const own = writeLink(state.meta.params, state.values.value, {
    whole: everyKnob,
    carries,
    step: stepOf(state),
    prefix,
    more: besidesKnobs(state, wish),
    base: fromBase ? state.base : openingOf(state.meta, view),
  });
  if (!other || !knobs) return own;
  // The second run opens with the first one's values, so only what differs from those is written.
  const second = writeLink(state.meta.params, other.values.value, {
    base: state.values.value,
    carries,
    step: stepOf(other),
    prefix: prefix + BESIDE,
    more: begin === 'play' ? { play: '1' } : {},
  });
  return [own, second || `${prefix}${BESIDE}v=${LINK_VERSION}`].filter(Boolean).join('&');
}

const besidesKnobs = <S extends ParamSpecs>(
  state: WidgetState<S>,
  { begin, backend, hide, plotOnly, teach, view }: Part,
) => ({
  ...(view !== undefined && { view }),
  ...(begin === 'play' && state.meta.trains && { play: '1' }),
  ...(backend && { backend: state.executor.value }),
  ...(hide.length > 0 && { hide: hide.join(',') }),
  ...(plotOnly && { only: 'plot' }),
  ...(teach === true && { teach: '1' }),
});

/** Whether it stands in its lecture as a view with a place of its own, beside the whole figure. */
const standsAlone = ({ id, widget }: WidgetState) => id !== widget;

/** What a figure's names begin with in the address of a lecture: `density-fit.`, or `density-fit.hills.` for a view by itself. */
export const prefixIn = (widget: string, view: string | undefined): string =>
  view === undefined ? `${widget}.` : `${widget}.${view}.`;

/** The same of a figure on the page. */
export const prefixOf = (state: WidgetState): string =>
  prefixIn(state.widget, standsAlone(state) ? state.view?.name : undefined);

/** The view that the address of this very page has to name. */
const viewHere = (state: WidgetState) => (standsAlone(state) ? undefined : state.view?.name);

/** The knobs as they stand, without the step: what the address bar keeps. */
export const knobsOf = (state: WidgetState, prefix: string, fromBase: boolean): string =>
  partOf(state, {
    ...asItStands('widgets'),
    begin: 'still',
    prefix,
    fromBase,
    everyKnob: false,
    view: viewHere(state),
  });

/** The address of the figure, with what the wish wants it to carry. */
export function addressOf<S extends ParamSpecs>(
  state: WidgetState<S>,
  wish: LinkWish,
  { home, lecture }: Whereabouts,
): string {
  const inLecture = wish.room === 'lectures';
  const isHere = inLecture && lecture !== undefined && !wish.whole;
  const view = wish.whole ? undefined : state.view?.name;
  const query = partOf(state, {
    ...wish,
    prefix: !inLecture ? '' : isHere ? prefixOf(state) : prefixIn(state.widget, undefined),
    fromBase: isHere,
    // What the lecture's author set is known in the lecture alone; from elsewhere every knob is written.
    everyKnob: inLecture && !isHere,
    view: isHere ? viewHere(state) : view,
  });
  const room = inLecture
    ? (lecture ?? `${home}/lectures/${state.meta.lecture}/`)
    : `${home}/${wish.room}/${state.widget}/`;
  return `${room}${query && `?${query}`}${inLecture ? `#${isHere ? state.id : idOf(state.widget, view)}` : ''}`;
}

/** Height of a frame until it has said how much it needs, in CSS pixels. */
const FRAME_HEIGHT = 760;

const attribute = (text: string) => text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');

/**
 * Code for somebody else's page: the figure in a frame that follows the height the figure asks for. Without the script,
 * or where a page lets none run, the frame keeps the height it begins with and scrolls.
 */
export const frameCode = (address: string, title: string): string =>
  [
    `<iframe src="${attribute(address)}" title="${attribute(title)}" width="100%" height="${FRAME_HEIGHT}" style="border:0" allow="fullscreen; clipboard-write"></iframe>`,
    '<script>',
    "addEventListener('message', ({ data, source }) => {",
    "  if (data?.source !== 'generative-notes' || data.event !== 'size') return;",
    "  for (const frame of document.querySelectorAll('iframe'))",
    '    if (frame.contentWindow === source) frame.height = Math.ceil(data.height);',
    '});',
    '</script>',
  ].join('\n');
