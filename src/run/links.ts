import { changed, show, type AnyValues, type ParamSpecs, type ParamValues } from './params.ts';

/** The schema of links; old numbers stay readable. */
export const LINK_VERSION = 1;
const RESERVED = ['v', 'step', 'hide', 'only', 'preset', 'play', 'backend'] as const;
/** Replaying further than this would keep a reader waiting for many minutes; small models that step faster go further. */
export const MAX_STEP = 20_000;

export type Link = {
  readonly given: Readonly<Record<string, string>>;
  readonly step?: number | undefined;
  readonly preset?: string | undefined;
  /** What to train on, as the link says it. */
  readonly backend?: string | undefined;
  readonly play: boolean;
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
  for (const [name, value] of new URLSearchParams(query)) {
    if (name.startsWith(prefix)) asked.set(name.slice(prefix.length), value);
  }
  // What has a dot left in it speaks of another figure, or of a second run beside this one.
  for (const name of asked.keys()) if (name.includes('.')) asked.delete(name);
  const notices: string[] = [];
  const step = readStep(asked.get('step'), longest, notices);
  const version = asked.get('v');
  if (version !== undefined && Number(version) !== LINK_VERSION) {
    notices.push(
      `This link was made for version “${version.slice(0, 10)}” of these notes; this is version ${LINK_VERSION}. What could be understood was kept.`,
    );
  }
  const given = Object.fromEntries([...asked].filter(([name]) => !(RESERVED as readonly string[]).includes(name)));
  return {
    given,
    step,
    preset: asked.get('preset'),
    backend: asked.get('backend'),
    play: asked.get('play') === '1',
    hide: (asked.get('hide') ?? '').split(',').filter(Boolean),
    only: asked.get('only'),
    notices,
  };
}

function readStep(raw: string | undefined, longest: number, notices: string[]): number | undefined {
  if (raw === undefined) return undefined;
  const step = Number(raw);
  if (!/^\d+$/.test(raw)) {
    notices.push(
      `“step” needs a whole number from 0 to ${show(longest)}, but the link says “${raw.slice(0, 40)}”. It was left out.`,
    );
    return undefined;
  }
  if (step > longest)
    notices.push(
      `“step” goes up to ${show(longest)}, but the link says ${raw.slice(0, 40)}. It was set to ${show(longest)}.`,
    );
  return Math.min(step, longest);
}

/** The query that brings a figure back: only what differs from `base`, and the step if it trained. */
export function writeLink<S extends ParamSpecs>(
  specs: S,
  values: ParamValues<S>,
  options: { base?: ParamValues<S>; step?: number; prefix?: string } = {},
): string {
  const { base, step = 0, prefix = '' } = options;
  const query = new URLSearchParams();
  for (const name of changed(specs, values, base)) query.set(prefix + name, String((values as AnyValues)[name]));
  if (step > 0) query.set(`${prefix}step`, String(step));
  if ([...query].length > 0) query.set(`${prefix}v`, String(LINK_VERSION));
  return query.toString();
}
