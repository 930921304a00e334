import * as Plot from '#src/plots/plot.ts';
import { frame, type Size } from '#src/plots/frame.ts';
import { ink } from '#src/plots/meaning.ts';

type Point = { readonly x: number; readonly y: number; readonly label: string };

export type CodeMap = {
  /** The two numbers of the code that are shown, counted from 0. */
  readonly places: readonly [number, number];
  readonly digits: readonly Point[];
  /** a and b, and the code at t on the way. */
  readonly ends: readonly [Point, Point];
  readonly now: Point;
};

/** Two numbers of every code, each digit written at its own; the straight way from a to b, and where t stands. */
export function codeMap(map: CodeMap | undefined, size: Size): Element {
  const [x, y] = map?.places ?? [0, 1];
  return Plot.plot({
    ...frame(size),
    insetTop: 16,
    insetRight: 8,
    x: { label: `number ${x + 1} of the code →`, ticks: 5, nice: true, ...(!map && { domain: [-1, 1] }) },
    y: { label: `↑ number ${y + 1} of the code`, ticks: 5, nice: true, ...(!map && { domain: [-1, 1] }) },
    marks: map ? marksOf(map) : [],
  });
}

/** Two ends nearer than this share of the map, along both axes, have their names in one place. */
const NEAR = 1 / 30;

/** The names of the ends where they are written: apart, or "a, b" where one would lie on the other. */
function namesOf([a, b]: CodeMap['ends'], digits: readonly Point[]): readonly Point[] {
  const close = (['x', 'y'] as const).every((axis) => {
    const places = [a, b, ...digits].map((point) => point[axis]);
    return Math.abs(a[axis] - b[axis]) <= NEAR * (Math.max(...places) - Math.min(...places));
  });
  return close ? [{ ...a, label: `${a.label}, ${b.label}` }] : [a, b];
}

function marksOf({ digits, ends, now }: CodeMap) {
  const where = { x: 'x', y: 'y' } as const;
  const name = { ...where, text: 'label', fontSize: 15, fontWeight: 'bold', stroke: ink('surface'), strokeWidth: 4 };
  return [
    Plot.text(digits, { ...where, text: 'label', fontSize: 10, fill: ink('muted'), className: 'term-data' }),
    Plot.line(ends, { ...where, stroke: ink('model'), strokeWidth: 1.5, strokeDasharray: '5 3' }),
    Plot.dot(ends, { ...where, r: 4, fill: ink('data'), stroke: ink('surface') }),
    Plot.text(namesOf(ends, digits), { ...name, fill: ink('data'), dy: -12 }),
    Plot.told(digits, { ...where, name: ({ label }: Point) => `a ${label}` }),
    Plot.told([...ends, now], { ...where, name: ({ label }: Point) => label }),
    Plot.dot([now], { ...where, r: 6, symbol: 'diamond', fill: ink('model'), stroke: ink('surface') }),
    Plot.text([now], { ...name, fill: ink('model'), dx: -14 }),
  ];
}
