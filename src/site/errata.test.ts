import { globSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';

const page = readFileSync('content/appendices/errata.mdx', 'utf8');
const lectures = globSync('content/lectures/*.mdx').map((file) => readFileSync(file, 'utf8'));
const entries = [...page.matchAll(/<ErratumEntry n=\{(\d+)\}[\s\S]*?<\/ErratumEntry>/g)].map(([text, n]) => ({
  n: Number(n),
  text,
}));
const textOf = (n: number) => entries.find((entry) => entry.n === n)?.text ?? '';
const { log, sqrt, exp, PI } = Math;

test('the entries are numbered from 1 to 21 without a gap', () => {
  expect(entries.map(({ n }) => n)).toEqual(Array.from({ length: 21 }, (_, at) => at + 1));
});

test.each(entries)('entry $n says what the deck states, what is right, why, and where to try it', ({ text }) => {
  for (const part of ['**What it says.**', '**What is right.**', '**Proof.**', '**Where to touch it.**'])
    expect(text.split(part), part).toHaveLength(2);
});

test('every entry is marked in a lecture, but for those whose lectures are still to be written', () => {
  const marked = new Set(
    lectures.flatMap((text) => [...text.matchAll(/<Erratum n=\{(\d+)\}/g)].map(([, n]) => Number(n))),
  );
  expect(entries.map(({ n }) => n).filter((n) => !marked.has(n))).toEqual([17]);
});

/** Each number anew, from its definition; the page prints it rounded. */
const toldBy = (sigmas: readonly number[]) => sigmas.reduce((sum, v) => sum + 0.5 * (v - 1 - log(v)), 0);
const coin = (p: number) => 120 * p ** 3 * (1 - p) ** 7;
const fair = (prior: number) => (coin(0.5) * prior) / (coin(0.5) * prior + (1 - prior) / 11);
/** The worked model: z is standard normal, x has mean 1.5 z and variance 0.64. */
const evidence = 1.5 ** 2 + 0.64;
const posterior = (x: number) => ({ mean: (1.5 * x) / evidence, variance: 0.64 / evidence });
const shared = (posterior(2).mean + posterior(-1).mean) / 2;
const logit = log(0.9 / 0.1) - 0.1 * 0.9;
const pair = (x: number, y: number) => -log(2 * PI) - 0.5 * log(0.36) - (x * x - 1.6 * x * y + y * y) / 0.72;
const constant = -0.5 * log(2 * PI * 0.64);
const peak = 1 / sqrt(2 * PI);

describe('the number', () => {
  test.each<[string, number, number, number]>([
    ['of a fair coin’s probability, with even belief', 10, fair(0.5), 4],
    ['of a fair coin’s probability, with firm belief', 10, fair(0.9), 4],
    ['of the mean that serves two data', 12, shared, 4],
    ['of what one mean for two data costs', 12, (posterior(2).mean - shared) ** 2 / (2 * posterior(2).variance), 4],
    ['of −ELBO at the best code', 13, 0.5 * log(PI) + 0.5 + 0.5 * log(4), 4],
    ['of −ELBO without a code', 13, 0.5 * log(PI) + 2, 4],
    ['of what matching the prior costs', 13, 1.5 - 0.5 * log(4), 4],
    ['of a logit after a step', 14, logit, 4],
    ['of D after that step', 14, 1 / (1 + exp(-logit)), 4],
    ['of a penalty on 0.2 for 0.1', 16, 0.1 * log(0.1 / 0.2) + 0.9 * log(0.9 / 0.8), 4],
    ['of a pair’s log density', 17, pair(1, 1), 4],
    ['of two losses at one half', 18, 3 * log(2), 4],
    ['of two losses at 0.9 and 0.1', 18, -2 * log(0.9) - log(0.1), 4],
    ['of the reconstruction', 19, constant - ((2 - 0.45) ** 2 + 2.25 * 0.5) / 1.28, 4],
    ['of the mean code’s log density', 19, constant - (2 - 0.45) ** 2 / 1.28, 4],
    ['of an estimate’s mean', 20, peak / sqrt(1.16), 4],
    ['of its deviation', 20, peak * sqrt((1 / sqrt(2 * 0.16 + 0.16 ** 2) - 1 / 1.16) / 100), 4],
    ['of its bias', 20, peak - peak / sqrt(1.16), 4],
    ['of a divergence from deviations', 21, toldBy([0.25, 4]), 3],
    ['of a divergence from variances', 21, toldBy([0.5, 2]), 2],
  ])('%s stands in erratum %i as it comes out', (_, n, value, digits) => {
    expect(textOf(n)).toContain(value.toFixed(digits).replace(/^-/, ''));
  });
});
