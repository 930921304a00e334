import { Linter } from 'eslint';
import { describe, expect, test } from 'vitest';
import { logicLines } from './logic-lines.ts';

/** What the rule says of a file. */
const said = (code: string): readonly string[] =>
  new Linter()
    .verify(code, {
      plugins: { notes: { rules: { 'logic-lines': logicLines } } },
      languageOptions: { parserOptions: { ecmaFeatures: { jsx: true } } },
      rules: { 'notes/logic-lines': 'error' },
    })
    .map(({ message }) => message);

const lines = (count: number, line = 'act();') => Array.from({ length: count }, () => line).join('\n');
/** A function whose first and last line hold nothing but its head and its brace. */
const withBody = (body: string) => `function long() {\n${body}\n}`;

describe('a function', () => {
  test('of sixty lines, head and brace counted, passes', () => {
    expect(said(withBody(lines(58)))).toEqual([]);
  });

  test('of sixty-one lines is reported with their number', () => {
    expect(said(withBody(lines(59)))).toEqual([
      'This function has 61 lines of logic, and at most 60 are easy to follow. Take it apart.',
    ]);
  });

  test('may have any number of blank lines and comments', () => {
    expect(
      said(withBody(`${lines(58)}\n${lines(30, '')}\n${lines(30, '// why')}\n/*\n${lines(9, 'why')}\n*/`)),
    ).toEqual([]);
  });

  test('is counted with the functions in it, which are counted by themselves as well', () => {
    expect(said(withBody(`const inner = () => {\n${lines(59)}\n};`))).toHaveLength(2);
  });

  test('may be long where it writes markup, but not in front of it', () => {
    const markup = `return (\n<p>\n${lines(80, '<b />')}\n</p>\n);`;
    expect(said(withBody(`${lines(56)}\n${markup}`))).toEqual([]);
    expect(said(withBody(`${lines(57)}\n${markup}`))).toHaveLength(1);
  });

  test('inside markup is counted like any other', () => {
    expect(said(withBody(`return <p onClick={() => {\n${lines(60)}\n}} />;`))).toHaveLength(1);
  });
});

test('a group of tests does not count as a function, but each test in it does', () => {
  const group = (name: string) => `${name}('a thing', () => {\n${lines(80)}\n});`;
  for (const name of ['describe', 'describe.each(table)', 'test.describe']) expect(said(group(name)), name).toEqual([]);
  expect(said(group('test'))).toHaveLength(1);
  expect(said(`describe('a thing', () => {\n${group('test')}\n});`)).toHaveLength(1);
});
