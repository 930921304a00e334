import { expect, test } from 'vitest';
import { scoreOf, staleIn, survivorsOf, type Excused, type Mutant } from './report.ts';

const mutant = (status: string, replacement = 'b'): Mutant => ({
  file: 'model.ts',
  number: 3,
  line: 'return a  +  b;',
  mutator: 'ArithmeticOperator',
  replacement,
  status,
});
const excused: Excused = { file: 'model.ts', line: 'return a + b;', replacement: 'b', why: 'a is 0.' };

test('the score counts what tests noticed among what compiles', () => {
  const mutants = ['Killed', 'Timeout', 'Survived', 'NoCoverage', 'CompileError', 'Ignored'].map((status) =>
    mutant(status),
  );
  expect(scoreOf('model.ts', mutants)).toEqual({ file: 'model.ts', killed: 2, survived: 1, uncovered: 1, percent: 50 });
  expect(scoreOf('other.ts', mutants).percent).toBe(100);
});

test('a survivor is excused by its line and replacement, however they are spaced', () => {
  const mutants = [mutant('Survived'), mutant('NoCoverage', 'a'), mutant('Killed')];
  expect(survivorsOf(mutants, [excused])).toEqual({ known: [mutants[0]], unknown: [mutants[1]] });
});

test('a reason on file is stale once a test notices its mutant', () => {
  expect(staleIn([mutant('Killed')], [excused])).toEqual([excused]);
  expect(staleIn([mutant('Survived')], [excused])).toEqual([]);
});
