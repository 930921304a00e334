/** Three significant digits and no zeros behind them, for axes: 0.25; below a thousandth a power of ten, 2e−7. */
export function shortly(value: number): string {
  const small = value !== 0 && Math.abs(value) < 1e-3;
  const written = small ? value.toExponential(2).replace(/\.?0+e/, 'e') : String(Number(value.toPrecision(3)));
  return written.replaceAll('-', '−');
}
