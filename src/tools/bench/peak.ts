import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import binaryen from 'binaryen';

/** Multiply-adds of one turn of peak.wat: twelve chains of four numbers. */
const A_TURN = 48;
const TURNS = 4_000_000;

/** The machine's measured peak in multiply-adds a second, one thread, in the browser: the best of `tries`. */
export async function measurePeak(page: Page, tries = 7): Promise<number> {
  const module = binaryen.parseText(readFileSync(new URL('./peak.wat', import.meta.url), 'utf8'));
  module.setFeatures(binaryen.Features.SIMD128);
  const binary = [...module.emitBinary()];
  module.dispose();
  const milliseconds = await page.evaluate(bestOf, { binary, turns: TURNS, tries });
  return (A_TURN * TURNS * 1000) / milliseconds;
}

/** In the page. A first call lets the compiler finish. */
async function bestOf({ binary, turns, tries }: { binary: number[]; turns: number; tries: number }): Promise<number> {
  const { instance } = await WebAssembly.instantiate(new Uint8Array(binary));
  const chains = instance.exports['chains'] as (turns: number) => number;
  chains(turns);
  let best = Infinity;
  for (let i = 0; i < tries; i++) {
    const begin = performance.now();
    if (Math.abs(chains(turns) - 12) > 1e-3) throw new Error('The chains do not rest at 1, so nothing was measured.');
    best = Math.min(best, performance.now() - begin);
  }
  return best;
}
