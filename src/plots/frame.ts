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
