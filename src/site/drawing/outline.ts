/** Where nodes end and how lines go: plane geometry in drawing units. */
import type { NodeMark, Place } from './diagram.ts';

/** Units of one cell of the grid. */
export const CELL = 20;
/** How much narrower the small side of a network is. */
const TAPER = 0.42;
const CORNER = 10;

export const units = ([column, row]: Place): Place => [column * CELL, row * CELL];
const minus = (a: Place, b: Place): Place => [a[0] - b[0], a[1] - b[1]];
/** The point `length` from `from` on the way to `to`. */
export function towards(from: Place, to: Place, length: number): Place {
  const [dx, dy] = minus(to, from);
  const whole = Math.hypot(dx, dy) || 1;
  return [from[0] + (dx / whole) * length, from[1] + (dy / whole) * length];
}

const SIZES: Readonly<Record<NodeMark['shape'], Place>> = {
  circle: [2.2, 2.2],
  box: [4, 2],
  narrowing: [3.6, 4],
  widening: [3.6, 4],
  plain: [4, 1.6],
};
export const sizeOf = ({ shape, size }: NodeMark): Place => units(size ?? SIZES[shape]);

/** The corners of a node that is no circle, in units, clockwise from the upper left. */
export function cornersOf(node: NodeMark): readonly Place[] {
  const [x, y] = units(node.at);
  const [w, h] = sizeOf(node).map((side) => side / 2) as unknown as Place;
  if (node.shape !== 'narrowing' && node.shape !== 'widening')
    return [
      [x - w, y - h],
      [x + w, y - h],
      [x + w, y + h],
      [x - w, y + h],
    ];
  const down = node.flow === 'down';
  const [near, far] = node.shape === 'narrowing' ? [1, TAPER] : [TAPER, 1];
  return down
    ? [
        [x - w * near, y - h],
        [x + w * near, y - h],
        [x + w * far, y + h],
        [x - w * far, y + h],
      ]
    : [
        [x - w, y - h * near],
        [x + w, y - h * far],
        [x + w, y + h * far],
        [x - w, y + h * near],
      ];
}

/** How far along `from` → `to` it crosses the side `a` → `b`, as a share; undefined where it does not. */
function crossing(from: Place, to: Place, a: Place, b: Place): number | undefined {
  const [rx, ry] = minus(to, from);
  const [sx, sy] = minus(b, a);
  const [qx, qy] = minus(a, from);
  const cross = rx * sy - ry * sx;
  if (Math.abs(cross) < 1e-9) return undefined;
  const [along, across] = [(qx * sy - qy * sx) / cross, (qx * ry - qy * rx) / cross];
  return along >= 0 && across >= 0 && across <= 1 ? along : undefined;
}

/** Where a line from a node's middle towards a place leaves the node, and `gap` units further. */
export function leaving(node: NodeMark, to: Place, gap: number): Place {
  const middle = units(node.at);
  if (node.shape === 'circle') return towards(middle, to, sizeOf(node)[0] / 2 + gap);
  const corners = cornersOf(node);
  const shares = corners.flatMap((corner, at) => crossing(middle, to, corner, corners[(at + 1) % 4] ?? corner) ?? []);
  const [dx, dy] = minus(to, middle);
  return towards(middle, to, Math.min(...shares) * Math.hypot(dx, dy) + gap);
}

const short = (value: number) => String(Number(value.toFixed(1)));
export const at = ([x, y]: Place): string => `${short(x)} ${short(y)}`;

export const polyline = (points: readonly Place[]): string => `M${points.map(at).join('L')}`;

/** A line through points whose corners are rounded. */
export function rounded(points: readonly Place[]): string {
  const [first = [0, 0], ...rest] = points;
  return rest.reduce(
    (path, point, i) => {
      const next = rest[i + 1];
      if (!next) return `${path}L${at(point)}`;
      const before = points[i] ?? point;
      const room = Math.min(CORNER, ...[before, next].map((other) => Math.hypot(...minus(other, point)) / 2));
      return `${path}L${at(towards(point, before, room))}Q${at(point)} ${at(towards(point, next, room))}`;
    },
    `M${at(first)}`,
  );
}

/** What a curve bends towards whose middle lies `aside` units to the right of the straight way. */
export function bentTo(from: Place, to: Place, aside: number): Place {
  const [dx, dy] = minus(to, from);
  const whole = Math.hypot(dx, dy) || 1;
  return [(from[0] + to[0]) / 2 - (2 * aside * dy) / whole, (from[1] + to[1]) / 2 + (2 * aside * dx) / whole];
}

/** One curve from the first of three points to the last, bent towards the second. */
export const curved = ([from = [0, 0], towardsThis = [0, 0], to = [0, 0]]: readonly Place[]): string =>
  `M${at(from)}Q${at(towardsThis)} ${at(to)}`;

const HEAD = { long: 9, half: 3.4, notch: 2.2 };

/** An arrowhead whose tip is `tip`, come from `from`; its back is slightly hollow. */
export function arrowhead(from: Place, tip: Place): string {
  const back = towards(tip, from, HEAD.long);
  const [dx, dy] = [(tip[0] - back[0]) / HEAD.long, (tip[1] - back[1]) / HEAD.long];
  const side = (sign: number): Place => [back[0] - sign * dy * HEAD.half, back[1] + sign * dx * HEAD.half];
  return `M${at(tip)}L${at(side(1))}L${at(towards(back, tip, HEAD.notch))}L${at(side(-1))}Z`;
}

/** A bar across the end of a line. */
export function bar(from: Place, tip: Place, half = 6): string {
  const [dx, dy] = minus(tip, towards(tip, from, 1));
  return `M${at([tip[0] - dy * half, tip[1] + dx * half])}L${at([tip[0] + dy * half, tip[1] - dx * half])}`;
}
