import {
  differenceCiede2000,
  filterDeficiencyDeuter,
  filterDeficiencyProt,
  filterDeficiencyTrit,
  wcagContrast,
} from 'culori';
import { describe, expect, test } from 'vitest';
import { grounds, hues, meanings, termRules } from './meaning.ts';

const themes = ['light', 'dark'] as const;
const names = Object.keys(hues) as (keyof typeof hues)[];
const pairs = names.flatMap((a, i) => names.slice(i + 1).map((b) => [a, b] as const));
const distance = differenceCiede2000();
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
});

test('every meaning has a rule that colours its term', () => {
  for (const name of Object.keys(meanings)) expect(termRules()).toContain(`[data-term='${name}']`);
});
