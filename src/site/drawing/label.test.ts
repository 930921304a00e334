import { describe, expect, test } from 'vitest';
import { formulaRuns, linesOf } from './label.ts';

const faces = (tex: string) => formulaRuns(tex).map(({ text, face, level }) => `${text} ${face} ${level}`);

describe('a formula in a label', () => {
  test('has italic letters, upright digits and brackets, and small indices', () => {
    expect(faces('q_\\phi(z)')).toEqual([
      'q italic base',
      'ϕ italic sub',
      '( upright base',
      'z italic base',
      ') upright base',
    ]);
    expect(faces('x_{i2}^2')).toEqual(['x italic base', 'i italic sub', '2 upright sub', '2 upright super']);
  });

  test('returns to its line after an index, and after a group of several letters', () => {
    expect(faces('x_{ij}y').at(-1)).toBe('y italic base');
    expect(faces('x_iy').at(-1)).toBe('y italic base');
  });

  test('sets names of functions upright, with room on both sides', () => {
    expect(formulaRuns('a\\log x').map(({ text, face, space }) => [text, face, space])).toEqual([
      ['a', 'italic', 0],
      ['log', 'upright', 0.17],
      ['x', 'italic', 0.17],
    ]);
    expect(faces('\\mathrm{ELBO}')).toEqual(['ELBO upright base']);
  });

  test('gives a minus room on both sides between two terms, and none before a number of its own', () => {
    const spaces = (tex: string) => formulaRuns(tex).map(({ text, space }) => [text, space]);
    expect(spaces('a - b')).toEqual([
      ['a', 0],
      ['−', 0.2],
      ['b', 0.2],
    ]);
    expect(spaces('-3')).toEqual([['−3', 0]]);
    expect(spaces('a = -3')).toEqual([
      ['a', 0],
      ['=', 0.26],
      ['−3', 0.26],
    ]);
  });

  test('with a command that labels do not have names the command and the label', () => {
    expect(() => formulaRuns('\\bar x')).toThrow('The label “$\\bar x$” has “\\bar”');
  });

  test('puts an accent after its letter, half an em back and at the letter’s height', () => {
    expect(formulaRuns('r(\\tilde x)').map(({ text, face, space }) => [text, face, space])).toEqual([
      ['r', 'italic', 0],
      ['(', 'upright', 0],
      ['x', 'italic', 0],
      ['˜)', 'upright', -0.51],
    ]);
    expect(faces('y_{\\hat x}z')).toEqual(['y italic base', 'x italic sub', 'ˆ upright sub', 'z italic base']);
  });
});

test('a label is words with formulas between dollar signs, line by line', () => {
  expect(linesOf('prior $p$\nof codes').map((runs) => runs.map(({ text, face }) => `${face}: ${text}`))).toEqual([
    ['words: prior ', 'italic: p'],
    ['words: of codes'],
  ]);
});
