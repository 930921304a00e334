import { withPlates, type Plate } from '#src/base/plate.ts';
import { ink } from '#src/plots/meaning.ts';
import { make } from '#src/plots/svg.ts';

/** A picture of 28 × 28 amounts of ink from 0 to 1, row by row, and what it is. */
export type NamedDigit = { readonly label: string; readonly picture: ArrayLike<number> };

const SIDE = 28;
/** Shades that ink is drawn in; one path each, so that a picture is a dozen elements and not hundreds. */
const SHADES = 12;
const CAPTION = 22;
/** Widest that one picture is drawn, in CSS pixels, and the air beside it. */
const WIDEST = 128;
const GAP = 8;

/** Digits in a row of whole pixels, a pixel narrower than the page so that no edge is lost, each in a thin frame that is the page, with its name below. */
export function namedDigits(digits: readonly NamedDigit[], { width }: { width: number }): Element {
  const cell = Math.min(WIDEST, Math.floor((width - 1 - GAP * (digits.length - 1)) / digits.length));
  const whole = digits.length * (cell + GAP) - GAP;
  const svg = make('svg', {
    width: whole,
    height: cell + CAPTION,
    viewBox: `0 0 ${whole} ${cell + CAPTION}`,
    class: 'plot',
  });
  svg.style.fontFamily = 'var(--sans)';
  digits.forEach((digit, i) => svg.append(cellOf(digit, i * (cell + GAP), cell)));
  return withPlates(
    svg,
    digits.map((digit, i) => plateOf(digit, i * (cell + GAP), cell)),
  );
}

/** One page as a plot: its pixels counted from the upper left, and the ink in each. */
function plateOf({ label, picture }: NamedDigit, left: number, cell: number): Plate {
  const unit = cell / SIDE;
  const axis = (name: string, from: number) => ({
    name,
    toPixels: (at: number) => from + at * unit,
    toValue: (pixels: number) => (pixels - from) / unit,
  });
  const pixel = (at: number, from: number) => Math.min(SIDE - 1, Math.max(0, Math.floor((at - from) / unit)));
  return {
    box: { left, right: left + cell, top: 0, bottom: cell },
    x: axis('column', left),
    y: axis('row', 0),
    series: [
      ({ x, y }) => {
        const [column, row] = [pixel(x, left), pixel(y, 0)];
        const at = { x: left + (column + 0.5) * unit, y: (row + 0.5) * unit };
        const values = [
          ['column', column + 1],
          ['row', row + 1],
          ['ink', picture[row * SIDE + column] ?? 0],
        ] as const;
        return { kind: 'near', name: label, values, at, far: Math.hypot(at.x - x, at.y - y) };
      },
    ],
  };
}

function cellOf({ label, picture }: NamedDigit, x: number, cell: number): SVGElement {
  const group = make('g', { transform: `translate(${x} 0)` });
  group.append(make('rect', { x: 0.5, y: 0.5, width: cell - 1, height: cell - 1, fill: 'none', stroke: ink('rule') }));
  const pixels = make('g', { transform: `scale(${cell / SIDE})`, 'shape-rendering': 'crispEdges' });
  pathsOf(picture).forEach((path, shade) => {
    if (path) pixels.append(make('path', { d: path, fill: ink('data'), 'fill-opacity': shade / SHADES }));
  });
  const size = cell < 80 ? 11 : 13;
  const place = { x: cell / 2, y: cell + 15, 'text-anchor': 'middle', 'font-size': size, fill: ink('data') };
  const caption = make('text', place, label);
  group.append(pixels, caption);
  return group;
}

/** All pixels of each shade as squares; paper, the shade 0, has none. */
function pathsOf(picture: ArrayLike<number>): readonly string[] {
  const paths = Array.from({ length: SHADES + 1 }, () => '');
  for (let pixel = 0; pixel < SIDE * SIDE; pixel++) {
    const shade = Math.round((picture[pixel] ?? 0) * SHADES);
    if (shade > 0) paths[shade] = `${paths[shade] ?? ''}M${pixel % SIDE} ${Math.floor(pixel / SIDE)}h1v1h-1z`;
  }
  return paths;
}
