import { useSignal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import { cellsBetween, cellsOf, drawingOf } from '#src/run/drawing.ts';
import { drawing as words } from '#src/run/words/figure.ts';

type Props = {
  label: string;
  /** Cells a side. */
  side: number;
  /** The drawing as `run/drawing.ts` writes it. */
  drawing: string;
  /** Called at the end of a stroke, and for every cell that the keyboard turns. */
  onChange: (drawing: string) => void;
};

/**
 * A square of cells to paint: by pointer or touch in strokes (a stroke that begins on a painted cell wipes), by keyboard
 * cell by cell, with the arrows and the space bar.
 */
export function DrawingPad({ label, side, drawing, onChange }: Props) {
  const draft = useSignal<readonly boolean[] | undefined>(undefined);
  const focused = useSignal(Math.floor((side * side + side) / 2));
  const pad = useRef<HTMLDivElement>(null);
  const stroke = useRef<{ paints: boolean; last: number }>();
  const cells = draft.value ?? cellsOf(drawing, side * side);

  const cellAt = ({ clientX, clientY }: PointerEvent): number => {
    const { left, top, width, height } = pad.current?.getBoundingClientRect() ?? new DOMRect(0, 0, 1, 1);
    const along = (share: number) => Math.min(side - 1, Math.max(0, Math.floor(share * side)));
    return along((clientY - top) / height) * side + along((clientX - left) / width);
  };
  const paint = (through: readonly number[], paints: boolean) => {
    const next = [...cells];
    for (const cell of through) next[cell] = paints;
    draft.value = next;
  };
  const begin = (event: PointerEvent) => {
    if (event.button !== 0) return;
    const cell = cellAt(event);
    pad.current?.setPointerCapture(event.pointerId);
    stroke.current = { paints: !cells[cell], last: cell };
    focused.value = cell;
    paint([cell], !cells[cell]);
  };
  const go = (event: PointerEvent) => {
    const now = stroke.current;
    const cell = cellAt(event);
    if (!now || cell === now.last) return;
    paint(cellsBetween(now.last, cell, side), now.paints);
    now.last = cell;
  };
  const end = () => {
    if (stroke.current && draft.value) onChange(drawingOf(draft.value));
    stroke.current = undefined;
    draft.value = undefined;
  };
  const press = (event: KeyboardEvent) => {
    const at = focused.value;
    if (event.key === ' ' || event.key === 'Enter') onChange(drawingOf(cells.with(at, !cells[at])));
    else {
      const next = moved(at, event.key, side);
      if (next === undefined) return;
      focused.value = next;
      pad.current?.querySelector<HTMLElement>(`[data-cell="${next}"]`)?.focus();
    }
    event.preventDefault();
  };

  return (
    <div class="drawing">
      <p class="picture-title">{label}</p>
      <div
        ref={pad}
        class="pad"
        role="grid"
        tabIndex={-1}
        aria-label={words.painted(label, cells.filter(Boolean).length, cells.length)}
        aria-multiselectable="true"
        style={{ '--side': side }}
        onPointerDown={begin}
        onPointerMove={go}
        onPointerUp={end}
        onPointerCancel={end}
        onKeyDown={press}
      >
        {Array.from({ length: side }, (_, row) => (
          <div key={row} role="row" class="pad-row">
            {Array.from({ length: side }, (__, column) => {
              const cell = row * side + column;
              return (
                <div
                  key={column}
                  role="gridcell"
                  class="pad-cell"
                  data-cell={cell}
                  tabIndex={cell === focused.value ? 0 : -1}
                  aria-selected={cells[cell] ?? false}
                  aria-label={words.cell(row + 1, column + 1)}
                />
              );
            })}
          </div>
        ))}
      </div>
      <p class="drawing-hint">{words.hint}</p>
      <button type="button" class="quiet" data-action="wipe" onClick={() => onChange('')}>
        {words.wipe}
      </button>
    </div>
  );
}

/** Where an arrow key, Home or End leads from a cell; it stays on the board. */
function moved(cell: number, key: string, side: number): number | undefined {
  const [row, column] = [Math.floor(cell / side), cell % side];
  const inside = (at: number) => Math.min(side - 1, Math.max(0, at));
  switch (key) {
    case 'ArrowLeft':
      return row * side + inside(column - 1);
    case 'ArrowRight':
      return row * side + inside(column + 1);
    case 'ArrowUp':
      return inside(row - 1) * side + column;
    case 'ArrowDown':
      return inside(row + 1) * side + column;
    case 'Home':
      return row * side;
    case 'End':
      return row * side + side - 1;
    default:
      return undefined;
  }
}
