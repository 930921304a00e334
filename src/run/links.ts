import { readNumber } from '#src/base/read-number.ts';
import { LINK_VERSION } from './link-version.ts';
import { isTracking, mended } from './mended-query.ts';
import { changed, show, type AnyValues, type ParamSpecs, type ParamValues } from './params.ts';
import { asked as words } from './words/figure.ts';

export const RESERVED = ['v', 'step', 'hide', 'only', 'preset', 'play', 'backend', 'teach', 'view'] as const;
/** Replaying further than this would keep a reader waiting for many minutes; small models that step faster go further. */
export const MAX_STEP = 20_000;

export type Link = {
  readonly given: Readonly<Record<string, string>>;
  /** The version that it was written with; absent where it names none. */
  readonly version: number | undefined;
  /** Whether it says anything about a second run. */
  readonly second: boolean;
  readonly step?: number | undefined;
  readonly preset?: string | undefined;
  /** The one view of the figure that is to be shown, by name. */
  readonly view?: string | undefined;
  /** What to train on, as the link says it. */
  readonly backend?: string | undefined;
  readonly play: boolean;
  /** Whether the figure opens in the form for a room, `teach=1`. */
  readonly teach: boolean;
  readonly hide: readonly string[];
  readonly only: string | undefined;
  readonly notices: readonly string[];
};

/**
 * What a query asks of one widget. On a widget or embed page the names stand bare (`?beta=4`); in a lecture they carry the
 * widget's id (`?vae-tradeoff.beta=4`), so `prefix` is `vae-tradeoff.`. Unknown bare names are left to `fill`, which says so.
 */
export function readLink(query: string, prefix = '', longest = MAX_STEP): Link {
  const asked = new Map<string, string>();
  for (const [name, value] of mended(query).query) {
    if (name.startsWith(prefix) && !isTracking(name)) asked.set(name.slice(prefix.length), value);
  }
  const besides = secondIn(asked);
  // What has a dot left in it speaks of another figure, or of a second run beside this one.
  for (const name of asked.keys()) if (name.includes('.')) asked.delete(name);
  const notices: string[] = [];
  const step = readStep(asked.get('step'), longest, notices);
  notices.push(...aboutVersion(asked.get('v')), ...aboutTeach(asked.get('teach')));
  const given = Object.fromEntries([...asked].filter(([name]) => !(RESERVED as readonly string[]).includes(name)));
  return {
    given,
    // Where the first run is as it opens, only the second one's part has a version.
    version: numbered(asked.get('v')) ?? besides.version,
    second: besides.second,
    step,
    preset: asked.get('preset'),
    view: asked.get('view'),
    backend: asked.get('backend'),
    play: asked.get('play') === '1',
    teach: asked.get('teach') === '1',
    hide: (asked.get('hide') ?? '').split(',').filter(Boolean),
    only: asked.get('only'),
    notices,
  };
}

/** What a second run's part of a link begins with, behind whatever the first one's begins with. */
export const BESIDE = 'b.';

const secondIn = (asked: ReadonlyMap<string, string>): Pick<Link, 'second' | 'version'> => ({
  second: [...asked.keys()].some((name) => name.startsWith(BESIDE)),
  version: numbered(asked.get(`${BESIDE}v`)),
});

const isVersion = (raw: string) => /^[1-9]\d*$/.test(raw);
const numbered = (raw: string | undefined) => (raw !== undefined && isVersion(raw) ? Number(raw) : undefined);

/** A sentence about a link that another version wrote, or that names no version that ever was. */
function aboutVersion(raw: string | undefined): readonly string[] {
  if (raw === undefined) return [];
  if (isVersion(raw)) return Number(raw) <= LINK_VERSION ? [] : [words.newer(raw.slice(0, 10), LINK_VERSION)];
  return [words.noVersion(raw.slice(0, 40), LINK_VERSION)];
}

const aboutTeach = (raw: string | undefined): readonly string[] =>
  raw === undefined || raw === '1' ? [] : [words.teach(raw.slice(0, 40))];

