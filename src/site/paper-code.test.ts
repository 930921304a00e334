import { encode } from 'uqr';
import { expect, test } from 'vitest';
import { paperCode } from './paper-code.ts';

const ADDRESS = 'https://notes.example/widgets/vae-tradeoff/?beta=4';

/** Which modules an outline darkens, one row of the path at a time. */
function modulesOf({ side, outline }: ReturnType<typeof paperCode>): boolean[][] {
  const rows = Array.from({ length: side }, () => Array<boolean>(side).fill(false));
  for (const [, x, y, width] of outline.matchAll(/M(\d+) (\d+)h(\d+)v1h-\d+z/g))
    rows[Number(y)]?.fill(true, Number(x), Number(x) + Number(width));
  return rows;
}

test('the printed bars darken exactly the modules of the code, with a quiet zone of four around them', () => {
  const code = paperCode(ADDRESS);
  const modules = modulesOf(code);
  const bare = encode(ADDRESS, { ecc: 'M', border: 0 });
  expect(code.side).toBe(bare.size + 8);
  expect(modules.slice(4, -4).map((row) => row.slice(4, -4))).toEqual(bare.data);
  expect(modules.slice(0, 4).flat()).not.toContain(true);
});
