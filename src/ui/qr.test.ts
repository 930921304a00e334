import { expect, test } from 'vitest';
import { QUIET_ZONE, qrCode, qrFile } from './qr.ts';

/** The dark modules of a code, by row and column. */
function modules({ size, path }: { size: number; path: string }): boolean[][] {
  const rows = Array.from({ length: size }, () => Array.from({ length: size }, () => false));
  for (const [, x, y, length] of path.matchAll(/M(\d+) (\d+)h(\d+)v1h-\d+z/g))
    for (let at = 0; at < Number(length); at++) (rows[Number(y)] ?? [])[Number(x) + at] = true;
  return rows;
}

test('a code keeps four light modules around it and has its three eyes', () => {
  const code = qrCode('https://example.org/widgets/vae-tradeoff/?beta=4&v=1');
  if (!code) throw new Error('A link of 52 characters has a code.');
  const rows = modules(code);
  const edge = rows.flatMap((row, y) =>
    row.filter((_, x) => Math.min(x, y, code.size - 1 - x, code.size - 1 - y) < QUIET_ZONE),
  );
  expect(edge.some(Boolean)).toBe(false);
  // ISO/IEC 18004: each finder pattern is 7 modules wide and reads 1 1 1 1 1 1 1 in its first row, 1 0 0 0 0 0 1 below.
  const far = code.size - QUIET_ZONE - 7;
  for (const [x, y] of [
    [QUIET_ZONE, QUIET_ZONE],
    [far, QUIET_ZONE],
    [QUIET_ZONE, far],
  ] as const) {
    expect(rows[y]?.slice(x, x + 7)).toEqual([true, true, true, true, true, true, true]);
    expect(rows[y + 1]?.slice(x, x + 7)).toEqual([true, false, false, false, false, false, true]);
  }
});

test('a text that fits no code has none', () => {
  // The largest code of level M holds 2,331 bytes.
  expect(qrCode('x'.repeat(2400))).toBeUndefined();
});

test('a saved code is black on white, its quiet zone included, whole pixels to a module, and says its text', async () => {
  const code = qrCode('https://example.org/widgets/vae-tradeoff/?beta=4&v=1');
  if (!code) throw new Error('A link of 52 characters has a code.');
  const svg = await qrFile(code, 'https://example.org/widgets/vae-tradeoff/?beta=4&v=1').text();
  const side = Number(/ width="(\d+)"/.exec(svg)?.[1]);
  // A slide shows a code some 300 pixels wide; sharp is a whole number of pixels for each module.
  expect(side % code.size).toBe(0);
  expect(side).toBeGreaterThan(300);
  expect(svg).toContain(`<rect width="${code.size}" height="${code.size}" fill="#fff"/>`);
  expect(svg).toContain('beta=4&amp;v=1');
  expect(svg).toContain(code.path);
});
