import { expect, test } from 'vitest';
import type { Result } from './race.ts';
import { barsOf, reportOf, rowsOf, winnersOf } from './report.ts';

const results: readonly Result[] = [
  { contest: 'gan', contestant: 'simd', rounds: [0.3, 0.1, 0.2], right: true },
  { contest: 'gan', contestant: 'reference', rounds: [1, 3], right: true },
  { contest: 'gan', contestant: 'TF.js cpu', rounds: [0.01], right: false },
  { contest: 'gan', contestant: 'TF.js webgpu', rounds: [], fault: 'no adapter was found' },
];

test('the winner is the fastest by median among those whose numbers are right', () => {
  // Medians 0.2 and (1 + 3) / 2 = 2 ms: 5,000 steps a second, ten times as many. The faster one computes wrongly.
  expect(winnersOf(results)).toEqual(['GAN in the plane: simd wins with 5,000 steps a second, 10 times reference.']);
  expect(barsOf(results).filter(({ first }) => first)).toHaveLength(1);
});

test('who cannot race, or races wrongly, is said in the table and not hidden', () => {
  expect(rowsOf(results).map((row) => row.slice(1))).toEqual([
    ['simd', '0.2', '5,000', 'right'],
    ['reference', '2', '500', 'right'],
    ['TF.js cpu', '0.01', '100,000', 'wrong'],
    ['TF.js webgpu', '–', '–', 'no adapter was found'],
  ]);
  expect(barsOf(results).map(({ contestant }) => contestant)).not.toContain('TF.js webgpu');
});

test('the text to copy names the machine and carries every row', () => {
  const text = reportOf(results, { agent: 'A browser', cores: 2, date: '2026-01-02' });
  expect(text.split('\n')[0]).toBe('Race of 2026-01-02; 2 cores; A browser');
  for (const row of rowsOf(results)) expect(text).toContain(row.join(' | '));
});
