import { expect, test } from 'vitest';
import { renderTex } from './katex.ts';
import { plainFormula, searchText } from './search-text.ts';

const plain = (tex: string) => plainFormula(/<math.*<\/math>/s.exec(renderTex(tex, false))?.[0] ?? '');

test.each([
  ['p', 'p'],
  ['z \\sim p(z)', 'z ∼ p(z)'],
  ['p_\\theta(x \\mid z)', 'p_θ(x | z)'],
  ['D_{\\mathrm{KL}}(q \\,\\|\\, p)', 'D_KL(q ∥ p)'],
  ['\\sigma^2', 'σ²'],
  ['e^{-x}', 'e^(− x)'],
  ['\\frac{1}{n+1}', '1/(n + 1)'],
  ['\\sqrt{2}', '√2'],
  ['\\sum_{i=1}^n x_i', '∑_(i = 1)^nx_i'],
  ['\\log p(x) \\ge \\mathbb{E}[\\log x]', 'log p(x) ≥ E[log x]'],
  ['\\term{kl}{D}', 'D'],
  ["\\ell'(a)", 'ℓ′(a)'],
])('the formula %s reads %s', (tex, text) => {
  expect(plain(tex)).toBe(text);
});

test('a formula in a sentence is read where it stands, and does not count when pages are ranked', () => {
  const html = `<p>If ${renderTex('p', false)} holds still, ${renderTex('\\frac{a}{b}', false)}.</p>`;
  expect(searchText(html)).toBe(
    '<p>If <span data-pagefind-weight="0">p</span> holds still, <span data-pagefind-weight="0">a/b</span>.</p>',
  );
});

test('words joined by a dash are joined by a hyphen for the index, which takes them apart; headings and spans of numbers stay', () => {
  expect(searchText('<h2>Rate–distortion</h2><p>rate–distortion, k‑means, pages 3–5, a – b</p>')).toBe(
    '<h2>Rate–distortion</h2><p>rate-distortion, k-means, pages 3–5, a – b</p>',
  );
});

test('a page of little weight has it on every part', () => {
  expect(searchText('<main id="content"><h1>All</h1><p>x</p></main>', 0.2)).toBe(
    '<main data-pagefind-weight="0.2" id="content"><h1 data-pagefind-weight="0.2">All</h1><p data-pagefind-weight="0.2">x</p></main>',
  );
});
