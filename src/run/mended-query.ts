/**
 * What mail, chat and trackers do to the query of a link, undone before anybody reads it. Clean queries come out as they
 * went in.
 */

/** An ampersand as HTML writes it, once or twice escaped, or percent-encoded, where another name follows. */
const AMPERSAND = /(?:&(?:amp;)+|&(?:#0*38;|#x0*26;)|%26(?:amp(?:;|%3B))*)(?=[^&=]+(?:=|%3D))/gi;
/** A second question mark, or a semicolon, where an ampersand should stand: `?mu=1?utm_source=x`, `?mu=1;sigma=2`. */
const SEPARATOR = /[?;](?=[\w.-]+=)/g;
/** Characters without a width, which copying from a page or a document leaves in a link. */
const INVISIBLE = /[\u00ad\u200b-\u200d\u2060\ufeff]/g;
/** What a sentence puts behind a link, and a program takes for its end. */
const PUNCTUATION = /[)\]>.,;:!"'’”»]+$/;

/** Names that mail programs, course systems and advertisers add to links; none of them is a knob. */
const TRACKING =
  /^(?:utm_|mtm_|pk_|piwik_|matomo_|mc_|_hs|__hs|hsa_|_ga$|_gl$|gad_|ref_|vero_|oly_|at_|wt_|trk|mkt_tok$)/i;
const CLICK_IDS = new Set(
  'fbclid gclid dclid gbraid wbraid msclkid yclid ysclid twclid ttclid igshid igsh li_fat_id srsltid s_cid s_kwcid ef_id ref source si'.split(
    ' ',
  ),
);

/** Whether a bare name in a query tells where a reader came from, and nothing about a figure. */
export const isTracking = (name: string): boolean => TRACKING.test(name) || CLICK_IDS.has(name.toLowerCase());

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};

/** A query whose very signs were encoded, `mu%3D1%26sigma%3D2`, as often as they were. */
function unwrapped(query: string): string {
  const once = query.includes('=') || !/%(?:25)*3D/i.test(query) ? query : decoded(query);
  return once === query ? query : unwrapped(once);
}

const partsOf = (query: string) =>
  unwrapped(query.replace(/^\?/, ''))
    .replace(AMPERSAND, '&')
    .replace(SEPARATOR, '&')
    .split('&')
    .map((part) => (part.includes('=') ? part : part.replace(/%3D/i, '=')))
    .join('&');

const clean = (text: string) => (/%[\da-f]{2}/i.test(text) ? decoded(text) : text).replace(INVISIBLE, '').trim();

type Mended = {
  readonly query: URLSearchParams;
  /** The place on the page that was meant to follow a `#`, where the sign was encoded into the last value. */
  readonly anchor: string | undefined;
};

export function mended(query: string): Mended {
  let anchor: string | undefined;
  const pairs = [...new URLSearchParams(partsOf(query))].map(([name, value]): [string, string] => {
    const [own = '', place] = clean(value).split('#');
    anchor = place ?? anchor;
    return [clean(name), own.trim()];
  });
  const last = pairs.at(-1);
  if (last) last[1] = last[1].replace(PUNCTUATION, '');
  return { query: new URLSearchParams(pairs), anchor: anchor?.replace(PUNCTUATION, '') };
}
