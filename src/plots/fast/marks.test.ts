/** The paths that marks become, against points worked out by hand; how they look was compared with Plot's own in a browser. */
import type * as Plot from '@observablehq/plot';
import { beforeAll, expect, test, vi } from 'vitest';
import { areaY, dot, line, rect, ruleX, text } from './marks.ts';

class Drawn {
  readonly attributes: Record<string, string> = {};
  readonly children: Drawn[] = [];
  textContent = '';
  setAttribute(name: string, value: string) {
    this.attributes[name] = value;
  }
  append(...children: Drawn[]) {
    this.children.push(...children);
  }
}

beforeAll(() => {
  vi.stubGlobal('devicePixelRatio', 2);
  vi.stubGlobal('document', { createElementNS: () => new Drawn() });
});

/** Ten pixels a unit across from 40; a hundred a unit up from 200. */
const scales = { x: (x: number) => 40 + 10 * x, y: (y: number) => 200 - 100 * y };
const frame = { width: 100, height: 220, marginTop: 10, marginRight: 5, marginBottom: 20, marginLeft: 40 };

function drawn(mark: Plot.Markish): Drawn {
  if (typeof mark !== 'function') throw new Error('Expected a curve that is drawn here, found a mark of Plot’s.');
  return mark([], scales as never, {} as never, frame, {} as never) as unknown as Drawn;
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

test('a rule goes from one height to another, or through the frame', () => {
  expect(drawn(ruleX([1, 2], { y1: 0, y2: 1 })).attributes['d']).toBe('M50,200V100M60,200V100');
  expect(drawn(ruleX([1])).attributes['d']).toBe('M50,10V200');
});

test('a rectangle goes from corner to corner', () => {
  const { attributes } = drawn(rect(rows.slice(0, 2), { x1: 'x', x2: () => 3, y1: 0, y2: 1, fill: 'none' }));
  expect(attributes['d']).toBe('M40,200H70V100H40ZM50,200H70V100H50Z');
});

/** Area of a polygon by the shoelace formula, from a path of M, L, h, v and Z. */
function areaOf(path: string): number {
  let [x, y] = [0, 0];
  const corners = [...path.matchAll(/([MLhv])(-?[\d.e-]+)(?:,(-?[\d.e-]+))?/g)].map(([, letter, a, b]) => {
    if (letter === 'h') x += Number(a);
    else if (letter === 'v') y += Number(a);
    else [x, y] = [Number(a), Number(b)];
    return [x, y] as const;
  });
  const twice = corners.reduce((sum, [fromX, fromY], i) => {
    const [toX, toY] = corners[(i + 1) % corners.length] ?? [0, 0];
    return sum + fromX * toY - toX * fromY;
  }, 0);
  return Math.abs(twice) / 2;
}

test.each(['square', 'diamond', 'triangle'] as const)('a %s is as large as the circle of its radius', (symbol) => {
  const { attributes } = drawn(dot(rows.slice(0, 1), { x: 'x', y: 'y', r: 7, symbol, fill: 'var(--blue)' }));
  // Sums of a few doubles of some hundred pixels: 1e-9 is a thousand times their rounding.
  expect(areaOf(attributes['d'] ?? '')).toBeCloseTo(Math.PI * 49, 9);
});

test('filled dots with an edge are a path each, since they may lie over one another', () => {
  const group = drawn(dot(rows.slice(0, 2), { x: 'x', y: 'y', fill: 'var(--paper)', stroke: 'var(--blue)' }));
  expect(group.children).toHaveLength(2);
  expect(drawn(dot(rows.slice(0, 2), { x: 'x', y: 'y', fill: 'var(--blue)' })).children).toHaveLength(0);
});

test('words stand at their place, line under line, and at an edge of the frame where they have none', () => {
  const [placed] = drawn(text(rows.slice(1, 2), { x: 'x', y: 'y', text: () => 'one\ntwo' })).children;
  expect(placed?.attributes['transform']).toBe('translate(50,100)');
  // Two lines of 1 em about the middle; letters stand 0.32 em above the middle of their line: 0.32 − 0.5 and 0.32 + 0.5.
  expect(placed?.children.map(({ attributes }) => attributes['y'])).toEqual(['-0.18em', '0.82em']);
  const corner = drawn(text(['why'], { frameAnchor: 'top-right' }));
  expect(corner.attributes['text-anchor']).toBe('end');
  expect(corner.children[0]?.attributes['transform']).toBe('translate(95,10)');
});

test('a letter that stands alone in many rows is one text with a place for each, but for a halo', () => {
  const said = ({ x }: { x: number }) => (x === 1 ? '7' : '4');
  const { children } = drawn(text(rows, { x: 'x', y: 'y', text: said }));
  // Ten pixels a unit from 40 and a hundred up from 200, to a tenth; the row without a number has no letter.
  expect(children.map(({ attributes, textContent }) => [textContent, attributes])).toEqual([
    ['444', { x: '40 70 80', y: '200 150 187.7', dy: '0.32em 0.32em 0.32em' }],
    ['7', { transform: 'translate(50,100)', y: '0.32em' }],
  ]);
  expect(drawn(text(rows, { x: 'x', y: 'y', text: said, stroke: 'var(--paper)' })).children).toHaveLength(4);
});

test('what is not known here is left to Plot', () => {
  const [at] = [{ x: 'x', y: 'y' } as const];
  const marks = [
    dot(rows, { ...at, fill: 'low' }),
    dot(rows, { ...at, r: 'low' }),
    text(rows, { ...at, rotate: 90, text: 'low' }),
  ];
  for (const mark of marks) expect(typeof mark).not.toBe('function');
});
