import { expect, test } from 'vitest';
import { displayed } from './katex.ts';

const numberOf = () => '9.2';

test('a labelled formula gets an address and its number, and the label leaves no trace in it', () => {
  const html = displayed('a = b \\label{sum}', numberOf);
  expect(html).toContain('<div class="equation" id="eq-sum">');
  expect(html).toMatch(/href="#eq-sum".*\(9\.2\)<\/a><\/div>$/);
  expect(html).not.toContain('label{');
});

test('a formula without a label has no number', () => {
  expect(displayed('a = b', numberOf)).not.toContain('eq-number');
});
