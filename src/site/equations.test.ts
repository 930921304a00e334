import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { equationOf, equations, equationsIn } from './equations.ts';

const lecture = (number: number, text: string) => `---\ntitle: A lecture\nnumber: ${number}\n---\n${text}`;

test('formulas are numbered by lecture, in the order of the text', () => {
  const source = lecture(9, '$$\na \\label{first}\n$$\nwords\n$$\n\\label{second} b\n$$');
  expect(equationsIn('content/lectures/09-the-elbo.mdx', source)).toEqual([
    { label: 'first', number: '9.1', lecture: 'the-elbo' },
    { label: 'second', number: '9.2', lecture: 'the-elbo' },
  ]);
});

test('a label inside a comment counts for nothing', () => {
  expect(equationsIn('01-a.mdx', lecture(1, '{/* $$ \\label{old} $$ */}\n$$ \\label{new} $$'))).toMatchObject([
    { label: 'new', number: '1.1' },
  ]);
});

test('a label that could not stand in an address is refused in a sentence', () => {
  expect(() => equationsIn('01-a.mdx', lecture(1, '\\label{The ELBO}'))).toThrow(
    'A label is small letters, digits and hyphens',
  );
});

describe('over the course', () => {
  let folder = '';
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'notes-equations-'))));
  afterEach(() => rmSync(folder, { recursive: true }));

  test('a label given twice is refused, whichever lectures it stands in', () => {
    writeFileSync(join(folder, '01-a.mdx'), lecture(1, '\\label{same}'));
    writeFileSync(join(folder, '02-b.mdx'), lecture(2, '\\label{same}'));
    expect(() => equations(folder)).toThrow('Two formulas are labelled “same”, the second in b.');
  });

  test('a reference that leads nowhere is refused with the labels there are', () => {
    writeFileSync(join(folder, '01-a.mdx'), lecture(1, '\\label{here}'));
    expect(() => equationOf('there', equations(folder))).toThrow('“there”. The labels are: here.');
  });
});

test('every label of the course is referred to, and every reference leads somewhere', () => {
  expect(equations().length).toBeGreaterThan(9);
});
