/**
 * The line on which a field over a square of cells takes the value `level`: marching squares between the middles of the
 * cells. Segments [x₁, y₁, x₂, y₂ …] in cells (the middle of the first cell is 0, 0), the lower side on their right
 * as the page is seen, y growing downwards.
 * @param field side × side values, row by row from the top
 */
export function contour(field: Float32Array, side: number, level: number): Float32Array {
  const segments: number[] = [];
  for (let row = 0; row + 1 < side; row++)
    for (let column = 0; column + 1 < side; column++) {
      const at = row * side + column;
      const height = (i: number) => (field[i] ?? 0) - level;
      const corners: Corners = [height(at), height(at + 1), height(at + side + 1), height(at + side)];
      const below = +(corners[0] < 0) + +(corners[1] < 0) + +(corners[2] < 0) + +(corners[3] < 0);
      // Most squares lie on one side of the line.
      if (below > 0 && below < 4) square(segments, column, row, corners);
    }
  return Float32Array.from(segments);
}

/** Heights over the level at the corners of a square, clockwise from its upper left. */
type Corners = [number, number, number, number];

/**
 * Walks around the square: where the height goes from below the level to above, a segment begins or ends. Two crossings
 * make one segment; four make two, joined so that the square's middle lies on the side of the mean height.
 */
function square(segments: number[], x: number, y: number, heights: Corners): void {
  const ups: number[] = [];
  const downs: number[] = [];
  for (let edge = 0; edge < 4; edge++) {
    const [from, to] = [heights[edge] ?? 0, heights[(edge + 1) % 4] ?? 0];
    if (from < 0 && to >= 0) ups.push(edge);
    if (from >= 0 && to < 0) downs.push(edge);
  }
  const turned = ups.length === 2 && mean(heights) >= 0;
  for (const up of ups) {
    // Clockwise after a way up comes its way down; in a saddle the next one or the one before closes the corner.
    const ordered = downs.filter((down) => down > up).concat(downs.filter((down) => down < up));
    const down = (turned ? ordered.at(-1) : ordered[0]) ?? 0;
    segments.push(...crossing(heights, up, x, y), ...crossing(heights, down, x, y));
  }
}

const mean = (heights: Corners) => (heights[0] + heights[1] + heights[2] + heights[3]) / 4;

const CORNERS = [
  [0, 0],
  [1, 0],
  [1, 1],
  [0, 1],
] as const;

/** Where the height passes zero on an edge, by linear interpolation. */
function crossing(heights: Corners, edge: number, x: number, y: number): [number, number] {
  const next = (edge + 1) % 4;
  const [from, to] = [heights[edge] ?? 0, heights[next] ?? 0];
  const share = from / (from - to);
  const [[x1, y1], [x2, y2]] = [CORNERS[edge] ?? CORNERS[0], CORNERS[next] ?? CORNERS[0]];
  return [x + x1 + share * (x2 - x1), y + y1 + share * (y2 - y1)];
}
