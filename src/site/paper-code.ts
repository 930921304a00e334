import { encode } from 'uqr';

/** The quiet zone that readers of QR codes ask for, in modules. */
const BORDER = 4;

export type PaperCode = {
  /** Side of the square, border included, in modules. */
  readonly side: number;
  /** Outline of the dark modules, for one SVG path; those beside one another are one bar. */
  readonly outline: string;
};

/** A QR code of an address, to be printed. */
export function paperCode(address: string): PaperCode {
  const { data, size } = encode(address, { ecc: 'M', border: BORDER });
  return { side: size, outline: data.map((row, y) => barsOf(row, y)).join('') };
}

function barsOf(row: readonly boolean[], y: number): string {
  let bars = '';
  for (let x = 0; x < row.length; x++) {
    if (!row[x]) continue;
    const begin = x;
    while (row[x]) x++;
    bars += `M${begin} ${y}h${x - begin}v1h${begin - x}z`;
  }
  return bars;
}
