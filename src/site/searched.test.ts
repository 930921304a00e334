import { expect, test, vi } from 'vitest';
import { runsWebAssembly, searched, sectionsBest } from './searched.ts';

test.each([
  ['log-likelihood', 'log likelihood'],
  ['mode-collapse', 'mode collapse'],
  ['Kullback–Leibler', 'Kullback Leibler'],
  ['rate—distortion', 'rate distortion'],
  ['k‑means', 'k means'],
  ['log−likelihood', 'log likelihood'],
  ['encoder/decoder', 'encoder decoder'],
  ['p(z|x)', 'p(z x)'],
  ['leave-one-out', 'leave one out'],
  ['log- likelihood -', 'log likelihood'],
  ['log\u00adlikelihood', 'loglikelihood'],
  ['Bayesʼ rule', 'Bayes’ rule'],
  ['Bayes` rule', 'Bayes’ rule'],
  ['“posterior collapse”', '“posterior collapse”'],
  ['"posterior-collapse"', '"posterior collapse"'],
])('%s is looked for as %s', (words, asked) => {
  expect(searched(words)).toBe(asked);
});

test('of the sections found the one that says most about the words comes first', () => {
  const section = (title: string, ...scores: number[]) => ({
    title,
    weighted_locations: scores.map((balanced_score) => ({ balanced_score })),
  });
  const found = [section('named once', 3), section('not', 0), section('named often', 2, 2)];
  expect(sectionsBest(found).map(({ title }) => title)).toEqual(['named often', 'named once', 'not']);
});

test('a browser without WebAssembly, or one that refuses to compile, is told from one that has it', () => {
  expect(runsWebAssembly()).toBe(true);
  vi.stubGlobal('WebAssembly', undefined);
  expect(runsWebAssembly()).toBe(false);
  vi.stubGlobal('WebAssembly', {
    validate: () => true,
    Module: () => {
      throw new Error('Refused to compile.');
    },
  });
  expect(runsWebAssembly()).toBe(false);
  vi.unstubAllGlobals();
});
