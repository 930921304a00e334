import { useSignal, useSignalEffect } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';

export type Table = { readonly columns: readonly string[]; readonly rows: readonly (readonly (string | number)[])[] };

type Props = {
  title: string;
  /** One sentence with the numbers, for a reader who does not see the picture. */
  summary: () => string;
  table?: () => Table;
  height?: number;
  /** Share of the stage's width it asks for, 1 unless told. */
  grow?: number;
  draw: (size: { width: number; height: number }) => Element;
};

/** A picture that redraws when a signal it reads changes or its width does, at most once a frame. */
export function Picture({ title, summary, table, height = 220, grow = 1, draw }: Props) {
  const frame = useRef<HTMLDivElement>(null);
  const width = useSignal(0);
  const drawn = useRef(draw);
  drawn.current = draw;
  const summaryNow = useRef(summary);
  summaryNow.current = summary;
  const text = useSignal('');
  useEffect(() => {
    const observer = new ResizeObserver(([entry]) => {
      width.value = Math.round(entry?.contentRect.width ?? 0);
    });
    if (frame.current) observer.observe(frame.current);
    return () => observer.disconnect();
  }, []);
  useSignalEffect(() => {
    if (width.value < 40) return;
    frame.current?.replaceChildren(drawn.current({ width: width.value, height }));
    text.value = summaryNow.current();
  });
  return (
    <div class="picture" style={{ '--grow': grow }}>
      <h4 class="picture-title">{title}</h4>
      <div ref={frame} class="picture-frame" role="img" aria-label={`${title}. ${text.value}`} style={{ minHeight: height }} />
      {table && <DataTable title={title} table={table} />}
    </div>
  );
}

/** The picture's numbers as a table, made only while it is open. */
function DataTable({ title, table }: { title: string; table: () => Table }) {
  const open = useSignal(false);
  const shown = open.value ? table() : undefined;
  return (
    <details class="as-table" onToggle={(event) => (open.value = event.currentTarget.open)}>
      <summary>
        Table<span class="for-ears"> of {title}</span>
      </summary>
      {shown && (
        // The table scrolls inside its own box, so a reader at the keyboard needs a stop there.
        // eslint-disable-next-line jsx-a11y-x/no-noninteractive-tabindex
        <div class="table-scroll" tabIndex={0} role="region" aria-label={`Table of ${title}`}>
          <table>
            <thead>
              <tr>
                {shown.columns.map((column) => (
                  <th key={column} scope="col">
                    {column}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {shown.rows.map((row, at) => (
                <tr key={at}>
                  {row.map((cell, column) => (
                    <td key={column}>{cell}</td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </details>
  );
}
