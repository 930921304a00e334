import * as Plot from '#src/plots/plot.ts';
import { frame, type Size } from '#src/plots/frame.ts';
import { ink, type Meaning } from '#src/plots/meaning.ts';
import { path, type Scales } from '#src/plots/paths.ts';
import { amount } from '#src/ui/amount.ts';
import { HALF_SIDE } from '../meta.ts';
import { SEEN, type Arrow, type Seen } from '../model.ts';

type Point = readonly [x: number, y: number];

type Scene = {
  readonly arrows: readonly Arrow[];
  /** The colour of the arrows. */
  readonly meaning: Meaning;
  readonly data: readonly Point[];
  /** The walk of repeated denoising, its start first. */
  readonly walk: readonly Point[];
};

const OPACITY: Readonly<Record<Seen, number>> = { often: 1, seldom: 0.4, hardly: 0.15 };
/** No arrow is longer than this in the plane's units: longer ones would lie across their neighbours. */
export const LONGEST = 0.2;

/** A square plane: clean points, the arrows of a field, pale where data hardly come, and a walk along them. */
export function fieldPlane({ arrows, meaning, data, walk }: Scene, { width, height }: Size): Element {
  const side = Math.min(width, height);
  const ends: [number, number] = [-HALF_SIDE, HALF_SIDE];
  const last = walk.at(-1);
  return Plot.plot({
    ...frame({ width: side, height: side }),
    marginTop: 8,
    marginRight: 8,
    marginBottom: 32,
    marginLeft: 32,
    x: { label: 'x₁ →', domain: ends, ticks: [-1, 0, 1] },
    y: { label: '↑ x₂', domain: ends, ticks: [-1, 0, 1] },
    marks: [
      Plot.dot(data, { r: 1.5, fill: ink('data'), fillOpacity: 0.45 }),
      ...SEEN.map((seen) =>
        path(
          (scales) =>
            arrows
              .filter((arrow) => arrow.seen === seen)
              .map((arrow) => drawn(arrow, scales))
              .join(''),
          {
            fill: 'none',
            stroke: ink(meaning),
            'stroke-width': 1.3,
            'stroke-opacity': OPACITY[seen],
            class: `term-${meaning}`,
          },
        ),
      ),
      Plot.told([...arrows], {
        x: ({ from: [x] }: Arrow) => x,
        y: ({ from: [, y] }: Arrow) => y,
        name: ({ way: [across, up] }: Arrow) => `moved by (${amount(across, 2)}, ${amount(up, 2)}) from`,
      }),
      Plot.line(walk, { stroke: ink('surface'), strokeWidth: 5, strokeOpacity: 0.8, clip: true }),
      Plot.line(walk, { stroke: ink('inference'), strokeWidth: 2, clip: true }),
      Plot.dot(walk, {
        r: 2.6,
        fill: ink('inference'),
        clip: true,
        name: (_: unknown, moves: number) => `denoised ${moves} ${moves === 1 ? 'time' : 'times'}`,
      }),
      ...(last ? [Plot.dot([last], { r: 5, fill: ink('inference'), stroke: ink('surface'), strokeWidth: 2 })] : []),
    ],
  });
}

/** A shaft and a head in proportion to it, in pixels. Scales of a square plane stretch both axes alike. */
function drawn({ from: [x, y], way: [across, up] }: Arrow, scales: Scales): string {
  const share = Math.min(1, LONGEST / Math.hypot(across, up));
  const [x0, y0] = [scales.x(x), scales.y(y)];
  const [dx, dy] = [scales.x(x + share * across) - x0, scales.y(y + share * up) - y0];
  const length = Math.hypot(dx, dy);
  if (!(length > 0.5)) return '';
  const head = Math.min(4, 0.45 * length) / length;
  const [backX, backY] = [x0 + dx * (1 - head), y0 + dy * (1 - head)];
  const [sideX, sideY] = [-dy * head * 0.6, dx * head * 0.6];
  const at = (px: number, py: number) => `${px.toFixed(1)},${py.toFixed(1)}`;
  const tip = at(x0 + dx, y0 + dy);
  return `M${at(x0, y0)}L${tip}M${at(backX + sideX, backY + sideY)}L${tip}L${at(backX - sideX, backY - sideY)}`;
}
