import { useSignal } from '@preact/signals';
import type { PanelProps } from './panel.ts';
import { usePictures } from './pictures-of.ts';
import { tableIn, type Table } from './tables.ts';
import { picture, tables as words } from '#src/run/words/panels.ts';

type Tabled = { readonly title: string; readonly table: () => Table };

/** The table of a picture that has numbers to list. */
function tabledIn(held: Element, title: string, again: boolean): readonly Tabled[] {
  const frame = held.querySelector('.picture-frame');
  const table = frame && tableIn(frame);
  return table ? [{ title: again ? `${title} (${picture.second})` : title, table }] : [];
}

/** The numbers of the pictures, which follow them as they change. */
export function TablesPanel({ state }: PanelProps) {
  const found = usePictures(state.id, tabledIn);
  return (
    <section class="panel panel-tables" aria-label={words.title}>
      {found.length === 0 && <p>{words.none}</p>}
      {found.map(({ title, table }) => (
        <DataTable key={title} title={title} table={table} open={found.length === 1} />
      ))}
    </section>
  );
}

/** One picture's numbers, made only while they are open. */
function DataTable({ title, table, open: first }: Tabled & { open: boolean }) {
  const open = useSignal(first);
  const shown = open.value ? table() : undefined;
  return (
    <details class="as-table" open={first} onToggle={(event) => (open.value = event.currentTarget.open)}>
      <summary>{title}</summary>
      {shown && (
        // The table scrolls inside its own box, so a reader at the keyboard needs a stop there.
        // eslint-disable-next-line jsx-a11y-x/no-noninteractive-tabindex
        <div class="table-scroll" tabIndex={0} role="region" aria-label={words.of(title)}>
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
