/** Where ticks stand and what they say, by hand; how axes look was compared with Plot's own in a browser. */
import type { PlotOptions } from '@observablehq/plot';
import { beforeAll, expect, test, vi } from 'vitest';
import { groundOf } from './ground.ts';

class Drawn {
  readonly attributes: Record<string, string> = {};
  readonly children: Drawn[] = [];
  readonly style = {};
  textContent = '';
  setAttribute(name: string, value: string) {
    this.attributes[name] = value;
  }
  append(...children: Drawn[]) {
    this.children.push(...children);
    this.textContent += children.map(({ textContent }) => textContent).join('');
  }
  cloneNode() {
    return this;
  }
}

beforeAll(() => {
  vi.stubGlobal('devicePixelRatio', 2);
  vi.stubGlobal('document', { createElementNS: () => new Drawn() });
});

const frame = { width: 200, height: 120, marginTop: 10, marginRight: 20, marginBottom: 10, marginLeft: 30 };
const both: PlotOptions = { ...frame, x: { label: 'z', domain: [0, 3], ticks: 3 }, y: { axis: null, domain: [0, 1] } };

function groups(options: PlotOptions): readonly Drawn[] {
  const ground = groundOf(options, new Set());
  if (!ground) throw new Error('Expected a ground for these options, found none.');
  const [, ...axes] = (ground.svg as unknown as Drawn).children;
  return axes;
}

test('a tick stands where the scale says, and its number under it', () => {
  const [ticks, numbers, label] = groups(both);
  // 150 pixels for 3 units from 30 on, at the foot of the frame.
  const places = [30, 80, 130, 180];
  expect(ticks?.attributes['d']).toBe(places.map((x) => `M${x},110v6`).join(''));
  expect(numbers?.children.map(({ attributes }) => attributes['transform'])).toEqual(
    places.map((x) => `translate(${x},110)`),
  );
  expect(numbers?.children.map(({ textContent }) => textContent)).toEqual(['0', '1', '2', '3']);
  expect(label?.textContent).toBe('z →');
});

test('an axis upwards shows where it grows, unless its name does', () => {
  const upwards = (label: string, domain: [number, number]) =>
    groups({ ...frame, x: { axis: null, domain: [0, 1] }, y: { label, domain, ticks: 2 } }).at(-1)?.textContent;
  expect(upwards('density', [0, 1])).toBe('↑ density');
  expect(upwards('density', [1, 0])).toBe('↓ density');
  expect(upwards('density →', [0, 1])).toBe('density →');
});

test('a logarithmic axis has a number at each power of ten alone where there is no room for more', () => {
  const [, numbers] = groups({ ...both, x: { type: 'log', label: 'n', domain: [1, 1000], ticks: 3 } });
  expect(numbers?.children.map(({ textContent }) => textContent)).toEqual(['1', '10', '100', '1k']);
});

test('what has to be found from the marks is left to Plot', () => {
  const without = new Set<string>();
  expect(groundOf({ ...both, x: { label: 'z' } }, without)).toBeUndefined();
  expect(groundOf({ ...both, x: { domain: [0, 1] } }, without)).toBeUndefined();
  expect(groundOf({ ...both, x: { label: 'z', domain: ['a', 'b'] } }, without)).toBeUndefined();
  expect(groundOf({ ...both, fx: { label: 'z' } }, without)).toBeUndefined();
  expect(groundOf({ ...both, insetTop: 4 }, without)).toBeUndefined();
});
