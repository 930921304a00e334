import { expect, test } from 'vitest';
import { displayed, renderTex } from './katex.ts';

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

test('a letter that the fonts are not cut to stops the build and is named', () => {
  expect(() => displayed('a ⊛ b', numberOf)).toThrow(/its letter “⊛” \(U\+229B\).*Add it to MATH/);
});

test('≠ is a stroke of its own through =, and the fonts have it', () => {
  expect(displayed('a \\ne b', numberOf)).toContain('\ue020');
});

test('\\num prints its number as if it stood there alone', () => {
  const printed = (tex: string) => renderTex(tex, false).replace(/<annotation[\s\S]*?<\/annotation>/, '');
  expect(printed('D = \\num{kl-closed-form.kl; mu=1, sigma=0.5; ×100}{81.81} - \\num{coin.share}{3{,}1}')).toBe(
    printed('D = 81.81 - 3{,}1'),
  );
});
