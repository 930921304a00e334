import { expect, test } from 'vitest';
import { statSync } from 'node:fs';
import facts from '../../site/home/replay.json' with { type: 'json' };
import { ROWS } from './sheet.ts';
import { digestOf, recorded, STEPS } from './recording.ts';

/** Far enough for the digits to have changed many times over; the whole run takes minutes. */
const REPLAYED = 190;

test(
  'the recorded run of the home page, run again, gives the same digits to the byte',
  { timeout: 120_000 },
  async () => {
    const digests: string[] = [];
    for await (const moment of recorded(REPLAYED)) digests.push(digestOf(moment));
    expect(digests).toEqual(facts.digests.slice(0, digests.length));
    expect(new Set(digests).size).toBe(7);
  },
);

test('the home page knows the steps and rows of the sheet that it replays', () => {
  expect(facts.steps).toEqual(STEPS);
  expect(facts.digests).toHaveLength(STEPS.length);
  expect(facts.rows).toBe(ROWS);
});

test('the whole replay is at most 40 KiB', () => {
  expect(statSync('public/stills/replay.avif').size).toBeLessThanOrEqual(40 * 1024);
});
