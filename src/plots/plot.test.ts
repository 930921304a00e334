/** The paths that curves become, against points worked out by hand; how they look was compared with Plot's own in a browser. */
import type * as Plot from '@observablehq/plot';
import { beforeAll, expect, test, vi } from 'vitest';
import { areaY, line } from './plot.ts';

class Drawn {
  readonly attributes: Record<string, string> = {};
  readonly children: Drawn[] = [];
  setAttribute(name: string, value: string) {
    this.attributes[name] = value;
  }
  append(...children: Drawn[]) {
    this.children.push(...children);
  }
}

beforeAll(() => void vi.stubGlobal('devicePixelRatio', 2));

/** Ten pixels a unit across from 40; a hundred a unit up from 200. */
const scales = { x: (x: number) => 40 + 10 * x, y: (y: number) => 200 - 100 * y };
const frame = { width: 100, height: 220, marginTop: 10, marginRight: 5, marginBottom: 20, marginLeft: 40 };

function drawn(mark: Plot.Markish): Drawn {
  if (typeof mark !== 'function') throw new Error('Expected a curve that is drawn here, found a mark of Plot’s.');
  const context = { document: { createElementNS: () => new Drawn() } };
  return mark([], scales as never, {} as never, frame, context as never) as unknown as Drawn;
}

const rows = [
  { x: 0, y: 0, low: 0.5 },
  { x: 1, y: 1, low: 0.25 },
  { x: 2, y: NaN, low: 0 },
  { x: 3, y: 0.5, low: 0 },
  { x: 4, y: 0.123, low: -0.1 },
];

test('a line goes through its rows in turn, to a tenth of a pixel, and is parted where a number is none', () => {
  const { attributes } = drawn(line(rows, { x: 'x', y: 'y', stroke: 'var(--blue)', strokeDasharray: '2 1' }));
  expect(attributes['d']).toBe('M40,200L50,100M70,150L80,187.7');
  expect(attributes).toMatchObject({ fill: 'none', stroke: 'var(--blue)', 'stroke-dasharray': '2 1' });
});

test('an area goes there along its upper heights and back along its lower ones', () => {
  const { attributes } = drawn(areaY(rows, { x: 'x', y1: 'low', y2: ({ y }: { y: number }) => y }));
  expect(attributes['d']).toBe('M40,200L50,100L50,175L40,150ZM70,150L80,187.7L80,210L70,200Z');
});

test('an area without a lower height stands on zero', () => {
  const { attributes } = drawn(areaY(rows.slice(0, 2), { x: 'x', y: 'y' }));
  expect(attributes['d']).toBe('M40,200L50,100L50,200L40,200Z');
});

test('what is cut is cut at the frame', () => {
  const { attributes, children } = drawn(line(rows, { x: 'x', y: 'y', clip: true }));
  const [clip, path] = children;
  expect(attributes['clip-path']).toBe(`url(#${clip?.attributes['id'] ?? ''})`);
  expect(clip?.children[0]?.attributes).toEqual({ x: '40', y: '10', width: '55', height: '190' });
  expect(path?.attributes['d']).toMatch(/^M/);
});

test('what it does not know is left to Plot: steps, colours by row, groups', () => {
  const places = { x: 'x', y: 'y' };
  for (const more of [{ curve: 'step' }, { stroke: 'name' }, { z: 'group' }] as const)
    expect(typeof line(rows, { ...places, ...more })).not.toBe('function');
});
