import * as Plot from './plot.ts';

/** Things one under another, the first on top: row `i` has its middle at `i + 0.5`, and `padding` of a row is left free. */
export const inRows = (count: number, padding = 0) =>
  ({ axis: null, domain: [count + padding / 2, -padding / 2] }) satisfies Plot.ScaleOptions;

/** Lower and upper edge of row `i`. */
export const edgesOf = (i: number, padding: number) => ({ y1: i + padding / 2, y2: i + 1 - padding / 2 });

/** Their names, left of the frame. */
export const rowNames = (names: readonly string[]) =>
  Plot.text([...names], { frameAnchor: 'left', y: (_name: string, i: number) => i + 0.5, textAnchor: 'end', dx: -9 });
