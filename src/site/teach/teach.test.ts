import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { meanings } from '#src/plots/meaning.ts';
import { initialValues } from '#src/run/params.ts';
import { metaOf, widgetIds } from '../widgets.ts';
import { meeting, zoomsFor } from './fit.ts';
import { actOf, onwards, presetOf, signsOf, type Press } from './keys.ts';
import { keyWords, legendNames } from './words.ts';

const press = (key: string, more: Partial<Press> = {}): Press => ({
  key,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  repeat: false,
  defaultPrevented: false,
  ...more,
});

describe('a key before a room', () => {
  test('asks for what the strip says it does', () => {
    for (const [what, { keys }] of Object.entries(keyWords))
      for (const key of keys) {
        const name = { Space: ' ', Esc: 'Escape' }[key] ?? key;
        expect(actOf(press(name), 'figure', true)).toBe(what);
        expect(actOf(press(name.length === 1 ? name.toLowerCase() : name), 'figure', true)).toBe(what);
      }
  });

  test('is none of the keys that every page has', () => {
    for (const key of ['?', '/', 'k', 'Tab', 'Enter', 'ArrowLeft', 'Home', 'PageDown', 'toString', '__proto__'])
      expect(actOf(press(key), 'figure', true)).toBeUndefined();
  });

  test('is left to a field, to the browser, and to a handler that has used it already', () => {
    for (const key of [' ', 's', '.', 'r', 'n', 'p', 'f', 'l', 'Escape']) {
      expect(actOf(press(key), 'field', true)).toBeUndefined();
      for (const more of [{ ctrlKey: true }, { metaKey: true }, { altKey: true }, { defaultPrevented: true }])
        expect(actOf(press(key, more), 'figure', true)).toBeUndefined();
    }
  });

  test('presses the button it is on where it is Space, and is ours where it is a letter', () => {
    expect(actOf(press(' '), 'button', true)).toBeUndefined();
    expect(actOf(press('n'), 'button', true)).toBe('next');
  });

  test('runs and steps nothing where nothing trains', () => {
    expect([' ', 's', '.'].map((key) => actOf(press(key), 'figure', false))).toEqual([undefined, undefined, undefined]);
    expect(actOf(press('r'), 'figure', false)).toBe('reset');
  });

  test('steps on while it is held down, and does nothing else twice', () => {
    expect(actOf(press('s', { repeat: true }), 'figure', true)).toBe('step');
    for (const key of [' ', 'r', 'n', 'p', 'f', 'l', 'Escape'])
      expect(actOf(press(key, { repeat: true }), 'figure', true)).toBeUndefined();
  });
});

test('settings go round: as many steps on as there are names lead back, and a step back undoes a step on', () => {
  const names = fc.uniqueArray(fc.string(), { minLength: 1, maxLength: 8 });
  fc.assert(
    fc.property(names, fc.nat(), (list, at) => {
      const from = list[at % list.length];
      expect(list.reduce<string | undefined>((now) => onwards(list, now, 1), from)).toBe(from);
      expect(onwards(list, onwards(list, from, 1), -1)).toBe(from);
    }),
    { seed: 1 },
  );
  expect([onwards(['a', 'b'], undefined, 1), onwards(['a', 'b'], undefined, -1)]).toEqual(['a', 'b']);
});

describe.each(widgetIds)('%s', (id) => {
  const meta = metaOf(id);
  const base = initialValues(meta.params);

  test('knows each of its settings again by the values', () => {
    for (const [name, { set }] of Object.entries(meta.presets))
      expect(presetOf(meta, base, { ...base, ...(set as typeof base) }, name)).toBe(name);
    expect(presetOf(meta, base, base)).toBeUndefined();
  });

  test('has a sign for every hue that its numbers carry, once', () => {
    const used = Object.values(meta.metrics).flatMap(({ meaning = 'muted' }) => (meaning === 'muted' ? [] : [meaning]));
    const hues = new Set(used.map((meaning) => meanings[meaning as keyof typeof meanings]));
    expect(new Set(signsOf(meta).map(({ hue }) => hue))).toEqual(hues);
    expect(signsOf(meta)).toHaveLength(hues.size);
    for (const { says } of signsOf(meta)) expect(says).not.toBe('');
  });
});

test('every meaning has a word for the room', () => {
  expect(Object.keys(legendNames).sort()).toEqual(Object.keys(meanings).sort());
});

describe('the magnification', () => {
  test('is 1.6 and 2 times at first on projectors of 720 and 1080 lines, and none on a phone', () => {
    expect(zoomsFor(1280, 720)[0]).toBeCloseTo(1.6, 12);
    expect(zoomsFor(1920, 1080)[0]).toBeCloseTo(2, 12);
    expect(zoomsFor(390, 844)).toEqual([1]);
  });

  test('never falls below the page’s own, and falls from try to try', () => {
    const sizes = fc.tuple(fc.integer({ min: 200, max: 8000 }), fc.integer({ min: 150, max: 5000 }));
    fc.assert(
      fc.property(sizes, ([width, height]) => {
        const zooms = zoomsFor(width, height);
        expect(Math.min(...zooms)).toBeGreaterThanOrEqual(1);
        expect([...zooms].sort((a, b) => b - a)).toEqual(zooms);
      }),
      { seed: 1 },
    );
  });
});

test('the height of pictures is where the line through two measurements meets the room, within bounds', () => {
  // A stage of 100 that does not give way and 200 that does: 240 is reached at 0.7, 1000 never, 50 never.
  const at = (by: number) => [by, 100 + 200 * by] as const;
  expect(meeting(240, at(1), at(0.8))).toBeCloseTo(0.7, 12);
  expect(meeting(1000, at(1), at(0.8))).toBe(2.2);
  expect(meeting(50, at(1), at(0.8))).toBe(0.5);
  // One that never gives way is as low as it can be where it does not fit, and stays as it is where it does.
  expect(meeting(240, [1, 300], [0.8, 300])).toBe(0.5);
  expect(meeting(310, [1, 300], [0.8, 300])).toBe(1);
});
