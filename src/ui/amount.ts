/** A number as the page prints it: fixed decimals, a real minus sign, ∞ for the infinite, a dash where there is none yet. */
export function amount(value: number | undefined, digits: number): string {
  if (value === undefined || Number.isNaN(value)) return '–';
  if (!Number.isFinite(value)) return value > 0 ? '∞' : '−∞';
  const fixed = value.toFixed(digits);
  return Number(fixed) === 0 ? (0).toFixed(digits) : fixed.replace('-', '−');
}
