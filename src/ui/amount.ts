/** A number as the page prints it: fixed decimals, a real minus sign, ∞ for the infinite, a dash where there is none yet. */
export function amount(value: number | undefined, digits: number): string {
  if (value === undefined || Number.isNaN(value)) return '–';
  if (!Number.isFinite(value)) return value > 0 ? '∞' : '−∞';
  const fixed = value.toFixed(digits);
  return Number(fixed) === 0 ? (0).toFixed(digits) : fixed.replace('-', '−');
}

const SUPERSCRIPTS = '⁰¹²³⁴⁵⁶⁷⁸⁹';
const superscript = (power: number) =>
  String(power)
    .replace('-', '⁻')
    .replaceAll(/\d/g, (digit) => SUPERSCRIPTS.charAt(Number(digit)));

/**
 * The same of a number that may be in the unit of the data (`scaled`): where fixed decimals would then leave fewer than two
 * significant digits of it, three of them and a power of ten, “4.83 · 10⁻⁷”.
 */
export function scaledAmount(value: number | undefined, digits: number, scaled = true): string {
  const small = scaled && value !== undefined && value !== 0 && Math.abs(value) < 10 ** (1 - digits);
  if (!small) return amount(value, digits);
  const [mantissa = '', power = '0'] = value.toExponential(2).split('e');
  return `${mantissa.replace('-', '−')} · 10${superscript(Number(power))}`;
}