function readStep(raw: string | undefined, longest: number, notices: string[]): number | undefined {
  if (raw === undefined) return undefined;
  const { value: step } = readNumber(raw);
  if (step === undefined || !Number.isInteger(step) || step < 0) {
    notices.push(words.noStep(show(longest), raw.slice(0, 40)));
    return undefined;
  }
  if (step > longest) notices.push(words.tooFar(show(longest), raw.slice(0, 40)));
  return Math.min(step, longest);
}

type LinkOptions<S extends ParamSpecs> = {
  /** The values the figure opens with by itself; the knobs' initial ones unless told. */
  readonly base?: ParamValues<S>;
  /** Writes every knob, also where it stands as it opens: for a place whose own values are not known here. */
  readonly whole?: boolean;
  /** Which knobs are written at all. */
  readonly carries?: (name: string) => boolean;
  readonly step?: number;
  /** What else is asked for, by its reserved name. */
  readonly more?: Readonly<Partial<Record<(typeof RESERVED)[number], string>>>;
  readonly prefix?: string;
};

/** The query that brings a figure back: only what differs from `base`, and the step if it trained. */
export function writeLink<S extends ParamSpecs>(
  specs: S,
  values: ParamValues<S>,
  options: LinkOptions<S> = {},
): string {
  const { base, whole = false, carries = () => true, step = 0, more = {}, prefix = '' } = options;
  const query = new URLSearchParams();
  const names = whole ? Object.keys(specs) : changed(specs, values, base);
  for (const name of names.filter(carries)) query.set(prefix + name, String((values as AnyValues)[name]));
  if (step > 0) query.set(`${prefix}step`, String(step));
  for (const [name, value] of Object.entries(more)) query.set(prefix + name, value);
  if ([...query].length > 0) query.set(`${prefix}v`, String(LINK_VERSION));
  // A comma may stand in a query as it is; lists stay readable.
  return query.toString().replaceAll('%2C', ',');
}

/**
 * The query of a lecture in which a figure's view stands by itself: what `?density-fit.view=hills&density-fit.h=1` says of the
 * figure is said of that view, `?density-fit.hills.h=1`, so that the figure and each of its views keep a part of their own.
 */
export function saidOfViews(query: string, widget: string, placed: readonly string[]): string {
  const { query: parts } = mended(query);
  const view = parts.get(`${widget}.view`);
  if (view === null || !placed.includes(view)) return query;
  const moved = [...parts].flatMap(([name, value]) => {
    if (name === `${widget}.view`) return [];
    const ofFigure = name.startsWith(`${widget}.`) && !placed.some((other) => name.startsWith(`${widget}.${other}.`));
    return [[ofFigure ? `${widget}.${view}.${name.slice(widget.length + 1)}` : name, value]];
  });
  return `?${new URLSearchParams(moved).toString().replaceAll('%2C', ',')}`;
}

/** Whether a query says anything about the figure whose names begin with `prefix`. */
export const speaksOf = (query: string, prefix: string): boolean =>
  [...mended(query).query.keys()].some((name) => name.startsWith(prefix));

/**
 * A page's query with one figure's part exchanged for `own`; other figures' parts and strangers' names stay as they are,
 * and so does what this one's link asked for besides: hide, only, play, backend, teach.
 * On a page of the figure's own (`prefix` empty) its part is every knob by its bare name, and the run beside it.
 */
export function exchangePart(
  query: string,
  own: string,
  prefix: string,
  knobs: readonly string[],
  beside: string,
): string {
  const isOwn = (name: string) => {
    const bare = name.startsWith(prefix) ? name.slice(prefix.length) : undefined;
    if (bare === undefined) return false;
    return bare.startsWith(beside) || knobs.includes(bare) || ['v', 'step', 'preset', 'view'].includes(bare);
  };
  const kept = new URLSearchParams([...mended(query).query].filter(([name]) => !isOwn(name)));
  return [own, kept.toString().replaceAll('%2C', ',')].filter(Boolean).join('&');
}
