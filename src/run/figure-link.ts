import { LINK_VERSION } from './link-version.ts';
import { BESIDE, writeLink } from './links.ts';
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

type Part = Omit<LinkWish, 'room'> & { readonly prefix: string; readonly fromBase: boolean; readonly whole: boolean };

/** The query of the figure's own run and of the one beside it, if there is one. */
function partOf<S extends ParamSpecs>(state: WidgetState<S>, wish: Part): string {
  const { knobs, seed, begin, prefix, fromBase, whole } = wish;
  const other = state.beside.value;
  const carries = (name: string) => (name === 'seed' ? seed : knobs);
  const stepOf = (run: WidgetState<S>) => (begin === 'step' ? replayable(run) : 0);
  const own = writeLink(state.meta.params, state.values.value, {
    whole,
    carries,
    step: stepOf(state),
    prefix,
    more: besidesKnobs(state, wish),
    ...(fromBase && { base: state.base }),
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
  { begin, backend, hide, plotOnly, teach }: Omit<LinkWish, 'room'>,
) => ({
  ...(begin === 'play' && state.meta.trains && { play: '1' }),
  ...(backend && { backend: state.executor.value }),
  ...(hide.length > 0 && { hide: hide.join(',') }),
  ...(plotOnly && { only: 'plot' }),
  ...(teach === true && { teach: '1' }),
});

/** The knobs as they stand, without the step: what the address bar keeps. */
export const knobsOf = <S extends ParamSpecs>(state: WidgetState<S>, prefix: string, fromBase: boolean): string =>
  partOf(state, { ...asItStands('widgets'), begin: 'still', prefix, fromBase, whole: false });

/** The address of the figure, with what the wish wants it to carry. */
export function addressOf<S extends ParamSpecs>(
  state: WidgetState<S>,
  wish: LinkWish,
  { home, lecture }: Whereabouts,
): string {
  const inLecture = wish.room === 'lectures';
  const query = partOf(state, {
    ...wish,
    prefix: inLecture ? `${state.id}.` : '',
    fromBase: inLecture && lecture !== undefined,
    // What the lecture's author set is known in the lecture alone; from elsewhere every knob is written.
    whole: inLecture && lecture === undefined,
  });
  const room = inLecture ? (lecture ?? `${home}/lectures/${state.meta.lecture}/`) : `${home}/${wish.room}/${state.id}/`;
  return `${room}${query && `?${query}`}${inLecture ? `#${state.id}` : ''}`;
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
