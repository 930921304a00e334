import { globSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { exercisesIn } from './exercises.ts';
import { proofFrom, readProgress, readReport } from './files.ts';
import { holds, proofOf, queryOf, type Proof } from './proof.ts';

const proof: Proof = {
  widget: 'kl-closed-form',
  settings: { mu: 0.1 + 0.2, sigma: 1, seed: 11 },
  step: 0,
  backend: '',
  numbers: { kl: 0.5 },
};
const file = (content: object) => JSON.stringify({ version: 1, ...content });

test('every exercise of the lectures is found, with the figure it asks', () => {
  for (const name of globSync('content/lectures/*.mdx')) {
    const body = readFileSync(name, 'utf8');
    const tags = body.replace(/\{\/\*[\s\S]*?\*\/\}/g, '').match(/<Exercise\s/g)?.length ?? 0;
    const found = exercisesIn(body);
    expect(found.length, name).toBe(tags);
    expect(found.filter(({ goal }) => goal).length, name).toBe(body.match(/\sgoal=\{/g)?.length ?? 0);
    for (const { id, title, widget, goal } of found) {
      expect(id).toMatch(/^[a-z0-9-]+$/);
      expect(title).not.toBe('');
      if (goal) expect(widget).toBeDefined();
    }
  }
});

test('a goal is read as its tag says it', () => {
  const body = `<Exercise id="a" title="A" widget="w" goal={[{ knob: 'data', is: 'ring' }, { metric: 'kl', above: 1e-3 }]}>`;
  expect(exercisesIn(body)[0]?.goal).toEqual([
    { knob: 'data', is: 'ring' },
    { metric: 'kl', above: 0.001 },
  ]);
});

test('a goal holds inside its range and for its name, and not for a number that is missing', () => {
  const seen = { metrics: { kl: 0.5 }, values: { data: 'ring' }, step: 200 };
  expect(holds({ metric: 'kl', above: 0.49, below: 0.51 }, seen)).toBe(true);
  expect(holds({ metric: 'kl', above: 0.51 }, seen)).toBe(false);
  expect(holds({ metric: 'step', above: 199 }, seen)).toBe(true);
  expect(holds({ knob: 'data', is: 'ring' }, seen)).toBe(true);
  expect(holds({ metric: 'gap', below: 1 }, seen)).toBe(false);
});

test('a proof keeps what another machine gives again, and its query every digit', () => {
  const metrics = { kl: 0.5, 'steps-per-second': 812, error: NaN, forward: Infinity };
  expect(proofOf({ widget: 'w', values: {}, metrics, step: 3 }, 'simd').numbers).toEqual({
    kl: 0.5,
    forward: 'Infinity',
  });
  const query = new URLSearchParams(queryOf({ ...proof, step: 7 }));
  expect(Number(query.get('mu'))).toBe(0.1 + 0.2);
  expect(query.get('step')).toBe('7');
});

describe('files', () => {
  test('what was saved is read back', () => {
    const exercises = { 'kl-divergence/half-a-nat': { proof }, 'the-elbo/climb': {} };
    expect(readProgress(file({ notes: 'progress', exercises }))).toEqual(exercises);
    const solved = [{ exercise: 'kl-divergence/half-a-nat', title: 'Half a nat', proof }];
    expect(readReport(file({ notes: 'report', by: 'Ada', made: '', solved })).solved).toEqual(solved);
  });

  test('an infinite number comes through a file as what it is', () => {
    const endless: Proof = { ...proof, numbers: { kl: 0.5, forward: 'Infinity', evidence: '-Infinity' } };
    const solved = [{ exercise: 'a', title: 'b', proof: endless }];
    expect(readReport(file({ notes: 'report', by: '', made: '', solved })).solved).toEqual(solved);
  });

  test('an exercise ticked by hand says so, and an entry that says nothing is none', () => {
    const exercises = { a: { byHand: true }, b: {}, c: { byHand: 'yes' }, d: 3, e: null };
    expect(readProgress(file({ notes: 'progress', exercises }))).toEqual({
      a: { byHand: true },
      b: {},
      c: {},
      d: {},
      e: {},
    });
  });

  test('a file with 200,000 entries or of 3 million characters is refused at once', () => {
    const exercises = Object.fromEntries(Array.from({ length: 1500 }, (_, i) => [`a/${i}`, {}]));
    expect(() => readProgress(file({ notes: 'progress', exercises }))).toThrow(
      'lists 1500 exercises, and at most 1000',
    );
    expect(() => readReport(file({ notes: 'report', solved: Array.from({ length: 200_000 }, () => 1) }))).toThrow(
      'lists 200000',
    );
    const began = process.hrtime.bigint();
    expect(() => readReport(file({ notes: 'report', solved: ['x'.repeat(3_000_000)] }))).toThrow(
      '3.0 million characters',
    );
    // 3 million characters are counted and not parsed: a millisecond, and a hundred is no slow machine either.
    expect(Number(process.hrtime.bigint() - began) / 1e6).toBeLessThan(1000);
  });

  test('what the browser keeps and cannot read any more is no proof', () => {
    expect(proofFrom(JSON.stringify(proof))).toEqual(proof);
    for (const text of ['', '{', 'null', '[]', '"x"', '{"widget":"a"}']) expect(proofFrom(text)).toBeUndefined();
  });

  test('a proof that could lead elsewhere or is no proof is left out', () => {
    const exercises = { a: { proof: { ...proof, widget: '../../x' } }, b: { proof: { ...proof, numbers: 3 } } };
    expect(readProgress(file({ notes: 'progress', exercises }))).toEqual({ a: {}, b: {} });
  });

  test.each([
    ['no JSON', 'it should be JSON'],
    ['[]', 'This is no file of these notes'],
    [file({ notes: 'report', solved: [] }), 'This is a report, and a file of progress was expected'],
    [JSON.stringify({ notes: 'progress', version: 2 }), 'of version 2'],
    [file({ notes: 'progress' }), 'names no exercises'],
    [file({ notes: 'progress', exercises: [] }), 'names no exercises'],
    [JSON.stringify({ notes: 'progress', version: { toString: 1 } }), 'of version object'],
    ['['.repeat(100_000), 'it should be JSON'],
  ])('%s is refused in a sentence', (text, sentence) => {
    expect(() => readProgress(text)).toThrow(sentence);
  });
});
