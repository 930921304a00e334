/** A number as pictures print it: fixed decimals and a real minus sign, which a zero has not. */
export function figure(value: number, digits: number): string {
  const fixed = value.toFixed(digits);
  return Number(fixed) === 0 ? fixed.replace('-', '') : fixed.replace('-', '−');
}

/** A count with its thousands parted. */
export const grouped = (count: number): string => count.toLocaleString('en');
