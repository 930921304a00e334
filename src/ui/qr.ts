import { encode } from 'uqr';

/** Light modules around the code, as its standard (ISO/IEC 18004) asks. */
export const QUIET_ZONE = 4;

/** A QR code as one path of squares in a box of `size` × `size` modules, the quiet zone counted in. */
export type QrCode = { readonly size: number; readonly path: string };

/** The code of a text; undefined where the text is too long for any code. */
export function qrCode(text: string): QrCode | undefined {
  try {
    const { size, data } = encode(text, { ecc: 'M', border: QUIET_ZONE });
    return { size, path: data.flatMap((row, y) => barsOf(row).map(([x, length]) => bar(x, y, length))).join('') };
  } catch {
    return undefined;
  }
}

/** Pixels a module is wide in a file, so that it is sharp on a slide. */
const MODULE = 16;

/** The code as a picture of its own: dark on white, with its quiet zone, and the text it stands for in words. */
export function qrFile({ size, path }: QrCode, text: string): Blob {
  const side = size * MODULE;
  const described = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  return new Blob(
    [
      `<svg xmlns="http://www.w3.org/2000/svg" width="${side}" height="${side}" viewBox="0 0 ${size} ${size}" shape-rendering="crispEdges">`,
      `<desc>${described}</desc><rect width="${size}" height="${size}" fill="#fff"/><path d="${path}" fill="#000"/></svg>\n`,
    ],
    { type: 'image/svg+xml' },
  );
}

const bar = (x: number, y: number, length: number) => `M${x} ${y}h${length}v1h-${length}z`;

/** Where each run of dark modules in a row begins, and how many there are. */
function barsOf(row: readonly boolean[]): readonly (readonly [number, number])[] {
  const bars: [number, number][] = [];
  row.forEach((dark, x) => {
    const last = bars.at(-1);
    if (dark && last && last[0] + last[1] === x) last[1]++;
    else if (dark) bars.push([x, 1]);
  });
  return bars;
}
