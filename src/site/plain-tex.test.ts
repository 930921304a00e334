import { globSync, readFileSync } from 'node:fs';
import katex from 'katex';
import { expect, test } from 'vitest';
import { plainTex } from './plain-tex.ts';

test('a marked term leaves what it marks, a live number its symbol', () => {
  expect(plainTex('\\term{elbo}{\\mathrm{ELBO}} = \\live{kl}{D_{\\mathrm{KL}}}{0.8181}')).toBe(
    '\\mathrm{ELBO} = D_{\\mathrm{KL}}',
  );
});

test('marks inside marks go too, and an index keeps what it belongs to', () => {
  expect(plainTex('\\term{a}{x + \\term{b}{y}}^2 \\{')).toBe('{x + y}^2 \\{');
});

test('a command does not run into the letter behind it', () => {
  expect(plainTex('\\term{a}{\\alpha}x')).toBe('{\\alpha}x');
});

test('every display formula of the lectures is TeX that plain KaTeX prints', () => {
  const formulas = globSync('content/**/*.mdx').flatMap((file) =>
    [...readFileSync(file, 'utf8').matchAll(/\n\$\$\n([\s\S]*?)\n\$\$\n/g)].map(([, tex = '']) => tex),
  );
  expect(formulas.length).toBeGreaterThan(50);
  for (const tex of formulas) {
    const plain = plainTex(tex.replace(/\\label\{[^}]*\}/, ''));
    expect(plain).not.toMatch(/\\(?:term|live)/);
    katex.renderToString(plain.replaceAll('{–}', '{\\text{–}}'), { displayMode: true, throwOnError: true });
  }
});
