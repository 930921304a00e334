export type Table = { readonly columns: readonly string[]; readonly rows: readonly (readonly (string | number)[])[] };

/** A table in Markdown, its columns as wide as their widest cell. */
export function markdown({ columns, rows }: Table): string {
  const cells = [columns, ...rows].map((row) => row.map(String));
  const widths = columns.map((_, at) => Math.max(3, ...cells.map((row) => row[at]?.length ?? 0)));
  const line = (row: readonly string[]) =>
    `| ${widths.map((width, at) => (row[at] ?? '').padEnd(width)).join(' | ')} |`;
  const [head = [], ...body] = cells;
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...body.map(line)].join('\n');
}

/** Thousands of bytes, one decimal. */
export const kilobytes = (bytes: number) => (bytes / 1000).toFixed(1);
