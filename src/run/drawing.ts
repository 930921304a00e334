/** A drawing of cells as a text for links: one bit a cell from the upper left, row by row, four cells to a hex digit. */

/** Whether each of `count` cells is painted; what the text does not reach is not. */
export const cellsOf = (drawing: string, count: number): readonly boolean[] =>
  Array.from(
    { length: count },
    (_, cell) => ((parseInt(drawing.charAt(cell >> 2) || '0', 16) >> (3 - (cell & 3))) & 1) === 1,
  );

/** The text of these cells; empty where nothing is painted. */
export function drawingOf(cells: readonly boolean[]): string {
  const digits = Array.from({ length: Math.ceil(cells.length / 4) }, (_, digit) =>
    [0, 1, 2, 3].reduce((sum, bit) => sum + (cells[4 * digit + bit] ? 8 >> bit : 0), 0).toString(16),
  );
  return cells.includes(true) ? digits.join('') : '';
}

/** Cells of a square of `side` cells on the straight way from one to another, both included. */
export function cellsBetween(from: number, to: number, side: number): readonly number[] {
  const [x1, y1, x2, y2] = [from % side, Math.floor(from / side), to % side, Math.floor(to / side)];
  const steps = Math.max(Math.abs(x2 - x1), Math.abs(y2 - y1), 1);
  return Array.from({ length: steps + 1 }, (_, i) => {
    const share = i / steps;
    return Math.round(y1 + share * (y2 - y1)) * side + Math.round(x1 + share * (x2 - x1));
  });
}
