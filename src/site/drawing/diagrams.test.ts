import { globSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { describe, expect, test } from 'vitest';
import { meanings } from '#src/plots/meaning.ts';
import { faultsOf, type Diagram, type Mark } from './diagram.ts';
import { svgOf } from './svg.ts';
import { counts } from '../diagrams/both-ways.ts';
import { numbers } from '../diagrams/jensen.ts';
import { rounds } from '../diagrams/two-moves.ts';

const modules = import.meta.glob<{ diagram: Diagram }>('../diagrams/*.ts', { eager: true });
const diagrams = Object.entries(modules).map(([path, { diagram }]) => [basename(path, '.ts'), diagram] as const);
const lectures = globSync('content/lectures/*.mdx').map((file) => readFileSync(file, 'utf8'));

describe.each(diagrams)('the diagram %s', (id, diagram) => {
  test('is whole in both layouts', () => {
    expect(faultsOf(diagram)).toEqual([]);
    expect([diagram.wide.size[0], diagram.narrow.size[0]]).toEqual([30, 16]);
  });

  test('stands in one lecture, whose words light every part of it', () => {
    const places = lectures.filter((text) => text.includes(`<Diagram id="${id}">`));
    expect(places).toHaveLength(1);
    const lit = Object.keys(diagram.parts).filter((part) => places[0]?.includes(`<Term of="${id}.${part}">`));
    expect(lit).toEqual(Object.keys(diagram.parts));
  });

  test('says in one to four sentences what it shows', () => {
    const sentences = diagram.says.match(/[.!?](?:\s|$)/g) ?? [];
    expect(sentences.length).toBeGreaterThanOrEqual(1);
    expect(sentences.length).toBeLessThanOrEqual(4);
  });

  test.each(['wide', 'narrow'] as const)('carries each part with its meaning in the %s layout', (layout) => {
    const svg = svgOf(id, diagram, layout);
    for (const [part, meaning] of Object.entries(diagram.parts)) {
      expect(Object.keys(meanings)).toContain(meaning);
      expect(svg).toContain(`<g class="part term-${meaning}" data-term="${id}.${part}">`);
    }
    expect(svg).not.toMatch(/NaN|undefined|Infinity/);
  });

  test('takes at most 12 kB in both layouts together', () => {
    expect(svgOf(id, diagram, 'wide').length + svgOf(id, diagram, 'narrow').length).toBeLessThan(12_288);
  });
});

describe('what is wrong with a diagram is said in sentences', () => {
  const circle: Mark = { kind: 'node', part: 'code', name: 'z', shape: 'circle', at: [1, 1] };
  const drawing = (...marks: Mark[]) => ({ size: [30, 2] as const, marks });
  const faults = (...marks: Mark[]) =>
    faultsOf({ says: '', parts: { code: 'prior' }, wide: drawing(...marks), narrow: drawing(circle) });
  test.each([
    ['a part without a mark', [], 'The part “code” is not drawn in the wide layout.'],
    [
      'a mark of an unknown part',
      [circle, { kind: 'dot', part: 'cod', at: [1, 1] }],
      'There is no part “cod” in the wide layout.',
    ],
    [
      'an edge to an unknown node',
      [circle, { kind: 'edge', from: 'z', to: 'x' }],
      'There is no node “x” in the wide layout.',
    ],
    ['two nodes of one name', [circle, circle], 'Two nodes are called “z” in the wide layout.'],
  ] as const)('%s', (_, marks, sentence) => expect(faults(...marks)).toEqual([sentence]));
});

describe('the numbers of the chord under the logarithm', () => {
  // r is 1/2 or 4 with probability 1/2: E[r] = 9/4, and E[log r] is the logarithm of √(1/2 · 4) = √2.
  test('are those of the closed form', () => {
    expect(numbers.mean).toBe(9 / 4);
    expect(numbers.logOfMean).toBeCloseTo(2 * Math.log(3) - 2 * Math.LN2, 12);
    expect(numbers.meanOfLog).toBeCloseTo(0.5 * Math.LN2, 12);
  });

  test('are what the labels, the description and the lecture print: 0.811, 0.347 and 0.464', () => {
    const { wide, says } = modules['../diagrams/jensen.ts']?.diagram ?? { wide: { marks: [] }, says: '' };
    const labels = wide.marks.flatMap((mark) => (mark.kind === 'words' ? [mark.label] : [])).join(' ');
    // log(9/4) = 0.81093, ½ log 2 = 0.34657, and their difference is 0.46436.
    for (const printed of ['0.811', '0.347', '0.464']) {
      expect(labels).toContain(printed);
      expect(says).toContain(printed);
    }
    expect(lectures.some((text) => text.includes('the curve is $0.464$ above the chord'))).toBe(true);
  });

  test('the tangent touches the logarithm at the mean and is above it everywhere else', () => {
    expect(numbers.tangentAt(numbers.mean)).toBeCloseTo(Math.log(numbers.mean), 12);
    for (const r of [0.1, 0.5, 1, 2, 3, 4, 10]) expect(numbers.tangentAt(r)).toBeGreaterThan(Math.log(r));
  });
});

describe('the two moves', () => {
  // x ~ N(0, w² + h²): log density of 3 at w² + h² = 0.89, and after the M step at w² + h² = 3.8361.
  const logNormal = (variance: number) => -0.5 * Math.log(2 * Math.PI * variance) - 9 / (2 * variance);
  const posterior = { mean: 1.5 / 0.89, variance: 0.64 / 0.89 };
  const second = posterior.mean ** 2 + posterior.variance;
  const [w, h2] = [(3 * posterior.mean) / second, (9 * posterior.variance) / second];

  test('have the evidence of the closed form before and after the M step', () => {
    const [start, e, m, end] = rounds.map(({ evidence }) => evidence);
    expect(start).toBeCloseTo(logNormal(0.89), 10);
    expect(e).toBeCloseTo(logNormal(0.89), 10);
    expect(m).toBeCloseTo(logNormal(w ** 2 + h2), 10);
    expect(end).toBeCloseTo(logNormal(w ** 2 + h2), 10);
  });

  test('an E step closes the gap, and the M step lifts both lines and opens it', () => {
    const [start, e, m, end] = rounds.map(({ evidence, elbo }) => evidence - elbo);
    expect(start).toBeGreaterThan(1);
    expect(e).toBeCloseTo(0, 10);
    expect(m).toBeGreaterThan(0.1);
    expect(end).toBeCloseTo(0, 10);
    expect((rounds[2]?.elbo ?? 0) - (rounds[1]?.elbo ?? 0)).toBeGreaterThan(1);
  });
});

describe('a kernel both ways', () => {
  // Three copies of three ones, two places apart, added up: 1110000 + 0011100 + 0000111.
  test('its counts are those of the copies, in the description too', () => {
    expect(counts).toEqual([1, 1, 2, 1, 2, 1, 1]);
    expect(modules['../diagrams/both-ways.ts']?.diagram.says).toContain('1, 1, 2, 1, 2, 1, 1');
  });
});

describe('the way back to where the data lie', () => {
  const ends = (layout: 'wide' | 'narrow') => {
    const { marks } = modules['../diagrams/manifold.ts']?.diagram[layout] ?? { marks: [] };
    const edges = marks.flatMap((mark) => (mark.kind === 'edge' && mark.part === 'return' ? [mark] : []));
    const [curve = []] = marks.flatMap((mark) => (mark.kind === 'curve' ? [mark.through] : []));
    return { edges, curve };
  };

  test.each(['wide', 'narrow'] as const)('ends on the curve, at a right angle to it, in the %s layout', (layout) => {
    const { edges, curve } = ends(layout);
    expect(edges.length).toBeGreaterThan(5);
    for (const { from, to } of edges as unknown as readonly Record<'from' | 'to', readonly [number, number]>[]) {
      const lengths = curve.map(([column, row]) => Math.hypot(column - from[0], row - from[1]));
      const way = Math.hypot(to[0] - from[0], to[1] - from[1]);
      // The curve is drawn in 60 pieces of at most 0.7 cells; the nearest of their ends is at most half a piece farther on.
      expect(way).toBeLessThanOrEqual(Math.min(...lengths) + 1e-3);
      expect(Math.min(...lengths) - way).toBeLessThan(0.35);
    }
  });
});
