import * as Plot from './plot.ts';

/** Things one under another, the first on top: row `i` has its middle at `i + 0.5`, and `padding` of a row is left free. */
export const inRows = (count: number, padding = 0) =>
  ({ axis: null, domain: [count + padding / 2, -padding / 2] }) satisfies Plot.ScaleOptions;

/** The middle of each row, of which the first is row `from`. */
export const middles =
  (from = 0) =>
  (_row: unknown, i: number): number =>
    from + i + 0.5;

/** Upper and lower edge of each row's bar. */
export const edges = (padding: number, from = 0) => ({
  y1: (_row: unknown, i: number): number => from + i + padding / 2,
  y2: (_row: unknown, i: number): number => from + i + 1 - padding / 2,
});

/** Their names, left of the frame. */
export const rowNames = (names: readonly string[]) =>
  Plot.text([...names], { frameAnchor: 'left', y: middles(), textAnchor: 'end', dx: -9 });
