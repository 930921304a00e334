import { expect, test } from 'vitest';
import { minutesOf } from './reading-time.ts';

// 180 words a minute; a displayed formula counts as 25 words, a figure as 300; rounded to five minutes.
const words = (count: number) => Array.from({ length: count }, () => 'word').join(' ');

test('nine hundred words take five minutes', () => {
  expect(minutesOf(words(900))).toBe(5);
});

test('a shorter text takes five minutes as well', () => {
  expect(minutesOf('A line.')).toBe(5);
});

test('three figures take five minutes', () => {
  expect(minutesOf(`${words(900)} ${'<Widget id="kl-explorer" />\n'.repeat(3)}`)).toBe(10);
});

test('thirty-six displayed formulas take five minutes, whatever stands in them', () => {
  expect(minutesOf(`${words(900)} ${'$$ a = b + c $$ '.repeat(36)}`)).toBe(10);
});

test('a formula in a line is a word, and tags and comments are none', () => {
  const text = '<Term of="kl">word</Term> {/* a remark with many words */} $x + y$ '.repeat(450);
  expect(minutesOf(text)).toBe(5);
});
