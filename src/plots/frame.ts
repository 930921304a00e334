import type { PlotOptions } from '@observablehq/plot';

export type Size = { readonly width: number; readonly height: number };

/** The house style of every plot: margins for labels in the sans, no fonts or colours of the library's own. */
export const frame = ({ width, height }: Size): PlotOptions => ({
  width,
  height,
  marginTop: 24,
  marginRight: 16,
  marginBottom: 36,
  marginLeft: 46,
  className: 'plot',
  style: { background: 'none', fontFamily: 'var(--sans)', fontSize: '12px', overflow: 'visible', color: 'var(--ink)' },
});

/** Pixels from the left side of the frame to its right one. */
export function acrossFrame(size: Size): number {
  const { marginLeft = 0, marginRight = 0 } = frame(size);
  return size.width - marginLeft - marginRight;
}

/** From the first row's number to the last one's: the domain of an axis that rows in ascending order lie along. */
/** What an axis shows, from what this picture needs of it: more where another picture has to be compared with it. */
export type Fit = (axis: string, own: readonly [number, number]) => [number, number];
export const alone: Fit = (_, [low, high]) => [low, high];

export const endsOf = <Row>(rows: readonly Row[], read: (row: Row) => number): [number, number] => {
  const [first, last] = [rows[0], rows.at(-1)];
  return first === undefined || last === undefined ? [0, 1] : [read(first), read(last)];
};
