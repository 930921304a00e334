import {
  differenceCiede2000,
  filterDeficiencyDeuter,
  filterDeficiencyProt,
  filterDeficiencyTrit,
  wcagContrast,
} from 'culori';
import { describe, expect, test } from 'vitest';
import { componentInk, grounds, hues, meanings, rgbOf, termRules, twoSided, type Rgb } from './meaning.ts';

const themes = ['light', 'dark'] as const;
const names = Object.keys(hues) as (keyof typeof hues)[];
const pairs = names.flatMap((a, i) => names.slice(i + 1).map((b) => [a, b] as const));
const distance = differenceCiede2000();
const hexOf = (colour: Rgb) => `#${colour.map((part) => Math.round(part).toString(16).padStart(2, '0')).join('')}`;
const sights = {
  'full colour vision': (colour: string) => colour,
  deuteranopia: filterDeficiencyDeuter(1),
  protanopia: filterDeficiencyProt(1),
  tritanopia: filterDeficiencyTrit(1),
};

describe.each(themes)('on %s paper', (theme) => {
  // WCAG 2.2, success criterion 1.4.3: 4.5:1 for text. Marks (3:1) are then held as well.
  test.each(names)('%s can be read as text', (name) => {
    for (const ground of ['paper', 'surface'] as const)
      expect(wcagContrast(hues[name][theme], grounds[ground][theme])).toBeGreaterThanOrEqual(4.5);
  });

  // CIEDE2000 of 1 is one just noticeable difference side by side; 10 keeps separate marks apart at a glance,
  // and every colour has a second sign (dash, label, marker) besides.
  test.each(Object.entries(sights))('meanings stay apart under %s', (_, see) => {
    for (const [a, b] of pairs) {
      const apart = distance(see(hues[a][theme]), see(hues[b][theme]));
      expect(apart, `${a} and ${b}`).toBeGreaterThanOrEqual(10);
    }
  });

  // WCAG 2.2, success criterion 1.4.11: 3:1 for marks, here on every shade of what the discriminator says.
  test.each(['ink', 'blue', 'grey'] as const)('%s marks stand out on all of the two-sided scale', (name) => {
    const [low, middle, high] = [grounds['looks-fake'], grounds.surface, grounds['looks-real']].map((shade) =>
      rgbOf(shade[theme]),
    ) as [Rgb, Rgb, Rgb];
    for (let at = -1; at <= 1; at += 0.125) {
      const ground = hexOf(twoSided(at, low, middle, high));
      expect(wcagContrast(hues[name][theme], ground), `${ground} at ${at}`).toBeGreaterThanOrEqual(3);
    }
  });

  test.each(Object.entries(sights))('both ends of the two-sided scale and its middle stay apart under %s', (_, see) => {
    const [fake, neutral, real] = [grounds['looks-fake'], grounds.surface, grounds['looks-real']].map((shade) =>
      see(shade[theme]),
    ) as [string, string, string];
    expect(distance(fake, real)).toBeGreaterThanOrEqual(25);
    expect(distance(fake, neutral)).toBeGreaterThanOrEqual(10);
    expect(distance(neutral, real)).toBeGreaterThanOrEqual(10);
  });
});

test('the two-sided scale ends at its ends, rests in its middle, and goes no further', () => {
  const scale = (at: number) => twoSided(at, [0, 0, 200], [100, 100, 100], [200, 0, 0]);
  expect([-3, -1, 0, 1, 3].map(scale)).toEqual([
    [0, 0, 200],
    [0, 0, 200],
    [100, 100, 100],
    [200, 0, 0],
    [200, 0, 0],
  ]);
  expect(scale(0.5)).toEqual([150, 50, 50]);
});

test('every meaning has a rule that colours its term', () => {
  for (const name of Object.keys(meanings)) expect(termRules()).toContain(`[data-term='${name}']`);
});

test('six components of a mixture have six hues, each held apart from the others above', () => {
  const inks = [0, 1, 2, 3, 4, 5].map(componentInk);
  expect(new Set(inks).size).toBe(6);
  expect(inks.every((ink) => names.some((name) => ink === `var(--${name})`))).toBe(true);
  expect(componentInk(6)).toBe(inks[0]);
});
