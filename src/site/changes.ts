export type Change = { readonly version: string; readonly date?: string; readonly lines: readonly string[] };

/** The versions of a changelog in the form of Keep a Changelog: `## [1.0.0] - 2026-01-31`, and lines that begin with a dash. */
export function changesIn(changelog: string): readonly Change[] {
  const [, ...sections] = changelog.split(/^## /m);
  return sections.map((section) => {
    const [head = '', ...rest] = section.split('\n');
    const [, version = head.trim(), date] = /^\[(.+?)\](?:\s+-\s+(\d{4}-\d{2}-\d{2}))?/.exec(head) ?? [];
    const lines = rest.filter((line) => line.startsWith('- ')).map((line) => line.slice(2).replaceAll('`', ''));
    return { version, ...(date && { date }), lines };
  });
}
