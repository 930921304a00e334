/** Of each mark of ours, `\term{kl}{D}`, `\live{kl}{D}{0.81}` and `\num{kl-closed-form.kl}{0.81}`, the second argument is what any TeX understands. */
const MARK = /\\(term|live|num)\s*(?=\{)/;
const ARGUMENTS = { term: 2, live: 3, num: 2 } as const;

/** TeX that any other program understands: the marks of these pages replaced by what they mark. */
export function plainTex(tex: string): string {
  const found = MARK.exec(tex);
  if (!found) return tex.trim();
  let end = found.index + found[0].length;
  const inside: string[] = [];
  for (let i = 0; i < ARGUMENTS[found[1] as keyof typeof ARGUMENTS]; i++) {
    const close = closing(tex, end);
    inside.push(tex.slice(end + 1, close));
    end = close + 1;
  }
  const rest = tex.slice(end);
  // An index or a letter behind the mark would bind to its last sign alone, or run into a command's name.
  const marked = /^[\^_a-zA-Z]/.test(rest) ? `{${inside[1] ?? ''}}` : (inside[1] ?? '');
  return plainTex(tex.slice(0, found.index) + marked + rest);
}

/** Where the group that opens at `open` ends. */
function closing(tex: string, open: number): number {
  let depth = 0;
  for (let at = open; at < tex.length; at++) {
    if (tex[at] === '\\') at++;
    else if (tex[at] === '{') depth++;
    else if (tex[at] === '}' && --depth === 0) return at;
  }
  return tex.length;
}
