import {
  axes,
  layOver,
  outerOf,
  paintGround,
  placing,
  squareIn,
  type Code,
  type Ground,
  type Place,
  type Square,
} from '#src/plots/code-plane.ts';
import type { Size } from '#src/plots/frame.ts';
import { make } from '#src/plots/svg.ts';

/** The plane as shares of the prior, on a canvas that is painted once for each plane; what moves lies over it as SVG. */
export type Scene = Ground & {
  /** How dark the ground is, 0 to 1. */
  readonly ground: number;
  readonly clouds: readonly Cloud[];
  readonly arrows: readonly Arrow[];
  readonly lines: readonly (readonly Code[])[];
  readonly pins: readonly Pin[];
  /** The cloud that is spoken of. */
  readonly lit: Cloud | undefined;
  /** Places the marker has been at, oldest first, and where it is. */
  readonly trail: readonly Code[];
  readonly marker: Code;
};

/** The outline of a q(z|x), with the digit it is of. */
export type Cloud = { readonly outline: readonly Code[]; readonly mean: Code; readonly label: string };
export type Arrow = { readonly from: Code; readonly to: Code; readonly label: string; readonly strength: number };
export type Pin = { readonly at: Code; readonly label: string };

/** A painter that keeps its elements between pictures. */
export function planePainter(): (scene: Scene, size: Size) => HTMLElement {
  const holder = document.createElement('div');
  holder.className = 'z-plane';
  const canvas = document.createElement('canvas');
  canvas.className = 'ink';
  const over = make('svg', {});
  const handle = document.createElement('div');
  handle.className = 'z-handle';
  holder.append(canvas, over, handle);
  let painted: Uint8Array | undefined;
  let still: { readonly words: readonly unknown[]; readonly marks: SVGGElement } | undefined;
  return (scene, size) => {
    const square = squareIn(size);
    const outer = outerOf(square);
    if (painted !== scene.grid) paintGround(canvas, scene);
    painted = scene.grid;
    Object.assign(holder.style, { width: `${outer}px`, height: `${outer}px` });
    layOver(canvas, square);
    canvas.style.opacity = String(scene.ground);
    const place = placing(square);
    const words = [square.side, scene.clouds, scene.arrows, scene.lines, scene.pins];
    if (!still?.words.every((word, i) => word === words[i])) still = { words, marks: marksOf(scene, square, place) };
    over.replaceChildren(still.marks, moving(scene, place));
    const [x, y] = place(scene.marker);
    handle.style.transform = `translate(${x.toFixed(1)}px,${y.toFixed(1)}px)`;
    return holder;
  };
}

const along = (codes: readonly Code[], place: Place): string =>
  `M${codes
    .map((code) =>
      place(code)
        .map((pixel) => pixel.toFixed(1))
        .join(','),
    )
    .join('L')}`;

/** What stays as the marker moves. */
function marksOf(scene: Scene, square: Square, place: Place): SVGGElement {
  return make('g', {}, [
    axes(square, place),
    ...scene.clouds.map((cloud) => cloudMark(cloud, place, 'cloud')),
    ...scene.lines.map((codes) => make('path', { class: 'z-path', d: along(codes, place) })),
    ...scene.arrows.map((arrow) => arrowMark(arrow, place)),
    ...scene.pins.map((pin) => pinMark(pin, place)),
  ]);
}

function cloudMark({ outline, mean, label }: Cloud, place: Place, name: string): SVGGElement {
  const [x, y] = place(mean);
  return make('g', { class: name, style: `--turn:${36 * Number(label) || 0}deg` }, [
    make('path', { d: `${along(outline, place)}Z` }),
    make('text', { x, y: y + 3.5, 'text-anchor': 'middle' }, label),
  ]);
}

const HEAD = 9;

function arrowMark({ from, to, label, strength }: Arrow, place: Place): SVGGElement {
  const steps = Array.from({ length: 13 }, (_, i) => {
    const t = i / 12;
    return [from[0] + t * (to[0] - from[0]), from[1] + t * (to[1] - from[1])] as const;
  });
  const [[x1, y1], [x2, y2]] = [place(steps[11] ?? from), place(to)];
  const angle = Math.atan2(y2 - y1, x2 - x1);
  const barb = (turn: number) =>
    `L${(x2 - HEAD * Math.cos(angle + turn)).toFixed(1)},${(y2 - HEAD * Math.sin(angle + turn)).toFixed(1)}`;
  const head = [0.45, -0.45].map((turn) => `M${x2.toFixed(1)},${y2.toFixed(1)}${barb(turn)}`).join('');
  const right = Math.cos(angle) >= 0;
  const said = {
    x: x2 + (right ? 6 : -6),
    y: y2 + (Math.sin(angle) > 0 ? 14 : -6),
    'text-anchor': right ? 'start' : 'end',
  };
  return make('g', { class: 'z-arrow', style: `--strength:${(1.5 + 4 * Math.max(0, strength)).toFixed(2)}px` }, [
    make('path', { d: along(steps, place) + head }),
    make('text', said, label),
  ]);
}

function pinMark({ at, label }: Pin, place: Place): SVGGElement {
  const [cx, cy] = place(at);
  return make('g', { class: 'z-pin' }, [
    make('circle', { cx, cy, r: 5 }),
    make('text', { x: cx, y: cy - 10, 'text-anchor': 'middle' }, label),
  ]);
}

/** The marker and, paler the longer ago, the way it came. */
function moving({ trail, marker, lit }: Scene, place: Place): SVGGElement {
  const [cx, cy] = place(marker);
  const pieces = trail.slice(1).map((code, i) =>
    make('path', {
      class: 'z-trail',
      d: along([trail[i] ?? code, code], place),
      'stroke-opacity': (i + 1) / trail.length,
    }),
  );
  return make('g', {}, [
    ...pieces,
    ...(lit ? [cloudMark(lit, place, 'cloud lit')] : []),
    make('circle', { class: 'z-halo', cx, cy, r: 10 }),
    make('circle', { class: 'z-marker', cx, cy, r: 10 }),
  ]);
}
